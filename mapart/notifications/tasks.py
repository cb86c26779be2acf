"""The outbox in the background: one job a message, and the upkeep of the table."""

from django_tasks import task
from django_tasks.base import TaskContext

from mapart.core.jobs.queues import QUEUES
from mapart.notifications import actions
from mapart.notifications.models import Message

_QUEUE = "messages"


@task(queue_name=_QUEUE, takes_context=True)
def send_message(context: TaskContext, message: str) -> None:
    """Send the message of this key; one that was erased meanwhile is no error. ``NotNow`` makes it come back."""
    found = Message.objects.filter(pk=message).first()
    if found is not None:
        is_last_try = context.attempt >= QUEUES[_QUEUE].attempts
        actions.send_message(message=found, is_last_try=is_last_try)


@task
def release_stranded() -> int:
    """Every ten minutes: messages that no job will send any more."""
    return actions.release_stranded(by=None)


@task
def drop_old_messages() -> int:
    """Every day: messages of more than a year."""
    return actions.drop_old_messages(by=None)
