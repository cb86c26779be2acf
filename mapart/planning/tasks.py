"""Work done by the worker: the computation of a roster, and weeks made in advance."""

from django_tasks import task

from mapart.core.jobs.progress import report
from mapart.planning.actions import compute_run, fail_run, prepare_weeks
from mapart.planning.enums import Phase
from mapart.planning.models import PlanRun


@task(queue_name="long")
def compute_plan(run_id: str) -> None:
    """Compute the proposal ``run_id``. An error that nobody foresaw is written on the run, then raised for the log."""
    run = PlanRun.objects.filter(pk=run_id).first()
    if run is None:
        return

    def tell(percent: int, phase: Phase) -> None:
        report(percent, phase)

    try:
        compute_run(run=run, report=tell)
    except Exception:
        fail_run(run=run, error="planning.crashed")
        raise


@task
def extend_weeks() -> None:
    """Make the sessions and needs of the coming weeks from the weekly patterns of every space."""
    prepare_weeks(by=None)
