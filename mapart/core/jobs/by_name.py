"""Enqueueing a task by its dotted path, for actions: a task calls its action, so the action cannot import it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.module_loading import import_string
from django_tasks.base import Task, TaskResult

from mapart.core.jobs.backend import LeasedBackend


@dataclass(frozen=True)
class Call:
    """One call of a task: its arguments (plain JSON values), when a worker may take it, its priority."""

    arguments: tuple[Any, ...]
    run_after: datetime.datetime | None = None
    priority: int = 0


def enqueue(path: str, *args: Any, **options: Any) -> TaskResult[Any]:
    """Enqueue the task at ``path`` (``mapart.room.tasks.name``) with ``args``, in the caller's transaction.

    ``options`` are those of ``Task.using``: ``run_after``, ``priority``, ``queue_name``. Raises ``ImportError``.
    """
    task: Task[..., Any] = import_string(path)
    return task.using(**options).enqueue(*args)


def enqueue_all(path: str, calls: Sequence[Call]) -> list[UUID]:
    """``enqueue`` for many calls of one task, written together; the keys of their jobs, in the same order."""
    task: Task[..., Any] = import_string(path)
    backend = task.get_backend()
    if isinstance(backend, LeasedBackend):
        return backend.enqueue_all(
            (task.using(run_after=call.run_after, priority=call.priority), call.arguments, {})
            for call in calls
        )
    return [
        UUID(enqueue(path, *call.arguments, run_after=call.run_after, priority=call.priority).id)
        for call in calls
    ]
