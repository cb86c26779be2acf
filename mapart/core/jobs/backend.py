"""Our leased table behind the ``django.tasks`` interface."""

from django_tasks.backends.base import BaseTaskBackend


class LeasedBackend(BaseTaskBackend):
    """Enqueues into ``Job``, in the caller's transaction."""

    def enqueue(self, task, args, kwargs):  # type: ignore[no-untyped-def]
        raise NotImplementedError
