"""Small makers of rows for tests. Each fills what the test does not care about."""

import datetime
from typing import Any

from django.db.models import F

from mapart.agenda.enums import SessionKind
from mapart.agenda.models import Session
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.ids import short_code
from mapart.notifications.actions import post
from mapart.notifications.models import Message
from mapart.people.enums import RoleKind
from mapart.people.models import Person, Role
from mapart.planning.enums import Origin
from mapart.planning.models import Assignment, StaffingNeed
from mapart.recruitment.enums import CampaignState, Stage, Step
from mapart.recruitment.models import Application, Campaign, PathStep, Sponsor
from mapart.recruitment.rules import HOLDERS, STEP_OF_STAGE
from mapart.spaces.models import Space
from mapart.volunteering.enums import HoursSource, HoursState, VolunteerState
from mapart.volunteering.models import (
    Availability,
    HoursEntry,
    Mission,
    MissionChoice,
    ReachableSpace,
    Volunteer,
)


def make_space(**values: Any) -> Space:
    """A space in Lille."""
    mark = short_code().lower()
    defaults: dict[str, Any] = {
        "slug": f"lille-{mark}",
        "name": f"Espace {mark}",
        "city": "Lille",
        "address": "1 rue Exemple",
        "postal_code": "59000",
        "insee_code": "59350",
        "latitude": 50.6311,
        "longitude": 3.0468,
        "phone": "01 99 00 00 01",
        "email": "lille@example.org",
        "opening_hours": "Mo-Fr 09:00-12:00,14:00-17:00",
    }
    return Space.objects.create(**(defaults | values))


def make_person(**values: Any) -> Person:
    """A person with a mail address."""
    mark = short_code().lower()
    return Person.objects.create(
        **({"first_name": "Camille", "last_name": "Exemple", "email": f"{mark}@example.org"} | values)
    )


def make_staff(space: Space | None = None, kind: RoleKind = RoleKind.SPACE_MANAGER, **values: Any) -> Person:
    """A person with a role, in ``space`` or in the whole network."""
    person = make_person(**values)
    Role.objects.create(person=person, kind=kind, space=space)
    return person


def make_mission(**values: Any) -> Mission:
    """A mission anybody can do."""
    mark = short_code().lower()
    defaults: dict[str, Any] = {
        "slug": f"mission-{mark}",
        "title": f"Mission {mark}",
        "summary": "Accueillir les personnes",
        "tasks": "Accueillir",
        "learning": "Écouter",
        "time_asked": "3 heures par mois",
    }
    return Mission.objects.create(**(defaults | values))


def make_volunteer(
    space: Space | None = None,
    missions: tuple[Mission, ...] = (),
    person: Person | None = None,
    **values: Any,
) -> Volunteer:
    """An active, experienced volunteer, free on weekdays from 9 to 18, 10 minutes away from ``space``."""
    defaults: dict[str, Any] = {
        "state": VolunteerState.ACTIVE,
        "accompanied_shifts_left": 0,
        "home_space": space,
    }
    volunteer = Volunteer.objects.create(person=person or make_person(), **(defaults | values))
    if space is not None:
        ReachableSpace.objects.create(volunteer=volunteer, space=space, travel_minutes=10)
    for rank, mission in enumerate(missions):
        MissionChoice.objects.create(volunteer=volunteer, mission=mission, rank=rank)
    for weekday in range(5):
        Availability.objects.create(
            volunteer=volunteer, weekday=weekday, starts_at=datetime.time(9), ends_at=datetime.time(18)
        )
    return volunteer


def next_weekday(weekday: int, weeks: int = 1) -> datetime.date:
    """The date of ``weekday`` (Monday 0) in the week that starts ``weeks`` Mondays from now."""
    today = clock.today()
    return today - datetime.timedelta(days=today.weekday()) + datetime.timedelta(weeks=weeks, days=weekday)


def make_session(
    space: Space | None = None, day: datetime.date | None = None, hour: int = 9, **values: Any
) -> Session:
    """A three-hour counter session, next week's Tuesday at 9."""
    space = space or make_space()
    starts_at = clock.at(day or next_weekday(1), datetime.time(hour), space.time_zone)
    defaults: dict[str, Any] = {
        "space": space,
        "kind": SessionKind.COUNTER,
        "starts_at": starts_at,
        "ends_at": starts_at + datetime.timedelta(hours=3),
        "capacity": 0,
    }
    return Session.objects.create(**(defaults | values))


def make_need(session: Session | None = None, mission: Mission | None = None, **values: Any) -> StaffingNeed:
    """A need of two people, three at best, four at most."""
    defaults: dict[str, Any] = {"minimum": 2, "ideal": 3, "maximum": 4, "priority": 2}
    return StaffingNeed.objects.create(
        session=session or make_session(), mission=mission or make_mission(), **(defaults | values)
    )


