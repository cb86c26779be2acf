"""The one place that asks what time it is, so that tests and the demonstration can set it."""

import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

YEARS = range(1900, 2101)  # what may be asked for: at the ends of the calendar, a day more or less is no date


def now() -> datetime.datetime:
    """This instant, aware, in UTC."""
    return timezone.now()


def today(time_zone: str = "Europe/Paris") -> datetime.date:
    """The date at this instant on the walls of ``time_zone``."""
    return now().astimezone(ZoneInfo(time_zone)).date()


def day_of(instant: datetime.datetime, time_zone: str = "Europe/Paris") -> datetime.date:
    """The date of ``instant`` on the walls of ``time_zone``."""
    return instant.astimezone(ZoneInfo(time_zone)).date()


def at(day: datetime.date, time: datetime.time, time_zone: str) -> datetime.datetime:
    """The instant of a wall-clock time; in the hour that a change of clock repeats, the first one."""
    return datetime.datetime.combine(day, time, tzinfo=ZoneInfo(time_zone))
