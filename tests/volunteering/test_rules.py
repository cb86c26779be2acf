"""What a commitment is worth, and whether somebody is free at a moment."""

import datetime

import pytest

from mapart.volunteering.enums import Commitment, HalfDay, VolunteerState
from mapart.volunteering.rules import (
    DatedHours,
    Days,
    Hours,
    Offer,
    Window,
    is_free,
    is_on_the_grid,
    joined,
    may_become,
    time_offered,
    window_of,
)

TUESDAY = datetime.date(2026, 11, 24)


def at(hour: int, minute: int = 0) -> datetime.time:
    return datetime.time(hour, minute)


@pytest.mark.parametrize(
    ("commitment", "offer"),
    [
        (Commitment.THREE_HOURS_A_MONTH, Offer(180, 180, 180, 240)),
        (Commitment.SIX_HOURS_A_MONTH, Offer(360, 240, 240, 480)),
        (Commitment.THREE_HOURS_A_WEEK, Offer(720, 240, 240, 960)),
        (Commitment.SIX_HOURS_A_WEEK, Offer(1440, 240, 480, 1920)),
        (Commitment.THREE_HOURS_A_DAY, Offer(3600, 240, 1200, 4800)),
    ],
)
def test_each_commitment_has_the_figures_of_the_format(commitment: Commitment, offer: Offer) -> None:
    assert time_offered(commitment) == offer
    assert time_offered(commitment.value) == offer


def test_a_whole_day_is_two_shifts_and_never_less_in_the_week() -> None:
    assert time_offered(Commitment.SIX_HOURS_A_MONTH, True) == Offer(360, 420, 420, 480)
    assert time_offered(Commitment.SIX_HOURS_A_WEEK, True) == Offer(1440, 420, 480, 1920)


def test_three_hours_a_month_are_never_a_whole_day() -> None:
    assert time_offered(Commitment.THREE_HOURS_A_MONTH, True).max_day == 180


def test_an_unknown_commitment_is_refused() -> None:
    with pytest.raises(ValueError, match="often"):
        time_offered("often")


def test_the_grid_has_the_hours_of_the_benchmark() -> None:
    assert window_of(1, HalfDay.MORNING) == Window(1, at(8, 30), at(13))
    assert window_of(1, HalfDay.EVENING) == Window(1, at(17, 15), at(20, 30))
    assert is_on_the_grid(window_of(6, HalfDay.AFTERNOON))
    assert not is_on_the_grid(Window(6, at(13), at(17)))


def test_windows_that_touch_are_one_piece_of_time() -> None:
    pieces = [Hours(at(13), at(18)), Hours(at(8, 30), at(13)), Hours(at(17, 15), at(20, 30))]
    assert joined(pieces) == [Hours(at(8, 30), at(20, 30))]
    assert joined([Hours(at(14), at(15)), Hours(at(9), at(10))]) == [
        Hours(at(9), at(10)),
        Hours(at(14), at(15)),
    ]
    assert joined([Hours(at(9), at(18)), Hours(at(10), at(11))]) == [Hours(at(9), at(18))]


def free(
    starts_at: datetime.time,
    ends_at: datetime.time,
    windows: tuple[Window, ...] = (),
    absences: tuple[Days, ...] = (),
    extras: tuple[DatedHours, ...] = (),
) -> bool:
    return is_free(TUESDAY, starts_at, ends_at, windows=windows, absences=absences, extras=extras)


def test_a_shift_must_lie_inside_the_windows_of_its_day() -> None:
    morning = window_of(TUESDAY.weekday(), HalfDay.MORNING)
    assert free(at(9), at(12), (morning,))
    assert free(at(8, 30), at(13), (morning,))
    assert not free(at(8), at(12), (morning,))
    assert not free(at(12), at(15), (morning,))
    assert not free(at(9), at(12), (window_of(2, HalfDay.MORNING),))


def test_a_free_morning_and_a_free_afternoon_hold_a_shift_over_noon() -> None:
    day = (window_of(1, HalfDay.MORNING), window_of(1, HalfDay.AFTERNOON))
    assert free(at(11), at(15), day)


def test_a_dated_window_counts_on_its_date_only() -> None:
    assert free(at(9), at(12), extras=(DatedHours(TUESDAY, at(9), at(12)),))
    assert not free(at(9), at(12), extras=(DatedHours(TUESDAY + datetime.timedelta(7), at(9), at(12)),))


@pytest.mark.parametrize(
    ("before", "after", "away"), [(0, 0, True), (1, 1, True), (1, -1, False), (-1, 1, False)]
)
def test_an_absence_cancels_both_kinds_of_window_on_its_first_and_last_day_too(
    before: int, after: int, *, away: bool
) -> None:
    day = datetime.timedelta(1)
    absence = Days(TUESDAY - before * day, TUESDAY + after * day)
    windows = (window_of(1, HalfDay.MORNING),)
    extras = (DatedHours(TUESDAY, at(9), at(12)),)
    assert free(at(9), at(12), windows, (absence,), extras) is not away


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        (VolunteerState.CANDIDATE, VolunteerState.ACTIVE, True),
        (VolunteerState.ACTIVE, VolunteerState.PAUSED, True),
        (VolunteerState.PAUSED, VolunteerState.ACTIVE, True),
        (VolunteerState.LEFT, VolunteerState.ACTIVE, True),
        (VolunteerState.CANDIDATE, VolunteerState.PAUSED, False),
        (VolunteerState.LEFT, VolunteerState.PAUSED, False),
    ],
)
def test_lives_move_as_the_table_says(
    before: VolunteerState, after: VolunteerState, *, allowed: bool
) -> None:
    assert may_become(before, after) is allowed
