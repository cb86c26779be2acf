"""Hours that volunteers gave, in lines that are never changed."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from mapart.core.models import Model
from mapart.people.models import Person
from mapart.spaces.models import Space
from mapart.volunteering.enums import HoursSource, HoursState
from mapart.volunteering.models.profile import Mission, Volunteer


class HoursEntryQuerySet(models.QuerySet["HoursEntry"]):
    """Words about hours."""

    def standing(self) -> "HoursEntryQuerySet":
        """What holds today: lines that no later line corrects."""
        return self.filter(~Exists(HoursEntry.objects.filter(corrects=OuterRef("pk")).order_by()))

    def counted(self) -> "HoursEntryQuerySet":
        """Hours that a statement or a certificate may add up."""
        return self.standing().filter(state=HoursState.CONFIRMED, minutes__gt=0)


class HoursEntry(Model):
    """Minutes given on one day. Never changed once it counts: a correction is a new line that names the old one.

    ``volunteer``: who gave them. ``shift``: key of the ``planning.Assignment`` they come from, null when they were
    declared or imported (this room knows nothing of shifts). ``space``, ``mission``: where and as what; null when not
    said. ``worked_on``: the day on the walls of the space. ``minutes``: 0 in a correction says « none after all ».
    ``source``: attendance noted by the team, confirmed at the door, declared by her, imported, corrected by hand.
    ``state``: waiting for the team, confirmed, refused; hours from attendance are confirmed at once. ``noted_by``: who
    wrote the line, null for the system. ``corrects``: the line this one stands in for. ``decided_at``: when the team
    confirmed or refused what was waiting.

    One first line for a shift, and one correction for a line, at most: two people who write at once never count the
    same hours twice, on both databases. Add up ``HoursEntry.objects.counted()``.
    """

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="hours")
    shift = models.UUIDField(null=True, help_text="key of the assignment, null when none")
    space = models.ForeignKey(Space, on_delete=models.SET_NULL, null=True, related_name="+")
    mission = models.ForeignKey(Mission, on_delete=models.SET_NULL, null=True, related_name="+")
    worked_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=10, choices=HoursSource)
    state = models.CharField(max_length=10, choices=HoursState, default=HoursState.WAITING)
    noted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    corrects = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="correction")
    decided_at = models.DateTimeField(null=True)

    objects = HoursEntryQuerySet.as_manager()

    class Meta:
        ordering = ["worked_on", "pk"]
        constraints = [
            models.CheckConstraint(name="hoursentry_within_a_day", condition=Q(minutes__lte=1440)),
            models.UniqueConstraint(
                fields=["shift"], condition=Q(corrects=None), name="hoursentry_first_of_a_shift_once"
            ),
        ]
        indexes = [
            models.Index(fields=["volunteer", "worked_on"], name="hoursentry_of_a_volunteer"),
            # Those that wait, in order; and the sums of a year, read in the index alone.
            models.Index(
                fields=["state", "worked_on", "space", "mission", "minutes"], name="hoursentry_of_a_year"
            ),
            models.Index(
                fields=["corrects"], condition=Q(corrects__isnull=False), name="hoursentry_that_corrects"
            ),
            # What was written, and what was decided, since the hours of a year were added up.
            models.Index(fields=["created_at"], name="hoursentry_as_written"),
            models.Index(
                fields=["decided_at"], condition=Q(decided_at__isnull=False), name="hoursentry_as_decided"
            ),
        ]


class HoursOfYear(Model):
    """The hours of a year as they stood at ``until``: a line written or decided later is added by who reads them.

    ``minutes``: lines of a space (key or null), a mission (key or null) and the minutes that count.
    """

    year = models.PositiveSmallIntegerField(unique=True)
    until = models.DateTimeField()
    minutes = models.JSONField(default=list)
