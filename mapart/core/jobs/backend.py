"""Our leased table behind the ``django.tasks`` interface, so that another backend could replace it by a setting."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.utils import normalize_json

from mapart.core import clock
from mapart.core.jobs.models import Job, JobState
from mapart.core.jobs.queues import QUEUES

_STATUS = {
    JobState.WAITING: TaskResultStatus.READY,
    JobState.RUNNING: TaskResultStatus.RUNNING,
    JobState.DONE: TaskResultStatus.SUCCESSFUL,
    JobState.DEAD: TaskResultStatus.FAILED,
}


class LeasedBackend(BaseTaskBackend):
    """Enqueues into ``Job`` in the caller's transaction: the act and its job are kept together or not at all."""

    supports_defer = True
    supports_priority = True
    supports_get_result = True

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        self.queues = set(QUEUES)

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Write the job. ``args`` and ``kwargs`` hold plain JSON values (a key as ``str(pk)``): else ``TypeError``."""
        job = self._job(task, args, kwargs)
        job.save(force_insert=True)
        return self.result_of(job, task)

    def enqueue_all(self, calls: Iterable[tuple[Task[Any, Any], Any, Any]]) -> list[UUID]:
        """Write the jobs of many calls (task, arguments, named arguments) together; their keys, in order."""
        jobs = Job.objects.bulk_create([self._job(*call) for call in calls])
        return [job.pk for job in jobs]

    def _job(self, task: Task[Any, Any], args: Any, kwargs: Any) -> Job:
        self.validate_task(task)
        return Job(
            task=task.module_path,
            arguments={"args": normalize_json(args), "kwargs": normalize_json(kwargs)},
            queue=task.queue_name,
            priority=task.priority,
            due_at=task.run_after or clock.now(),
        )

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """The state of the job of this id. Raises ``TaskResultDoesNotExist``."""
        try:
            job = Job.objects.get(pk=UUID(result_id))
        except (Job.DoesNotExist, ValueError, ValidationError):
            raise TaskResultDoesNotExist(result_id) from None
        return self.result_of(job, import_string(job.task))

    def result_of(self, job: Job, task: Task[Any, Any]) -> TaskResult[Any]:
        """A job in the words of the interface. ``errors`` holds the last one only; its class is not kept."""
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=str(job.pk),
            status=_STATUS[JobState(job.state)],
            enqueued_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.ended_at,
            last_attempted_at=job.started_at,
            args=job.arguments["args"],
            kwargs=job.arguments["kwargs"],
            backend=self.alias,
            errors=[TaskError(exception_class_path="builtins.Exception", traceback=job.error)]
            * bool(job.error),
            worker_ids=[str(job.lease)] * job.attempts,
        )
        object.__setattr__(result, "_return_value", job.result)
        return result
