"""Reads of the roster, each with a « for whom »."""

from mapart.planning.queries.board import Board, Day, Shift, board_of
from mapart.planning.queries.day import DayShift, Expected, day_of, is_door_code, shifts_at_door
from mapart.planning.queries.needs import (
    Coverage,
    NeedNow,
    coverage_by_space,
    needs_now,
    withdrawals_to_handle,
)
from mapart.planning.queries.pattern import Impact, SeriesOfWeek, impact_of, pattern_of, series_of
from mapart.planning.queries.runs import (
    RunShift,
    current_runs,
    latest_run,
    names_of,
    needs_of_holes,
    shifts_of_run,
)
from mapart.planning.queries.shifts import (
    ask_by_secret,
    export_person,
    last_asked,
    lists_until,
    mates_of,
    next_shift_of,
    shift_by_secret,
    shifts_after,
    shifts_of,
    team_of,
    times_done,
    withdrawal_by_secret,
)

__all__ = [
    "Board",
    "Coverage",
    "Day",
    "DayShift",
    "Expected",
    "Impact",
    "NeedNow",
    "RunShift",
    "SeriesOfWeek",
    "Shift",
    "ask_by_secret",
    "board_of",
    "coverage_by_space",
    "current_runs",
    "day_of",
    "export_person",
    "impact_of",
    "is_door_code",
    "last_asked",
    "latest_run",
    "lists_until",
    "mates_of",
    "names_of",
    "needs_now",
    "needs_of_holes",
    "next_shift_of",
    "pattern_of",
    "series_of",
    "shift_by_secret",
    "shifts_after",
    "shifts_at_door",
    "shifts_of",
    "shifts_of_run",
    "team_of",
    "times_done",
    "withdrawal_by_secret",
    "withdrawals_to_handle",
]
