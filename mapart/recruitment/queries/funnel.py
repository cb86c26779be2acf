"""How far the invited people of a campaign have come, and which goals they fill."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from mapart.agenda.enums import Attendance
from mapart.core import clock
from mapart.people.models import Person
from mapart.planning.models import Assignment
from mapart.recruitment.models import Campaign, Goal, Invitation, Sponsor
from mapart.recruitment.rules import STILL_HERE, Found, Wanted, matched, windows_of
from mapart.spaces.models import Space
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Availability, MissionChoice, ReachableSpace, Volunteer
from mapart.volunteering.rules import PRESENT, Hours, Window

# So many times the people looked for are read at first: with them the goals are full, or a profile is rare.
_MANY = 10


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
    """The funnel of each space of a campaign, by city; four queries whatever its size. For the team."""
    found = _funnels(Invitation.objects.filter(campaign=campaign), "application__space")
    wanted = _wanted(campaign)
    return [
        SpaceFunnel(space, found.get(space.pk, Funnel()), wanted.get(space.pk, 0))
        for space in _spaces(campaign, set(found))
    ]


def sponsors_who_invited(campaign: Campaign, spaces: QuerySet[Space]) -> QuerySet[Person]:
    """The volunteers of ``spaces`` who invited somebody, by name: no ranking. For those who see them."""
    invited = Invitation.objects.filter(sponsor=OuterRef("pk"))
    hers = Sponsor.objects.filter(Exists(invited), campaign=campaign, person=OuterRef("pk"), space__in=spaces)
    return Person.objects.filter(Exists(hers)).order_by("last_name", "first_name", "pk")


def funnel_by_sponsor(sponsors: Iterable[Sponsor]) -> list[SponsorFunnel]:
    """The funnel of each of these codes, person and space joined, in their order; two queries. For who sees them."""
    shown = list(sponsors)
    found = _funnels(Invitation.objects.filter(sponsor__in=shown), "sponsor")
    return [
        SponsorFunnel(one.person.short_name, one.space.name, found.get(one.pk, Funnel())) for one in shown
    ]


def goals_found(campaign: Campaign) -> list[tuple[Goal, int]]:
    """Each goal of a campaign and how many of its recruits fill it, each recruit once. For the team.

    Six queries whatever their number, eleven when the first recruits leave a goal open. Before the welcome, what she
    answered at the sign-up stands for her.
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
    found = _matched(campaign, wanted)
    return list(zip(goals, found, strict=True))


def _matched(campaign: Campaign, goals: list[Wanted]) -> list[int]:
    """How many recruits each goal has. Once every goal is full, those who came later change nothing."""
    first = _MANY * sum(goal.count for goal in goals)
    recruits = _recruits(campaign, goals, first)
    found = matched(goals, recruits)
    if len(recruits) < first or all(many == goal.count for many, goal in zip(found, goals, strict=True)):
        return found
    return matched(goals, _recruits(campaign, goals))


def _recruits(campaign: Campaign, goals: Collection[Wanted], first: int | None = None) -> list[Found]:
    """Who came, in order, at most so many; of what each said, as much as these goals ask for."""
    came = Invitation.objects.filter(campaign=campaign, came_at__isnull=False).order_by("came_at", "pk")
    people = list(
        came.values_list("person", "application__space", "application__mission", "application__moment")[
            :first
        ]
    )
    here = Volunteer.objects.filter(
        person__in=[person for person, *_asked in people],
        state__in=PRESENT,
    )
    volunteers = dict(here.values_list("person", "pk"))
    hers = {"volunteer__in": list(volunteers.values())}
    days = {goal.weekday for goal in goals if goal.weekday is not None}
    spaces: dict[UUID, set[UUID]] = defaultdict(set)
    missions: dict[UUID, set[UUID]] = defaultdict(set)
    windows: dict[UUID, list[Window]] = defaultdict(list)
    ways = ReachableSpace.objects.filter(**hers, space__in={goal.space for goal in goals})
    for her, space in ways.values_list("volunteer", "space"):
        spaces[her].add(space)
    choices = MissionChoice.objects.filter(**hers, mission__in={goal.mission for goal in goals}).order_by()
    for her, mission in choices.values_list("volunteer", "mission"):
        missions[her].add(mission)
    free = Availability.objects.filter(**hers, weekday__in=days).order_by()
    for her, weekday, starts_at, ends_at in free.values_list("volunteer", "weekday", "starts_at", "ends_at"):
        windows[her].append(Window(weekday, starts_at, ends_at))
    return [
        Found(frozenset(spaces[known]), frozenset(missions[known]), tuple(windows[known]))
        if (known := volunteers.get(person))
        else Found(frozenset({space}), frozenset({mission} if mission else ()), windows_of(moment))
        for person, space, mission, moment in people
    ]


def _funnels(invitations: QuerySet[Invitation], by: str) -> dict[UUID, Funnel]:
    """The funnels of these invitations, by space or by sponsor; two queries."""
    now = clock.now()
    long_ago = Q(came_at__lte=now - STILL_HERE)
    held = Assignment.objects.filter(
        Q(attendance=Attendance.CAME) | Q(need__session__ends_at__lt=now),
        volunteer__person=OuterRef("person"),
    ).exclude(attendance=Attendance.ABSENT)
    hers = Volunteer.objects.filter(person=OuterRef("person"))
    is_here = Exists(hers.filter(state__in=PRESENT))
    rows = invitations.order_by().values_list(by)
    counted = rows.annotate(
        invited=Count("pk"),
        booked=Count("booked_at"),
        came=Count("came_at"),
        # Who came first: the shifts of the others need not be looked for.
        first_shift=Count("pk", filter=Q(came_at__isnull=False) & Q(Exists(held))),
        due=Count("pk", filter=long_ago),
        stayed=Count("pk", filter=long_ago & Q(is_here)),
    )
    found = {key: Funnel(*numbers) for key, *numbers in counted}
    # A volunteer 90 days after she came, whatever she did later: of those who left, the day says it.
    gone = Volunteer.objects.filter(
        state=VolunteerState.LEFT, left_on__isnull=False, person=OuterRef("person")
    )
    left = invitations.filter(long_ago).annotate(left_on=Subquery(gone.values("left_on")[:1]))
    for key, came_at, left_on in left.filter(left_on__isnull=False).values_list(by, "came_at", "left_on"):
        assert came_at is not None
        found[key].stayed += left_on >= clock.day_of(came_at + STILL_HERE)
    return found


def _wanted(campaign: Campaign) -> dict[UUID, int]:
    return dict(campaign.goals.order_by().values_list("space").annotate(Sum("count")))


def _spaces(campaign: Campaign, others: set[UUID]) -> QuerySet[Space]:
    """The spaces of the campaign, and those where somebody of it went."""
    keys = Campaign.spaces.through.objects.filter(campaign=campaign).values("space")
    return Space.objects.filter(Q(pk__in=keys) | Q(pk__in=others)).order_by("city", "name", "pk")
