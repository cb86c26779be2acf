"""Missions, and volunteers with what they can do, when, and where."""

from django.db import models
from django.db.models import F, Q

from mapart.core import clock
from mapart.core.enums import Language, Weekday
from mapart.core.ids import secret
from mapart.core.models import Model
from mapart.people.models import Person
from mapart.spaces.models import Space
from mapart.volunteering.enums import (
    AgeBand,
    Commitment,
    LeavingReason,
    Skill,
    SkillLevel,
    Status,
    VolunteerState,
)
from mapart.volunteering.rules import is_minor


class Mission(Model):
    """A role of the association, the same in every space."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=200)
    tasks = models.TextField(help_text="what one does, one line each")
    learning = models.TextField(help_text="what one learns, one line each")
    time_asked = models.CharField(max_length=200)
    mandatory_skill = models.CharField(max_length=20, choices=Skill, blank=True)
    wanted_skills = models.JSONField(default=list, help_text="skills that help, as codes of Skill")
    training = models.CharField(
        max_length=120, blank=True, help_text="what the team teaches before one is ready"
    )
    is_for_adults = models.BooleanField(default=False, help_text="not before 18 years")
    is_remote = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title


class Volunteer(Model):
    """A person as a volunteer."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=VolunteerState, default=VolunteerState.CANDIDATE)
    status = models.CharField(max_length=12, choices=Status, default=Status.OTHER)
    commitment = models.CharField(max_length=10, choices=Commitment, default=Commitment.THREE_HOURS_A_MONTH)
    accepts_whole_day = models.BooleanField(default=False, help_text="two shifts on one day")
    insee_code = models.CharField(max_length=5, blank=True, help_text="where she starts from")
    home_space = models.ForeignKey(Space, on_delete=models.PROTECT, null=True, related_name="+")
    accompanied_shifts_left = models.PositiveSmallIntegerField(default=3, help_text="0: experienced")
    started_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    left_reason = models.CharField(max_length=10, choices=LeavingReason, blank=True)
    charter_signed_on = models.DateField(null=True)
    age_band = models.CharField(max_length=5, choices=AgeBand, blank=True, help_text="empty: not asked yet")
    age_said_on = models.DateField(null=True)
    parent_agreed_on = models.DateField(null=True, help_text="a parent signed, on paper")
    calendar_secret = models.CharField(max_length=32, unique=True, default=secret)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="volunteer_left_has_a_date",
                condition=~Q(state=VolunteerState.LEFT) | Q(left_on__isnull=False),
            ),
            models.CheckConstraint(
                name="volunteer_age_has_a_date", condition=Q(age_band="") | Q(age_said_on__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["home_space", "state", "id", "person"], name="volunteer_in_a_space")]

    @property
    def is_in_welcome(self) -> bool:
        """Whether the roster may not count on her yet: charter, agreement of a parent, trial shift, training."""
        return self.state == VolunteerState.WELCOMED

    @property
    def is_newcomer(self) -> bool:
        """Whether each of her shifts still needs an experienced person beside her."""
        return self.accompanied_shifts_left > 0

    @property
    def is_minor(self) -> bool:
        """Whether she may still be under 18: a parent agrees, and some missions wait."""
        return is_minor(self.age_band, self.age_said_on, clock.today())


class HeldSkill(Model):
    """A skill of a volunteer and its level."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="skills")
    skill = models.CharField(max_length=20, choices=Skill)
    level = models.PositiveSmallIntegerField(choices=SkillLevel, default=SkillLevel.BEGINNER)

    class Meta:
        # What is looked for comes first: of all who are asked whether they hold a skill, the answers stand together.
        constraints = [models.UniqueConstraint(fields=["skill", "volunteer"], name="heldskill_once")]


class SpokenLanguage(Model):
    """A language a volunteer speaks with the people who come."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(max_length=2, choices=Language)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "volunteer"], name="spokenlanguage_once")]


class MissionChoice(Model):
    """A mission a volunteer accepts; rank 0 is what she likes best."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="choices")
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["mission", "volunteer"], name="missionchoice_once")]


class ReachableSpace(Model):
    """A space a volunteer accepts to go to, and the way there in minutes."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="reach")
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+", db_index=False)
    travel_minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "volunteer"], name="reachablespace_once")]


class Availability(Model):
    """A weekly window, in the wall-clock time of the spaces."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="windows")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        ordering = ["weekday", "starts_at"]
        constraints = [
            models.CheckConstraint(
                name="availability_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.UniqueConstraint(
                fields=["weekday", "volunteer", "starts_at", "ends_at"], name="availability_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["weekday", "starts_at", "ends_at", "volunteer"], name="availability_of_a_weekday"
            )
        ]


class Absence(Model):
    """Days when a volunteer is away, both included: it cancels the weekly windows."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(fields=["volunteer", "starts_on", "ends_on"], name="absence_once"),
        ]


class ExtraAvailability(Model):
    """A window on one date, beside the weekly ones."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="extras")
    day = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        ordering = ["day", "starts_at"]
        constraints = [
            models.CheckConstraint(
                name="extra_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.UniqueConstraint(fields=["volunteer", "day", "starts_at", "ends_at"], name="extra_once"),
        ]
