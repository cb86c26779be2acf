"""Rules about the time of volunteers, on plain values."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from mapart.people.rules import plain_name
from mapart.volunteering.enums import AgeBand, Commitment, HalfDay, VolunteerState


@dataclass(frozen=True)
class Offer:
    """What a commitment means for the planner, in minutes: the wish over 28 days, and caps never passed."""

    wish_month: int
    max_day: int
    max_week: int
    max_month: int


_OFFERS = {
    Commitment.THREE_HOURS_A_MONTH: Offer(180, 180, 180, 240),
    Commitment.SIX_HOURS_A_MONTH: Offer(360, 240, 240, 480),
    Commitment.THREE_HOURS_A_WEEK: Offer(720, 240, 240, 960),
    Commitment.SIX_HOURS_A_WEEK: Offer(1440, 240, 480, 1920),
    Commitment.THREE_HOURS_A_DAY: Offer(3600, 240, 1200, 4800),
}
WHOLE_DAY_MINUTES = 420
LONGEST_ABSENCE_DAYS = 366


def time_offered(commitment: str, accepts_whole_day: bool = False) -> Offer:
    """The wish and the caps of a commitment, as the solver reads them (``rostering/README.md``).

    Who accepts a whole day may work two shifts on one day. Three hours a month stay three hours: no whole day.
    """
    offer = _OFFERS[Commitment(commitment)]
    if not accepts_whole_day or offer.wish_month < 360:
        return offer
    return Offer(offer.wish_month, WHOLE_DAY_MINUTES, max(offer.max_week, WHOLE_DAY_MINUTES), offer.max_month)


class Window(NamedTuple):
    """A weekly window in wall-clock time; Monday is 0."""

    weekday: int
    starts_at: datetime.time
    ends_at: datetime.time


class Hours(NamedTuple):
    """From one wall-clock time to another, the end excluded."""

    starts_at: datetime.time
    ends_at: datetime.time

    def hold(self, starts_at: datetime.time, ends_at: datetime.time) -> bool:
        """Whether something from ``starts_at`` to ``ends_at`` lies inside."""
        return self.starts_at <= starts_at and ends_at <= self.ends_at


HALF_DAYS = {
    HalfDay.MORNING: Hours(datetime.time(8, 30), datetime.time(13)),
    HalfDay.AFTERNOON: Hours(datetime.time(13), datetime.time(18)),
    HalfDay.EVENING: Hours(datetime.time(17, 15), datetime.time(20, 30)),
}


def window_of(weekday: int, half_day: HalfDay) -> Window:
    """The weekly window of one box of the availability grid."""
    return Window(weekday, *HALF_DAYS[half_day])


def is_on_the_grid(window: Window) -> bool:
    """Whether a window is exactly one box of the grid; the others were typed with precise hours."""
    return Hours(window.starts_at, window.ends_at) in HALF_DAYS.values()


def joined(hours: Iterable[Hours]) -> list[Hours]:
    """The same time in as few pieces as possible: a free morning and a free afternoon are one free day.

    A shift must lie inside one window (hard rule H4), so windows that touch or overlap are joined before the
    question is asked.
    """
    pieces: list[Hours] = []
    for piece in sorted(hours):
        if pieces and piece.starts_at <= pieces[-1].ends_at:
            pieces[-1] = Hours(pieces[-1].starts_at, max(pieces[-1].ends_at, piece.ends_at))
        else:
            pieces.append(piece)
    return pieces


class DatedHours(NamedTuple):
    """A window on one date, beside the weekly ones."""

    day: datetime.date
    starts_at: datetime.time
    ends_at: datetime.time


class Days(NamedTuple):
    """Days of an absence, both included."""

    starts_on: datetime.date
    ends_on: datetime.date


def is_free(
    day: datetime.date,
    starts_at: datetime.time,
    ends_at: datetime.time,
    *,
    windows: Iterable[Window],
    absences: Iterable[Days],
    extras: Iterable[DatedHours],
) -> bool:
    """Whether somebody said she can hold a shift of one day, in the wall-clock time of the space.

    An absence cancels the weekly windows and the dated ones alike, as for the solver.
    """
    if any(absence.starts_on <= day <= absence.ends_on for absence in absences):
        return False
    hours = [Hours(w.starts_at, w.ends_at) for w in windows if w.weekday == day.weekday()]
    hours += [Hours(extra.starts_at, extra.ends_at) for extra in extras if extra.day == day]
    return any(piece.hold(starts_at, ends_at) for piece in joined(hours))


TRANSITIONS = {
    VolunteerState.CANDIDATE: {VolunteerState.WELCOMED, VolunteerState.ACTIVE, VolunteerState.LEFT},
    VolunteerState.WELCOMED: {VolunteerState.ACTIVE, VolunteerState.LEFT},
    VolunteerState.ACTIVE: {VolunteerState.PAUSED, VolunteerState.LEFT},
    VolunteerState.PAUSED: {VolunteerState.ACTIVE, VolunteerState.LEFT},
    VolunteerState.LEFT: {VolunteerState.WELCOMED, VolunteerState.ACTIVE},
}


# Who comes these weeks, be it for her trial shift alone; and whoever is a volunteer today, on a pause or not.
HERE = (VolunteerState.WELCOMED, VolunteerState.ACTIVE)
PRESENT = (*HERE, VolunteerState.PAUSED)


def may_become(before: str, after: VolunteerState) -> bool:
    """Whether the life of a volunteer goes from one state to the other."""
    return after in TRANSITIONS[VolunteerState(before)]


def sorted_name(first_name: str, last_name: str) -> str:
    """The words of a name in one order: « Martin Zoé » and « Zoé Martin » are the same."""
    return " ".join(sorted(plain_name(f"{first_name} {last_name}").split()))


def near_spellings(name: str) -> set[str]:
    """``name`` with each of its letters left out: two names one letter apart share one of them.

    Short names are left alone: too many differ by one letter.
    """
    if len(name) < 8:
        return set()
    return {name, *(name[:place] + name[place + 1 :] for place in range(len(name)))}


def same_mailbox(address: str) -> str:
    """A mail address without its « +tag » and, at the one provider known to skip them, without its dots."""
    local, _at, domain = address.lower().partition("@")
    local = local.partition("+")[0]
    if domain in ("gmail.com", "googlemail.com"):
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def one_digit_apart(one: str, other: str) -> bool:
    """Whether two numbers of the same length differ in one digit, or in two that changed places."""
    if len(one) != len(other):
        return False
    apart = [place for place in range(len(one)) if one[place] != other[place]]
    swapped = len(apart) == 2 and apart[1] - apart[0] == 1 and one[apart[0]] == other[apart[1]]
    return len(apart) == 1 or (swapped and one[apart[1]] == other[apart[0]])


def is_anniversary(started_on: datetime.date, day: datetime.date) -> bool:
    """Whether ``day`` is whole years, one at least, after ``started_on``; 29 February is kept on the 28th."""
    if day.year <= started_on.year:
        return False
    try:
        return started_on.replace(year=day.year) == day
    except ValueError:
        return (day.month, day.day) == (2, 28)


def worth_in_cents(minutes: int, cents_an_hour: int) -> int:
    """What minutes are worth, to the nearest cent, halves up."""
    return (minutes * cents_an_hour * 2 + 60) // 120


CHARTER_VERSION = "2026-1"
NOT_NOW_DAYS = 90
_YEARS_TO_GROW_UP = 2


def is_minor(band: str, said_on: datetime.date | None, today: datetime.date) -> bool:
    """Whether somebody may still be under 18. Who was 16 or 17 is surely of age two years later: nothing to ask."""
    if band != AgeBand.MINOR or said_on is None:
        return False
    return today < _years_after(said_on, _YEARS_TO_GROW_UP)


def _years_after(day: datetime.date, years: int) -> datetime.date:
    """The same day some years later; the day after 28 February for a 29."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return datetime.date(day.year + years, 3, 1)


