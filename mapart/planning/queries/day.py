"""The day of a space as it is lived: who is expected, who is there, who stood in."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare

from mapart.agenda.enums import SessionState
from mapart.core import clock, wording
from mapart.core.prepared import Given, GivenList, prepared
from mapart.people.models import Person, short_name
from mapart.planning.models import Assignment, StaffingNeed, Withdrawal
from mapart.planning.queries.names import alone_among, names_by_need
from mapart.planning.rules import door_code, monday_of
from mapart.spaces.models import Space


@dataclass(frozen=True)
class Expected:
    """A person on a shift. ``stands_in_for``: the shift of the person she came in place of, null when none.

    ``begins``: somebody of experience must be beside her.
    """

    pk: UUID
    name: str
    phone: str
    attendance: str
    stands_in_for: UUID | None
    begins: bool


@dataclass(frozen=True)
class DayShift:
    """A shift of the day with its people, in the order of their names."""

    pk: UUID
    day: datetime.date
    mission: str
    hours: str
    minimum: int
    people: list[Expected]

    @property
    def missing(self) -> int:
        """Minimum places still empty."""
        return max(0, self.minimum - len(self.people))

    @property
    def alone(self) -> list[str]:
        """Who begins, when nobody of experience is beside them."""
        return alone_among([(one.name, one.begins) for one in self.people])


@dataclass(frozen=True)
class MonthDay:
    """A day of the calendar of a space: minimum places, those held, shifts. ``is_inside``: of the month asked for."""

    date: datetime.date
    is_inside: bool
    shifts: int = 0
    places: int = 0
    held: int = 0

    @property
    def missing(self) -> int:
        """Minimum places still empty."""
        return self.places - self.held


def shifts_of_days(space: Space, first: datetime.date, days: int = 1) -> list[DayShift]:
    """The shifts of some days of a space, in order of time; two queries whatever their number. For the team."""
    bounds = bounds_of(space, first, days)
    people: dict[UUID, list[Expected]] = defaultdict(list)
    for need, pk, attendance, stands_in_for, first_name, last_name, phone, left in _expected(*bounds):
        name = short_name(first_name, last_name)
        people[need].append(Expected(pk, name, phone or "", attendance, stands_in_for, left > 0))
    return [
        DayShift(
            pk,
            clock.day_of(starts_at, space.time_zone),
            mission,
            wording.hours(starts_at, ends_at, space.time_zone),
            minimum,
            people.get(pk, []),
        )
        for pk, mission, starts_at, ends_at, minimum in _shifts(*bounds)
    ]


def gone_of_day(space: Space, day: datetime.date) -> dict[UUID, list[str]]:
    """Who said they cannot come, by shift (key) of a day of a space. One query. For the team."""
    _pk, starts_at, ends_at = bounds_of(space, day, 1)
    return gone_between([space.pk], starts_at, ends_at)


def gone_between(
    spaces: list[UUID], starts_at: datetime.datetime, ends_at: datetime.datetime
) -> dict[UUID, list[str]]:
    """The same in several spaces (keys), whether the shift lacks people or not. One query. For the team."""
    return names_by_need(_gone(spaces, starts_at, ends_at))


@prepared
def _gone(spaces: GivenList, starts_at: Given, ends_at: Given) -> QuerySet[Withdrawal, tuple[UUID, str, str]]:
    gone = Withdrawal.objects.filter(
        need__session__space__pk__in=spaces,
        need__session__starts_at__gte=starts_at,
        need__session__starts_at__lt=ends_at,
    ).order_by("pk")
    return gone.values_list("need_id", "volunteer__person__first_name", "volunteer__person__last_name")


@prepared
def _shifts(
    space: Given, starts_at: Given, ends_at: Given
) -> QuerySet[StaffingNeed, tuple[UUID, str, datetime.datetime, datetime.datetime, int]]:
    needs = StaffingNeed.objects.planned_in(space, starts_at, ends_at)
    return needs.order_by("session__starts_at", "session", "mission__position", "pk").values_list(
        "pk", "mission__title", "session__starts_at", "session__ends_at", "minimum"
    )


@prepared
def _expected(
    space: Given, starts_at: Given, ends_at: Given
) -> QuerySet[Assignment, tuple[UUID, UUID, str, UUID | None, str, str, str | None, int]]:
    on_them = Assignment.objects.filter(begins_in(space, starts_at, ends_at))
    return on_them.order_by("volunteer__person__first_name", "pk").values_list(
        "need_id",
        "pk",
        "attendance",
        "stands_in_for",
        "volunteer__person__first_name",
        "volunteer__person__last_name",
        "volunteer__person__phone",
        "volunteer__accompanied_shifts_left",
    )


def month_of(space: Space, month: datetime.date) -> list[list[MonthDay]]:
    """The weeks of a month, Monday to Sunday, in one query. ``month``: its first day. For the team."""
    first = monday_of(month)
    after = (month + datetime.timedelta(days=32)).replace(day=1)
    weeks = ((after - first).days + 6) // 7
    counts: dict[datetime.date, list[int]] = defaultdict(lambda: [0, 0, 0])
    for starts_at, minimum, filled in _places(*bounds_of(space, first, 7 * weeks)):
        count = counts[clock.day_of(starts_at, space.time_zone)]
        count[0] += 1
        count[1] += minimum
        count[2] += min(minimum, filled)
    days = [first + datetime.timedelta(days=number) for number in range(7 * weeks)]
    found = [MonthDay(day, day.month == month.month, *counts[day]) for day in days]
    return [found[number : number + 7] for number in range(0, len(found), 7)]


@prepared
def _places(
    space: Given, starts_at: Given, ends_at: Given
) -> QuerySet[StaffingNeed, tuple[datetime.datetime, int, int]]:
    return StaffingNeed.objects.planned_in(space, starts_at, ends_at).values_list(
        "session__starts_at", "minimum", "filled"
    )


def bounds_of(
    space: Space, first: datetime.date, days: int
) -> tuple[UUID, datetime.datetime, datetime.datetime]:
    """Key of a space, first and last instant of some days on its walls: what the queries of days are given."""
    end = first + datetime.timedelta(days=days)
    return (
        space.pk,
        clock.at(first, datetime.time.min, space.time_zone),
        clock.at(end, datetime.time.min, space.time_zone),
    )


def begins_in(
    space: UUID | Given, starts_at: datetime.datetime | Given, ends_at: datetime.datetime | Given
) -> Q:
    """What hangs on a need of a session of these days (``bounds_of``): shifts, questions, shifts given back."""
    return Q(
        need__session__space=space,
        need__session__starts_at__gte=starts_at,
        need__session__starts_at__lt=ends_at,
    )


def is_door_code(space: Space, code: str) -> bool:
    """Whether this is the code that hangs at the door of ``space`` today. For whoever has scanned it."""
    return constant_time_compare(code, door_code(settings.SECRET_KEY, space.pk, clock.today(space.time_zone)))


def shifts_at_door(person: Person, space: Space) -> list[Assignment]:
    """Her shifts of today in a space, in order of time. For herself."""
    return list(
        Assignment.objects.filter(
            begins_in(*bounds_of(space, clock.today(space.time_zone), 1)),
            volunteer__person=person,
            need__session__state=SessionState.PLANNED,
        )
        .select_related("need__session__space", "need__mission", "volunteer__person")
        .order_by("need__session__starts_at", "pk")
    )
