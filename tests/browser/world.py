"""A small association for the browser: one person in each role, and one of each thing that has an address."""

import datetime
from dataclasses import dataclass

from mapart.agenda.enums import SessionKind
from mapart.agenda.models import Booking, Series, Session
from mapart.core import clock
from mapart.notifications.models import Message
from mapart.people.enums import RoleKind
from mapart.people.models import Person, Role
from mapart.planning.enums import Origin, RunState
from mapart.planning.models import (
    Ask,
    Assignment,
    PlanRun,
    ProposedAssignment,
    StaffingNeed,
    StaffingPattern,
    Swap,
)
from mapart.recruitment.enums import Step
from mapart.recruitment.models import Application, Campaign, Goal, Sponsor, TrialShift
from mapart.spaces.models import Closure, Space
from mapart.volunteering.enums import HoursState, ImportKind, LikenessReason
from mapart.volunteering.exchange.faults import Fault
from mapart.volunteering.models import (
    Absence,
    HoursCertificate,
    HoursEntry,
    ImportBatch,
    Likeness,
    Mission,
    Volunteer,
)
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
    swap: Swap
    run: PlanRun
    application: Application
    newcomer: Application
    message: Message
    closure: Closure
    absence: Absence
    series: Series
    pattern: StaffingPattern
    line: ProposedAssignment
    role: Role
    batch: ImportBatch
    likeness: Likeness
    campaign: Campaign
    sponsor: Sponsor
    goal: Goal
    certificate: HoursCertificate
    declared: HoursEntry


def make_world() -> World:
    """Two spaces, two missions, a week's shift with a hole, a meeting with a seat taken, a proposal to read."""
    in_a_month = clock.today() + datetime.timedelta(days=30)
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
        space,
        (mission,),
        person=make_person(
            first_name="Jean-Baptiste",
            last_name="Long" * 8,
            email="jean-baptiste.une-longue-adresse@association.example.org",
        ),
    )
    series = Series.objects.create(
        space=space,
        kind=SessionKind.COUNTER,
        weekday=1,
        starts_at=datetime.time(9),
        ends_at=datetime.time(12),
        starts_on=clock.today() - datetime.timedelta(days=60),
    )
    session = make_session(space, series=series)
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
    line = ProposedAssignment.objects.create(run=run, need=need, volunteer=other, origin=Origin.SOLVER)
    campaign = make_campaign(
        space,
        slug="automne",
        forecast={"starts_on": clock.today().isoformat(), "spaces": {str(space.pk): [[9, 12]] * 8}},
    )
    meeting = make_meeting(space, booked=1)
    newcomer = make_newcomer(
        space,
        (mission,),
        Step.ANSWER,
        person=make_person(
            first_name="Lina", last_name="Haddad", email="lina@example.org", phone="+33639980044"
        ),
        secret="b" * 22,
    )
    TrialShift.objects.create(application=newcomer, need=need, buddy=volunteer)
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
        swap=Swap.objects.create(need=need, volunteer=volunteer, colleague=other),
        run=run,
        application=make_application(space, applicant, booking=booking),
        newcomer=newcomer,
        message=make_message(space=space.pk),
        closure=Closure.objects.create(
            space=space, starts_on=in_a_month, ends_on=in_a_month, reason="Travaux"
        ),
        absence=Absence.objects.create(volunteer=volunteer, starts_on=in_a_month, ends_on=in_a_month),
        series=series,
        pattern=StaffingPattern.objects.create(series=series, mission=mission, minimum=1, ideal=2, maximum=3),
        line=line,
        role=Role.objects.get(kind=RoleKind.RECEPTIONIST),
        batch=ImportBatch.objects.create(
            kind=ImportKind.VOLUNTEERS,
            asked_by=people["space_manager"],
            total=2,
            good=1,
            known=0,
            lines=[{"first_name": "Amina", "last_name": "Diallo"}],
            faults=[Fault(3, "téléphone", "phone").as_dict()],
        ),
        certificate=HoursCertificate.objects.create(
            volunteer=volunteer,
            starts_on=clock.today() - datetime.timedelta(days=90),
            ends_on=clock.today(),
            minutes=180,
            lines=[[mission.title, space.name, 180]],
            skills=["travailler en équipe"],
        ),
        declared=make_hours(volunteer, state=HoursState.WAITING, mission=mission, space=space),
        likeness=Likeness.objects.create(one=volunteer, other=other, reason=LikenessReason.NEAR_NAME),
        campaign=campaign,
        sponsor=make_sponsor(campaign, volunteer.person, code="BCDFGH"),
        goal=Goal.objects.create(
            campaign=campaign,
            space=space,
            mission=mission,
            weekday=1,
            starts_at=datetime.time(9),
            ends_at=datetime.time(12),
            count=3,
        ),
    )
