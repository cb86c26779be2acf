"""Upkeep of the ground floor, woken by ``settings.PERIODIC_TASKS``."""

import datetime

from django_tasks import task

from mapart.core import clock, seals
from mapart.core.jobs.models import Job, JobState, WorkerBeat


@task
def prune_jobs() -> None:
    """Drop done jobs after a week, given-up ones after three months, workers unseen for a day."""
    now = clock.now()
    Job.objects.filter(state=JobState.DONE, ended_at__lt=now - datetime.timedelta(days=7)).delete()
    Job.objects.filter(state=JobState.DEAD, ended_at__lt=now - datetime.timedelta(days=90)).delete()
    WorkerBeat.objects.filter(seen_at__lt=now - datetime.timedelta(days=1)).delete()


@task
def seal_journal() -> int:
    """Every minute: put under seal what was written since."""
    return seals.seal_new_entries()
