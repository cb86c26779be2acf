"""Distances and opening hours: pure functions.

Opening hours are written as in OpenStreetMap (https://wiki.openstreetmap.org/wiki/Key:opening_hours), the form that the
national standard of digital mediation places asks for, and read by ``opening-hours-py``.
"""

import datetime
import itertools
import math
import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]  # stubs forget the error

from mapart.core import wording
from mapart.core.enums import Weekday
from mapart.spaces.enums import HoursWord

EARTH_RADIUS_KM = 6371.0088
LONGEST_HOURS = 300
DAYS_LOOKED_AHEAD = 60

# What repeats every week: days, times, notes in quotes. Months, weeks and dates make a calendar, not a week.
_WEEKLY = re.compile(r'(?:(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|off|closed|open|24/7|[\d:,; -])|"[^"]*")+')
_CLOSED_ON_HOLIDAYS = re.compile(r"\bPH (?:off|closed)\b")
_A_MONDAY = datetime.date(2024, 1, 8)  # of a week without public holiday
_DAY = datetime.timedelta(days=1)

Span = tuple[datetime.datetime, datetime.datetime]


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance between two points in degrees (haversine formula, mean radius of the Earth of IUGG)."""
    here, there = math.radians(latitude), math.radians(other_latitude)
    half_height = math.sin((there - here) / 2) ** 2
    half_width = math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    return (
        2
        * EARTH_RADIUS_KM
        * math.asin(math.sqrt(half_height + math.cos(here) * math.cos(there) * half_width))
    )


def travel_minutes(km: float) -> int:
    """Minutes on the way for a distance as the crow flies: 8 min, and 4.5 min a km, rounded up to 5."""
    return math.ceil(round((8 + 4.5 * km) / 5, 6)) * 5


def are_hours_readable(opening_hours: str) -> bool:
    """Whether these opening hours follow the syntax; nothing written is not readable."""
    return _read(opening_hours) is not None


def is_open(opening_hours: str, when: datetime.datetime, time_zone: str = "Europe/Paris") -> bool:
    """Whether a place is open at an instant. A naive ``when`` is read on the clock of the place.

    Hours that cannot be read or that say « unknown » are not open.
    """
    hours = _read(opening_hours)
    return hours is not None and bool(hours.is_open(wall_clock(when, time_zone)))


def closes_at(
    opening_hours: str, when: datetime.datetime, time_zone: str = "Europe/Paris"
) -> datetime.datetime | None:
    """The end of the opening that ``when`` falls in; null when closed, or open for ever."""
    wall = wall_clock(when, time_zone)
    for start, end in _openings(opening_hours, wall, wall + 2 * _DAY):
        if start <= wall and end < wall + 2 * _DAY:
            return end.replace(tzinfo=ZoneInfo(time_zone))
    return None


def is_open_throughout(
    opening_hours: str, start: datetime.datetime, end: datetime.datetime, time_zone: str = "Europe/Paris"
) -> bool:
    """Whether a place is open from ``start`` to ``end`` without a break."""
    first, last = wall_clock(start, time_zone), wall_clock(end, time_zone)
    return list(_openings(opening_hours, first, last)) == [(first, last)]


def next_opening(
    opening_hours: str,
    when: datetime.datetime,
    closed_days: Collection[datetime.date] = (),
    time_zone: str = "Europe/Paris",
) -> datetime.datetime | None:
    """The next moment the doors open after ``when``, ``closed_days`` left out, within 60 days; else null."""
    wall = wall_clock(when, time_zone)
    for days in range(DAYS_LOOKED_AHEAD):
        midnight = datetime.datetime.combine(wall.date() + days * _DAY, datetime.time())
        if midnight.date() in closed_days:
            continue
        for start, _end in _openings(opening_hours, midnight, midnight + _DAY):
            if start > wall:
                return start.replace(tzinfo=ZoneInfo(time_zone))
    return None


def is_bank_holiday(day: datetime.date) -> bool:
    """Whether ``day`` is a public holiday of France."""
    noon = datetime.datetime.combine(day, datetime.time(12))
    return not is_open("24/7; PH off", noon)


def is_closed_on_holidays(opening_hours: str) -> bool:
    """Whether these hours say that public holidays are closed."""
    return _CLOSED_ON_HOLIDAYS.search(opening_hours) is not None


def hours_in_words(opening_hours: str) -> list[str]:
    """French sentences, days with the same hours together: « Du lundi au vendredi, de 9 h à 12 h. »

    Hours that no sentence can tell (seasons, dates, or not readable at all) come back as they are written.
    """
    hours = _read(opening_hours) if _WEEKLY.fullmatch(opening_hours) else None
    if hours is None:
        return [opening_hours] if opening_hours.strip() else []
    week = [_day_of(hours, _A_MONDAY + days * _DAY) for days in range(7)]
    if None in week:
        return [opening_hours]
    sentences = [str(HoursWord.ALWAYS.label)] if _is_always_open(week) else list(_sentences(week))
    if is_closed_on_holidays(opening_hours):
        sentences.append(str(HoursWord.CLOSED_ON_HOLIDAYS.label))
    return sentences


Day = tuple[tuple[datetime.time, datetime.time, str], ...]


@lru_cache(maxsize=1024)
def _read(opening_hours: str) -> OpeningHours | None:
    """The parsed hours, with the public holidays of France; null when they do not follow the syntax."""
    if not opening_hours.strip():  # which the library reads as « always »
        return None
    try:
        return OpeningHours(opening_hours, country="FR")
    except ParserError:
        return None


def wall_clock(when: datetime.datetime, time_zone: str) -> datetime.datetime:
    """The naive time on the clock of the place, which is what opening hours speak of."""
    return when if when.tzinfo is None else when.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)


def _openings(opening_hours: str, start: datetime.datetime, end: datetime.datetime) -> Iterator[Span]:
    hours = _read(opening_hours)
    if hours is None:
        return
    for opens, closes, state, _note in hours.intervals(start, end):
        if state == State.OPEN:
            yield opens, closes


def _day_of(hours: OpeningHours, day: datetime.date) -> Day | None:
    """Openings of one day; null when the hours leave a doubt."""
    midnight = datetime.datetime.combine(day, datetime.time())
    spans = list(hours.intervals(midnight, midnight + _DAY))
    if any(state == State.UNKNOWN for *_times, state, _note in spans):
        return None
    return tuple(
        (opens.time(), closes.time(), note) for opens, closes, state, note in spans if state == State.OPEN
    )


def _is_always_open(week: list[Day | None]) -> bool:
    midnight = datetime.time()
    return all(day == ((midnight, midnight, ""),) for day in week)


def _sentences(week: list[Day | None]) -> Iterator[str]:
    """Days with the same hours in one sentence, in the order of the week; closed days last."""
    by_hours: dict[Day, list[int]] = {}
    for weekday, day in enumerate(week):
        by_hours.setdefault(day or (), []).append(weekday)
    for day, weekdays in sorted(by_hours.items(), key=lambda item: item[0] == ()):
        days = _days_in_words(weekdays)
        sentence = HoursWord.OPEN.label % {"days": days, "hours": _spans_in_words(day)} if day else None
        notes = list(dict.fromkeys(note for *_times, note in day if note))
        if sentence and notes:
            facts = {"days": days, "hours": _spans_in_words(day), "note": ", ".join(notes)}
            sentence = HoursWord.OPEN_NOTED.label % facts
        yield _capital(sentence or HoursWord.CLOSED.label % {"days": days})


def _days_in_words(weekdays: list[int]) -> str:
    """« du lundi au mercredi et le samedi »: three days or more in a row make a range."""
    if len(weekdays) == 7:
        return str(HoursWord.EVERY_DAY.label)
    pieces: list[str] = []
    for _key, run in itertools.groupby(enumerate(weekdays), key=lambda pair: pair[1] - pair[0]):
        names = [str(Weekday(weekday).label) for _rank, weekday in run]
        if len(names) >= 3:
            pieces.append(HoursWord.RANGE.label % {"first": names[0], "last": names[-1]})
        else:
            pieces += [HoursWord.ONE_DAY.label % {"day": name} for name in names]
    return _list_in_words(pieces)


def _spans_in_words(day: Day) -> str:
    return _list_in_words([_span_in_words(start, end) for start, end, _note in day])


def _span_in_words(start: datetime.time, end: datetime.time) -> str:
    if start == end == datetime.time():
        return str(HoursWord.ALL_DAY.label)
    return HoursWord.FROM_TO.label % {"start": _time_in_words(start), "end": _time_in_words(end)}


def _list_in_words(pieces: list[str]) -> str:
    if len(pieces) == 1:
        return pieces[0]
    return HoursWord.AND.label % {"before": ", ".join(pieces[:-1]), "last": pieces[-1]}


def _time_in_words(time: datetime.time) -> str:
    if time == datetime.time():
        return str(HoursWord.MIDNIGHT.label)
    return wording.hour(time)


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
