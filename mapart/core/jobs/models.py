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
    """One call of a task, enqueued in the transaction of the act that wants it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.CharField(max_length=200, help_text="dotted path of the task")
    arguments = models.JSONField(default=dict, help_text="keys and codes only, never personal data")
    queue = models.CharField(max_length=30, default="default")
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    run_after = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    lease = models.UUIDField(
        null=True, help_text="who holds it: a worker may finish only what it still holds"
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    unique_key = models.CharField(max_length=120, null=True, unique=True)
    progress = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    error = models.TextField(default="")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "core"
        constraints = [
            models.CheckConstraint(
                name="job_running_has_a_lease",
                condition=~Q(state=JobState.RUNNING) | Q(lease__isnull=False, leased_until__isnull=False),
            ),
            models.CheckConstraint(
                name="job_ended_has_a_date",
                condition=~Q(state__in=[JobState.DONE, JobState.DEAD]) | Q(ended_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "run_after"], name="job_next")]
