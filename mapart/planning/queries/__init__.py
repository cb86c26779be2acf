"""Reads of the roster, each with a « for whom »."""

from mapart.planning.queries.board import Board, Day, Shift, board_of
from mapart.planning.queries.needs import (
    Coverage,
    NeedNow,
    coverage_by_space,
    needs_now,
    withdrawals_to_handle,
)
from mapart.planning.queries.pattern import Impact, SeriesOfWeek, impact_of, pattern_of
from mapart.planning.queries.runs import RunShift, current_runs, latest_run, names_of, shifts_of_run
from mapart.planning.queries.shifts import (
    export_person,
    last_asked,
    mates_of,
    next_shift_of,
    shift_by_secret,
    shifts_of,
    team_of,
    times_done,
    withdrawal_by_secret,
)

__all__ = [
    "Board",
    "Coverage",
    "Day",
    "Impact",
    "NeedNow",
    "RunShift",
    "SeriesOfWeek",
    "Shift",
    "board_of",
    "coverage_by_space",
    "current_runs",
    "export_person",
    "impact_of",
    "last_asked",
    "latest_run",
    "mates_of",
    "names_of",
    "needs_now",
    "next_shift_of",
    "pattern_of",
    "shift_by_secret",
    "shifts_of",
    "shifts_of_run",
    "team_of",
    "times_done",
    "withdrawal_by_secret",
    "withdrawals_to_handle",
]
