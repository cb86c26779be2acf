"""The way of newcomers: where each stands, who answers for it, how long a step takes."""

import datetime
import statistics
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from mapart.core.prepared import Given, GivenList, prepared
from mapart.people.enums import RoleKind
from mapart.people.models import Person, Role
from mapart.people.perms import Permission, space_keys_where
from mapart.recruitment.enums import Holder, Stage, Step
from mapart.recruitment.models import Application, PathStep
from mapart.spaces.models import Space

DWELL_STEPS = 100
STEPPING = (Stage.WELCOMED, Stage.ACTIVE)


@dataclass(frozen=True)
class Dwell:
    """How long a step took, over the last ``DWELL_STEPS`` that ended: their number and their median."""

    step: Step
    count: int
    median: datetime.timedelta


def application_by_secret(secret: str) -> Application | None:
    """The application that a private link opens, from the meeting on. For whoever holds the link."""
    rows = Application.objects.filter(secret=secret, stage__in=STEPPING)
    return rows.select_related("person", "space", "mission").first()


def open_step(application: Application) -> PathStep | None:
    """The step she is at; none once she is ready or gone. For herself and the team."""
    return PathStep.objects.filter(application=application, ended_at=None).first()


def step_of_person(person: Person) -> PathStep | None:
    """The step a newcomer is at, with her application; none before, once ready, or gone. For herself."""
    hers = PathStep.objects.filter(application__person=person, application__stage__in=STEPPING, ended_at=None)
    return hers.select_related("application").first()


def steps_of(application: Application) -> QuerySet[PathStep]:
    """Every step she came through, the oldest first. For the team."""
    return PathStep.objects.filter(application=application).select_related("owner").order_by("since", "pk")


def open_steps_for(reader: Person) -> QuerySet[PathStep]:
    """Open steps in the spaces whose applicants ``reader`` may see, the longest wait first."""
    found = PathStep.objects.filter(ended_at=None)
    keys = space_keys_where(reader, Permission.SEE_APPLICANTS)
    if keys is not None:
        found = found.filter(space__in=keys)
    return found.order_by("waits_from", "pk")


def held_by_the_team(now: Any) -> Q:
    """Steps where somebody waits for us: the team has to act, or a date is over and nobody wrote what happened."""
    return Q(holder=Holder.TEAM) | Q(holder=Holder.DATE, waits_from__lte=now)


class Waiting(NamedTuple):
    """Somebody who waits for us: her application, name, space (key), step, and from when."""

    pk: UUID
    first_name: str
    last_name: str
    space_id: UUID
    step: str
    waits_from: datetime.datetime


MOST_WAITING = 5


def who_waits(spaces: list[UUID], now: datetime.datetime) -> tuple[int, list[Waiting]]:
    """How many applicants of these spaces wait for us, and the first ``MOST_WAITING``, the longest wait first.

    For who may see the applicants of these spaces.
    """
    count = sum(count for _holder, count in _waiting_by_holder(spaces, now))
    return count, [Waiting(*row) for row in _waiting_longest(spaces, now)]


@prepared
def _waiting_by_holder(spaces: GivenList, now: Given) -> QuerySet[PathStep, tuple[str, int]]:
    return _waiting(spaces, now).order_by().values_list("holder").annotate(count=Count("*"))


@prepared
def _waiting_longest(spaces: GivenList, now: Given) -> QuerySet[PathStep, tuple[Any, ...]]:
    """The keys are found before the names: the whole list is not joined to show the head of it."""
    first = _waiting(spaces, now).order_by("waits_from", "pk").values("pk")[:MOST_WAITING]
    shown = PathStep.objects.filter(pk__in=first).order_by("waits_from", "pk")
    return shown.values_list(
        "application_id",
        "application__person__first_name",
        "application__person__last_name",
        "space_id",
        "step",
        "waits_from",
    )


def _waiting(spaces: GivenList, now: Given) -> QuerySet[PathStep]:
    return PathStep.objects.filter(held_by_the_team(now), space__pk__in=spaces, ended_at=None)


def owner_of(space: Space) -> Person | None:
    """Who answers for newcomers of a space: its community lead, else its manager, else the head of the network."""
    roles = (
        Role.objects.current()
        .filter(
            Q(space=space, kind__in=(RoleKind.COMMUNITY_LEAD, RoleKind.SPACE_MANAGER))
            | Q(space=None, kind=RoleKind.NETWORK_HEAD),
            person__is_active=True,
        )
        .select_related("person")
        .order_by("starts_on", "pk")
    )
    first = min(roles, key=lambda role: _ALERTED.index(RoleKind(role.kind)), default=None)
    return first.person if first is not None else None


def dwell_by_step(spaces: Collection[UUID] | None) -> list[Dwell]:
    """Median time of each step in these spaces (null: everywhere), in the order of the way. One query. For the team."""
    ended = PathStep.objects.filter(ended_at__isnull=False)
    if spaces is not None:
        ended = ended.filter(space__in=spaces)
    took: dict[str, list[float]] = defaultdict(list)
    latest = ended.order_by("-ended_at", "-pk")[:DWELL_STEPS]
    for step, since, ended_at in latest.values_list("step", "since", "ended_at"):
        took[step].append((ended_at - since).total_seconds() if ended_at else 0)
    return [
        Dwell(step, len(took[step]), datetime.timedelta(seconds=statistics.median(took[step])))
        for step in Step
        if took[step]
    ]


_ALERTED = (RoleKind.COMMUNITY_LEAD, RoleKind.SPACE_MANAGER, RoleKind.NETWORK_HEAD)
