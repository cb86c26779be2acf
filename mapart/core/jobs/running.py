"""Running one leased job, and knowing from inside a task which job runs."""

import logging
from contextvars import ContextVar

from django.utils.module_loading import import_string
from django_tasks.base import Task, TaskContext
from django_tasks.utils import normalize_json

from mapart.core import logs
from mapart.core.jobs import leases
from mapart.core.jobs.backend import LeasedBackend
from mapart.core.jobs.models import Job, JobState

_log = logging.getLogger(__name__)
current: ContextVar[Job | None] = ContextVar("current job", default=None)


class LeaseLost(Exception):  # noqa: N818 - an event, as Refusal is
    """The job that runs here was taken by another worker: stop, it is done over there."""


def run(job: Job) -> None:
    """Call the task of ``job`` and write the end of it. Never raises what the task raised."""
    token = current.set(job)
    try:
        task = import_string(job.task)
        result = normalize_json(_call(task, job))
    except LeaseLost:
        _log.warning("job %s %s: lease lost", job.task, job.pk)
    except Exception as exception:  # whatever a task raises, the worker goes on
        error = logs.frames(exception)
        leases.fail(job, error)
        _log.warning("job %s %s: attempt %s failed: %s", job.task, job.pk, job.attempts, error)
    else:
        if not leases.finish(job, result):
            _log.warning("job %s %s: done, but its lease was lost", job.task, job.pk)
    finally:
        current.reset(token)


def _call(task: Task[..., object], job: Job) -> object:
    args, kwargs = job.arguments["args"], job.arguments["kwargs"]
    if task.takes_context:
        backend = task.get_backend()
        assert isinstance(backend, LeasedBackend)
        return task.call(TaskContext(task_result=backend.result_of(job, task)), *args, **kwargs)
    return task.call(*args, **kwargs)


def run_due(queues: tuple[str, ...] = ("messages", "default", "long"), seconds: float = 600) -> int:
    """Run in this thread, one after the other, every job that is due, and those they add; returns how many ran.

    No heartbeat: a job of more than ``seconds`` may be taken by another worker too. Tests call it to see the
    effect of what they enqueued.
    """
    ran = 0
    while (job := leases.take(queues, seconds)) is not None:
        assert job.state == JobState.RUNNING
        run(job)
        ran += 1
    return ran
