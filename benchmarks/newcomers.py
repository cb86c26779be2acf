"""The people of a big association who are on their way in, and the campaigns that brought them."""

import datetime
import random
from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.db.models import Model

from mapart.agenda.enums import SessionKind
from mapart.agenda.models import Booking, Session
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.demo.names import FIRST_NAMES, LAST_NAMES
from mapart.people.models import Person
from mapart.recruitment.enums import CampaignState, FreeMoment, InvitationWay, Stage
from mapart.recruitment.models import Application, Campaign, Goal, Invitation, PathStep, Sponsor
from mapart.recruitment.rules import HOLDERS, STEP_OF_STAGE
from mapart.spaces.models import Space
from mapart.volunteering.models import Mission, Volunteer

WEEKS, TO_COME, SEATED = 52, 4, 20
ON_THE_WAY = [Stage.APPLIED, Stage.INVITED, Stage.CAME, Stage.WELCOMED]
Row = TypeVar("Row", bound=Model)


def store(table: type[Row], rows: Iterable[Row]) -> list[Row]:
    """Write rows in bulk."""
    return table._default_manager.bulk_create(rows, batch_size=2000)


def person(rng: random.Random, number: int, kind: str) -> Person:
    """Somebody with two last names, so that few people have one name."""
    return Person(
        first_name=rng.choice(FIRST_NAMES),
        last_name=f"{rng.choice(LAST_NAMES)} {rng.choice(LAST_NAMES)}",
        email=f"{kind}{number}@example.org",
        phone=f"+336{number:08d}" if kind == "v" else None,
        channel=Channel.MAIL,
        password="!",
    )


def make_newcomers(
    rng: random.Random, volunteers: list[Volunteer], spaces: list[Space], missions: list[Mission]
) -> list[Application]:
    """As many applicants of the year as volunteers: a third still on the way, a third gone, a third volunteers now."""
    people = store(Person, (person(rng, number, "c") for number in range(len(volunteers))))
    meetings = store(Session, _meetings(spaces))
    by_space = {space.pk: [one for one in meetings if one.space_id == space.pk] for space in spaces}
    stages = [rng.choice(ON_THE_WAY) if number % 3 == 0 else Stage.LEFT for number in range(len(people))]
    stages[1::3] = [Stage.ACTIVE] * len(stages[1::3])
    rows = [
        _application(rng, stage, volunteer.person if stage == Stage.ACTIVE else one, spaces, missions)
        for stage, volunteer, one in zip(stages, volunteers, people)
    ]
    bookings: list[Booking] = []
    for row in rows:
        if row.stage not in (Stage.APPLIED, Stage.WELCOMED):
            # The first of each space meet at one meeting, as full in a small crowd as in a big one.
            here = by_space[row.space_id]
            meeting = (
                here[0] if here[0].booked < SEATED and row.stage == Stage.INVITED else rng.choice(here[1:])
            )
            meeting.booked += 1
            row.booking = Booking(session=meeting, person=row.person, reference=f"{len(bookings):08d}")
            bookings.append(row.booking)
    Session.objects.bulk_update(meetings, ["booked"], batch_size=500)
    store(Booking, bookings)
    store(Application, rows)
    store(PathStep, (step for row in rows for step in _steps(rng, row)))
    return rows


def make_campaigns(
    rng: random.Random,
    volunteers: list[Volunteer],
    applications: list[Application],
    spaces: list[Space],
    missions: list[Mission],
) -> None:
    """Three campaigns, the last one open: a code for each volunteer, one applicant in four invited, half have come."""
    today = clock.today()
    campaigns = store(
        Campaign,
        (
            Campaign(
                slug=f"campagne-{number}",
                title=f"Campagne {number}",
                pitch="Trois heures par mois suffisent.",
                starts_on=today - datetime.timedelta(days=20 + 150 * (2 - number)),
                ends_on=today + datetime.timedelta(days=20 - 150 * (2 - number)),
                state=CampaignState.OPEN if number == 2 else CampaignState.CLOSED,
            )
            for number in range(3)
        ),
    )
    for campaign in campaigns:
        campaign.spaces.set(spaces)
    last = campaigns[-1]
    sponsors = store(
        Sponsor,
        (
            Sponsor(
                campaign=last,
                person_id=one.person_id,
                space=spaces[number % len(spaces)],
                code=f"{number:06d}",
            )
            for number, one in enumerate(volunteers)
        ),
    )
    store(
        Goal,
        (
            Goal(campaign=last, space=space, mission=mission, count=3, places=5)
            for space in spaces
            for mission in missions[:4]
        ),
    )
    now = clock.now()
    store(
        Invitation,
        (
            Invitation(
                campaign=last,
                sponsor=rng.choice(sponsors),
                person=one.person,
                application=one,
                way=InvitationWay.LINK,
                booked_at=now,
                came_at=now if number % 2 else None,
            )
            for number, one in enumerate(applications[::4])
        ),
    )


def _meetings(spaces: list[Space]) -> Iterator[Session]:
    """One a week in each space; first the one to come soonest."""
    now = clock.now()
    for number, space in enumerate(spaces):
        for week in [0, *range(1, TO_COME), *range(-WEEKS, 0)]:
            starts_at = now + datetime.timedelta(weeks=week, days=1, hours=number)
            yield Session(
                space=space,
                kind=SessionKind.INFORMATION_MEETING,
                starts_at=starts_at,
                ends_at=starts_at + datetime.timedelta(hours=1),
                capacity=20000,
            )


def _application(
    rng: random.Random, stage: Stage, one: Person, spaces: list[Space], missions: list[Mission]
) -> Application:
    return Application(
        person=one,
        space=rng.choice(spaces),
        mission=rng.choice(missions),
        moment=rng.choice(list(FreeMoment)),
        stage=stage,
        stage_since=clock.now() - datetime.timedelta(hours=rng.randrange(24, 24 * 360)),
        left_reason="other" if stage == Stage.LEFT else "",
    )


def _steps(rng: random.Random, row: Application) -> Iterator[PathStep]:
    """The step she is at; of who is ready or gone, all those behind her."""
    step = STEP_OF_STAGE.get(Stage(row.stage))
    for name in [step] if step else list(HOLDERS):
        since = row.stage_since
        ended_at = None if step else since + datetime.timedelta(hours=rng.randrange(1, 90))
        waits_from = since
        if step and row.stage == Stage.INVITED and row.booking is not None:
            waits_from = row.booking.session.ends_at
        yield PathStep(
            application=row,
            space=row.space,
            step=name,
            holder=HOLDERS[name],
            since=since,
            waits_from=waits_from,
            ended_at=ended_at,
        )
