"""Applications: from « I want to help » to the first mission."""

from django.db import models
from django.db.models import Q

from mapart.agenda.models import Booking
from mapart.core.ids import secret, uuid7
from mapart.core.models import Model
from mapart.people.models import Person
from mapart.recruitment.enums import FreeMoment, HeardFrom, LeftReason, Stage
from mapart.spaces.models import Space
from mapart.volunteering.models import Mission


class Application(Model):
    """A person who wants to help, in one space, and the stage she has reached."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, null=True, related_name="+")
    booking = models.ForeignKey(Booking, on_delete=models.SET_NULL, null=True, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.APPLIED)
    stage_since = models.DateTimeField()
    heard_from = models.CharField(max_length=10, choices=HeardFrom, default=HeardFrom.WEB)
    moment = models.CharField(max_length=10, choices=FreeMoment, blank=True)
    insee_code = models.CharField(max_length=5, blank=True, help_text="the town she named")
    key = models.UUIDField(
        unique=True, default=uuid7, help_text="of the attempt: sent twice, it makes one application"
    )
    secret = models.CharField(
        max_length=32,
        unique=True,
        default=secret,
        help_text="opens her way after the meeting, without an account",
    )
    left_reason = models.CharField(max_length=12, choices=LeftReason, blank=True)

    class Meta:
        ordering = ["stage_since"]
        constraints = [
            models.CheckConstraint(
                name="application_left_has_a_reason", condition=~Q(stage=Stage.LEFT) | ~Q(left_reason="")
            ),
            models.UniqueConstraint(
                fields=["person"], condition=~Q(stage=Stage.LEFT), name="application_one_open_per_person"
            ),
        ]
        indexes = [
            models.Index(fields=["space", "stage", "stage_since", "id"], name="application_in_a_space"),
            models.Index(fields=["stage", "stage_since", "id", "space"], name="application_at_a_stage"),
        ]
