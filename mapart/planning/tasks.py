"""Work done by the worker: the computation of a roster, and weeks made in advance."""

from django_tasks import task

from mapart.core.jobs.progress import report
from mapart.planning.actions import compute_run, fail_run, needs_to_offer, prepare_weeks, send_reminders
from mapart.planning.actions import count_rhythms as count
from mapart.planning.actions import offer_places as offer
from mapart.planning.actions import thank_who_waited as thank
from mapart.planning.enums import Phase
from mapart.planning.models import PlanRun, StaffingNeed


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


@task
def count_rhythms() -> int:
    """Who holds no shift, who holds more than she offers, in every space."""
    return count(by=None)


@task
def offer_places(need_id: str) -> None:
    """A place of this shift is free: offer it to who waits, else to who fits."""
    need = StaffingNeed.objects.select_related("session__space", "mission").filter(pk=need_id).first()
    if need is not None:
        offer(need=need)


@task
def remind() -> int:
    """Every ten minutes: two days and three hours before a shift."""
    return send_reminders()


@task
def pass_offers() -> None:
    """Every minute: offers without an answer go to the next person."""
    for key in needs_to_offer():
        offer_places.call(str(key))


@task
def thank_who_waited(need_id: str) -> None:
    """Somebody said yes first: tell the others who were asked."""
    need = StaffingNeed.objects.filter(pk=need_id).first()
    if need is not None:
        thank(need=need)
