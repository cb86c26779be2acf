"""The computation itself, as the worker runs it: read, solve outside any transaction, then write the lines at once."""

from collections.abc import Callable

from django.db import transaction

from mapart.core import clock, journal
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning import bridge
from mapart.planning.actions.places import release_weeks
from mapart.planning.actions.runs import move_run
from mapart.planning.enums import Origin, Phase, RunState
from mapart.planning.models import PlanRun, ProposedAssignment

Report = Callable[[int, Phase], None]


def compute_run(*, by: Person | None = None, run: PlanRun, report: Report) -> PlanRun:
    """Compute the proposal of ``run``; ``report`` tells the job how far it is.

    Started twice (a worker died), it starts again; a run dropped meanwhile is left alone. What goes wrong is written
    on the run as a code, so that its page says what to do.
    """
    try:
        move_run(run, RunState.COMPUTING, progress=1, phase=Phase.READING, error="")
    except Refusal:
        return run

    def progress(percent: int, phase: Phase) -> None:
        report(percent, phase)
        mine = PlanRun.objects.filter(pk=run.pk, state=RunState.COMPUTING)
        if not mine.update(progress=min(percent, 99), phase=phase):
            raise Refusal("planning.run_not_ready")

    began = clock.now()
    try:
        proposal = _propose(run, progress)
    except bridge.ProblemError as error:
        return fail_run(run=run, error=error.faults[0].code)
    except Refusal:
        return run
    with transaction.atomic():
        move_run(
            run, RunState.READY, progress=100, phase=Phase.DONE, report=proposal.report, computed_at=began
        )
        _write_lines(run, proposal)
        release_weeks(run)
        journal.record(by, "compute_run", run, lines=len(proposal.lines))
    return run


def fail_run(*, by: Person | None = None, run: PlanRun, error: str) -> PlanRun:
    """Note that the computation failed, with a code; its weeks are free for another try."""
    with transaction.atomic():
        failing = PlanRun.objects.filter(pk=run.pk, state__in=[RunState.ASKED, RunState.COMPUTING])
        if failing.update(state=RunState.FAILED, error=error[:60]):
            release_weeks(run)
            journal.record(by, "fail_run", run, error=error[:60])
        run.refresh_from_db()
        return run


def _propose(run: PlanRun, progress: Report) -> bridge.Proposal:
    lines = list(run.lines.filter(is_fixed=True))
    scene = bridge.scene_of(bridge.read_facts(list(run.spaces.all()), run.starts_on, run.weeks))
    progress(10, Phase.READING)
    return bridge.propose(
        scene,
        fixed=[(line.need_id, line.volunteer_id) for line in lines],
        knowingly=[(line.need_id, line.volunteer_id) for line in lines if line.why.get("knowingly")],
        progress=progress,
    )


def _write_lines(run: PlanRun, proposal: bridge.Proposal) -> None:
    """Replace the lines; a line that was fixed keeps who put it there and the rules broken knowingly."""
    fixed = {(line.need_id, line.volunteer_id): line for line in run.lines.filter(is_fixed=True)}
    run.lines.all().delete()
    rows = []
    for line in proposal.lines:
        before = fixed.get((line.need, line.volunteer))
        knowingly = {"knowingly": before.why["knowingly"]} if before and before.why.get("knowingly") else {}
        rows.append(
            ProposedAssignment(
                run=run,
                need_id=line.need,
                volunteer_id=line.volunteer,
                origin=before.origin if before else Origin.SOLVER,
                is_fixed=line.is_fixed,
                why=line.why | knowingly,
            )
        )
    ProposedAssignment.objects.bulk_create(rows, batch_size=500)
