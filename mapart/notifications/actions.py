"""Every write of the outbox.

Permission to retry, cancel or tick a letter is checked by the caller, a floor above: this room knows no roles.
"""

import datetime
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string

from mapart.core import clock, journal
from mapart.core.enums import Channel
from mapart.core.jobs import by_name
from mapart.core.jobs.models import Job
from mapart.core.refusals import Refusal
from mapart.notifications import queries, rules
from mapart.notifications.enums import MessageFamily, MessageState
from mapart.notifications.models import Attempt, Message, OptOut
from mapart.notifications.senders import sender_of
from mapart.notifications.senders.failures import NotNow, NotSent

_SOON = datetime.timedelta(hours=1)
_KEPT = datetime.timedelta(days=365)


def post(
    *,
    key: str,
    kind: str,
    recipient: UUID | None,
    space: UUID | None,
    channel: Channel,
    address: str,
    subject: str,
    body: str,
    send_after: datetime.datetime | None = None,
    expires_at: datetime.datetime | None = None,
) -> Message:
    """Write a message in the transaction of the act that causes it; the worker sends it once that is kept.

    ``key`` names the act and the reader (``planning.published:<run>:<person>``): posting it again returns the message
    that is there, unchanged. ``kind`` is ``room.name`` of its template. An SMS is put into the letters it can carry.
    What expires within the hour (a sign-in code) goes before the rest. On paper nothing is sent: staff print it.
    Raises ``Refusal``: ``notifications.address_unreadable``, ``.sms_letters``, ``.sms_too_long``.
    """
    known = Message.objects.filter(key=key).first()
    if known is not None:
        return known
    message = Message(
        key=key,
        kind=kind,
        recipient=recipient,
        space=space,
        channel=channel,
        address=address,
        subject=" ".join(subject.split()),
        body=rules.to_gsm7(body) if channel == Channel.SMS else body,
        send_after=send_after or clock.now(),
        expires_at=expires_at,
    )
    _refuse_what_cannot_leave(message)
    message.state = _state_at_first(message)
    try:
        with transaction.atomic():
            _enqueue(message)
            message.save(force_insert=True)
    except IntegrityError:  # the same act, at the same instant, elsewhere
        return Message.objects.get(key=key)
    return message


def post_written(
    *,
    template: str,
    facts: Mapping[str, Any],
    to: tuple[Channel, str],
    printed_for: str = "",
    **values: Any,
) -> Message:
    """``post`` what the templates ``<template>.txt`` (first line: the subject) or ``<template>.sms.txt`` say.

    An SMS that would be too long is written again with ``is_short``. ``on_paper`` is true in a letter: nobody can
    touch a link there, a number to call serves. When no message can reach the address and ``printed_for`` names
    somebody, a letter to her is written instead: one bad address stops nobody else.
    ``values`` are the other arguments of ``post``.
    """
    channel, address = to
    subject, body = _written(template, channel, facts)
    try:
        return post(channel=channel, address=address, subject=subject, body=body, **values)
    except Refusal:
        if channel == Channel.PAPER or not printed_for:
            raise
        return post_written(template=template, facts=facts, to=(Channel.PAPER, printed_for), **values)


def _written(template: str, channel: Channel, facts: Mapping[str, Any]) -> tuple[str, str]:
    if channel != Channel.SMS:
        written = render_to_string(f"{template}.txt", {**facts, "on_paper": channel == Channel.PAPER})
        subject, _, body = written.strip().partition("\n")
        return subject, body.strip()
    for is_short in (False, True):
        written = render_to_string(f"{template}.sms.txt", {**facts, "is_short": is_short})
        text = rules.to_gsm7(" ".join(written.split()))
        if rules.gsm7_length(text) <= rules.SMS_LENGTH:
            break
    return "", text


def _refuse_what_cannot_leave(message: Message) -> None:
    if message.channel == Channel.PAPER:
        return
    reads = rules.is_mail_address if message.channel == Channel.MAIL else rules.is_phone_number
    if not reads(message.address):
        raise Refusal("notifications.address_unreadable")
    if message.channel == Channel.SMS:
        if letters := rules.unsendable(message.body):
            raise Refusal("notifications.sms_letters", letters=" ".join(letters))
        if (length := rules.gsm7_length(message.body)) > rules.SMS_LENGTH:
            raise Refusal("notifications.sms_too_long", length=length, most=rules.SMS_LENGTH)


def _state_at_first(message: Message) -> MessageState:
    """Waiting, unless it is of a family that she refused, or she has had her share of the week."""
    if message.recipient is None or rules.family_of(message.kind) == MessageFamily.SERVICE:
        return MessageState.WAITING
    unwanted, full = queries.kept_back([message.recipient], rules.family_of(message.kind))
    if unwanted:
        return MessageState.UNWANTED
    return MessageState.HELD if full and message.channel != Channel.PAPER else MessageState.WAITING


