"""Every write about people."""

from mapart.people.actions.contact import (
    ask_address,
    choose_channels,
    drop_address_changes,
    lead_away,
    note_called_number,
    prove_address,
    remove_address,
)
from mapart.people.actions.entry import (
    answer_unknown_address,
    drop_unsent,
    end_sessions,
    open_demo_session,
    record_sign_in,
    send_sign_in_code,
)
from mapart.people.actions.merge import absorb_person
from mapart.people.actions.remember import drop_sessions, forget_person, remember_person
from mapart.people.actions.roles import end_role, give_role
from mapart.people.actions.second_factor import (
    renew_recovery_codes,
    reset_second_factor,
    set_up_second_factor,
)

__all__ = [
    "absorb_person",
    "answer_unknown_address",
    "ask_address",
    "choose_channels",
    "drop_address_changes",
    "drop_sessions",
    "drop_unsent",
    "end_role",
    "end_sessions",
    "forget_person",
    "give_role",
    "lead_away",
    "note_called_number",
    "open_demo_session",
    "prove_address",
    "record_sign_in",
    "remember_person",
    "remove_address",
    "renew_recovery_codes",
    "reset_second_factor",
    "send_sign_in_code",
    "set_up_second_factor",
]
