"""The one way a newcomer goes from step to step: a conditional update of the open row, then a new row."""

import datetime

from mapart.core import clock
from mapart.recruitment.enums import Stage, Step
from mapart.recruitment.models import Application, PathStep
from mapart.recruitment.queries import open_step, owner_of
from mapart.recruitment.rules import HOLDERS, STEP_OF_STAGE, steps_before


def follow_stage(application: Application) -> None:
    """Put her at the step of the stage she has just reached, in the space she is followed in; ready or gone, it ends.

    Inside the transaction.
    """
    PathStep.objects.filter(application=application).exclude(space=application.space).update(
        space=application.space
    )
    step = STEP_OF_STAGE.get(Stage(application.stage))
    if step is None:
        end_step(application)
        return
    waits_from = None
    if step == Step.MEETING and application.booking is not None:
        waits_from = application.booking.session.ends_at
    current = open_step(application)
    if current is not None and current.step == step and step != Step.MEETING:
        return
    end_step(application)
    _begin(application, step, waits_from)


def move_step(
    application: Application,
    after: Step,
    *,
    at: Step | None = None,
    waits_from: datetime.datetime | None = None,
) -> PathStep | None:
    """Take her to ``after``, if the step she is at allows it; null when it does not, or somebody was faster.

    ``at``: only from this step. ``waits_from``: the end of the session she goes to, when she goes to one. Inside the
    transaction.
    """
    befores = [step for step in steps_before(after) if at in (None, step)]
    here = PathStep.objects.filter(application=application, ended_at=None, step__in=befores)
    if not here.update(ended_at=clock.now()):
        return None
    return _begin(application, after, waits_from)


def end_step(application: Application) -> None:
    """Close the step she is at."""
    PathStep.objects.filter(application=application, ended_at=None).update(ended_at=clock.now())


def _begin(application: Application, step: Step, waits_from: datetime.datetime | None) -> PathStep:
    now = clock.now()
    return PathStep.objects.create(
        application=application,
        space=application.space,
        step=step,
        holder=HOLDERS[step],
        owner=owner_of(application.space),
        since=now,
        waits_from=waits_from or now,
    )