def _enqueue(message: Message) -> None:
    """Enqueue its sending and note the job on it."""
    if message.channel == Channel.PAPER or message.state in (MessageState.UNWANTED, MessageState.HELD):
        return
    is_urgent = message.expires_at is not None and message.expires_at - message.send_after <= _SOON
    asked = by_name.enqueue(
        "mapart.notifications.tasks.send_message",
        str(message.pk),
        run_after=message.send_after,
        priority=10 if is_urgent else 0,
    )
    message.job = UUID(asked.id)


def send_message(*, message: Message, is_last_try: bool) -> None:
    """Hand ``message`` to its gateway, unless it has left, was cancelled or comes too late, and note the attempt.

    Not in a transaction: the gateway may be slow. Killed between the gateway and the note, it is sent once more,
    under the same Message-ID. Raises ``NotNow`` when it is worth trying again and ``is_last_try`` is false.
    """
    if message.state != MessageState.WAITING:
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
    """Send a failed message again, from the first try. Raises ``notifications.not_failed``, ``.too_late``."""
    if message.expires_at is not None and message.expires_at <= clock.now():
        raise Refusal("notifications.too_late")
    with transaction.atomic():
        message.send_after = clock.now()
        _enqueue(message)
        failed = Message.objects.filter(pk=message.pk, state=MessageState.FAILED)
        if not failed.update(state=MessageState.WAITING, send_after=message.send_after, job=message.job):
            raise Refusal("notifications.not_failed")
        journal.record(by, "retry_message", message, kind=message.kind)
    message.refresh_from_db()
    return message


def cancel_message(*, by: journal.Actor, message: Message) -> Message:
    """Keep a waiting message from leaving. Raises ``notifications.already_left``."""
    return _end_waiting(by, "cancel_message", message, state=MessageState.CANCELLED)


def mark_posted(*, by: journal.Actor, message: Message) -> Message:
    """A message on paper was posted, or said on the phone. Raises ``notifications.already_left``."""
    if message.channel != Channel.PAPER:
        raise Refusal("notifications.already_left")
    return _end_waiting(by, "mark_posted", message, state=MessageState.SENT, sent_at=clock.now())


def _end_waiting(by: journal.Actor, act: str, message: Message, **changes: object) -> Message:
    with transaction.atomic():
        if not Message.objects.filter(pk=message.pk, state=MessageState.WAITING).update(**changes):
            raise Refusal("notifications.already_left")
        journal.record(by, act, message, kind=message.kind)
    message.refresh_from_db()
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
    """Delete what left, failed or was dropped more than a year ago; returns how many messages went."""
    with transaction.atomic():
        old = Message.objects.exclude(state=MessageState.WAITING).filter(created_at__lt=clock.now() - _KEPT)
        _, counts = old.delete()
        count = counts.get(Message._meta.label, 0)
        if count:
            journal.record(by, "drop_old_messages", count=count)
    return count


def opt_out(*, by: journal.Actor | None, recipient: UUID, family: MessageFamily) -> None:
    """She wants no message of this family any more; what still waits does not leave. Twice is the same as once.

    ``by`` is null for whoever holds the signed link of a message. Raises ``Refusal("notifications.service_stays")``.
    """
    if family == MessageFamily.SERVICE:
        raise Refusal("notifications.service_stays")
    with transaction.atomic():
        _row, is_new = OptOut.objects.get_or_create(recipient=recipient, family=family)
        waiting = Message.objects.filter(
            recipient=recipient, state=MessageState.WAITING, kind__in=rules.kinds_of(family)
        )
        waiting.update(state=MessageState.UNWANTED)
        if is_new:
            journal.record(by, "opt_out", None, recipient=recipient, family=str(family))


def opt_in(*, by: journal.Actor | None, recipient: UUID, family: MessageFamily) -> None:
    """She wants them again."""
    with transaction.atomic():
        gone, _ = OptOut.objects.filter(recipient=recipient, family=family).delete()
        if gone:
            journal.record(by, "opt_in", None, recipient=recipient, family=str(family))


def move_messages(*, by: journal.Actor | None, gone: UUID, kept: UUID) -> int:
    """The messages to ``gone`` (a key) are those of ``kept`` from now on: one person was written down twice."""
    with transaction.atomic():
        count = Message.objects.filter(recipient=gone).update(recipient=kept)
        refused = OptOut.objects.filter(recipient__in=[gone, kept]).values_list("family", flat=True)
        for family in set(refused):
            OptOut.objects.get_or_create(recipient=kept, family=family)
        OptOut.objects.filter(recipient=gone).delete()
        if count:
            journal.record(by, "move_messages", None, gone=gone, kept=kept, count=count)
    return count


def forget_person(*, by: journal.Actor | None, person: UUID) -> int:
    """Delete every message to ``person`` (her key), the waiting ones too; returns how many."""
    with transaction.atomic():
        _, counts = Message.objects.filter(recipient=person).delete()
        OptOut.objects.filter(recipient=person).delete()
        count = counts.get(Message._meta.label, 0)
        journal.record(by, "forget_messages", count=count, person=person)
    return count
