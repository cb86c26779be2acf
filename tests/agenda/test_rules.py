"""Dates of a weekly pattern, and wall-clock times over changes of clock."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapart.agenda.enums import Attendance
from mapart.agenda.rules import days_of_series, instants, known_of_both

MONDAY = datetime.date(2026, 11, 23)
_TIMES = st.times(timezones=st.none()).map(lambda time: time.replace(second=0, microsecond=0))
_ZONES = ["Europe/Paris", "Indian/Reunion", "America/Miquelon", "America/Cayenne", "Pacific/Noumea"]


def test_days_start_with_the_first_such_day_after_the_start() -> None:
    days = days_of_series(
        weekday=3,
        every_weeks=1,
        starts_on=MONDAY,
        ends_on=None,
        since=MONDAY,
        until=datetime.date(2026, 12, 10),
    )
    assert days == [datetime.date(2026, 11, 26), datetime.date(2026, 12, 3), datetime.date(2026, 12, 10)]


def test_a_pattern_of_two_weeks_keeps_its_rhythm_when_extended_later() -> None:
    every_two_weeks = {"weekday": 0, "every_weeks": 2, "starts_on": MONDAY, "ends_on": None}
    until = MONDAY + datetime.timedelta(weeks=9)
    whole = days_of_series(**every_two_weeks, since=MONDAY, until=until)  # type: ignore[arg-type]
    later = days_of_series(
        **every_two_weeks,  # type: ignore[arg-type]
        since=MONDAY + datetime.timedelta(weeks=3),
        until=until,
    )
    assert len(whole) == 5
    assert later == whole[2:]


def test_the_last_day_of_the_series_is_included() -> None:
    days = days_of_series(
        weekday=0,
        every_weeks=1,
        starts_on=MONDAY,
        ends_on=MONDAY + datetime.timedelta(weeks=1),
        since=MONDAY,
        until=MONDAY + datetime.timedelta(weeks=8),
    )
    assert days == [MONDAY, MONDAY + datetime.timedelta(weeks=1)]


@given(
    weekday=st.integers(0, 6),
    every_weeks=st.integers(1, 5),
    starts_on=st.dates(datetime.date(2026, 1, 1), datetime.date(2027, 1, 1)),
    first=st.integers(-60, 400),
    length=st.integers(0, 400),
)
def test_every_day_is_the_right_weekday_in_the_right_week(
    weekday: int, every_weeks: int, starts_on: datetime.date, first: int, length: int
) -> None:
    since = starts_on + datetime.timedelta(days=first)
    until = since + datetime.timedelta(days=length)
    days = days_of_series(
        weekday=weekday, every_weeks=every_weeks, starts_on=starts_on, ends_on=None, since=since, until=until
    )
    origin = next(
        starts_on + datetime.timedelta(days=n)
        for n in range(7)
        if (starts_on + datetime.timedelta(days=n)).weekday() == weekday
    )
    span = (starts_on + datetime.timedelta(days=n) for n in range(max(first, 0), first + length + 1))
    expected = [
        day
        for day in span
        if day.weekday() == weekday
        and (day - origin).days >= 0
        and (day - origin).days % (7 * every_weeks) == 0
    ]
    assert days == expected


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [
        (datetime.date(2026, 10, 24), 12),  # the last Saturday of summer time
        (datetime.date(2026, 10, 25), 13),
        (datetime.date(2027, 3, 27), 13),
        (datetime.date(2027, 3, 28), 12),
    ],
)
def test_two_in_the_afternoon_stays_two_in_the_afternoon(day: datetime.date, utc_hour: int) -> None:
    start, end = instants(day, datetime.time(14), datetime.time(17), "Europe/Paris")
    assert start == datetime.datetime.combine(day, datetime.time(utc_hour), tzinfo=datetime.UTC)
    assert end - start == datetime.timedelta(hours=3)
    assert start.astimezone(ZoneInfo("Europe/Paris")).time() == datetime.time(14)


def test_an_hour_that_the_clock_skips_is_moved_after_it() -> None:
    start, end = instants(
        datetime.date(2027, 3, 28), datetime.time(2, 30), datetime.time(3, 0), "Europe/Paris"
    )
    assert start == datetime.datetime(2027, 3, 28, 1, 30, tzinfo=datetime.UTC)
    assert end == start + datetime.timedelta(minutes=30)


@given(
    day=st.dates(datetime.date(2026, 1, 1), datetime.date(2036, 12, 31)),
    first=_TIMES,
    second=_TIMES,
    zone=st.sampled_from(_ZONES),
)
def test_what_ends_after_it_starts_on_the_wall_does_so_in_truth(
    day: datetime.date, first: datetime.time, second: datetime.time, zone: str
) -> None:
    starts_at, ends_at = sorted([first, second])
    if starts_at == ends_at:
        return
    start, end = instants(day, starts_at, ends_at, zone)
    assert end > start


def test_of_two_records_the_one_that_says_most_counts() -> None:
    known, came, absent = Attendance.UNKNOWN, Attendance.CAME, Attendance.ABSENT
    said = {
        (known, known): known,
        (known, absent): absent,
        (absent, came): came,
        (known, came): came,
        (came, came): came,
    }
    for (one, other), both in said.items():
        assert known_of_both(one, other) == known_of_both(other, one) == both
