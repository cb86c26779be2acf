"""The people who knocked at the door: the autumn campaign, and those who wait today.

The campaign is the one whose figures are public: 16 September to 11 October, 301 recruits in seven cities. A recruit
counts when she has come to an information meeting. Shares of no-shows and of those who drop out after the meeting
follow public studies of such associations.
"""

import datetime
import random
from dataclasses import dataclass, field

from mapart.agenda.enums import Attendance, SessionKind
from mapart.agenda.models import Booking, Session, WaitlistEntry
from mapart.core import clock
from mapart.demo.keys import Keys
from mapart.demo.team import SHOWN_SPACE
from mapart.demo.volunteers import Maker
from mapart.people.models import Person
from mapart.recruitment.enums import FreeMoment, HeardFrom, LeftReason, Stage
from mapart.recruitment.models import Application
from mapart.spaces.models import Space
from mapart.volunteering.models import Mission

RECRUITS = 301
_MEETING_SEATS = 14
_NO_SHOWS = 0.12
_CAME_OF_INVITED = 0.45
_WELCOMED_WHERE_SHOWN = 3  # newcomers that a visitor of the demonstration can follow
_HEARD_FROM = {HeardFrom.WEB: 70, HeardFrom.PHONE: 12, HeardFrom.MAIL: 6, HeardFrom.DESK: 12}


