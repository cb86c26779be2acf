"""The leased table of background work: messages to send and long computations, on both databases."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mapart.core.ids import uuid7


class JobState(models.TextChoices):
    """Life of a job: waiting → running → done; back to waiting after a failure or a dead worker; at last dead."""

    WAITING = "waiting", _("en attente")
    RUNNING = "running", _("en cours")
    DONE = "done", _("fait")
    DEAD = "dead", _("abandonné")


class Job(models.Model):
    """One call of a task, enqueued in the transaction of the act that wants it.

    ``due_at`` says when a worker may take it: for a waiting job the moment it was asked for, for a running one the
    end of its lease. So a job whose worker died is due again by itself, and one index serves both.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.CharField(max_length=200, help_text="dotted path of the task")
    arguments = models.JSONField(default=dict, help_text="keys and codes only, never personal data")
    queue = models.CharField(max_length=30, default="default")
    priority = models.SmallIntegerField(default=0, help_text="-100 to 100, the highest first")
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    due_at = models.DateTimeField(null=True)
    lease = models.UUIDField(
        null=True, help_text="who holds it: a worker may finish only what it still holds"
    )
    slot = models.PositiveSmallIntegerField(
        null=True, help_text="its seat among those of a queue with a limit"
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    unique_key = models.CharField(max_length=120, null=True, blank=True, unique=True)
    progress = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    error = models.TextField(default="", help_text="classes and lines, never the words of an exception")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "core"
        constraints = [
            models.CheckConstraint(
                name="job_running_has_a_lease", condition=~Q(state=JobState.RUNNING) | Q(lease__isnull=False)
            ),
            models.CheckConstraint(
                name="job_is_due_until_it_ends",
                condition=Q(
                    state__in=[JobState.WAITING, JobState.RUNNING],
                    due_at__isnull=False,
                    ended_at__isnull=True,
                )
                | Q(state__in=[JobState.DONE, JobState.DEAD], due_at__isnull=True, ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="job_slot_only_while_running", condition=Q(slot__isnull=True) | Q(state=JobState.RUNNING)
            ),
            models.UniqueConstraint(fields=["queue", "slot"], name="job_slot_held_once"),
        ]
        indexes = [models.Index(fields=["due_at"], name="job_next")]


class WorkerBeat(models.Model):
    """A worker that runs, and when it last said so. Gone after a clean stop."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        app_label = "core"
