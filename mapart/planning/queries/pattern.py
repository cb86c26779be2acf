"""The weekly pattern of a space, and what a change of it would touch."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from mapart.agenda.enums import SessionKind
from mapart.agenda.models import Series
from mapart.core import clock
from mapart.planning.models import Assignment, StaffingNeed, StaffingPattern
from mapart.spaces.models import Space
from mapart.volunteering.models import Mission


@dataclass(frozen=True)
class PatternLine:
    """People of one mission that each session of a series needs."""

    pk: UUID
    mission: str
    minimum: int
    ideal: int


@dataclass(frozen=True)
class SeriesOfWeek:
    """A series of the week and the people each of its sessions needs. ``starts_at``, ``ends_at``: on the wall clock."""

    pk: UUID
    weekday: int
    starts_at: datetime.time
    ends_at: datetime.time
    kind: str
    title: str
    every_weeks: int
    lines: list[PatternLine]


@dataclass(frozen=True)
class Impact:
    """What a change of the pattern touches: sessions to come, and people who hold a shift in them."""

    sessions: int
    people: int


def series_of(space: Space) -> QuerySet[Series]:
    """The series of a space by day and hour, ended ones and information meetings left out. For the team."""
    return (
        Series.objects.filter(Q(ends_on=None) | Q(ends_on__gt=clock.today(space.time_zone)), space=space)
        .exclude(kind=SessionKind.INFORMATION_MEETING)
        .order_by("weekday", "starts_at", "pk")
    )


def pattern_of(space: Space) -> list[SeriesOfWeek]:
    """The week of a space, by day and hour, as ``series_of`` gives it; two queries. For the team."""
    series = list(
        series_of(space).values_list("pk", "weekday", "starts_at", "ends_at", "kind", "title", "every_weeks")
    )
    lines: dict[UUID, list[PatternLine]] = defaultdict(list)
    for of, pk, mission, minimum, ideal in (
        StaffingPattern.objects.filter(series__in=[one[0] for one in series])
        .order_by("mission__position", "pk")
        .values_list("series_id", "pk", "mission__title", "minimum", "ideal")
    ):
        lines[of].append(PatternLine(pk, mission, minimum, ideal))
    return [SeriesOfWeek(*one, lines.get(one[0], [])) for one in series]


def impact_of(series: Series, mission: Mission | None = None) -> Impact:
    """Sessions to come of a series, and people on them, all or those of one mission. For the team."""
    needs = StaffingNeed.objects.upcoming().filter(session__series=series)
    if mission is not None:
        needs = needs.filter(mission=mission)
    people = Assignment.objects.filter(need__in=needs).values("volunteer").distinct()
    return Impact(needs.values("session").distinct().count(), people.count())
