"""A big association built in bulk: as many volunteers as asked in six spaces, and a year of what they did.

What a page shows is as long in a small crowd as in a big one (spaces, sessions, the people of a day, a full page of a
list); what stands behind it grows with the crowd.
"""

import datetime
import itertools
import random
from collections.abc import Iterator
from typing import Any

from benchmarks.newcomers import make_campaigns, make_newcomers, person, store
from mapart.agenda.enums import Attendance, SessionKind
from mapart.agenda.models import Session
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.models import JournalEntry
from mapart.notifications.enums import MessageState
from mapart.notifications.models import Message
from mapart.people.enums import RoleKind
from mapart.people.models import Person, Role
from mapart.planning.actions import count_rhythms
from mapart.planning.enums import Origin
from mapart.planning.models import Assignment, StaffingNeed
from mapart.spaces.models import Space
from mapart.volunteering.actions import count_hours
from mapart.volunteering.enums import (
    HalfDay,
    HoursSource,
    HoursState,
    LetterScope,
    LikenessReason,
    Skill,
    VolunteerState,
)
from mapart.volunteering.models import (
    Availability,
    HeldSkill,
    HoursEntry,
    Letter,
    LetterCopy,
    Likeness,
    Mission,
    MissionChoice,
    Note,
    ReachableSpace,
    SpokenLanguage,
    Volunteer,
)
from mapart.volunteering.rules import window_of

SPACES, WEEKS, SESSIONS_A_WEEK, TO_COME = 6, 52, 8, 4
SHIFTS_EACH, MESSAGES_EACH, ACTS_EACH, LETTERS = 10, 5, 5, 60
OPEN_EVERY = 5  # one volunteer in so many waits for an answer, for her hours, has a letter on paper, looks like another


def build(count: int, days_back: int = 365) -> None:
    """Fill an empty, migrated database, the catalogue of missions loaded, with ``count`` volunteers.

    ``days_back``: how far their hours go.
    """
    rng = random.Random(count)
    spaces = store(Space, _spaces())
    missions = list(Mission.objects.all())
    people = store(Person, (person(rng, number, "v") for number in range(count)))
    volunteers = store(Volunteer, _volunteers(rng, people, spaces))
    _traits(rng, volunteers, missions)
    _history(rng, volunteers, spaces, missions)
    _hours(rng, volunteers, missions, days_back)
    _talk(rng, volunteers, spaces)
    _outbox(rng, volunteers)
    applications = make_newcomers(rng, volunteers, spaces, missions)
    make_campaigns(rng, volunteers, applications, spaces, missions)
    _staff(spaces)
    count_rhythms(by=None)
    count_hours(by=None, until=clock.now())


def _spaces() -> Iterator[Space]:
    for number in range(SPACES):
        yield Space(
            slug=f"espace-{number}",
            name=f"Espace {number}",
            city=f"Ville {number // 2}",
            address="1 rue Exemple",
            postal_code="59000",
            insee_code="59350",
            latitude=50.6 + number / 10,
            longitude=3.0,
            phone="01 99 00 00 01",
            email=f"espace{number}@example.org",
            opening_hours="Mo-Fr 09:00-18:00",
        )


def _volunteers(rng: random.Random, people: list[Person], spaces: list[Space]) -> Iterator[Volunteer]:
    states = [VolunteerState.ACTIVE] * 8 + [VolunteerState.PAUSED, VolunteerState.LEFT]
    today = clock.today()
    for number, one in enumerate(people):
        state = rng.choice(states)
        yield Volunteer(
            person=one,
            home_space=spaces[number % SPACES],
            state=state,
            left_on=today if state == VolunteerState.LEFT else None,
            accompanied_shifts_left=rng.choice([0, 0, 0, 0, 3]),
            started_on=today - datetime.timedelta(days=rng.randrange(900)),
        )


def _traits(rng: random.Random, volunteers: list[Volunteer], missions: list[Mission]) -> None:
    """Three half-days, two skills, two missions, one space each; French, and Arabic for one in ten."""
    half_days = list(HalfDay)
    store(
        Availability,
        (
            Availability(volunteer=one, weekday=day, starts_at=hours.starts_at, ends_at=hours.ends_at)
            for one in volunteers
            for day in rng.sample(range(6), 3)
            for hours in [window_of(day, rng.choice(half_days))]
        ),
    )
    store(
        HeldSkill,
        (
            HeldSkill(volunteer=one, skill=skill, level=rng.randint(1, 3))
            for one in volunteers
            for skill in rng.sample(list(Skill), 2)
        ),
    )
    store(
        SpokenLanguage,
        (
            SpokenLanguage(volunteer=one, language=language)
            for one in volunteers
            for language in ["fr", *(["ar"] if rng.random() < 0.1 else [])]
        ),
    )
    store(
        MissionChoice,
        (
            MissionChoice(volunteer=one, mission=mission, rank=rank)
            for one in volunteers
            for rank, mission in enumerate(rng.sample(missions, 2))
        ),
    )
    store(
        ReachableSpace,
        (ReachableSpace(volunteer=one, space=one.home_space, travel_minutes=15) for one in volunteers),
    )


