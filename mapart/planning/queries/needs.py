"""Where people are wanted: figures over many spaces, one query each."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.db.models.functions import Least

from mapart.agenda.enums import SessionState
from mapart.core import clock
from mapart.core.prepared import Given, GivenList, prepared
from mapart.planning.models import StaffingNeed, Withdrawal
from mapart.planning.rules import urgency
from mapart.spaces.models import Space
from mapart.volunteering.models import Mission

WEEKS_AHEAD = 4


@dataclass(frozen=True)
class NeedNow:
    """A mission of a space that lacks people in the next four weeks. ``places``: minimum places still empty."""

    mission_id: UUID
    mission_slug: str
    mission_title: str
    space_id: UUID
    space_slug: str
    space_name: str
    city: str
    places: int
    sessions: int
    first_at: datetime.datetime


@dataclass(frozen=True)
class Coverage:
    """How well a space is staffed over some days, in minimum places and in shifts."""

    filled: int
    places: int
    shifts: int
    short: int

    @property
    def percent(self) -> int:
        """Share of the minimum places that are held; 100 when nothing is asked."""
        return 100 * self.filled // self.places if self.places else 100


def needs_now(mission: Mission | None = None, space: Space | None = None) -> list[NeedNow]:
    """Minimum places still empty in the next four weeks, by mission and space, most places first. For everybody.

    One query. ``mission`` and ``space`` keep theirs alone; closed missions and spaces are left out.
    """
    rows = StaffingNeed.objects.short().filter(
        session__starts_at__lt=clock.now() + datetime.timedelta(weeks=WEEKS_AHEAD),
        mission__is_open=True,
        session__space__is_open=True,
    )
    if mission is not None:
        rows = rows.filter(mission=mission)
    if space is not None:
        rows = rows.filter(session__space=space)
    found = (
        rows.values(
            "mission_id",
            space_id=F("session__space_id"),
            mission_slug=F("mission__slug"),
            mission_title=F("mission__title"),
            space_slug=F("session__space__slug"),
            space_name=F("session__space__name"),
            city=F("session__space__city"),
        )
        .annotate(
            places=Sum(F("minimum") - F("filled")),
            sessions=Count("pk"),
            first_at=Min("session__starts_at"),
        )
        .order_by("-places", "city", "space_name", "mission_title")
    )
    return [NeedNow(**row) for row in found]


def coverage_by_space(
    spaces: QuerySet[Space] | Collection[Space],
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
) -> dict[UUID, Coverage]:
    """Coverage of each space, by its key, over sessions that start in these days. One query. For the team."""
    found = (
        StaffingNeed.objects.filter(
            session__space__in=spaces,
            session__state=SessionState.PLANNED,
            session__starts_at__gte=starts_at,
            session__starts_at__lt=ends_at,
        )
        .values_list("session__space")
        .annotate(
            filled_places=Sum(Least("filled", "minimum")),
            places=Sum("minimum"),
            shifts=Count("pk"),
            lacking=Count("pk", filter=Q(filled__lt=F("minimum"))),
        )
        .order_by("session__space")
    )
    return {space: Coverage(filled, places, shifts, short) for space, filled, places, shifts, short in found}


class Short(NamedTuple):
    """A shift that lacks people: key, priority, minimum, places held, when, in which space (key), mission."""

    need_id: UUID
    priority: int
    minimum: int
    filled: int
    starts_at: datetime.datetime
    space_id: UUID
    mission: str

    @property
    def missing(self) -> int:
        """Minimum places still empty."""
        return self.minimum - self.filled


def shorts(spaces: list[UUID], until: datetime.datetime) -> list[Short]:
    """Shifts to come before ``until`` in these spaces (keys) that lack people, by ``rules.urgency``. For the team."""
    now = clock.now()
    found = [Short(*row) for row in _shorts(spaces, now, until)]
    return sorted(
        found, key=lambda one: (urgency(now, one.starts_at, one.priority * one.missing), one.need_id)
    )


@prepared
def _shorts(spaces: GivenList, now: Given, until: Given) -> QuerySet[StaffingNeed, tuple[Any, ...]]:
    needs = StaffingNeed.objects.short(now).filter(
        session__space__pk__in=spaces, session__starts_at__lt=until
    )
    return needs.values_list(
        "pk", "priority", "minimum", "filled", "session__starts_at", "session__space_id", "mission__title"
    )


class Gone(NamedTuple):
    """Somebody who said she cannot come, and the shift that lacks people since."""

    need_id: UUID
    starts_at: datetime.datetime
    space_id: UUID
    mission: str
    first_name: str
    last_name: str


def withdrawals_to_handle(spaces: list[UUID]) -> list[Gone]:
    """Who said « I cannot come » to shifts to come that lack people in these spaces (keys), by time. For the team."""
    return [Gone(*row) for row in _gone(spaces, clock.now())]


@prepared
def _gone(spaces: GivenList, now: Given) -> QuerySet[Withdrawal, tuple[Any, ...]]:
    gone = Withdrawal.objects.filter(
        was_handled=False,
        need__session__state=SessionState.PLANNED,
        need__session__space__pk__in=spaces,
        need__session__starts_at__gt=now,
        need__filled__lt=F("need__minimum"),
    ).order_by("need__session__starts_at", "pk")
    return gone.values_list(
        "need_id",
        "need__session__starts_at",
        "need__session__space_id",
        "need__mission__title",
        "volunteer__person__first_name",
        "volunteer__person__last_name",
    )
