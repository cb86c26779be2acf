"""The weekly pattern of a space, and what a change of it would touch."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from mapart.agenda.enums import SessionKind
from mapart.agenda.models import Series
from mapart.core import clock
from mapart.planning.models import Assignment, StaffingNeed, StaffingPattern
from mapart.spaces.models import Space
from mapart.volunteering.models import Mission


@dataclass(frozen=True)
class SeriesOfWeek:
    """A series of the week and the people each of its sessions needs."""

    series: Series
    patterns: list[StaffingPattern]


@dataclass(frozen=True)
class Impact:
    """What a change of the pattern touches: sessions to come, and people who hold a shift in them."""

    sessions: int
    people: int


def pattern_of(space: Space) -> list[SeriesOfWeek]:
    """The week of a space, by day and hour, ended series and information meetings left out. For the team."""
    series = (
        Series.objects.filter(Q(ends_on=None) | Q(ends_on__gt=clock.today(space.time_zone)), space=space)
        .exclude(kind=SessionKind.INFORMATION_MEETING)
        .order_by("weekday", "starts_at", "pk")
    )
    patterns: dict[UUID, list[StaffingPattern]] = defaultdict(list)
    for pattern in StaffingPattern.objects.filter(series__in=series).select_related("mission"):
        patterns[pattern.series_id].append(pattern)
    return [SeriesOfWeek(one, patterns.get(one.pk, [])) for one in series]


def impact_of(series: Series, mission: Mission | None = None) -> Impact:
    """Sessions to come of a series, and people on them, all or those of one mission. For the team."""
    needs = StaffingNeed.objects.upcoming().filter(session__series=series)
    if mission is not None:
        needs = needs.filter(mission=mission)
    people = Assignment.objects.filter(need__in=needs).values("volunteer").distinct()
    return Impact(needs.values("session").distinct().count(), people.count())
