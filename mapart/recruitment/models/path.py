"""The way of a newcomer after her application: its steps, and her trial shift."""

from django.db import models
from django.db.models import F, Q

from mapart.core.models import Model
from mapart.people.models import Person
from mapart.planning.models import StaffingNeed
from mapart.recruitment.enums import Holder, Step, TrialState
from mapart.recruitment.models.applications import Application
from mapart.recruitment.rules import OPEN_TRIALS
from mapart.spaces.models import Space
from mapart.volunteering.models import Volunteer


class PathStep(Model):
    """A step of a newcomer's way: who holds the ball, since when, and who was reminded. One is open at a time."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="steps")
    space = models.ForeignKey(
        Space,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="that of the application: who waits there is found and counted in an index alone",
    )
    step = models.CharField(max_length=10, choices=Step)
    holder = models.CharField(max_length=10, choices=Holder)
    owner = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="who answers for it in the team",
    )
    since = models.DateTimeField()
    waits_from = models.DateTimeField(
        help_text="when somebody begins to wait: now, or the end of the session"
    )
    reminders = models.PositiveSmallIntegerField(default=0, help_text="sent to the newcomer")
    reminded_on = models.DateField(null=True)
    alerted_at = models.DateTimeField(null=True, help_text="when the team was told that somebody waits")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(ended_at=None), name="pathstep_one_open_per_application"
            ),
            models.CheckConstraint(
                name="pathstep_ends_after_it_starts", condition=Q(ended_at=None) | Q(ended_at__gte=F("since"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["waits_from", "id", "holder", "space"],
                condition=Q(ended_at=None),
                name="pathstep_open",
            ),
            models.Index(
                fields=["step", "waits_from", "id", "holder", "space"],
                condition=Q(ended_at=None),
                name="pathstep_open_at_a_step",
            ),
            models.Index(
                fields=["space", "waits_from", "id", "step", "holder"],
                condition=Q(ended_at=None),
                name="pathstep_open_in_a_space",
            ),
            models.Index(
                fields=["space", "step", "-ended_at", "-id", "since"],
                condition=Q(ended_at__isnull=False),
                name="pathstep_ended_at_a_step",
            ),
            models.Index(
                fields=["space", "-ended_at", "-id", "step", "since"],
                condition=Q(ended_at__isnull=False),
                name="pathstep_ended_in_a_space",
            ),
            models.Index(
                fields=["-ended_at", "-id", "space", "step", "since"],
                condition=Q(ended_at__isnull=False),
                name="pathstep_ended",
            ),
        ]


class TrialShift(Model):
    """A first shift beside a named experienced volunteer, proposed to a newcomer. One is open at a time."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="trials")
    need = models.ForeignKey(StaffingNeed, on_delete=models.CASCADE, related_name="+")
    buddy = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=TrialState, default=TrialState.PROPOSED)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=OPEN_TRIALS),
                name="trialshift_one_open_per_newcomer",
            )
        ]
        indexes = [
            models.Index(fields=["need"], condition=Q(state__in=OPEN_TRIALS), name="trialshift_open"),
        ]
