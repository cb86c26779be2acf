"""How far the invited people of a campaign have come, and which goals they fill."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum

from mapart.agenda.enums import Attendance
from mapart.core import clock
from mapart.planning.models import Assignment
from mapart.recruitment.models import Campaign, Goal, Invitation
from mapart.recruitment.rules import STILL_HERE, Found, Wanted, matched, windows_of
from mapart.spaces.models import Space
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import MissionChoice, ReachableSpace, Volunteer
from mapart.volunteering.rules import Hours, Window


@dataclass
class Funnel:
    """Invited people and how many of them went on. ``due``: came 90 days ago or more; ``stayed``: of these."""

    invited: int = 0
    booked: int = 0
    came: int = 0
    first_shift: int = 0
    due: int = 0
    stayed: int = 0

    def add(self, other: "Funnel") -> None:
        """Count the people of ``other`` too."""
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True)
class SpaceFunnel:
    """The people of one space, and how many the campaign wants there."""

    space: Space
    funnel: Funnel
    wanted: int


@dataclass(frozen=True)
class SponsorFunnel:
    """The people whom one volunteer invited, by her name as called out in a space."""

    name: str
    space: str
    funnel: Funnel


@dataclass(frozen=True)
class SpaceCount:
    """For everybody: a space of a campaign, recruits and wanted people."""

    space: Space
    came: int
    wanted: int


def public_counts(campaign: Campaign) -> list[SpaceCount]:
    """Recruits and wanted people of each space of a campaign, by city; three queries. For everybody."""
    came = dict(
        Invitation.objects.filter(campaign=campaign, came_at__isnull=False)
        .order_by()
        .values_list("application__space")
        .annotate(Count("pk"))
    )
    wanted = _wanted(campaign)
    return [
        SpaceCount(space, came.get(space.pk, 0), wanted.get(space.pk, 0))
        for space in _spaces(campaign, set(came))
    ]


def recruits_of(campaigns: Iterable[Campaign]) -> dict[UUID, int]:
    """Recruits of each of these campaigns, by key; one query. For everybody."""
    rows = Invitation.objects.filter(campaign__in=[one.pk for one in campaigns], came_at__isnull=False)
    return dict(rows.order_by().values_list("campaign").annotate(Count("pk")))


def funnel_by_space(campaign: Campaign) -> list[SpaceFunnel]:
    """The funnel of each space of a campaign, by city; three queries whatever its size. For the team."""
    found: dict[UUID, Funnel] = {}
    for space, _sponsor, step in _steps(Invitation.objects.filter(campaign=campaign)):
        found.setdefault(space, Funnel()).add(step)
    wanted = _wanted(campaign)
    return [
        SpaceFunnel(space, found.get(space.pk, Funnel()), wanted.get(space.pk, 0))
        for space in _spaces(campaign, set(found))
    ]


def funnel_by_sponsor(campaign: Campaign, spaces: QuerySet[Space]) -> list[SponsorFunnel]:
    """The funnel of each volunteer of ``spaces`` who invited somebody, by name: no ranking. For those who see them."""
    rows = Invitation.objects.filter(campaign=campaign, sponsor__space__in=spaces)
    found: dict[UUID, Funnel] = {}
    for _space, sponsor, step in _steps(rows):
        found.setdefault(sponsor, Funnel()).add(step)
    sponsors = campaign.sponsors.filter(pk__in=found).select_related("person", "space")
    return [
        SponsorFunnel(one.person.short_name, one.space.name, found[one.pk])
        for one in sponsors.order_by("space__name", "person__first_name", "person__last_name", "pk")
    ]


def goals_found(campaign: Campaign) -> list[tuple[Goal, int]]:
    """Each goal of a campaign and how many of its recruits fill it, each recruit once. For the team.

    Six queries whatever their number. Before the welcome, what she answered at the sign-up stands for her.
    """
    goals = list(campaign.goals.select_related("space", "mission"))
    wanted = [
        Wanted(
            goal.space_id,
            goal.mission_id,
            goal.count,
            goal.weekday,
            Hours(goal.starts_at, goal.ends_at) if goal.starts_at and goal.ends_at else None,
        )
        for goal in goals
    ]
    return list(zip(goals, matched(wanted, _recruits(campaign)), strict=True))


def _recruits(campaign: Campaign) -> list[Found]:
    rows = list(
        Invitation.objects.filter(campaign=campaign, came_at__isnull=False)
        .order_by("came_at", "pk")
        .values_list("person", "application__space", "application__mission", "application__moment")
    )
    volunteers = {
        one.person_id: one
        for one in Volunteer.objects.filter(
            person__in=[row[0] for row in rows], state__in=[VolunteerState.ACTIVE, VolunteerState.PAUSED]
        ).prefetch_related(
            "windows",
            Prefetch("choices", queryset=MissionChoice.objects.only("volunteer", "mission")),
            Prefetch("reach", queryset=ReachableSpace.objects.only("volunteer", "space")),
        )
    }
    return [
        _known(volunteers[person])
        if person in volunteers
        else Found(frozenset({space}), frozenset({mission} if mission else ()), tuple(windows_of(moment)))
        for person, space, mission, moment in rows
    ]


def _known(volunteer: Volunteer) -> Found:
    return Found(
        frozenset(way.space_id for way in volunteer.reach.all()),
        frozenset(choice.mission_id for choice in volunteer.choices.all()),
        tuple(Window(one.weekday, one.starts_at, one.ends_at) for one in volunteer.windows.all()),
    )


def _steps(invitations: QuerySet[Invitation]) -> Iterable[tuple[UUID, UUID, Funnel]]:
    """Space, sponsor and steps of each invited person; one query."""
    now = clock.now()
    held = Assignment.objects.filter(
        Q(attendance=Attendance.CAME) | Q(need__session__ends_at__lt=now),
        volunteer__person=OuterRef("person"),
    ).exclude(attendance=Attendance.ABSENT)
    hers = Volunteer.objects.filter(person=OuterRef("person"))
    rows = invitations.annotate(
        held=Exists(held),
        state=Subquery(hers.values("state")[:1]),
        left_on=Subquery(hers.values("left_on")[:1]),
    ).order_by()
    for space, sponsor, booked_at, came_at, has_held, state, left_on in rows.values_list(
        "application__space", "sponsor", "booked_at", "came_at", "held", "state", "left_on"
    ):
        is_due = came_at is not None and came_at + STILL_HERE <= now
        yield (
            space,
            sponsor,
            Funnel(
                invited=1,
                booked=booked_at is not None,
                came=came_at is not None,
                first_shift=came_at is not None and has_held,
                due=is_due,
                stayed=is_due and came_at is not None and _stayed(came_at, state, left_on),
            ),
        )


def _stayed(came_at: datetime.datetime, state: Any, left_on: datetime.date | None) -> bool:
    """A volunteer 90 days after she came, whatever she did later."""
    if state is None or state == VolunteerState.CANDIDATE:
        return False
    return state != VolunteerState.LEFT or (left_on is not None and left_on >= (came_at + STILL_HERE).date())


def _wanted(campaign: Campaign) -> dict[UUID, int]:
    return dict(campaign.goals.order_by().values_list("space").annotate(Sum("count")))


def _spaces(campaign: Campaign, others: set[UUID]) -> QuerySet[Space]:
    """The spaces of the campaign, and those where somebody of it went."""
    keys = Campaign.spaces.through.objects.filter(campaign=campaign).values("space")
    return Space.objects.filter(Q(pk__in=keys) | Q(pk__in=others)).order_by("city", "name", "pk")
