"""Proposals and their lines, as the team reads them."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from mapart.core import clock
from mapart.core.prepared import Given, prepared
from mapart.planning.enums import RunState
from mapart.planning.models import PlanRun, ProposedAssignment, StaffingNeed
from mapart.planning.rules import MAX_WEEKS
from mapart.spaces.models import Space
from mapart.volunteering.models import Volunteer


@dataclass
class RunShift:
    """A need of a proposal with its lines."""

    need: StaffingNeed
    lines: list[ProposedAssignment] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """Minimum places that the lines leave empty."""
        return max(0, self.need.minimum - len(self.lines))

    @property
    def has_room(self) -> bool:
        """Whether one more person may be added."""
        return len(self.lines) < self.need.maximum


@dataclass(frozen=True)
class RunInBrief:
    """A proposal, and of its report, which is long, only the needs that it could not fill."""

    pk: UUID
    state: str
    computed_at: datetime.datetime | None
    starts_on: datetime.date
    weeks: int
    holes: list[dict[str, Any]] | None

    @cached_property
    def chains(self) -> dict[UUID, list[list[Any]]]:
        """Where volunteers stopped, by need that the computation could not fill."""
        return {UUID(hole["need"]): hole["chain"] for hole in self.holes or []}


_CURRENT = (RunState.ASKED, RunState.COMPUTING, RunState.READY, RunState.FAILED)


def current_runs(spaces: QuerySet[Space] | Iterable[Space]) -> QuerySet[PlanRun]:
    """Proposals of these spaces that somebody still has to wait for, read or give up, newest first. For the team."""
    return (
        PlanRun.objects.filter(spaces__in=spaces, state__in=_CURRENT)
        .distinct()
        .prefetch_related("spaces")
        .select_related("asked_by")
        .order_by("-created_at")
    )


def current_run_of(space: Space) -> tuple[UUID, str] | None:
    """Key and state of the newest of these for one space: its report is long, and is not read. For the team."""
    return next(iter(_current_in_brief(space.pk)), None)


@prepared
def _current_in_brief(space: Given) -> QuerySet[PlanRun, tuple[UUID, str]]:
    runs = PlanRun.objects.filter(state__in=_CURRENT, spaces=space)
    return runs.order_by("-created_at").values_list("pk", "state")[:1]


@prepared
def _computed_in_brief(space: Given, monday: Given, first: Given) -> QuerySet[PlanRun, tuple[Any, ...]]:
    runs = PlanRun.objects.filter(
        state__in=[RunState.READY, RunState.PUBLISHED],
        spaces=space,
        starts_on__lte=monday,
        starts_on__gt=first,
    )
    return runs.order_by("-computed_at").values_list(
        "pk", "state", "computed_at", "starts_on", "weeks", "report__holes"
    )[:5]


def latest_run(space: Space, monday: datetime.date) -> RunInBrief | None:
    """The last computed proposal that holds this week of this space, published or to read. For the team."""
    runs = _computed_in_brief(space.pk, monday, monday - datetime.timedelta(weeks=MAX_WEEKS))
    found = (RunInBrief(*run) for run in runs)
    return next((run for run in found if run.starts_on + datetime.timedelta(weeks=run.weeks) > monday), None)


def shifts_of_run(run: PlanRun, space: Space, monday: datetime.date) -> list[RunShift]:
    """One week of one space of a proposal, in order of time; two queries whatever its size. For the team."""
    starts_at = clock.at(monday, datetime.time.min, space.time_zone)
    ends_at = clock.at(monday + datetime.timedelta(weeks=1), datetime.time.min, space.time_zone)
    needs = (
        StaffingNeed.objects.planned_in(space, starts_at, ends_at)
        .select_related("session", "mission")
        .order_by("session__starts_at", "session", "mission__position", "pk")
    )
    lines: dict[UUID, list[ProposedAssignment]] = defaultdict(list)
    for line in run.lines.filter(need__in=needs).select_related("volunteer__person"):
        lines[line.need_id].append(line)
    return [RunShift(need, lines.get(need.pk, [])) for need in needs]


def names_of(keys: Iterable[Any]) -> dict[str, str]:
    """Names, as called out in a space, of the volunteers whose keys a report holds. For the team."""
    people = Volunteer.objects.filter(pk__in=set(keys)).select_related("person")
    return {str(one.pk): one.person.short_name for one in people}


def needs_of_holes(holes: list[dict[str, Any]]) -> list[tuple[StaffingNeed, int, list[list[Any]]]]:
    """The needs of these lines of a report, each with its missing places and its chain, worst first. For the team."""
    keys = [UUID(hole["need"]) for hole in holes]
    needs = StaffingNeed.objects.select_related("session__space", "mission").in_bulk(keys)
    return [
        (needs[key], hole["missing"], hole["chain"])
        for key, hole in zip(keys, holes, strict=True)
        if key in needs
    ]