class OpenShift(NamedTuple):
    """A shift that lacks people, in the wall-clock time of its space; ``places``: how many are missing."""

    mission: UUID
    space: UUID
    day: datetime.date
    starts_at: datetime.time
    ends_at: datetime.time
    places: int


class Asks(NamedTuple):
    """What a mission asks: the skill without which nobody does it (or empty), and those that help."""

    mission: UUID
    mandatory: str
    wanted: tuple[str, ...]


class Offers(NamedTuple):
    """What somebody offers: when she is free, what she knows, the spaces she can go to with the minutes of the way."""

    windows: tuple[Window, ...]
    absences: tuple[Days, ...]
    extras: tuple[DatedHours, ...]
    skills: frozenset[str]
    reach: Mapping[UUID, int]


class Fit(NamedTuple):
    """Why a mission is for her: nothing hidden, each field is a reason one can say.

    ``first``: the next shift she is free for; null when she is free for none. ``free``: how many she is free for, of
    ``shifts`` that lack ``places`` people within her reach. ``minutes``: the way to the nearest of them.
    ``knows``: what she brings; ``learns``: what helps and she does not know yet; ``lacks``: what she must know before.
    """

    mission: UUID
    first: OpenShift | None
    free: int
    shifts: int
    places: int
    minutes: int
    knows: tuple[str, ...]
    learns: tuple[str, ...]
    lacks: str


def missions_that_fit(asks: Iterable[Asks], offers: Offers, shifts: Iterable[OpenShift]) -> list[Fit]:
    """The missions that need somebody within her reach, those she is free for first, then the most wanted.

    A mission that asks for a skill she has not comes after the others: it says what to learn.
    """
    by_mission: dict[UUID, list[OpenShift]] = {}
    for shift in shifts:
        if shift.space in offers.reach:
            by_mission.setdefault(shift.mission, []).append(shift)
    fits = [_fit(one, offers, by_mission[one.mission]) for one in asks if one.mission in by_mission]
    return sorted(fits, key=lambda fit: (bool(fit.lacks), not fit.free, -fit.places))


def _fit(asks: Asks, offers: Offers, shifts: list[OpenShift]) -> Fit:
    useful = dict.fromkeys([*filter(None, [asks.mandatory]), *asks.wanted])
    free = [
        shift
        for shift in shifts
        if is_free(
            shift.day,
            shift.starts_at,
            shift.ends_at,
            windows=offers.windows,
            absences=offers.absences,
            extras=offers.extras,
        )
    ]
    return Fit(
        mission=asks.mission,
        first=min(free, key=lambda shift: (shift.day, shift.starts_at), default=None),
        free=len(free),
        shifts=len(shifts),
        places=sum(shift.places for shift in shifts),
        minutes=min(offers.reach[shift.space] for shift in shifts),
        knows=tuple(skill for skill in useful if skill in offers.skills),
        learns=tuple(skill for skill in useful if skill not in offers.skills and skill != asks.mandatory),
        lacks=asks.mandatory if asks.mandatory not in offers.skills else "",
    )
