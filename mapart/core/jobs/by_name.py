"""Enqueueing a task by its dotted path, for actions: a task calls its action, so the action cannot import it."""

from typing import Any

from django.utils.module_loading import import_string
from django_tasks.base import Task, TaskResult


def enqueue(path: str, *args: Any, **options: Any) -> TaskResult[Any]:
    """Enqueue the task at ``path`` (``mapart.room.tasks.name``) with ``args``, in the caller's transaction.

    ``options`` are those of ``Task.using``: ``run_after``, ``priority``, ``queue_name``. Raises ``ImportError``.
    """
    task: Task[..., Any] = import_string(path)
    return task.using(**options).enqueue(*args)
