"""What becomes of a message once it is written: sent, failed, tried again, cancelled, posted by hand, dropped."""

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from mapart.core import clock, journal
from mapart.core.enums import Channel
from mapart.core.jobs.models import Job
from mapart.core.refusals import Refusal
from mapart.notifications.actions.posting import enqueue
from mapart.notifications.enums import MessageState
from mapart.notifications.models import Attempt, Message
from mapart.notifications.senders import sender_of
from mapart.notifications.senders.failures import NotNow, NotSent

_KEPT = datetime.timedelta(days=365)


def send_message(*, message: Message, is_last_try: bool) -> None:
    """Hand ``message`` to its gateway, unless it has left, was cancelled, goes on paper or comes too late; note it.

    Not in a transaction: the gateway may be slow. Killed between the gateway and the note, it is sent once more,
    under the same Message-ID. Raises ``NotNow`` when it is worth trying again and ``is_last_try`` is false.
    """
    if message.state != MessageState.WAITING or message.channel == Channel.PAPER:
        return
    if message.expires_at is not None and message.expires_at <= clock.now():
        _note(message, MessageState.EXPIRED)
        return
    try:
        answer = sender_of(Channel(message.channel))(message)
    except NotSent as failure:
        is_over = is_last_try or not isinstance(failure, NotNow)
        _note(message, MessageState.FAILED if is_over else None, failure.answer)
        if not is_over:
            raise
    else:
        _note(message, MessageState.SENT, answer)


def _note(message: Message, state: MessageState | None, answer: str | None = None) -> None:
    """Write the attempt and the new state. One cancelled while it left is sent all the same: the truth stands."""
    from_states = [MessageState.WAITING]
    if state == MessageState.SENT:
        from_states.append(MessageState.CANCELLED)
    with transaction.atomic():
        if answer is not None:
            succeeded = state == MessageState.SENT
            Attempt.objects.create(message=message, succeeded=succeeded, answer=answer[:200])
        if state is not None:
            sent_at = clock.now() if state == MessageState.SENT else None
            Message.objects.filter(pk=message.pk, state__in=from_states).update(state=state, sent_at=sent_at)


def retry_message(*, by: journal.Actor, message: Message) -> Message:
    """Send a failed message again, from the first try. Asked twice, it is the same.

    Raises ``notifications.not_failed``, ``.too_late``.
    """
    if message.state == MessageState.WAITING:
        return message
    if message.expires_at is not None and message.expires_at <= clock.now():
        raise Refusal("notifications.too_late")
    with transaction.atomic():
        message.send_after = clock.now()
        enqueue([message])
        failed = Message.objects.filter(pk=message.pk, state=MessageState.FAILED)
        if not failed.update(state=MessageState.WAITING, send_after=message.send_after, job=message.job):
            raise Refusal("notifications.not_failed")
        journal.record(by, "retry_message", message, kind=message.kind)
    message.refresh_from_db()
    return message


def cancel_message(*, by: journal.Actor, message: Message) -> Message:
    """Keep a waiting message from leaving. Twice is the same as once. Raises ``notifications.already_left``."""
    return _end_waiting(by, "cancel_message", message, state=MessageState.CANCELLED)


def mark_posted(*, by: journal.Actor, message: Message) -> Message:
    """A message on paper was posted, or said on the phone; noted twice, it is noted once.

    Raises ``notifications.already_left``.
    """
    if message.channel != Channel.PAPER:
        raise Refusal("notifications.already_left")
    return _end_waiting(by, "mark_posted", message, state=MessageState.SENT, sent_at=clock.now())


def _end_waiting(by: journal.Actor, act: str, message: Message, **changes: object) -> Message:
    with transaction.atomic():
        ended = Message.objects.filter(pk=message.pk, state=MessageState.WAITING).update(**changes)
        message.refresh_from_db()
        if ended:
            journal.record(by, act, message, kind=message.kind)
        elif message.state != changes["state"]:
            raise Refusal("notifications.already_left")
    return message


def release_stranded(*, by: journal.Actor | None) -> int:
    """Fail the waiting messages whose job was given up (each try killed its worker), so that staff see them.

    Those on paper whose time has passed expire. Returns how many changed.
    """
    alive = Job.objects.filter(pk=OuterRef("job"), ended_at__isnull=True)
    waiting = Message.objects.filter(state=MessageState.WAITING)
    with transaction.atomic():
        failed = (
            waiting.exclude(channel=Channel.PAPER).filter(~Exists(alive)).update(state=MessageState.FAILED)
        )
        late = waiting.filter(channel=Channel.PAPER, expires_at__lte=clock.now())
        expired = late.update(state=MessageState.EXPIRED)
        if failed or expired:
            journal.record(by, "release_stranded", failed=failed, expired=expired)
    return failed + expired


def drop_old_messages(*, by: journal.Actor | None) -> int:
    """Delete what left, failed, was dropped or never posted for more than a year; returns how many messages went."""
    leaves = ~Q(channel=Channel.PAPER) & Q(state=MessageState.WAITING)
    with transaction.atomic():
        old = Message.objects.exclude(leaves).filter(created_at__lt=clock.now() - _KEPT)
        _, counts = old.delete()
        count = counts.get(Message._meta.label, 0)
        if count:
            journal.record(by, "drop_old_messages", count=count)
    return count
