"""The base of every table, and the journal of acts."""

from django.db import models

from mapart.core.ids import uuid7
from mapart.core.jobs.models import Job, WorkerBeat

__all__ = ["Job", "JournalEntry", "JournalSeal", "Model", "WorkerBeat"]


class Model(models.Model):
    """A row with an ordered, unguessable key and the moment it was made."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class JournalEntry(models.Model):
    """One act: who did what on which thing, when. Never changed or deleted (database triggers hold it).

    ``facts`` holds codes and keys, never names, addresses or free text: the journal outlives an erasure.
    """

    at = models.DateTimeField(db_index=True)
    actor = models.UUIDField(null=True, help_text="the person, or null for the system and for visitors")
    act = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="journalentry_subject")]


class JournalSeal(models.Model):
    """A link of the chain: a digest over some entries and over the seal before. Entries appear in one seal only."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    entries = models.JSONField(help_text="[key, SHA-256] of each entry, in order")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
