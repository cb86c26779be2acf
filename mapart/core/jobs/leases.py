"""Taking and giving back jobs. Every write is a conditional UPDATE: right on both databases, whoever dies when.

A job runs at least once: a worker killed between the work and ``finish`` makes it run again when its lease ends.
Two workers hold the same job only if one stalls past its lease; then only the second may finish it.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet

from mapart.core import clock
from mapart.core.ids import uuid7
from mapart.core.jobs.models import Job, JobState
from mapart.core.jobs.queues import QUEUES, wait_seconds

_LIMITED = [name for name, queue in QUEUES.items() if queue.limit is not None]
_LOST = "worker lost"


def due(queues: Collection[str]) -> QuerySet[Job]:
    """Jobs that may be taken now: waiting ones whose time has come, running ones whose lease has ended."""
    return Job.objects.filter(queue__in=queues, due_at__lte=clock.now()).order_by("-priority", "due_at", "pk")


def take(queues: Collection[str], seconds: float) -> Job | None:
    """Lease the next job of ``queues`` for ``seconds``; null when there is none, or when its queue is at its limit."""
    if not due(queues).exists():  # an idle worker must not ask SQLite for the write lock
        return None
    while True:
        try:
            with transaction.atomic():
                job = _claim(queues, seconds)
        except IntegrityError:  # another worker took the same slot of a limited queue
            continue
        if job is None or job.state == JobState.RUNNING:
            return job


def _claim(queues: Collection[str], seconds: float) -> Job | None:
    """One try: the next job, leased, or given up when it was tried too often."""
    slots = _free_slots(queues)
    full = [name for name, slot in slots.items() if slot is None]
    choices = due(queues).exclude(Q(queue__in=full) & Q(slot__isnull=True))
    if connection.features.has_select_for_update_skip_locked:
        choices = choices.select_for_update(skip_locked=True)
    job = choices.first()
    if job is None:
        return None
    held, was_due = job.lease, job.due_at
    if job.attempts >= QUEUES[job.queue].attempts:
        changes = _ending(JobState.DEAD, error=_LOST)
    else:
        changes = {
            "state": JobState.RUNNING,
            "lease": uuid7(),
            "slot": job.slot if job.slot is not None else slots.get(job.queue),
            "attempts": job.attempts + 1,
            "started_at": clock.now(),
            "due_at": clock.now() + datetime.timedelta(seconds=seconds),
        }
    if not Job.objects.filter(pk=job.pk, lease=held, due_at=was_due).update(**changes):
        raise IntegrityError  # taken between the read and the write: look again
    for name, value in changes.items():
        setattr(job, name, value)
    return job


def _free_slots(queues: Collection[str]) -> dict[str, int | None]:
    """For each queue with a limit, its lowest free slot, or null when all are held."""
    limited = [name for name in queues if name in _LIMITED]
    if not limited:
        return {}
    held = defaultdict(set)
    for name, slot in Job.objects.filter(queue__in=limited, slot__isnull=False).values_list("queue", "slot"):
        held[name].add(slot)
    return {
        name: next((slot for slot in range(QUEUES[name].limit or 0) if slot not in held[name]), None)
        for name in limited
    }


def extend(leases: Sequence[UUID], seconds: float) -> int:
    """Push the end of these leases to ``seconds`` from now; returns how many are still held."""
    if not leases:
        return 0
    with transaction.atomic():
        return Job.objects.filter(lease__in=leases, state=JobState.RUNNING).update(
            due_at=clock.now() + datetime.timedelta(seconds=seconds)
        )


def finish(job: Job, result: Any) -> bool:
    """The job is done with ``result`` (plain JSON values); false when its lease was lost meanwhile."""
    return _give_back(job, _ending(JobState.DONE, result=result, error=""))


def fail(job: Job, error: str) -> bool:
    """The job failed: it comes back later, or is given up after its last try; false when its lease was lost."""
    if job.attempts >= QUEUES[job.queue].attempts:
        return _give_back(job, _ending(JobState.DEAD, error=error))
    later = clock.now() + datetime.timedelta(seconds=wait_seconds(job.attempts))
    changes = {"state": JobState.WAITING, "lease": None, "slot": None, "due_at": later, "error": error}
    return _give_back(job, changes)


def _ending(state: JobState, **values: Any) -> dict[str, Any]:
    return {"state": state, "lease": None, "slot": None, "due_at": None, "ended_at": clock.now()} | values


def _give_back(job: Job, changes: dict[str, Any]) -> bool:
    with transaction.atomic():
        return Job.objects.filter(pk=job.pk, lease=job.lease, state=JobState.RUNNING).update(**changes) == 1
