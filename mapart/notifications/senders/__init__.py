"""The ways out of the house. Each sender tells apart a refusal for ever and one worth trying again."""

from typing import Protocol

from django.conf import settings

from mapart.core.enums import Channel
from mapart.notifications.models import Message
from mapart.notifications.senders import demo, mail, sms


class Send(Protocol):
    """Hands one message over and returns the gateway's answer, without personal data.

    Raises ``RefusedForEver`` or ``NotNow`` (``failures.py``). Called outside any transaction, and possibly twice
    for one message when a worker dies in between: it must pass the key of the message on, so that the other end
    can tell.
    """

    def __call__(self, message: Message) -> str: ...


def sender_of(channel: Channel) -> Send:
    """How messages of ``channel`` leave; in a demonstration nothing does. Paper has no sender: staff post it."""
    if settings.DEMO:
        return demo.send
    return {Channel.MAIL: mail.send, Channel.SMS: sms.send}[channel]
