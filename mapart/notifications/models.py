"""The outbox: every message to a person, written in the transaction of the act, sent later by the worker."""

from django.db import models
from django.db.models import Q

from mapart.core.enums import Channel
from mapart.core.models import Model
from mapart.notifications.enums import MessageFamily, MessageState

OPENING_KINDS = "people."


def is_secret_kind(kind: str) -> bool:
    """Whether messages of this kind open an account (a sign-in code): shown to their reader only."""
    return kind.startswith(OPENING_KINDS)


class Message(Model):
    """One message on one channel. ``key`` makes it unique: the same act never writes it twice."""

    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=60, help_text="which template, as room.name")
    channel = models.CharField(max_length=10, choices=Channel)
    recipient = models.UUIDField(
        null=True, db_index=True, help_text="key of the person; this room knows no people"
    )
    space = models.UUIDField(null=True, db_index=True, help_text="key of the space whose team may see it")
    address = models.CharField(max_length=254, help_text="mail address or E.164 number; a name for a letter")
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    send_after = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, help_text="not sent after this instant: a code, a reminder")
    job = models.UUIDField(null=True, help_text="the job that sends it; none on paper")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="message_sent_has_a_date",
                condition=Q(state=MessageState.SENT, sent_at__isnull=False)
                | ~Q(state=MessageState.SENT) & Q(sent_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(fields=["state", "send_after"], name="message_next"),
            models.Index(fields=["space", "-created_at"], name="message_of_a_space"),
            models.Index(fields=["space", "state", "-created_at"], name="message_of_a_space_and_state"),
            models.Index(fields=["state", "-created_at"], name="message_of_a_state"),
            models.Index(fields=["-created_at"], name="message_newest"),
            models.Index(
                fields=["space", "created_at"],
                condition=Q(channel=Channel.PAPER, state=MessageState.WAITING),
                name="message_to_post",
            ),
        ]


class OptOut(Model):
    """Somebody does not want the messages of a family any more."""

    recipient = models.UUIDField(help_text="key of the person")
    family = models.CharField(max_length=10, choices=MessageFamily)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipient", "family"], name="optout_once"),
            models.CheckConstraint(
                name="optout_never_of_service", condition=~Q(family=MessageFamily.SERVICE)
            ),
        ]


class FormerRecipient(Model):
    """The key of somebody who was written down twice: what was sent to ``gone`` is to ``kept``, signed links too."""

    gone = models.UUIDField(unique=True)
    kept = models.UUIDField(db_index=True)


class Attempt(Model):
    """One try at sending: when, and what the gateway answered."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    succeeded = models.BooleanField()
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["created_at"]