def _history(
    rng: random.Random, volunteers: list[Volunteer], spaces: list[Space], missions: list[Mission]
) -> None:
    """The same sessions whatever the crowd. Everybody held shifts in the year; from this week on, one or two a need."""
    sessions = store(Session, _sessions(spaces))
    today = clock.today()
    monday = clock.at(today - datetime.timedelta(days=today.weekday()), datetime.time.min, "Europe/Paris")
    needs = [
        StaffingNeed(session=one, mission=mission, minimum=2, ideal=3, maximum=20000, filled=0)
        for one in sessions
        for mission in rng.sample(missions, 2)
    ]
    here = {space.pk: [one for one in volunteers if one.home_space_id == space.pk] for space in spaces}
    past: dict[Any, list[StaffingNeed]] = {space.pk: [] for space in spaces}
    pairs = []
    for need in needs:
        space = need.session.space_id
        if need.session.starts_at < monday:
            past[space].append(need)
        else:
            pairs += [(need, one) for one in rng.sample(here[space][:100], rng.randint(1, 2))]
    pairs += [(need, one) for one in volunteers for need in rng.sample(past[one.home_space_id], SHIFTS_EACH)]
    for need, _one in pairs:
        need.filled += 1
    store(StaffingNeed, needs)
    store(
        Assignment,
        (
            Assignment(
                need=need,
                volunteer=one,
                origin=Origin.SOLVER,
                attendance=Attendance.CAME if need.session.starts_at < monday else Attendance.UNKNOWN,
            )
            for need, one in pairs
        ),
    )


def _sessions(spaces: list[Space]) -> Iterator[Session]:
    today = clock.today()
    monday = today - datetime.timedelta(days=today.weekday())
    for space, week, number in itertools.product(spaces, range(-WEEKS, TO_COME + 1), range(SESSIONS_A_WEEK)):
        date = monday + datetime.timedelta(weeks=week, days=number % 6)
        starts_at = clock.at(date, datetime.time(9 + 5 * (number // 6)), space.time_zone)
        ends_at = starts_at + datetime.timedelta(hours=3)
        yield Session(space=space, kind=SessionKind.COUNTER, starts_at=starts_at, ends_at=ends_at)


def _hours(rng: random.Random, volunteers: list[Volunteer], missions: list[Mission], days_back: int) -> None:
    """Hours of each shift, confirmed; some declared, that wait for the team."""
    today = clock.today()
    lines = [(one, HoursState.CONFIRMED) for one in volunteers for _ in range(SHIFTS_EACH * days_back // 365)]
    lines += [(one, HoursState.WAITING) for one in volunteers[::OPEN_EVERY]]
    store(
        HoursEntry,
        (
            HoursEntry(
                volunteer=one,
                space=one.home_space,
                mission=rng.choice(missions),
                worked_on=today - datetime.timedelta(days=rng.randrange(1, days_back)),
                minutes=180,
                source=HoursSource.ATTENDANCE,
                state=state,
            )
            for one, state in lines
        ),
    )


def _talk(rng: random.Random, volunteers: list[Volunteer], spaces: list[Space]) -> None:
    """Letters of the team with a copy for each, conversations, and pairs that look like one person."""
    letters = store(
        Letter,
        (
            Letter(space=space, scope=LetterScope.SPACE, subject="La semaine", body="Bonjour à vous.")
            for space in spaces
            for _ in range(LETTERS // SPACES)
        ),
    )
    by_space: dict[Any, list[Letter]] = {
        space.pk: [one for one in letters if one.space_id == space.pk] for space in spaces
    }
    store(
        LetterCopy,
        (
            LetterCopy(letter=letter, volunteer=one)
            for one in volunteers
            for letter in rng.sample(by_space[one.home_space_id], 5)
        ),
    )
    store(
        Note,
        (
            Note(volunteer=one, is_from_team=turn % 2 == 1, is_last=turn == 3, body="Je ne peux pas mardi.")
            for number, one in enumerate(volunteers[::OPEN_EVERY])
            for turn in range(number % 2, 4)
        ),
    )
    store(
        Likeness,
        (
            Likeness(one=one, other=other, reason=LikenessReason.NEAR_NAME)
            for pair in zip(volunteers[::OPEN_EVERY], volunteers[SPACES::OPEN_EVERY])
            for one, other in [sorted(pair, key=lambda volunteer: volunteer.pk)]
        ),
    )


def _outbox(rng: random.Random, volunteers: list[Volunteer]) -> None:
    """Messages sent in the year, some on paper that wait, some that failed; and what was written in the journal."""
    kinds = ["planning.roster", "planning.ask", "recruitment.seat"]
    now = clock.now()
    states = [(one, Channel.MAIL, MessageState.SENT) for one in volunteers for _ in range(MESSAGES_EACH)]
    states += [(one, Channel.PAPER, MessageState.WAITING) for one in volunteers[::OPEN_EVERY]]
    states += [(one, Channel.MAIL, MessageState.FAILED) for one in volunteers[::OPEN_EVERY]]
    store(
        Message,
        (
            Message(
                key=f"bench:{number}",
                kind=rng.choice(kinds),
                channel=channel,
                recipient=one.person_id,
                space=one.home_space_id,
                address="personne@example.org",
                subject="Votre planning",
                body="Bonjour, voici vos créneaux.",
                state=state,
                send_after=now,
                sent_at=now if state == MessageState.SENT else None,
            )
            for number, (one, channel, state) in enumerate(states)
        ),
    )
    store(
        JournalEntry,
        (
            JournalEntry(at=now, act="confirm_shift", subject_type="planning.assignment", subject=one.pk)
            for one in volunteers
            for _ in range(ACTS_EACH)
        ),
    )


def _staff(spaces: list[Space]) -> None:
    """Who heads the network, and for each space a manager and a community lead."""
    roles: list[tuple[RoleKind, Space | None]] = [(RoleKind.NETWORK_HEAD, None)]
    roles += itertools.product((RoleKind.SPACE_MANAGER, RoleKind.COMMUNITY_LEAD), spaces)
    for number, (kind, space) in enumerate(roles):
        one = Person.objects.create(
            first_name="Équipe", last_name=f"{number}", email=f"e{number}@example.org"
        )
        Role.objects.create(person=one, kind=kind, space=space)
