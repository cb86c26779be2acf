"""How a space welcomes: who stands at each step now, and how soon applicants get an answer."""

import datetime
import statistics
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet

from mapart.core import clock
from mapart.recruitment.enums import Step
from mapart.recruitment.models import PathStep
from mapart.recruitment.rules import LONGEST_WAIT
from mapart.spaces.models import Space

LOOKED_BACK = datetime.timedelta(days=90)
_MOST = 100


@dataclass(frozen=True, slots=True)
class StepNow:
    """People at a step of the way today, and when the longest of them began to wait."""

    count: int
    oldest: datetime.datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """The last 100 applicants whom the team had to call and did, within 90 days; ``soon``: within 48 hours."""

    count: int
    soon: int
    median: datetime.timedelta


def steps_now(space: Space) -> dict[Step, StepNow]:
    """Who stands where today. One query. For the team."""
    rows = PathStep.objects.filter(space=space, ended_at=None).order_by().values_list("step")
    found = rows.annotate(count=Count("pk"), oldest=Min("waits_from"))
    return {Step(step): StepNow(count, oldest) for step, count, oldest in found}


def steps_of_space(space: Space, step: Step | None, *, has_left: bool) -> QuerySet[PathStep]:
    """Who stands at ``step`` (null: at any) today, the longest wait first; or who left it, the latest first.

    For the team.
    """
    found = PathStep.objects.filter(space=space, ended_at__isnull=not has_left)
    if step is not None:
        found = found.filter(step=step)
    return found.order_by("-ended_at", "-pk") if has_left else found.order_by("waits_from", "pk")


def answers_to_applicants(space: Space) -> Answered | None:
    """How soon the team answered; null when nobody waited for a call. One query. For the team."""
    calls = PathStep.objects.filter(space=space, step=Step.CALL, ended_at__gte=clock.now() - LOOKED_BACK)
    took = [
        ended_at - since
        for since, ended_at in calls.order_by("-ended_at").values_list("since", "ended_at")[:_MOST]
        if ended_at is not None
    ]
    if not took:
        return None
    median = statistics.median(one.total_seconds() for one in took)
    return Answered(len(took), sum(one <= LONGEST_WAIT for one in took), datetime.timedelta(seconds=median))
