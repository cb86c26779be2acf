"""Files that somebody sent, between their check and their end; and pairs of volunteers who may be one person."""

from django.db import models
from django.db.models import F, Q

from mapart.core.models import Model
from mapart.people.models import Person
from mapart.volunteering.enums import ImportKind, ImportState, LikenessReason
from mapart.volunteering.models.profile import Volunteer


class ImportBatch(Model):
    """A file that was read: the lines that can be taken, and what is wrong in the others.

    ``lines`` empties as soon as they are taken or dropped: the names in them live two days at most. ``faults`` holds
    numbers of lines, columns and codes, never what was typed. ``taken`` is how many lines are behind us, in order, and
    moves by conditional update: two workers on one file take no line twice.
    """

    kind = models.CharField(max_length=20, choices=ImportKind)
    asked_by = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.READ)
    lines = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    total = models.PositiveIntegerField(help_text="rows of the file")
    good = models.PositiveIntegerField(help_text="rows that can be taken")
    known = models.PositiveIntegerField(help_text="of these, about people we know")
    taken = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="importbatch_takes_what_it_has", condition=Q(taken__lte=F("good"), good__lte=F("total"))
            )
        ]

    @property
    def wrong(self) -> int:
        """Rows that cannot be taken."""
        return self.total - self.good

    @property
    def percent(self) -> int:
        """How far it is."""
        return 100 if self.state == ImportState.DONE else min(99, 100 * self.taken // max(1, self.good))


class Likeness(Model):
    """Two volunteers who look like one person. Proposed by ``actions.find_likenesses``, judged by staff."""

    one = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=20, choices=LikenessReason)
    dismissed_at = models.DateTimeField(null=True, help_text="staff said: two people")

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="likeness_once"),
            models.CheckConstraint(name="likeness_in_order", condition=Q(one__lt=F("other"))),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(dismissed_at=None), name="likeness_to_judge")
        ]


class FormerVolunteer(models.Model):
    """A volunteer who was merged into another: her page and her calendar still lead to the one who stays."""

    id = models.UUIDField(primary_key=True, editable=False, help_text="key of the row that went")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="former")
    calendar_secret = models.CharField(max_length=32, unique=True)
    person_key = models.UUIDField(help_text="key of the person row that went")
    merged_at = models.DateTimeField(auto_now_add=True)
