"""Staffing needs, who holds them, proposals of the solver, and questions asked to fill a hole."""

import datetime

from django.db import models
from django.db.models import F, Q

from mapart.agenda.enums import Attendance, SessionState
from mapart.agenda.models import Series, Session
from mapart.core import clock
from mapart.core.enums import Language
from mapart.core.ids import secret, uuid7
from mapart.core.models import Model
from mapart.core.prepared import Given
from mapart.people.models import Person
from mapart.planning.enums import AskKind, AskState, Origin, Phase, Rhythm, RunState, SwapState
from mapart.spaces.models import Space
from mapart.volunteering.enums import Skill, SkillLevel
from mapart.volunteering.models import Mission, Volunteer


class Staffing(Model):
    """How many people of which mission something needs; shared by the weekly pattern and the dated need."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    minimum = models.PositiveSmallIntegerField()
    ideal = models.PositiveSmallIntegerField()
    maximum = models.PositiveSmallIntegerField()
    skill = models.CharField(max_length=20, choices=Skill, blank=True)
    skill_level = models.PositiveSmallIntegerField(choices=SkillLevel, default=SkillLevel.BEGINNER)
    skill_count = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=2, choices=Language, blank=True)
    priority = models.PositiveSmallIntegerField(
        default=2, help_text="1 to 5, 5: the doors stay shut without it"
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_min_ideal_max_in_order",
                condition=Q(minimum__lte=F("ideal")) & Q(ideal__lte=F("maximum")),
            ),
            models.CheckConstraint(name="%(class)s_priority_1_to_5", condition=Q(priority__range=(1, 5))),
            models.CheckConstraint(
                name="%(class)s_skill_named_when_counted", condition=Q(skill_count=0) | ~Q(skill="")
            ),
        ]


class StaffingPattern(Staffing):
    """What each session of a series needs."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="+")

    class Meta(Staffing.Meta):
        constraints = [
            *Staffing.Meta.constraints,
            models.UniqueConstraint(fields=["series", "mission"], name="staffingpattern_mission_once"),
        ]


class StaffingNeedQuerySet(models.QuerySet["StaffingNeed"]):
    """Words about needs."""

    def planned_in(
        self,
        space: Space | Given,
        starts_at: datetime.datetime | Given,
        ends_at: datetime.datetime | Given,
    ) -> "StaffingNeedQuerySet":
        """Of the planned sessions of a space that start from ``starts_at`` on and before ``ends_at``."""
        return self.filter(
            session__space=space,
            session__state=SessionState.PLANNED,
            session__starts_at__gte=starts_at,
            session__starts_at__lt=ends_at,
        )

    def upcoming(self, now: datetime.datetime | Given | None = None) -> "StaffingNeedQuerySet":
        """Of planned sessions that have not begun at ``now``, by the clock when it is left out."""
        return self.filter(session__state=SessionState.PLANNED, session__starts_at__gt=now or clock.now())

    def open(self) -> "StaffingNeedQuerySet":
        """Upcoming, with a place that somebody could take."""
        return self.upcoming().filter(filled__lt=F("maximum"))

    def wanted(self) -> "StaffingNeedQuerySet":
        """Upcoming, with a place that a volunteer may take by herself: below the ideal."""
        return self.upcoming().filter(filled__lt=F("ideal"))

    def short(self, now: datetime.datetime | Given | None = None) -> "StaffingNeedQuerySet":
        """Upcoming (at ``now``), below the minimum."""
        return self.upcoming(now).filter(filled__lt=F("minimum"))


class StaffingNeed(Staffing):
    """A shift to hold: one mission in one session. ``filled`` counts its assignments, never past ``maximum``."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    filled = models.PositiveSmallIntegerField(default=0)

    objects = StaffingNeedQuerySet.as_manager()

    class Meta(Staffing.Meta):
        constraints = [
            *Staffing.Meta.constraints,
            models.UniqueConstraint(fields=["session", "mission"], name="staffingneed_mission_once"),
            models.CheckConstraint(
                name="staffingneed_never_overfilled", condition=Q(filled__lte=F("maximum"))
            ),
        ]


class PlanRun(Model):
    """One computation of a roster for some spaces and weeks, to be read, corrected and published by a person."""

    spaces = models.ManyToManyField(Space, related_name="+")
    starts_on = models.DateField(help_text="a Monday")
    weeks = models.PositiveSmallIntegerField()
    asked_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.ASKED)
    progress = models.PositiveSmallIntegerField(default=0, help_text="percent")
    phase = models.CharField(max_length=12, choices=Phase, default=Phase.WAITING)
    report = models.JSONField(default=dict, help_text="levels, bounds, counts, reasons: codes and keys only")
    error = models.CharField(max_length=60, blank=True, help_text="a code")
    computed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(name="planrun_1_to_13_weeks", condition=Q(weeks__range=(1, 13))),
            models.CheckConstraint(
                name="planrun_published_has_a_date",
                condition=~Q(state=RunState.PUBLISHED) | Q(published_at__isnull=False),
            ),
        ]

    @property
    def ends_on(self) -> datetime.date:
        """The Monday after the last week."""
        return self.starts_on + datetime.timedelta(weeks=self.weeks)


class PlanClaim(models.Model):
    """A week of a space that a run computes or publishes at this moment: never two runs at once on the same week."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="claims")
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    week = models.DateField(help_text="its Monday")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "week"], name="planclaim_one_run_a_week")]


