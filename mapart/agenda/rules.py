"""Rules about dates and seats, on plain values."""

import datetime

from mapart.agenda.enums import Attendance
from mapart.core import clock
from mapart.notifications.rules import to_gsm7


def days_of_series(
    *,
    weekday: int,
    every_weeks: int,
    starts_on: datetime.date,
    ends_on: datetime.date | None,
    since: datetime.date,
    until: datetime.date,
) -> list[datetime.date]:
    """The days of a weekly pattern between ``since`` and ``until``, both included; Monday is 0.

    The first day is the first ``weekday`` on or after ``starts_on``; then one every ``every_weeks`` weeks.
    """
    first = starts_on + datetime.timedelta(days=(weekday - starts_on.weekday()) % 7)
    step = datetime.timedelta(weeks=every_weeks)
    day = first
    if since > first:
        day += step * -((first - since) // step)
    last = until if ends_on is None else min(until, ends_on)
    days = []
    while day <= last:
        days.append(day)
        day += step
    return days


def instants(
    day: datetime.date, starts_at: datetime.time, ends_at: datetime.time, time_zone: str
) -> tuple[datetime.datetime, datetime.datetime]:
    """When something begins and ends, in UTC, from the clock on the wall of ``time_zone``.

    A time that a change of clock skips is moved after it. Should the end then come before the start, the wall-clock
    duration is kept.
    """
    start = clock.at(day, starts_at, time_zone).astimezone(datetime.UTC)
    end = clock.at(day, ends_at, time_zone).astimezone(datetime.UTC)
    if end <= start:
        wall = datetime.datetime.combine(day, ends_at) - datetime.datetime.combine(day, starts_at)
        end = start + wall
    return start, end


def known_of_both(one: Attendance, other: Attendance) -> Attendance:
    """What two records of one person say together: she came when either saw her, and is absent only when none did."""
    said = {one, other}
    return next(
        (known for known in (Attendance.CAME, Attendance.ABSENT) if known in said), Attendance.UNKNOWN
    )


def seat_path(secret: str) -> str:
    """The page that opens a seat without an account. A promise: it stands in messages already sent."""
    return f"/reunion/{secret}/"


def place_in_sms(address: str, city: str, letters: int) -> str:
    """Where to go, in at most ``letters``: the address and the city when they fit, else the city, else its start."""
    for place in (f"{address}, {city}", city):
        if len(to_gsm7(place)) <= letters:
            return to_gsm7(place)
    return to_gsm7(city)[: max(letters, 0)]
