"""The outbox: every message to a person, written in the transaction of the act, sent later by the worker."""

from django.db import models

from mapart.core.models import Model
from mapart.notifications.enums import MessageChannel, MessageState


class Message(Model):
    """One message on one channel. ``key`` makes it unique: the same act never writes it twice."""

    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=60, help_text="which template, as room.name")
    channel = models.CharField(max_length=10, choices=MessageChannel)
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

    class Meta:
        indexes = [models.Index(fields=["state", "send_after"], name="message_next")]


class Attempt(Model):
    """One try at sending: when, and what the gateway answered."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    succeeded = models.BooleanField()
    answer = models.CharField(max_length=200, blank=True)
