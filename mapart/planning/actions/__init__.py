"""Every write of the roster."""

from mapart.planning.actions.asks import answer_ask, ask_volunteer
from mapart.planning.actions.attendance import arrive, note_attendance, note_stand_in
from mapart.planning.actions.compute import compute_run, fail_run
from mapart.planning.actions.forecast import forecast_weeks
from mapart.planning.actions.lines import add_line, fix_line, remove_line, unfix_line
from mapart.planning.actions.moving import move_assignment
from mapart.planning.actions.people import forget_person
from mapart.planning.actions.publish import publish_run
from mapart.planning.actions.queue import join_queue, leave_queue, needs_to_offer, offer_places
from mapart.planning.actions.reminders import send_reminders
from mapart.planning.actions.repairs import Change, apply_repair
from mapart.planning.actions.rhythm import count_rhythms
from mapart.planning.actions.runs import ask_plan, drop_run, recompute
from mapart.planning.actions.seat import take_shift, thank_who_waited
from mapart.planning.actions.shifts import (
    assign,
    come_back,
    confirm,
    keep_all_the_same,
    unassign,
    withdraw,
    withdraw_many,
)
from mapart.planning.actions.staffing import (
    add_to_week,
    cancel_session,
    cancel_sessions,
    drop_pattern,
    extend_week,
    prepare_weeks,
    set_need,
    set_pattern,
    staff_sessions,
    stop_series,
)
from mapart.planning.actions.swaps import answer_swap, ask_swap, drop_swaps_between
from mapart.planning.actions.trials import take_trial_place
from mapart.planning.actions.twins import refuse_two_at_once, settle_twin_shift
from mapart.planning.bridge import Forecast, WantedProfile

__all__ = [
    "Change",
    "Forecast",
    "WantedProfile",
    "add_line",
    "add_to_week",
    "answer_ask",
    "answer_swap",
    "apply_repair",
    "arrive",
    "ask_plan",
    "ask_swap",
    "ask_volunteer",
    "assign",
    "cancel_session",
    "cancel_sessions",
    "come_back",
    "compute_run",
    "confirm",
    "count_rhythms",
    "drop_pattern",
    "drop_run",
    "drop_swaps_between",
    "extend_week",
    "fail_run",
    "fix_line",
    "forecast_weeks",
    "forget_person",
    "join_queue",
    "keep_all_the_same",
    "leave_queue",
    "move_assignment",
    "needs_to_offer",
    "note_attendance",
    "note_stand_in",
    "offer_places",
    "prepare_weeks",
    "publish_run",
    "recompute",
    "refuse_two_at_once",
    "remove_line",
    "send_reminders",
    "set_need",
    "set_pattern",
    "settle_twin_shift",
    "staff_sessions",
    "stop_series",
    "take_shift",
    "take_trial_place",
    "thank_who_waited",
    "unassign",
    "unfix_line",
    "withdraw",
    "withdraw_many",
]
