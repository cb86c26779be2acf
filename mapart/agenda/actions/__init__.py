"""Every write about what is dated."""

from mapart.agenda.actions.people import forget_person
from mapart.agenda.actions.seats import (
    claim_seat,
    give_back_seat,
    leave_waitlist,
    mark_attendance,
    seat_walk_in,
)
from mapart.agenda.actions.sessions import (
    cancel_session,
    change_capacity,
    extend_series,
    open_series,
    open_session,
)
from mapart.agenda.actions.twins import settle_twin_seat, settle_twin_wait, stop_waiting_for_held_seats

__all__ = [
    "cancel_session",
    "change_capacity",
    "claim_seat",
    "extend_series",
    "forget_person",
    "give_back_seat",
    "leave_waitlist",
    "mark_attendance",
    "open_series",
    "open_session",
    "seat_walk_in",
    "settle_twin_seat",
    "settle_twin_wait",
    "stop_waiting_for_held_seats",
]