def make_meeting(space: Space | None = None, capacity: int = 5, **values: Any) -> Session:
    """An information meeting of two hours, next week's Tuesday at 18, with seats."""
    defaults: dict[str, Any] = {"kind": SessionKind.INFORMATION_MEETING, "capacity": capacity, "hour": 18}
    return make_session(space, **(defaults | values))


def make_message(**values: Any) -> Message:
    """A message waiting in the outbox, with its job, as a room would post it."""
    mark = short_code().lower()
    defaults: dict[str, Any] = {
        "key": f"tests.note:{mark}",
        "kind": "tests.note",
        "recipient": None,
        "space": None,
        "channel": Channel.MAIL,
        "address": f"{mark}@example.org",
        "subject": "Votre créneau",
        "body": "Bonjour",
    }
    return post(**(defaults | values))


def make_application(space: Space | None = None, person: Person | None = None, **values: Any) -> Application:
    """Somebody who wants to help and waits for an answer, at the step of her stage."""
    defaults: dict[str, Any] = {"stage": Stage.APPLIED, "stage_since": clock.now()}
    application = Application.objects.create(
        space=space or make_space(), person=person or make_person(), **(defaults | values)
    )
    step = STEP_OF_STAGE.get(Stage(application.stage))
    if step is not None:
        make_step(application, step, since=application.stage_since)
    return application


def make_step(application: Application, step: Step, **values: Any) -> PathStep:
    """An open step of a newcomer's way, in place of the one she was at; ``since`` is also when the wait begins."""
    PathStep.objects.filter(application=application, ended_at=None).delete()
    since = values.pop("since", clock.now())
    defaults: dict[str, Any] = {"holder": HOLDERS[step], "since": since, "waits_from": since}
    return PathStep.objects.create(
        application=application, space=application.space, step=step, **(defaults | values)
    )


def make_newcomer(
    space: Space, missions: tuple[Mission, ...] = (), step: Step = Step.CHARTER, **values: Any
) -> Application:
    """Somebody welcomed: a volunteer of ``space`` whose shifts are accompanied, free on weekdays, at a step."""
    person = values.pop("person", None) or make_person()
    make_volunteer(space, missions, person=person, state=VolunteerState.WELCOMED, accompanied_shifts_left=3)
    application = make_application(space, person, stage=Stage.WELCOMED, **values)
    make_step(application, step)
    return application


def make_buddy(space: Space, mission: Mission, **values: Any) -> Assignment:
    """An experienced volunteer of ``space`` on a shift of next week that has room beside her."""
    need = make_need(make_session(space, **values), mission)
    return make_assignment(need, make_volunteer(space, (mission,)))


def make_assignment(need: StaffingNeed, volunteer: Volunteer | None = None, **values: Any) -> Assignment:
    """A volunteer on a shift, published; a new one of the space unless said."""
    volunteer = volunteer or make_volunteer(need.session.space, (need.mission,))
    assignment = Assignment.objects.create(
        need=need, volunteer=volunteer, **({"origin": Origin.SOLVER} | values)
    )
    StaffingNeed.objects.filter(pk=need.pk).update(filled=F("filled") + 1)
    need.refresh_from_db(fields=["filled"])
    return assignment


def make_campaign(*spaces: Space, **values: Any) -> Campaign:
    """A campaign of these spaces, open since last week and for two weeks more."""
    today = clock.today()
    defaults: dict[str, Any] = {
        "slug": f"campagne-{short_code().lower()}",
        "title": "Bénévole cherche Bénévole",
        "pitch": "Trois heures par mois suffisent.",
        "starts_on": today - datetime.timedelta(days=7),
        "ends_on": today + datetime.timedelta(days=14),
        "state": CampaignState.OPEN,
    }
    campaign = Campaign.objects.create(**(defaults | values))
    campaign.spaces.set(spaces or [make_space()])
    return campaign


def make_sponsor(campaign: Campaign, person: Person | None = None, **values: Any) -> Sponsor:
    """A volunteer of ``space``, or of the one space of the campaign, with her code."""
    space: Space = values.pop("space", None) or campaign.spaces.get()
    if person is None:
        person = make_volunteer(space, person=make_person(first_name="Amina")).person
    return Sponsor.objects.create(campaign=campaign, person=person, space=space, **values)


def make_hours(volunteer: Volunteer, **values: Any) -> HoursEntry:
    """Three hours given yesterday, confirmed."""
    defaults: dict[str, Any] = {
        "worked_on": clock.today() - datetime.timedelta(days=1),
        "minutes": 180,
        "source": HoursSource.DECLARED,
        "state": HoursState.CONFIRMED,
        "space": volunteer.home_space,
    }
    return HoursEntry.objects.create(volunteer=volunteer, **(defaults | values))
