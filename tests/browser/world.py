"""A small association for the browser: one person in each role, and one of each thing that has an address."""

import datetime
from dataclasses import dataclass

from mapart.agenda.models import Booking, Session
from mapart.core import clock
from mapart.notifications.models import Message
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.planning.enums import Origin, RunState
from mapart.planning.models import Ask, Assignment, PlanRun, ProposedAssignment, StaffingNeed
from mapart.recruitment.models import Application
from mapart.spaces.models import Space
from mapart.volunteering.models import Mission, Volunteer
from tests.factories import (
    make_application,
    make_assignment,
    make_meeting,
    make_message,
    make_mission,
    make_need,
    make_person,
    make_session,
    make_space,
    make_staff,
    make_volunteer,
)

ROLES = ("visitor", "volunteer", "receptionist", "community_lead", "space_manager", "network_head")


@dataclass(frozen=True)
class World:
    """What the tests visit. ``people`` has one person for each of ``ROLES``, none for the visitor."""

    people: dict[str, Person | None]
    space: Space
    mission: Mission
    session: Session
    meeting: Session
    booking: Booking
    need: StaffingNeed
    volunteer: Volunteer
    assignment: Assignment
    ask: Ask
    run: PlanRun
    application: Application
    message: Message


def make_world() -> World:
    """Two spaces, two missions, a week's shift with a hole, a meeting with a seat taken, a proposal to read."""
    space = make_space(
        slug="lille", name="Espace de Lille", phone="01 99 00 00 01", access="Métro ligne 1, arrêt Gare."
    )
    make_space(slug="lyon", name="Espace de Lyon", city="Lyon", latitude=45.76, longitude=4.84)
    mission = make_mission(
        slug="accueil",
        title="Chargé d'accueil et de vente",
        tasks="Accueillir\nÉcouter",
        learning="Écouter\nVendre",
    )
    make_mission(slug="ateliers", title="Animateur d'ateliers d'initiation", position=1)
    people: dict[str, Person | None] = {"visitor": None}
    people["volunteer"] = make_person(first_name="Amina", last_name="Bénali", email="amina@example.org")
    for kind in (RoleKind.RECEPTIONIST, RoleKind.COMMUNITY_LEAD, RoleKind.SPACE_MANAGER):
        people[kind.value] = make_staff(space, kind, first_name="Sam", email=f"{kind.value}@example.org")
    people["network_head"] = make_staff(
        None, RoleKind.NETWORK_HEAD, first_name="Lou", email="lou@example.org"
    )
    volunteer = make_volunteer(space, (mission,), person=people["volunteer"], calendar_secret="s" * 22)
    other = make_volunteer(
        space, (mission,), person=make_person(first_name="Jean-Baptiste", last_name="Long" * 8)
    )
    session = make_session(space)
    need = make_need(session, mission)
    assignment = make_assignment(need, volunteer)
    ask = Ask.objects.create(need=need, volunteer=other)
    run = PlanRun.objects.create(
        starts_on=clock.today() + datetime.timedelta(days=7 - clock.today().weekday()),
        weeks=1,
        state=RunState.READY,
        progress=100,
        computed_at=clock.now(),
    )
    run.spaces.add(space)
    ProposedAssignment.objects.create(run=run, need=need, volunteer=other, origin=Origin.SOLVER)
    meeting = make_meeting(space, booked=1)
    applicant = make_person(first_name="Zoé", last_name="Martin", email="zoe@example.org")
    booking = Booking.objects.create(session=meeting, person=applicant)
    return World(
        people=people,
        space=space,
        mission=mission,
        session=session,
        meeting=meeting,
        booking=booking,
        need=need,
        volunteer=volunteer,
        assignment=assignment,
        ask=ask,
        run=run,
        application=make_application(space, applicant, booking=booking),
        message=make_message(space=space.pk),
    )
