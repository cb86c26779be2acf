"""The day of a space as it is lived: who is expected, who is there, who stood in."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare

from mapart.agenda.enums import SessionState
from mapart.core import clock, wording
from mapart.people.models import Person
from mapart.planning.models import Assignment, StaffingNeed
from mapart.planning.rules import door_code
from mapart.spaces.models import Space


@dataclass(frozen=True)
class Expected:
    """A person on a shift. ``stands_in_for``: the shift of the person she came in place of, null when none."""

    pk: UUID
    name: str
    phone: str
    attendance: str
    stands_in_for: UUID | None


@dataclass(frozen=True)
class DayShift:
    """A shift of the day with its people, in the order of their names."""

    pk: UUID
    mission: str
    hours: str
    minimum: int
    people: list[Expected]


def day_of(space: Space, day: datetime.date) -> list[DayShift]:
    """The shifts of one day of a space, in order of time; two queries whatever their number. For the team."""
    starts_at = clock.at(day, datetime.time.min, space.time_zone)
    needs = (
        StaffingNeed.objects.filter(
            session__space=space,
            session__state=SessionState.PLANNED,
            session__starts_at__gte=starts_at,
            session__starts_at__lt=clock.at(
                day + datetime.timedelta(days=1), datetime.time.min, space.time_zone
            ),
        )
        .order_by("session__starts_at", "session", "mission__position", "pk")
        .values_list("pk", "mission__title", "session__starts_at", "session__ends_at", "minimum")
    )
    shifts = list(needs)
    people: dict[UUID, list[Expected]] = defaultdict(list)
    for need, pk, attendance, stands_in_for, first_name, last_name, phone in (
        Assignment.objects.filter(need__in=[shift[0] for shift in shifts])
        .order_by("volunteer__person__first_name", "pk")
        .values_list(
            "need_id",
            "pk",
            "attendance",
            "stands_in_for",
            "volunteer__person__first_name",
            "volunteer__person__last_name",
            "volunteer__person__phone",
        )
    ):
        # As a row read from the database: a new person would draw fresh secrets for nothing.
        name = Person.from_db(None, ("first_name", "last_name"), (first_name, last_name)).short_name
        people[need].append(Expected(pk, name, phone or "", attendance, stands_in_for))
    return [
        DayShift(
            pk,
            mission,
            wording.hours(starts_at, ends_at, space.time_zone),
            minimum,
            people.get(pk, []),
        )
        for pk, mission, starts_at, ends_at, minimum in shifts
    ]


def is_door_code(space: Space, code: str) -> bool:
    """Whether this is the code that hangs at the door of ``space`` today. For whoever has scanned it."""
    return constant_time_compare(code, door_code(settings.SECRET_KEY, space.pk, clock.today(space.time_zone)))


def shifts_at_door(person: Person, space: Space) -> list[Assignment]:
    """Her shifts of today in a space, in order of time. For herself."""
    today = clock.today(space.time_zone)
    return list(
        Assignment.objects.filter(
            volunteer__person=person,
            need__session__space=space,
            need__session__state=SessionState.PLANNED,
            need__session__starts_at__gte=clock.at(today, datetime.time.min, space.time_zone),
            need__session__starts_at__lt=clock.at(
                today + datetime.timedelta(days=1), datetime.time.min, space.time_zone
            ),
        )
        .select_related("need__session__space", "need__mission", "volunteer__person")
        .order_by("need__session__starts_at", "pk")
    )
