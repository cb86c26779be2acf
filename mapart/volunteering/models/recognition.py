"""Certificates that anybody can verify, and what an hour is worth in the accounts."""

from django.db import models
from django.db.models import F, Q

from mapart.core.ids import short_code
from mapart.core.models import Model
from mapart.people.models import Person
from mapart.volunteering.models.profile import Mission, Volunteer

CODE_LENGTH = 10


def _code() -> str:
    return short_code(CODE_LENGTH)


class HoursCertificate(Model):
    """What was attested of a volunteer on one day, as it was then; ``code`` is printed and verifies it.

    ``lines``: [mission, space, minutes] in words. Later hours or corrections make another certificate.
    """

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="certificates")
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=_code)
    starts_on = models.DateField(help_text="the first day with hours")
    ends_on = models.DateField(help_text="the last day with hours")
    minutes = models.PositiveIntegerField()
    lines = models.JSONField()
    skills = models.JSONField(default=list)
    issued_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="hourscertificate_in_order", condition=Q(starts_on__lte=F("ends_on"))
            ),
            models.CheckConstraint(name="hourscertificate_of_some_hours", condition=Q(minutes__gt=0)),
        ]


class HourlyRate(Model):
    """What an hour of a mission, or of any mission when none is said, is worth in the accounts of one year."""

    year = models.PositiveSmallIntegerField()
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, null=True, related_name="+")
    cents = models.PositiveIntegerField()
    source = models.CharField(max_length=160, help_text="where the rate comes from, for the auditor")

    class Meta:
        ordering = ["year", "mission__position"]
        constraints = [
            models.UniqueConstraint(fields=["year", "mission"], name="hourlyrate_once"),
            # SQLite takes two nulls for different values.
            models.UniqueConstraint(
                fields=["year"], condition=Q(mission__isnull=True), name="hourlyrate_default_once"
            ),
            models.CheckConstraint(name="hourlyrate_names_its_source", condition=~Q(source="")),
        ]
