"""Life of a proposal: asked, computed, computed again, dropped."""

import datetime
from collections.abc import Collection

from django.db import transaction

from mapart.core import clock, journal
from mapart.core.jobs.by_name import enqueue
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning.actions.places import claim_weeks, release_weeks
from mapart.planning.enums import Phase, RunState
from mapart.planning.models import PlanRun
from mapart.planning.perms import require_edit
from mapart.planning.rules import MAX_WEEKS, monday_of, states_before
from mapart.spaces.models import Space


def ask_plan(*, by: Person, spaces: Collection[Space], starts_on: datetime.date, weeks: int) -> PlanRun:
    """Ask for a proposal for these spaces from Monday ``starts_on``; a worker computes it.

    Refusals: ``planning.no_space``, ``planning.bad_weeks``, ``planning.not_a_monday``, ``planning.weeks_past``,
    ``planning.weeks_taken`` (a run computes or publishes one of these weeks).
    """
    require_edit(by, spaces)
    _refuse_span(spaces, starts_on, weeks)
    with transaction.atomic():
        run = PlanRun.objects.create(starts_on=starts_on, weeks=weeks, asked_by=by)
        run.spaces.set(spaces)
        claim_weeks(run, spaces)
        journal.record(by, "ask_plan", run, weeks=weeks, starts_on=starts_on.isoformat(), spaces=len(spaces))
        _enqueue(run)
        return run


def recompute(*, by: Person, run: PlanRun) -> PlanRun:
    """Compute a proposal again with what is known now; its fixed lines stay.

    Refusals: ``planning.run_not_ready``, ``planning.weeks_taken``, ``planning.weeks_past``.
    """
    spaces = list(run.spaces.all())
    require_edit(by, spaces)
    _refuse_span(spaces, run.starts_on, run.weeks)
    with transaction.atomic():
        move_run(run, RunState.ASKED, progress=0, phase=Phase.WAITING, error="")
        claim_weeks(run, spaces)
        journal.record(by, "recompute", run)
        _enqueue(run)
        return run


def drop_run(*, by: Person, run: PlanRun) -> PlanRun:
    """Give a proposal up, computed or not. Refusal ``planning.run_not_ready`` once it is published."""
    with transaction.atomic():
        require_edit(by, run.spaces.all())
        if run.state == RunState.DROPPED:
            return run
        move_run(run, RunState.DROPPED)
        release_weeks(run)
        journal.record(by, "drop_run", run)
        return run


def move_run(run: PlanRun, after: RunState, **values: object) -> None:
    """Lead a run to its next state by a conditional update. Refusal ``planning.run_not_ready`` from another state."""
    before = PlanRun.objects.filter(pk=run.pk, state__in=states_before(after))
    if not before.update(state=after, **values):
        raise Refusal("planning.run_not_ready")
    run.refresh_from_db()


def _refuse_span(spaces: Collection[Space], starts_on: datetime.date, weeks: int) -> None:
    if not spaces:
        raise Refusal("planning.no_space")
    if not 1 <= weeks <= MAX_WEEKS:
        raise Refusal("planning.bad_weeks")
    if starts_on != monday_of(starts_on):
        raise Refusal("planning.not_a_monday")
    if starts_on + datetime.timedelta(weeks=weeks) <= clock.today():
        raise Refusal("planning.weeks_past")


def _enqueue(run: PlanRun) -> None:
    enqueue("mapart.planning.tasks.compute_plan", str(run.pk))
