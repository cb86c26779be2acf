"""Jobs that come back: each interval is claimed once by the unique key, however many workers look."""

from django.conf import settings

from mapart.core import clock
from mapart.core.jobs.models import Job


def enqueue_due() -> int:
    """Enqueue each task of ``settings.PERIODIC_TASKS`` (dotted path, seconds) for the interval now; returns how many.

    Intervals are counted from 1970 in UTC: every 86,400 s means once after each midnight UTC.
    """
    now = clock.now()
    wanted = {f"{path}@{int(now.timestamp() // seconds)}": path for path, seconds in settings.PERIODIC_TASKS}
    known = set(Job.objects.filter(unique_key__in=wanted).values_list("unique_key", flat=True))
    jobs = [
        Job(task=path, arguments={"args": [], "kwargs": {}}, due_at=now, unique_key=key)
        for key, path in wanted.items()
        if key not in known
    ]
    if jobs:
        Job.objects.bulk_create(jobs, ignore_conflicts=True)
    return len(jobs)
