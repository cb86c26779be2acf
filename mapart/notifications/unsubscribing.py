"""The signed link that ends one family of messages for one person, without a sign-in."""

from uuid import UUID

from django.conf import settings
from django.core import signing

from mapart.notifications import rules
from mapart.notifications.enums import MessageFamily
from mapart.notifications.models import Message

_SALT = "notifications.unsubscribe"


def unsubscribe_link(message: Message) -> str:
    """The address at the foot of ``message``; empty when it cannot be refused. A promise: printed in sent messages."""
    family = rules.family_of(message.kind)
    if family == MessageFamily.SERVICE or message.recipient is None:
        return ""
    return f"{settings.PUBLIC_ADDRESS}/ne-plus-recevoir/{signed(message.recipient, family)}/"


def signed(recipient: UUID, family: MessageFamily) -> str:
    """Whom and what a link names; nobody can make one without the key of the house."""
    return signing.dumps([recipient.hex, str(family)], salt=_SALT)


def read_signed(secret: str) -> tuple[UUID, MessageFamily] | None:
    """What ``signed`` put in, null for anything else. It never ends: a mail is kept for years."""
    try:
        recipient, family = signing.loads(secret, salt=_SALT)
        return UUID(recipient), MessageFamily(family)
    except (signing.BadSignature, ValueError, TypeError):
        return None
