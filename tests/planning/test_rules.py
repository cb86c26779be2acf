"""Wall-clock minutes, four-week blocks, targets and proofs, on plain values."""

import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapart.core.ids import uuid7
from mapart.planning.enums import RunState
from mapart.planning.rules import (
    BLOCK_DAYS,
    RUN_MOVES,
    Numbers,
    Slot,
    block_start,
    blocks_over,
    expected_attendance,
    minutes_of_day,
    monday_of,
    open_target,
    places_of_gap,
    states_before,
    usual_slot,
    wall_minutes,
)

DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2040, 12, 31))


@given(DAYS)
def test_a_block_starts_on_a_monday_and_holds_its_day(day: datetime.date) -> None:
    start = block_start(day)
    assert start.weekday() == 0
    assert 0 <= (day - start).days < BLOCK_DAYS
    assert block_start(start + datetime.timedelta(days=BLOCK_DAYS - 1)) == start


@given(DAYS, st.integers(1, 13))
def test_blocks_cover_the_weeks_without_a_block_too_many(day: datetime.date, weeks: int) -> None:
    starts_on = monday_of(day)
    ends_on = starts_on + datetime.timedelta(weeks=weeks)
    first, blocks = blocks_over(starts_on, ends_on)
    assert first <= starts_on
    assert blocks[0][0] == 0
    assert all(a[1] == b[0] for a, b in pairwise(blocks))
    covered = first + datetime.timedelta(days=blocks[-1][1])
    assert ends_on <= covered < ends_on + datetime.timedelta(days=BLOCK_DAYS)


@given(DAYS, st.integers(4, 23), st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Cayenne"]))
def test_the_clock_on_the_wall_is_what_counts(day: datetime.date, hour: int, zone: str) -> None:
    instant = datetime.datetime.combine(day, datetime.time(hour, 30), tzinfo=ZoneInfo(zone))
    first = monday_of(day)
    assert wall_minutes(instant, first, zone) == day.weekday() * 1440 + hour * 60 + 30


def test_the_last_minute_of_a_day_is_its_end() -> None:
    assert minutes_of_day(datetime.time(23, 59)) == 1440
    assert minutes_of_day(datetime.time(9, 30)) == 570


def test_a_slot_is_usual_from_the_third_time() -> None:
    space = uuid7()
    tuesday, friday = Slot(1, 540, space), Slot(4, 540, space)
    assert usual_slot([tuesday, tuesday]) is None
    assert usual_slot([friday] * 3 + [tuesday] * 3) == tuesday
    assert usual_slot([friday] * 4 + [tuesday] * 3) == friday
    assert usual_slot([]) is None


def test_attendance_starts_at_nine_in_ten_and_follows_what_is_noted() -> None:
    assert expected_attendance(0, 0) == 0.9
    assert expected_attendance(10, 0) > 0.9 > expected_attendance(0, 5)


@pytest.mark.parametrize(("filled", "target"), [(0, 2), (1, 2), (2, 3), (3, 5), (4, 5)])
def test_a_question_fills_the_minimum_then_the_ideal_then_the_rest(filled: int, target: int) -> None:
    assert open_target(filled, 2, 3, 5) == target


def test_the_gap_in_places_is_never_promised_too_small() -> None:
    assert places_of_gap(12.0, 12.0, 2) == 0
    assert places_of_gap(15.0, 12.0, 2) == 1
    assert places_of_gap(15.0, None, 2) is None
    assert places_of_gap(15.0, 12.0, 1) == 3


def test_numbers_grow() -> None:
    assert Numbers(0, 0, 0).are_in_order
    assert not Numbers(2, 1, 3).are_in_order
    assert not Numbers(1, 3, 2).are_in_order


def test_a_published_or_dropped_run_goes_nowhere() -> None:
    assert not RUN_MOVES[RunState.PUBLISHED]
    assert not RUN_MOVES[RunState.DROPPED]
    assert states_before(RunState.PUBLISHED) == [RunState.READY]
