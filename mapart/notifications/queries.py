"""Reads of the outbox. Who may see what is decided by the caller: this room knows neither people nor roles."""

import datetime
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.notifications import rules
from mapart.notifications.enums import MessageFamily, MessageState
from mapart.notifications.models import Attempt, FormerRecipient, Message, OptOut

_WEEK = datetime.timedelta(days=7)


def messages_of_spaces(spaces: Iterable[UUID], and_of_none: bool = False) -> QuerySet[Message]:
    """Messages of these spaces; ``and_of_none`` adds those of no space, for who answers for the network."""
    wanted = Q(space__in=spaces)
    return Message.objects.filter(wanted | Q(space__isnull=True) if and_of_none else wanted)


def recent_messages() -> QuerySet[Message]:
    """All messages, the newest first, each with ``tries`` (a count) and ``last_answer`` (of the gateway)."""
    return _WITH_ATTEMPTS.all()


_ATTEMPTS = Attempt.objects.filter(message=OuterRef("pk")).order_by()
_WITH_ATTEMPTS = Message.objects.annotate(
    tries=Coalesce(Subquery(_ATTEMPTS.values("message").annotate(count=Count("pk")).values("count")), 0),
    last_answer=Subquery(_ATTEMPTS.order_by("-created_at", "-pk").values("answer")[:1]),
)


def letters_to_post(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Of ``messages``, those on paper that nobody has posted or said yet, the oldest first."""
    return messages.filter(channel=Channel.PAPER, state=MessageState.WAITING).order_by("created_at", "pk")


def kept_back(recipients: Collection[UUID], family: MessageFamily) -> tuple[set[UUID], set[UUID]]:
    """Of these people, who refused this family, and who has had her share of the week. For whoever writes to them."""
    unwanted = OptOut.objects.filter(recipient__in=recipients, family=family)
    week = Message.objects.filter(
        recipient__in=recipients,
        kind__in=rules.refusable_kinds(),
        state__in=[MessageState.WAITING, MessageState.SENT],
        channel__in=[Channel.MAIL, Channel.SMS],
        created_at__gt=clock.now() - _WEEK,
    )
    counts = week.order_by().values("recipient").annotate(count=Count("pk"))
    full = counts.filter(count__gte=settings.MESSAGES_A_WEEK).values_list("recipient", flat=True)
    return set(unwanted.values_list("recipient", flat=True)), {key for key in full if key is not None}


def recipient_of(key: UUID) -> UUID:
    """Whom a signed link names today: ``key``, or who was found to be the same person. For whoever holds the link."""
    return FormerRecipient.objects.filter(gone=key).values_list("kept", flat=True).first() or key


def refused_families(recipient: UUID) -> set[MessageFamily]:
    """The families she does not want. For herself."""
    found = OptOut.objects.filter(recipient=recipient).values_list("family", flat=True)
    return {MessageFamily(family) for family in found}


def was_posted(key: str) -> bool:
    """Whether the message of this key is in the outbox, waiting or gone. For the room whose act it tells."""
    return Message.objects.filter(key=key).exists()


def export_person(person: UUID) -> dict[str, Any]:
    """Every message written to ``person`` (her key), for her own copy of her data."""
    messages = Message.objects.filter(recipient=person).order_by("created_at")
    return {
        "messages refusés": [str(family.label) for family in sorted(refused_families(person))],
        "messages": [
            {
                "le": message.created_at.isoformat(),
                "par": message.get_channel_display(),
                "à": message.address,
                "objet": message.subject,
                "texte": message.body,
                "état": message.get_state_display(),
                "parti le": message.sent_at.isoformat() if message.sent_at else None,
            }
            for message in messages
        ],
    }