class ProposedAssignment(Model):
    """A line of a proposal. ``is_fixed``: the next computation must keep it."""

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="lines")
    need = models.ForeignKey(StaffingNeed, on_delete=models.CASCADE, related_name="+")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=12, choices=Origin)
    is_fixed = models.BooleanField(default=False)
    why = models.JSONField(default=dict, help_text="codes and numbers of explain.py")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "need", "volunteer"], name="proposedassignment_once")
        ]


class Assignment(Model):
    """A volunteer holds a shift, and was told. Given back: the row goes, the journal and ``Withdrawal`` stay."""

    need = models.ForeignKey(StaffingNeed, on_delete=models.CASCADE, related_name="assignments")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=12, choices=Origin)
    is_fixed = models.BooleanField(default=False)
    why = models.JSONField(default=dict)
    secret = models.CharField(
        max_length=32, unique=True, default=secret, help_text="« I cannot come » without account"
    )
    confirmed_at = models.DateTimeField(null=True, help_text="« I come »")
    attendance = models.CharField(max_length=10, choices=Attendance, default=Attendance.UNKNOWN)
    reminded = models.PositiveSmallIntegerField(
        default=0, help_text="reminders behind her: 1 of 2 days, 2 of 3 hours"
    )
    stands_in_for = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    was_accompanied = models.BooleanField(default=False, help_text="counted among her accompanied shifts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "volunteer"], name="assignment_once")]


class AttendanceMark(Model):
    """One touch of the list of the day. All are kept; the latest ``made_at`` says what is known of the shift.

    ``made_at``: when the finger touched, earlier than ``created_at`` when there was no network. ``key``: of the touch;
    sent twice, it is one mark.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="marks")
    key = models.UUIDField(unique=True)
    attendance = models.CharField(max_length=10, choices=Attendance)
    made_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    is_door = models.BooleanField(default=False, help_text="confirmed by herself with the code at the door")

    class Meta:
        ordering = ["made_at", "pk"]


class Diary(models.Model):
    """The guard of a volunteer's time: who gives her a shift moves ``version`` on by a conditional update.

    Two shifts of one hour are two needs with free places, so no count forbids them; this does, on both databases.
    """

    volunteer = models.OneToOneField(Volunteer, on_delete=models.CASCADE, primary_key=True, related_name="+")
    version = models.PositiveIntegerField(default=0)


class Withdrawal(Model):
    """Somebody could not come: kept to show the hole, to count, and to never ask her again for it."""

    need = models.ForeignKey(StaffingNeed, on_delete=models.CASCADE, related_name="+")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    was_handled = models.BooleanField(default=False, help_text="the team has dealt with the hole")
    secret = models.CharField(
        max_length=32,
        unique=True,
        null=True,
        blank=True,
        help_text="the link of the assignment she gave back",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "volunteer"], name="withdrawal_once")]


class Ask(Model):
    """A question to one volunteer: can you hold this shift? Answered by link, without an account."""

    need = models.ForeignKey(StaffingNeed, on_delete=models.CASCADE, related_name="+")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=AskKind, default=AskKind.TEAM)
    state = models.CharField(max_length=10, choices=AskState, default=AskState.ASKED)
    secret = models.CharField(max_length=32, unique=True, default=secret)
    asked_at = models.DateTimeField(default=clock.now)
    times = models.PositiveSmallIntegerField(default=1, help_text="how often she was asked for this shift")
    answered_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, help_text="then the next person is asked")
    was_thanked = models.BooleanField(default=False, help_text="she knows that she has nothing to do")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need", "volunteer"], name="ask_once"),
            models.CheckConstraint(
                name="ask_of_the_queue_has_a_deadline",
                condition=~Q(kind=AskKind.QUEUE) | Q(expires_at__isnull=False),
            ),
        ]


class Standby(Model):
    """A volunteer who waits for a place on a full shift, first come first served (``pk`` is ordered)."""

    need = models.ForeignKey(StaffingNeed, on_delete=models.CASCADE, related_name="+")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "volunteer"], name="standby_once")]


class Swap(Model):
    """A volunteer asks a colleague by name to take her shift, alone or for one of the colleague's in return.

    The needs are kept, not the assignments, which change hands. Answered by link, without an account.
    """

    need = models.ForeignKey(StaffingNeed, on_delete=models.CASCADE, related_name="+")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+", help_text="who asks")
    colleague = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    in_return = models.ForeignKey(StaffingNeed, on_delete=models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=SwapState, default=SwapState.ASKED)
    secret = models.CharField(max_length=32, unique=True, default=secret)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "volunteer", "colleague"],
                condition=Q(state=SwapState.ASKED),
                name="swap_asked_once",
            ),
            models.CheckConstraint(name="swap_between_two_people", condition=~Q(volunteer=F("colleague"))),
        ]


class RhythmCount(Model):
    """How many volunteers of a space hold too little, how many too much: counted at night, read on many pages.

    Among thousands of people, to look through the shifts of each takes too long for a page.
    """

    space = models.OneToOneField(Space, on_delete=models.CASCADE, related_name="+")
    counted_at = models.DateTimeField()
    without_shift = models.PositiveIntegerField()
    above = models.PositiveIntegerField()


class RhythmLine(models.Model):
    """Somebody of such a count, in its order. ``given``: minutes held in 28 days, of who holds too much."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    count = models.ForeignKey(RhythmCount, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=10, choices=Rhythm)
    rank = models.PositiveIntegerField()
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    given = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["count", "kind", "rank"], name="rhythmline_in_order")]
