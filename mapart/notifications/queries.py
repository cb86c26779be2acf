"""Reads of the outbox. Who may see what is decided by the caller: this room knows neither people nor roles."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mapart.core.enums import Channel
from mapart.notifications.enums import MessageState
from mapart.notifications.models import Attempt, Message


def recent_messages() -> QuerySet[Message]:
    """All messages, the newest first, each with ``tries`` (a count) and ``last_answer`` (of the gateway)."""
    attempts = Attempt.objects.filter(message=OuterRef("pk")).order_by()
    tries = attempts.values("message").annotate(count=Count("pk")).values("count")
    answers = attempts.order_by("-created_at", "-pk").values("answer")[:1]
    return Message.objects.annotate(tries=Coalesce(Subquery(tries), 0), last_answer=Subquery(answers))


def messages_of_spaces(spaces: Iterable[UUID], and_of_none: bool = False) -> QuerySet[Message]:
    """Recent messages of these spaces; ``and_of_none`` adds those of no space, for who answers for the network."""
    wanted = Q(space__in=spaces)
    return recent_messages().filter(wanted | Q(space__isnull=True) if and_of_none else wanted)


def letters_to_post(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Of ``messages``, those on paper that nobody has posted or said yet, the oldest first."""
    return messages.filter(channel=Channel.PAPER, state=MessageState.WAITING).order_by("created_at", "pk")


def export_person(person: UUID) -> dict[str, Any]:
    """Every message written to ``person`` (her key), for her own copy of her data."""
    messages = Message.objects.filter(recipient=person).order_by("created_at")
    return {
        "messages": [
            {
                "created_at": message.created_at.isoformat(),
                "kind": message.kind,
                "channel": message.channel,
                "address": message.address,
                "subject": message.subject,
                "body": message.body,
                "state": message.state,
                "sent_at": message.sent_at.isoformat() if message.sent_at else None,
            }
            for message in messages
        ]
    }
