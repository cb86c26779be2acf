"""What a volunteer signed, and what she does not want to be asked about now."""

from django.db import models

from mapart.core.models import Model
from mapart.people.models import Person
from mapart.volunteering.enums import SignedWay
from mapart.volunteering.models.profile import Mission, Volunteer


class CharterSignature(Model):
    """A version of the charter that a volunteer signed; ``noted_by`` is who wrote it down for her, from paper."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="signatures")
    version = models.CharField(max_length=20)
    signed_on = models.DateField()
    way = models.CharField(max_length=6, choices=SignedWay)
    noted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "version"], name="chartersignature_once_a_version")
        ]


class NotNow(Model):
    """« Pas maintenant »: a mission that is not proposed to her again before ``until``."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="not_now")
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+")
    until = models.DateField(help_text="the day it may be proposed again")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["volunteer", "mission"], name="notnow_once_a_mission")]
