"""Builds the whole demonstration, in an empty database only."""

import datetime
import random
from collections.abc import Callable

from django.db import transaction

from mapart.core import clock
from mapart.demo.calendar import Calendar, CalendarMaker
from mapart.demo.campaign import DoorMaker, campaign_dates
from mapart.demo.history import Past
from mapart.demo.invitations import replay
from mapart.demo.keys import Keys
from mapart.demo.memories import Memories
from mapart.demo.places import HOURS, SPACES
from mapart.demo.team import SHOWN_SPACE, make_team
from mapart.demo.volunteers import Maker
from mapart.demo.welcome import PathMaker
from mapart.people.enums import RoleKind
from mapart.people.models import Person, Role
from mapart.planning.models import Assignment
from mapart.recruitment.enums import Step
from mapart.recruitment.models import Application, PathStep
from mapart.spaces.models import Room, Space
from mapart.volunteering.actions import load_catalogue
from mapart.volunteering.enums import AgeBand, VolunteerState
from mapart.volunteering.models import Mission, Volunteer

REMOTE_SLUG = "a-distance"
Progress = Callable[[int, str], None]


def is_seeded() -> bool:
    """Whether the demonstration is already there."""
    return Person.objects.filter(is_demo=True).exists()


def seed(number: int, today: datetime.date, progress: Progress) -> None:
    """Fill the empty database for ``today`` from the seed ``number``; ``progress(percent, what)`` is told.

    The same number on the same day gives the same rows, keys included.
    """
    rng = random.Random(number)  # noqa: S311 - a demonstration, not a secret
    keys = Keys(rng, start_ms=int(clock.at(today, datetime.time(0), "Europe/Paris").timestamp() * 1000))
    with transaction.atomic():
        progress(0, "les espaces")
        load_catalogue(by=None)
        missions = {mission.slug: mission for mission in Mission.objects.all()}
        spaces, rooms = _make_spaces(keys)
        sizes = {space: place.volunteers for space, place in zip(spaces, SPACES, strict=False)}
        maker = Maker(rng, keys, today, missions)
        roles = make_team(maker, list(sizes))
        progress(15, "les réunions et la campagne")
        door_maker = DoorMaker(rng, keys, today, maker, list(sizes))
        recruits = door_maker.run_campaign(sizes)
        invited = list(door_maker.door.applications)
        door_maker.fill_today()
        progress(30, "les bénévoles")
        _make_volunteers(maker, door_maker, recruits, sizes, spaces)
        maker.crowd.store()
        Role.objects.bulk_create(roles)
        door_maker.door.store()
        replay(rng, keys, maker, invited)
        leads = {
            role.space: role.person for role in roles if role.space and role.kind == RoleKind.COMMUNITY_LEAD
        }
        _make_paths(PathMaker(rng, keys, leads), door_maker.door.applications)
        progress(50, "l'agenda")
        calendar = _make_calendar(rng, keys, today, missions, spaces, rooms, sizes)
        progress(60, "les 8 dernières semaines")
        past = list(Past(rng, keys, maker.crowd).assignments(calendar, clock.now()))
        calendar.store()
        Assignment.objects.bulk_create(past, batch_size=500)
        progress(85, "les heures et les messages")
        shown = next(space for space in sizes if space.slug == SHOWN_SPACE)
        Memories(rng, keys, maker.crowd, today).store(past, shown)
    progress(100, "l'association est prête")


def _make_spaces(keys: Keys) -> tuple[list[Space], dict[Space, Room]]:
    spaces = [
        Space(
            id=keys.next(),
            slug=place.slug,
            name=place.name,
            city=place.city,
            address=place.address,
            postal_code=place.postal_code,
            insee_code=place.insee_code,
            latitude=place.latitude,
            longitude=place.longitude,
            phone=f"+3363998{9000 + number:04d}",
            email=f"{place.slug}@example.org",
            opening_hours=HOURS,
            access=place.access,
            is_step_free=place.is_step_free,
        )
        for number, place in enumerate(SPACES)
    ]
    remote = Space(
        id=keys.next(),
        slug=REMOTE_SLUG,
        name="À distance",
        city="",
        address="",
        postal_code="",
        insee_code="",
        latitude=0,
        longitude=0,
        phone="+33639989099",
        email="a-distance@example.org",
        is_remote=True,
    )
    Space.objects.bulk_create([*spaces, remote])
    rooms = {space: Room(id=keys.next(), space=space, name="Grande salle", seats=14) for space in spaces}
    Room.objects.bulk_create(rooms.values())
    return [*spaces, remote], rooms


def _make_volunteers(
    maker: Maker, door_maker: DoorMaker, recruits: list[Person], sizes: dict[Space, int], spaces: list[Space]
) -> None:
    """Recruits of the campaign first, each in the space of her meeting; then the older ones, up to the size."""
    remote = spaces[-1]
    left = dict(sizes)
    where = {application.person.pk: application.space for application in door_maker.door.applications}
    _, campaign_end = campaign_dates(maker.today)
    for person in recruits:
        home = where[person.pk]
        started_on = campaign_end + datetime.timedelta(days=maker.rng.randint(1, 25))
        maker.volunteer(home, _around(home, sizes, remote), started_on, person=person)
        left[home] -= 1
    for application in door_maker.door.on_their_way():
        home, began_on = application.space, application.stage_since.date()
        maker.volunteer(
            home,
            _around(home, sizes, remote),
            began_on,
            person=application.person,
            state=VolunteerState.WELCOMED,
            accompanied_shifts_left=3,
            charter_signed_on=None,
        )
        left[home] -= 1
    for home, count in left.items():
        for _ in range(count):
            days = min(2500, int(maker.rng.expovariate(1 / 600)) + 90)
            maker.volunteer(home, _around(home, sizes, remote), maker.today - datetime.timedelta(days=days))


def _make_paths(maker: PathMaker, applications: list[Application]) -> None:
    """Each step of everybody; whoever is past the charter has signed it."""
    steps = [step for application in applications for step in maker.steps(application)]
    PathStep.objects.bulk_create(steps, batch_size=500)
    signed = [
        step.application.person_id
        for step in steps
        if step.step == Step.PROPOSE or step.step == Step.TRAINING
    ]
    today = clock.today()
    volunteers = Volunteer.objects.filter(person__in=signed, charter_signed_on=None)
    volunteers.update(charter_signed_on=today, age_band=AgeBand.ADULT, age_said_on=today)


def _around(home: Space, sizes: dict[Space, int], remote: Space) -> list[Space]:
    return [space for space in sizes if space.city == home.city] + [remote]


def _make_calendar(
    rng: random.Random,
    keys: Keys,
    today: datetime.date,
    missions: dict[str, Mission],
    spaces: list[Space],
    rooms: dict[Space, Room],
    sizes: dict[Space, int],
) -> Calendar:
    maker = CalendarMaker(rng, keys, today, missions)
    for space in spaces:
        maker.fill(space, rooms.get(space), sizes.get(space, 0))
    return maker.calendar
