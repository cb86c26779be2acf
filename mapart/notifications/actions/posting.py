"""Writing messages, one or many, in the transaction of the act that causes them."""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.jobs import by_name
from mapart.core.refusals import Refusal
from mapart.notifications import queries, rules
from mapart.notifications.enums import MessageFamily, MessageState
from mapart.notifications.models import Message

_SOON = datetime.timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A message that a template will word: who gets it, how, and which act causes it (``key``, see ``post``).

    ``place``: where to go, in at most so many letters, for an SMS that has a ``place``.
    """

    template: str
    facts: Mapping[str, Any]
    to: tuple[Channel, str]
    key: str
    kind: str
    recipient: UUID | None
    space: UUID | None
    printed_for: str = ""
    send_after: datetime.datetime | None = None
    expires_at: datetime.datetime | None = None
    place: Callable[[int], str] | None = None


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
    message = _unsaved(
        key=key,
        kind=kind,
        recipient=recipient,
        space=space,
        channel=channel,
        address=address,
        subject=subject,
        body=body,
        send_after=send_after,
        expires_at=expires_at,
    )
    return _kept([message])[0]


def post_written(draft: Draft) -> Message:
    """``post`` what the templates ``<template>.txt`` (first line: the subject) or ``<template>.sms.txt`` say.

    An SMS that would be too long, or hold a name in letters that no SMS carries, is written again with ``is_short``,
    and without these letters if need be. ``on_paper`` is true in a letter: nobody can
    touch a link there, a number to call serves. When no message can reach the address and ``printed_for`` names
    somebody, a letter to her is written instead: one bad address stops nobody else.
    """
    known = Message.objects.filter(key=draft.key).first()
    return known if known is not None else _kept([_worded(draft)])[0]


def post_all_written(drafts: Collection[Draft]) -> None:
    """``post_written`` for hundreds of people, in a number of queries that hardly grows with them.

    Only messages of the service: of the others each person has so many a week, which is counted one by one. Else
    ``ValueError``.
    """
    if any(rules.family_of(draft.kind) != MessageFamily.SERVICE for draft in drafts):
        raise ValueError("a message that can be refused is posted one by one")
    keys = [draft.key for draft in drafts]
    known = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    _kept([_worded(draft) for draft in drafts if draft.key not in known])


def enqueue(messages: Iterable[Message]) -> None:
    """Enqueue the sending of each and note its job on it, unsaved; of those on paper or kept back there is none."""
    leaving = [
        message
        for message in messages
        if message.channel != Channel.PAPER
        and message.state not in (MessageState.UNWANTED, MessageState.HELD)
    ]
    calls = [
        by_name.Call(
            (str(message.pk),), run_after=message.send_after, priority=10 if _is_urgent(message) else 0
        )
        for message in leaving
    ]
    jobs = by_name.enqueue_all("mapart.notifications.tasks.send_message", calls)
    for message, job in zip(leaving, jobs, strict=True):
        message.job = job


def _is_urgent(message: Message) -> bool:
    return message.expires_at is not None and message.expires_at - message.send_after <= _SOON


def _kept(messages: list[Message]) -> list[Message]:
    """Save new messages and their jobs; one that the same act wrote at the same instant elsewhere stands as it is."""
    try:
        with transaction.atomic():
            enqueue(messages)
            return Message.objects.bulk_create(messages)
    except IntegrityError:
        if len(messages) == 1:
            return [Message.objects.get(key=messages[0].key)]
        return [kept for message in messages for kept in _kept([message])]


def _unsaved(
    *, body: str, subject: str, channel: Channel, send_after: datetime.datetime | None, **values: Any
) -> Message:
    """A message, unsaved, in the state that it begins in. Raises the refusals of ``post``."""
    message = Message(
        channel=channel,
        subject=" ".join(subject.split()),
        body=rules.to_gsm7(body) if channel == Channel.SMS else body,
        send_after=send_after or clock.now(),
        **values,
    )
    _refuse_what_cannot_leave(message)
    message.state = _state_at_first(message)
    return message


def _worded(draft: Draft) -> Message:
    """The message of a draft, unsaved: on paper when nothing else reaches her."""
    channel, address = draft.to
    subject, body = _written(draft)
    try:
        return _unsaved(
            key=draft.key,
            kind=draft.kind,
            recipient=draft.recipient,
            space=draft.space,
            channel=channel,
            address=address,
            subject=subject,
            body=body,
            send_after=draft.send_after,
            expires_at=draft.expires_at,
        )
    except Refusal:
        if channel == Channel.PAPER or not draft.printed_for:
            raise
        return _worded(replace(draft, to=(Channel.PAPER, draft.printed_for)))


def _written(draft: Draft) -> tuple[str, str]:
    """Subject and body."""
    channel, _address = draft.to
    if channel != Channel.SMS:
        facts = {**draft.facts, "on_paper": channel == Channel.PAPER}
        subject, _, body = render_to_string(f"{draft.template}.txt", facts).strip().partition("\n")
        return subject, body.strip()
    for is_short in (False, True):
        text = _sms(draft, {**draft.facts, "is_short": is_short})
        if rules.gsm7_length(text) <= rules.SMS_LENGTH and not rules.unsendable(text):
            break
    return "", rules.signed(rules.without_unsendable(text))


def _sms(draft: Draft, facts: dict[str, Any]) -> str:
    """The text; the place takes the letters that the rest leaves."""

    def write(**more: str) -> str:
        written = render_to_string(f"{draft.template}.sms.txt", facts | more)
        return rules.to_gsm7(" ".join(written.split()))

    if draft.place is None:
        return write()
    return write(place=draft.place(rules.SMS_LENGTH - rules.gsm7_length(write(place=""))))


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