def campaign_dates(today: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The last finished campaign: 16 September to 11 October, both included."""
    year = today.year if today > datetime.date(today.year, 10, 11) else today.year - 1
    return datetime.date(year, 9, 16), datetime.date(year, 10, 11)


@dataclass
class Door:
    """Rows of meetings and applicants, ready to be stored."""

    meetings: list[Session] = field(default_factory=list)
    bookings: list[Booking] = field(default_factory=list)
    waitlist: list[WaitlistEntry] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    since: dict[object, datetime.datetime] = field(default_factory=dict)

    def store(self) -> None:
        """Write everything, parents first; applications keep the date they were made."""
        Session.objects.bulk_create(self.meetings, batch_size=500)
        Booking.objects.bulk_create(self.bookings, batch_size=500)
        WaitlistEntry.objects.bulk_create(self.waitlist, batch_size=500)
        Application.objects.bulk_create(self.applications, batch_size=500)
        for application in self.applications:
            application.created_at = self.since[application.pk]
        Application.objects.bulk_update(self.applications, ["created_at"], batch_size=500)

    def on_their_way(self) -> list[Application]:
        """Those who are welcomed and not ready yet."""
        return [application for application in self.applications if application.stage == Stage.WELCOMED]


class DoorMaker:
    """Makes meetings and the people who come to them."""

    def __init__(
        self, rng: random.Random, keys: Keys, today: datetime.date, maker: Maker, spaces: list[Space]
    ) -> None:
        self.rng, self.keys, self.today, self.maker, self.spaces = rng, keys, today, maker, spaces
        self.missions: list[Mission] = list(maker.missions.values())
        self.door = Door()

    def run_campaign(self, shares: dict[Space, int]) -> list[Person]:
        """301 people who came to a meeting during the campaign; returns those who went on to volunteer."""
        starts_on, ends_on = campaign_dates(self.today)
        meetings = [
            self._meeting(space, starts_on + datetime.timedelta(days=offset))
            for offset in range((ends_on - starts_on).days + 1)
            for space in shares
            if (starts_on + datetime.timedelta(days=offset)).weekday() == (1 + self.spaces.index(space)) % 5
        ]
        stayed: list[Person] = []
        for _ in range(RECRUITS):
            free = [meeting for meeting in meetings if meeting.booked < meeting.capacity]
            meeting = self.rng.choices(free, [shares[meeting.space] for meeting in free])[0]
            self._came(meeting, stayed)
            if self.rng.random() < _NO_SHOWS and meeting.booked < meeting.capacity:
                self._did_not_come(meeting)
        for _ in range(round(RECRUITS / _CAME_OF_INVITED) - len(self.door.applications)):
            self._gave_no_date(self.rng.choices(list(shares), list(shares.values()))[0])
        return stayed

    def fill_today(self) -> None:
        """What the team finds this morning: people to call, meetings to come, newcomers to welcome."""
        for space in self.spaces:
            for weeks in (1, 3):
                day = self.today + datetime.timedelta(days=weeks * 7 - self.today.weekday() + 2)
                meeting = self._meeting(space, day, seats=6 if space.city == "Grenoble" else 12)
                for _ in range(
                    meeting.capacity
                    if space.city == "Grenoble" and weeks == 1
                    else min(meeting.capacity, self.rng.randint(2, 7))
                ):
                    booking = self._book(meeting)
                    self._apply(booking.person, space, Stage.INVITED, self._days_ago(1, 9), booking)
                if meeting.booked == meeting.capacity:
                    for number in range(1, 4):
                        person = self.maker.person()
                        self._apply(person, space, Stage.APPLIED, self._days_ago(0, 3))
                        self.door.waitlist.append(
                            WaitlistEntry(
                                id=self.keys.next(),
                                session=meeting,
                                person=person,
                                number=number,
                                secret=self.keys.secret(),
                            )
                        )
            last = self._meeting(
                space, self.today - datetime.timedelta(days=1 + self.spaces.index(space) % 3)
            )
            for _ in range(self.rng.randint(2, 5)):
                booking = self._book(last, Attendance.CAME)
                self._apply(booking.person, space, Stage.CAME, self._days_ago(8, 14), booking, last.ends_at)
            if space.slug == SHOWN_SPACE:
                for _ in range(_WELCOMED_WHERE_SHOWN):
                    booking = self._book(last, Attendance.CAME)
                    since = max(self._days_ago(0, 1), last.ends_at)
                    self._apply(booking.person, space, Stage.WELCOMED, self._days_ago(8, 14), booking, since)
            for _ in range(self.rng.randint(1, 4)):
                self._apply(self.maker.person(), space, Stage.APPLIED, self._days_ago(0, 3))

    def _meeting(self, space: Space, day: datetime.date, seats: int = _MEETING_SEATS) -> Session:
        starts_at = clock.at(day, datetime.time(18), space.time_zone)
        meeting = Session(
            id=self.keys.next(),
            space=space,
            kind=SessionKind.INFORMATION_MEETING,
            starts_at=starts_at,
            ends_at=starts_at + datetime.timedelta(minutes=75),
            capacity=seats,
        )
        self.door.meetings.append(meeting)
        return meeting

    def _book(
        self, meeting: Session, attendance: Attendance = Attendance.UNKNOWN, person: Person | None = None
    ) -> Booking:
        meeting.booked += 1
        booking = Booking(
            id=self.keys.next(),
            session=meeting,
            person=person or self.maker.person(),
            reference=self.keys.reference(),
            secret=self.keys.secret(),
            attendance=attendance,
        )
        self.door.bookings.append(booking)
        return booking

    def _came(self, meeting: Session, stayed: list[Person]) -> None:
        booking = self._book(meeting, Attendance.CAME)
        if self.rng.random() < 0.7:
            stage = Stage.ACTIVE
            stayed.append(booking.person)
        else:
            stage = self.rng.choice([Stage.LEFT, Stage.LEFT, Stage.WELCOMED])
        before = meeting.starts_at - datetime.timedelta(
            days=self.rng.randint(2, 12), minutes=self.rng.randrange(600)
        )
        before = self._in_the_campaign(before, meeting.space)
        since = self._days_ago(0, 4) if stage == Stage.WELCOMED else meeting.ends_at
        self._apply(booking.person, meeting.space, stage, before, booking, since)

    def _did_not_come(self, meeting: Session) -> None:
        booking = self._book(meeting, Attendance.ABSENT)
        before = meeting.starts_at - datetime.timedelta(days=self.rng.randint(2, 12))
        before = self._in_the_campaign(before, meeting.space)
        self._apply(
            booking.person, meeting.space, Stage.LEFT, before, booking, meeting.ends_at, LeftReason.NO_ANSWER
        )

    def _gave_no_date(self, space: Space) -> None:
        """Left her contact, then answered no call."""
        starts_on, ends_on = campaign_dates(self.today)
        made_at = clock.at(starts_on, datetime.time(9), space.time_zone) + datetime.timedelta(
            days=self.rng.randint(0, (ends_on - starts_on).days), minutes=self.rng.randrange(600)
        )
        given_up = made_at + datetime.timedelta(days=9)
        self._apply(self.maker.person(), space, Stage.LEFT, made_at, None, given_up, LeftReason.NO_ANSWER)

    def _in_the_campaign(self, made_at: datetime.datetime, space: Space) -> datetime.datetime:
        """Nobody was invited before the first morning."""
        starts_on, _ends_on = campaign_dates(self.today)
        return max(made_at, clock.at(starts_on, datetime.time(8), space.time_zone))

    def _days_ago(self, least: int, most: int) -> datetime.datetime:
        """Before this day began: nothing lies ahead of who opens the demonstration at night."""
        return clock.at(self.today, datetime.time(), "Europe/Paris") - datetime.timedelta(
            days=self.rng.randint(least, most), minutes=self.rng.randrange(1, 900)
        )

    def _apply(
        self,
        person: Person,
        space: Space,
        stage: Stage,
        made_at: datetime.datetime,
        booking: Booking | None = None,
        stage_since: datetime.datetime | None = None,
        left_reason: LeftReason | None = None,
    ) -> None:
        application = Application(
            id=self.keys.next(),
            secret=self.keys.secret(),
            person=person,
            space=space,
            mission=self.rng.choice([*self.missions, None, None]),
            moment=self.rng.choice([*FreeMoment, ""]),
            booking=booking,
            stage=stage,
            stage_since=stage_since or made_at,
            heard_from=self.rng.choices(list(_HEARD_FROM), list(_HEARD_FROM.values()))[0],
            left_reason=(left_reason or self.rng.choice(list(LeftReason))) if stage == Stage.LEFT else "",
        )
        self.door.applications.append(application)
        self.door.since[application.pk] = made_at
