"""Who invited whom in the autumn campaign, replayed; and a winter campaign that runs today, opened by the real actions.

One volunteer in five invites, and 45 % of those invited come, as in such campaigns.
"""

import datetime
import random
from collections import defaultdict

from mapart.agenda.enums import Attendance
from mapart.core import clock
from mapart.core.ids import uuid7
from mapart.demo.campaign import campaign_dates
from mapart.demo.keys import Keys
from mapart.demo.rhythm import COUNTER, DROP_IN, WORKSHOP
from mapart.demo.volunteers import Maker
from mapart.people.enums import RoleKind
from mapart.people.models import Role
from mapart.recruitment import actions
from mapart.recruitment.enums import CampaignState, FreeMoment, InvitationWay
from mapart.recruitment.models import Application, Campaign, Goal, Invitation, Sponsor
from mapart.recruitment.rules import BEFORE_WELCOME, CODE_LENGTH, windows_of
from mapart.spaces.models import Space
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Absence, Volunteer

TITLE = "Bénévole cherche Bénévole"
PITCH = "Trois heures par mois suffisent pour aider quelqu'un près de chez vous."
_WHO_INVITE = 0.2
_WAYS = {InvitationWay.LINK: 78, InvitationWay.CODE: 14, InvitationWay.STAFF: 8}
_WANTED = {WORKSHOP: 0.12, COUNTER: 0.1, DROP_IN: 0.08}
_SHOWN_CITY = "Lille"
_ONE_AWAY_IN = 3


def replay(rng: random.Random, keys: Keys, maker: Maker, applications: list[Application]) -> Campaign:
    """Store the campaign of 16 September to 11 October around its ``applications``, which are stored already."""
    starts_on, ends_on = campaign_dates(maker.today)
    spaces = sorted({one.space for one in applications}, key=lambda space: space.pk)
    campaign = Campaign.objects.create(
        id=keys.next(),
        slug=f"benevole-cherche-benevole-{starts_on.year}",
        title=TITLE,
        pitch=PITCH,
        starts_on=starts_on,
        ends_on=ends_on,
        state=CampaignState.CLOSED,
    )
    campaign.spaces.set(spaces)
    sponsors = _sponsors(keys, maker, campaign)
    Sponsor.objects.bulk_create(sponsors, batch_size=500)
    _store_goals(keys, maker, campaign, spaces)
    by_space: dict[Space, list[Sponsor]] = defaultdict(list)
    for sponsor in sponsors:
        if rng.random() < _WHO_INVITE:
            by_space[sponsor.space].append(sponsor)
    ways = rng.choices(list(_WAYS), list(_WAYS.values()), k=len(applications))
    Invitation.objects.bulk_create(
        (
            _invitation(keys, campaign, rng.choice(by_space[one.space]), one, way)
            for one, way in zip(applications, ways, strict=True)
        ),
        batch_size=500,
    )
    return campaign


def open_winter_campaign() -> Campaign:
    """A campaign that runs today in Lille: its goals come from the solver, some of those who wait were invited."""
    head = Role.objects.select_related("person").get(kind=RoleKind.NETWORK_HEAD, person__is_demo=True).person
    today = clock.today()
    campaign = actions.create_campaign(
        by=head,
        key=uuid7(),
        title=f"{TITLE}, hiver",
        pitch=PITCH,
        starts_on=today - datetime.timedelta(days=15),
        ends_on=today + datetime.timedelta(days=20),
        spaces=list(Space.objects.filter(city=_SHOWN_CITY, is_remote=False)),
    )
    actions.open_campaign(by=head, campaign=campaign)
    _send_on_leave(list(campaign.spaces.all()), today)
    actions.find_goals(campaign=campaign)
    codes = list(campaign.sponsors.order_by("pk").values_list("code", flat=True))
    waiting = Application.objects.filter(space__in=campaign.spaces.all(), stage__in=BEFORE_WELCOME)
    for number, application in enumerate(waiting.select_related("person", "space").order_by("pk")):
        if number % 3:
            code = codes[7 * number % len(codes)]
            actions.record_invitation(by=None, application=application, code=code, way=InvitationWay.LINK)
    _let_fit(campaign)
    return campaign


def _send_on_leave(spaces: list[Space], today: datetime.date) -> None:
    """One volunteer in three is away after the weeks that are published: exams, a new job. The solver sees it come."""
    monday = today - datetime.timedelta(days=today.weekday())
    here = Volunteer.objects.filter(home_space__in=spaces, state=VolunteerState.ACTIVE).order_by("pk")
    first, last = monday + datetime.timedelta(weeks=5), monday + datetime.timedelta(weeks=9)
    Absence.objects.bulk_create(
        Absence(volunteer=volunteer, starts_on=first, ends_on=last) for volunteer in here[::_ONE_AWAY_IN]
    )


def _let_fit(campaign: Campaign) -> None:
    """Those who came answered the campaign: for each, a profile of her space that it looks for."""
    came = campaign.invitations.filter(came_at__isnull=False).select_related("application__space")
    for number, invitation in enumerate(came.order_by("pk")):
        application = invitation.application
        goals = list(campaign.goals.filter(space=application.space).order_by("-places", "pk"))
        fitting = [(goal, moment) for goal in goals for moment in FreeMoment if _holds(moment, goal)]
        if fitting:
            goal, application.moment = fitting[number % len(fitting)]
            application.mission = goal.mission
            application.save(update_fields=["mission", "moment"])


def _holds(moment: FreeMoment, goal: Goal) -> bool:
    """Whether somebody free then can come to all the shift of a goal."""
    return any(
        window.weekday == goal.weekday
        and goal.starts_at is not None
        and goal.ends_at is not None
        and window.starts_at <= goal.starts_at
        and goal.ends_at <= window.ends_at
        for window in windows_of(moment)
    )


def _sponsors(keys: Keys, maker: Maker, campaign: Campaign) -> list[Sponsor]:
    """A code for everybody who was a volunteer when the campaign began."""
    codes: set[str] = set()
    found = []
    for volunteer in maker.crowd.volunteers:
        home, since = volunteer.home_space, volunteer.started_on
        if home is None or home.is_remote or since is None or since > campaign.starts_on:
            continue
        code = keys.reference()[:CODE_LENGTH]
        while code in codes:
            code = keys.reference()[:CODE_LENGTH]
        codes.add(code)
        found.append(
            Sponsor(id=keys.next(), campaign=campaign, person=volunteer.person, space=home, code=code)
        )
    return found


def _store_goals(keys: Keys, maker: Maker, campaign: Campaign, spaces: list[Space]) -> None:
    """Three people in ten of a space, as its team would have written them."""
    homes = [volunteer.home_space for volunteer in maker.crowd.volunteers]
    Goal.objects.bulk_create(
        Goal(
            id=keys.next(),
            campaign=campaign,
            space=space,
            mission=maker.missions[slug],
            count=max(1, round(share * homes.count(space))),
        )
        for space in spaces
        for slug, share in _WANTED.items()
    )


def _invitation(
    keys: Keys, campaign: Campaign, sponsor: Sponsor, application: Application, way: InvitationWay
) -> Invitation:
    booking = application.booking
    has_come = booking is not None and booking.attendance == Attendance.CAME
    came_at = booking.session.ends_at if booking is not None and has_come else None
    return Invitation(
        id=keys.next(),
        campaign=campaign,
        sponsor=sponsor,
        person=application.person,
        application=application,
        way=way,
        booked_at=application.created_at if booking is not None else None,
        came_at=came_at,
        thanked_at=came_at + datetime.timedelta(hours=15) if came_at is not None else None,
    )
