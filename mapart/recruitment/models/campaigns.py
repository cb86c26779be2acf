"""Campaigns « Bénévole cherche Bénévole »: their goals, the volunteers who invite, and the people they invite."""

from django.db import models
from django.db.models import F, Q

from mapart.core.enums import Weekday
from mapart.core.ids import short_code
from mapart.core.models import Model
from mapart.people.models import Person
from mapart.recruitment.enums import CampaignState, GoalOrigin, GoalSearch, InvitationWay
from mapart.recruitment.models.applications import Application
from mapart.spaces.models import Space
from mapart.volunteering.models import Mission


class Campaign(Model):
    """Some weeks in which the volunteers of some spaces look around them for the people who are missing."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=80)
    pitch = models.CharField(max_length=140, help_text="why come, in one sentence of the volunteers")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="last day, included")
    spaces = models.ManyToManyField(Space, related_name="+")
    state = models.CharField(max_length=10, choices=CampaignState, default=CampaignState.DRAFT)
    opened_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    search = models.CharField(max_length=10, choices=GoalSearch, default=GoalSearch.NONE)
    forecast = models.JSONField(
        default=dict, help_text="coverage that the best plan reaches without recruits: see actions.goals"
    )

    class Meta:
        ordering = ["-starts_on", "title"]
        constraints = [
            models.CheckConstraint(
                name="campaign_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]


class Goal(Model):
    """A wanted profile: so many people for a mission of a space, at one time of the week or at any."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="goals")
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField(choices=Weekday, null=True)
    starts_at = models.TimeField(null=True)
    ends_at = models.TimeField(null=True)
    skills = models.JSONField(default=list, help_text="asked by the shifts of this time, as codes of Skill")
    count = models.PositiveSmallIntegerField(default=1)
    places = models.PositiveSmallIntegerField(
        default=0, help_text="minimum places that one such person fills in the weeks looked at, by the solver"
    )
    origin = models.CharField(max_length=10, choices=GoalOrigin, default=GoalOrigin.TYPED)

    class Meta:
        ordering = ["space__city", "space__name", "weekday", "starts_at", "mission__position", "pk"]
        constraints = [
            models.CheckConstraint(name="goal_wants_somebody", condition=Q(count__gte=1)),
            models.CheckConstraint(
                name="goal_time_is_whole_or_none",
                condition=Q(weekday=None, starts_at=None, ends_at=None)
                | Q(weekday__isnull=False, ends_at__gt=F("starts_at")),
            ),
            models.UniqueConstraint(
                fields=["campaign", "space", "mission", "weekday", "starts_at", "ends_at"], name="goal_once"
            ),
            # A null differs from every other null: at any time, a constraint of its own.
            models.UniqueConstraint(
                fields=["campaign", "space", "mission"],
                condition=Q(weekday=None),
                name="goal_once_at_any_time",
            ),
        ]


class Sponsor(Model):
    """A volunteer in a campaign: the code of her personal link."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="sponsors")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+", help_text="hers on that day")
    code = models.CharField(max_length=8, unique=True, default=short_code, help_text="rules.read_code")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "person"], name="sponsor_once")]


class Invitation(Model):
    """Somebody who applied through a volunteer. The first valid one wins; she counts once, when she has come."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="invitations")
    sponsor = models.ForeignKey(Sponsor, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=10, choices=InvitationWay)
    mailbox = models.CharField(  # noqa: DJ001 - erased after some time: two erased ones differ
        max_length=64, null=True, help_text="keyed digest of her address, to know her again under a like one"
    )
    booked_at = models.DateTimeField(null=True, help_text="first seat at a meeting")
    came_at = models.DateTimeField(null=True, help_text="at a meeting: from then on she counts")
    thanked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "person"], name="invitation_once_in_a_campaign"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(came_at__isnull=False), name="invitation_counts_once_for_life"
            ),
            models.UniqueConstraint(fields=["campaign", "mailbox"], name="invitation_once_per_mailbox"),
            models.CheckConstraint(
                name="invitation_who_came_had_a_seat",
                condition=Q(came_at=None) | Q(booked_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "sponsor"], name="invitation_of_a_sponsor"),
            models.Index(fields=["person"], name="invitation_of_a_person"),
            models.Index(
                fields=["campaign", "came_at", "id"],
                condition=Q(came_at__isnull=False),
                name="invitation_of_who_came",
            ),
            models.Index(fields=["came_at"], condition=Q(thanked_at=None), name="invitation_to_thank_for"),
        ]
