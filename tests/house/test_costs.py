"""Every page asks the database as often for many rows as for few (each list of the house at two sizes)."""

import datetime

import pytest
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

from mapart.agenda.models import Booking, Series, WaitlistEntry
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.ids import uuid7
from mapart.planning.enums import Origin
from mapart.planning.models import Ask, ProposedAssignment, StaffingPattern, Standby, Swap, Withdrawal
from mapart.recruitment.enums import InvitationWay, Stage, Step
from mapart.recruitment.models import Goal, Invitation
from mapart.spaces.models import Closure, Room
from mapart.volunteering.enums import HoursState, ImportKind, LetterScope, LikenessReason
from mapart.volunteering.models import (
    Absence,
    ExtraAvailability,
    HoursCertificate,
    ImportBatch,
    Letter,
    LetterCopy,
    Likeness,
    Note,
)
from tests.browser.world import World
from tests.factories import (
    make_application,
    make_assignment,
    make_campaign,
    make_hours,
    make_meeting,
    make_message,
    make_mission,
    make_need,
    make_newcomer,
    make_person,
    make_session,
    make_space,
    make_sponsor,
    make_staff,
    make_volunteer,
    next_weekday,
)
from tests.house.access import ACTORS, Site, routes

pytestmark = pytest.mark.django_db
FEW, MORE = 1, 9
# A page that reaches into another block of four weeks reads that block too: once or twice more, however many rows.
ANOTHER_BLOCK = 2


def grow(world: World, first: int, count: int) -> None:
    """So many more of everything that a page lists, numbered from ``first``."""
    for number in range(first, first + count):
        _grow_people(world, number)
        _grow_shifts(world, number)
        _grow_recruitment(world, number)


def _grow_people(world: World, number: int) -> None:
    space, mission, hers = world.space, world.mission, world.volunteer
    day = clock.today() + datetime.timedelta(days=40 + number)
    make_space(name=f"Espace {number}")
    make_mission(title=f"Mission {number}", position=number + 2)
    make_staff(space)
    Room.objects.create(space=space, name=f"Salle {number}", seats=8)
    Closure.objects.create(space=space, starts_on=day, ends_on=day, reason="Travaux")
    Absence.objects.create(volunteer=hers, starts_on=day, ends_on=day)
    nine, noon = datetime.time(9), datetime.time(12)
    ExtraAvailability.objects.create(volunteer=hers, day=day, starts_at=nine, ends_at=noon)
    for channel in (Channel.MAIL, Channel.PAPER):
        make_message(space=space.pk, channel=channel, recipient=hers.person_id)
    other = make_volunteer(space, (mission,))
    for volunteer in (hers, other):
        worked_on = clock.today() - datetime.timedelta(days=number + 2)
        for state in (HoursState.WAITING, HoursState.CONFIRMED):
            make_hours(volunteer, state=state, mission=mission, worked_on=worked_on)
        Note.objects.create(volunteer=volunteer, is_from_team=False, body="Bonjour", author=volunteer.person)
        letter = Letter.objects.create(space=space, scope=LetterScope.NEWS, subject="Merci", body="Bonjour")
        LetterCopy.objects.create(letter=letter, volunteer=volunteer)
    HoursCertificate.objects.create(
        volunteer=hers, starts_on=clock.today(), ends_on=clock.today(), minutes=60, lines=[], skills=[]
    )
    one, two = sorted((hers, other), key=lambda volunteer: volunteer.pk)
    Likeness.objects.create(one=one, other=two, reason=LikenessReason.NEAR_NAME)
    ImportBatch.objects.create(
        kind=ImportKind.HOURS, asked_by=world.people["space_manager"], total=0, good=0, known=0
    )


def _grow_shifts(world: World, number: int) -> None:
    space, mission, hers = world.space, world.mission, world.volunteer
    series = Series.objects.create(
        space=space,
        kind=world.series.kind,
        weekday=number % 6,
        starts_at=datetime.time(9),
        ends_at=datetime.time(12),
        starts_on=clock.today() - datetime.timedelta(days=60),
    )
    StaffingPattern.objects.create(series=series, mission=mission, minimum=1, ideal=2, maximum=3)
    for day in (next_weekday(number % 6, 1 + number // 6), clock.today()):
        need = make_need(make_session(space, day, 8 + number % 12, series=series), mission)
        make_assignment(need, hers)
        other = make_assignment(need).volunteer
        third = make_volunteer(space, (mission,))
        Withdrawal.objects.create(need=need, volunteer=third)
        Ask.objects.create(need=need, volunteer=third)
        Standby.objects.create(need=need, volunteer=third)
        Swap.objects.create(need=need, volunteer=other, colleague=hers)
        ProposedAssignment.objects.create(run=world.run, need=need, volunteer=other, origin=Origin.SOLVER)
    for table in (Withdrawal, Ask):
        table.objects.create(need=world.need, volunteer=make_volunteer(space, (mission,)))
    free = make_need(make_session(space, next_weekday(3, 2 + number)), mission)
    Ask.objects.create(need=free, volunteer=hers)


def _grow_recruitment(world: World, number: int) -> None:
    space, mission = world.space, world.mission
    make_application(space)
    make_application(space, stage=Stage.INVITED)
    for step in Step:
        make_newcomer(space, (mission,), step)
    meeting = make_meeting(space, day=next_weekday(number % 5, 2 + number), booked=1)
    for session in (meeting, world.meeting):
        Booking.objects.create(session=session, person=make_person())
        WaitlistEntry.objects.create(session=session, person=make_person(), number=number + 1)
    campaign = make_campaign(space)
    sponsor = make_sponsor(world.campaign, space=space)
    for one in (campaign, world.campaign):
        Goal.objects.create(campaign=one, space=space, mission=make_mission(), count=1)
    for giver in (sponsor, world.sponsor):
        guest = make_application(space)
        Invitation.objects.create(
            campaign=world.campaign,
            sponsor=giver,
            person=guest.person,
            application=guest,
            way=InvitationWay.LINK,
            mailbox=str(uuid7()),
            booked_at=clock.now(),
            came_at=clock.now(),
        )


def costs(site: Site) -> dict[str, int]:
    """How many questions each page asks, by route and by who opens it."""
    found = {}
    for name, route in routes().items():
        for actor in ACTORS:
            browser, address = site.browser(actor), route.address(site.world)
            reset_queries()  # the log of a long test would overflow
            with CaptureQueriesContext(connection) as asked:
                browser.get(address)
            found[f"{name} by {actor}"] = len(asked)
    return found


def test_no_page_asks_more_often_for_many_than_for_few() -> None:
    site = Site()
    grow(site.world, 0, FEW)
    few = costs(site)
    grow(site.world, FEW, MORE)
    many = costs(site)
    grown = [
        f"{page}: {few[page]}, then {many[page]}" for page in few if many[page] > few[page] + ANOTHER_BLOCK
    ]
    assert not grown, "\n".join(grown)
