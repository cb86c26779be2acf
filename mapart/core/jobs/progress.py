"""A task says how far it is; the page that asked for it shows it."""

import time
from contextvars import ContextVar

from django.db import transaction

from mapart.core.jobs.models import Job, JobState
from mapart.core.jobs.running import LeaseLost, current

_PAUSE_SECONDS = 0.5
_last: ContextVar[tuple[str, float]] = ContextVar("last report", default=("", 0.0))


def report(percent: int, phase: str) -> None:
    """Note on the running job that it is at ``percent`` (0 to 100) of ``phase``, a code of the task.

    At most two writes a second, but a new phase is always written. Raises ``LeaseLost`` when another worker has
    taken the job: let it through, the work here is void. Outside a worker it does nothing. Call it outside a
    transaction, or nobody sees it before the end.
    """
    job = current.get()
    if job is None:
        return
    now, mark = time.monotonic(), f"{job.lease}{phase}"
    last_mark, last_at = _last.get()
    if mark == last_mark and now - last_at < _PAUSE_SECONDS:
        return
    _last.set((mark, now))
    with transaction.atomic():
        mine = Job.objects.filter(pk=job.pk, lease=job.lease, state=JobState.RUNNING)
        if not mine.update(progress={"percent": max(0, min(percent, 100)), "phase": phase}):
            raise LeaseLost
