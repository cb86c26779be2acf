"""A campaign lived through by chance and judged by plain arithmetic: who invited whom must come out the same.

Guests come by the link, by a code on another device, or by what the team notes; forms are sent twice, lines break after
the answer was written, the server dies before it is, two volunteers claim one guest, people come under a second address
of theirs, invite themselves, bring back who brought them, or mistype. Dozens of guests are on their way at a time, and
chance says whose step is next. ``Oracle`` knows only the rules in words; it reads no table.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from mapart.agenda.enums import Attendance
from mapart.agenda.models import Booking, Session
from mapart.core.enums import Channel
from mapart.core.ids import uuid7
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.recruitment.actions import (
    Applicant,
    apply,
    join_campaign,
    mark_attendance,
    move_application,
    open_campaign,
    record_invitation,
)
from mapart.recruitment.enums import CampaignState, InvitationWay, Stage
from mapart.recruitment.models import Application, Invitation, Sponsor
from mapart.recruitment.queries import funnel_by_space, funnel_by_sponsor, public_counts, recruits_of
from mapart.spaces.models import Space
from mapart.volunteering.actions import leave
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Volunteer
from tests.factories import make_campaign, make_meeting, make_mission, make_space, make_staff

SEATS = 500
ON_THEIR_WAY = 40
_KINDS = {
    "link": 40,
    "double click": 8,
    "line broken": 8,
    "server died": 4,
    "other device": 12,
    "code after the meeting": 4,
    "noted by the team": 6,
    "claimed by two": 8,
    "second address": 6,
    "herself": 3,
    "a volunteer": 3,
    "brought back": 2,
    "mistyped": 4,
}
Steps = Iterator[None]


class _ServerDiedError(Exception):
    """Before the answer was written."""


@dataclass
class Oracle:
    """What must come out: the sponsor of each guest by address, and who has come.

    ``touches``: by address, the meetings she was seen at. Taken back, a touch does not count, until she is welcomed.
    """

    sponsor_of: dict[str, int] = field(default_factory=dict)
    touches: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    welcomed: set[str] = field(default_factory=set)

    def invite(self, guest: str, sponsor: int) -> None:
        """The first invitation of somebody wins."""
        self.sponsor_of.setdefault(guest, sponsor)

    @property
    def has_come(self) -> set[str]:
        """Who was seen at a meeting, or welcomed."""
        return self.welcomed | {guest for guest, seen in self.touches.items() if seen}

    @property
    def counts(self) -> Counter[int]:
        """Recruits of each sponsor: the guests who came."""
        return Counter(self.sponsor_of[guest] for guest in self.has_come if guest in self.sponsor_of)


class Simulation:
    """``guests`` people knock, invited by ``sponsors`` volunteers; the seed decides everything."""

    def __init__(self, sponsors: int, guests: int, seed: int = 1) -> None:
        self.rng = random.Random(seed)
        self.oracle = Oracle()
        self.kinds: Counter[str] = Counter()
        self.spaces = [make_space() for _ in range(3)]
        make_mission()
        self.lead = make_staff()
        self._make_volunteers(sponsors)
        campaign = make_campaign(*self.spaces, state=CampaignState.DRAFT)
        open_campaign(by=self.lead, campaign=campaign)
        self.campaign = campaign
        rows = Sponsor.objects.filter(campaign=campaign).select_related("person").order_by("person__email")
        self.sponsors = list(rows)
        self.gone: set[int] = set()
        self.guests = guests
        self.meetings = {
            space.pk: [make_meeting(space, capacity=SEATS) for _ in range(1 + 2 * guests // SEATS)]
            for space in self.spaces
        }

    def run(self, progress: Callable[[], None] = lambda: None) -> None:
        """All guests, some dozens at a time, step by step; then who comes to the meeting, some touches taken back."""
        waiting = iter(range(self.guests))
        under_way: list[Steps] = []
        while True:
            while len(under_way) < ON_THEIR_WAY and (number := next(waiting, None)) is not None:
                under_way.append(self._knock(number))
            if not under_way:
                break
            at = self.rng.randrange(len(under_way))
            if next(under_way[at], self) is self:  # nothing more happens to this one
                del under_way[at]
                progress()
        self._meet()

    def faults(self) -> list[str]:
        """Where the tables differ from the arithmetic."""
        found = {
            email: code
            for email, code in Invitation.objects.values_list("person__email", "sponsor__code")
            if email is not None
        }
        wanted = {guest: self.sponsors[at].code for guest, at in self.oracle.sponsor_of.items()}
        wrong = [
            f"{guest}: {found.get(guest)} instead of {wanted.get(guest)}"
            for guest in sorted(found.keys() | wanted.keys())
            if found.get(guest) != wanted.get(guest)
        ]
        counted = Counter(
            Invitation.objects.filter(came_at__isnull=False).values_list("sponsor__code", flat=True)
        )
        expected = {self.sponsors[at].code: count for at, count in self.oracle.counts.items()}
        wrong += [
            f"{code} counts {counted[code]} instead of {expected.get(code, 0)}"
            for code in sorted(counted.keys() | expected.keys())
            if counted[code] != expected.get(code, 0)
        ]
        return wrong + self._wrong_totals()

    def _wrong_totals(self) -> list[str]:
        """Where the pages of the campaign differ from the arithmetic."""
        invited, came = len(self.oracle.sponsor_of), sum(self.oracle.counts.values())
        spaces = funnel_by_space(self.campaign)
        sponsors = funnel_by_sponsor(self.campaign.sponsors.select_related("person", "space"))
        told = {
            "by space": (sum(one.funnel.invited for one in spaces), sum(one.funnel.came for one in spaces)),
            "by sponsor": (
                sum(one.funnel.invited for one in sponsors),
                sum(one.funnel.came for one in sponsors),
            ),
            "in the list": (invited, recruits_of([self.campaign])[self.campaign.pk]),
            "for everybody": (invited, sum(one.came for one in public_counts(self.campaign))),
        }
        return [
            f"{where}: {counts} instead of {(invited, came)}"
            for where, counts in told.items()
            if counts != (invited, came)
        ]

    def _make_volunteers(self, count: int) -> None:
        people = [
            Person(first_name=f"Marraine {number}", email=f"marraine{number:05}@example.org")
            for number in range(count)
        ]
        Person.objects.bulk_create(people, batch_size=500)
        Volunteer.objects.bulk_create(
            (
                Volunteer(person=person, state=VolunteerState.ACTIVE, home_space=self.rng.choice(self.spaces))
                for person in people
            ),
            batch_size=500,
        )

    # --- what happens to a guest, step by step --------------------------------------------------------------------
    def _knock(self, number: int) -> Steps:
        """A guest of each kind once, then by chance."""
        by_chance = self.rng.choices(list(_KINDS), list(_KINDS.values()))[0]
        kind = list(_KINDS)[number] if number < len(_KINDS) else by_chance
        self.kinds[kind] += 1
        steps: Steps = getattr(self, f"_{kind.replace(' ', '_')}")(number, self._sponsor())
        return steps

    def _sponsor(self) -> int:
        """Somebody who has a code and is still a volunteer."""
        while (at := self.rng.randrange(len(self.sponsors))) in self.gone:
            pass
        return at

    def _apply(self, email: str, code: str, times: int = 1, *, has_seat: bool = False) -> Application:
        """The form, sent ``times`` times under one key, with a date or without."""
        space: Space = self.rng.choice(self.spaces)
        session: Session | None = (
            self.rng.choice(self.meetings[space.pk]) if has_seat or self.rng.random() < 0.9 else None
        )
        key = uuid7()
        applicant = Applicant("Nour", Channel.MAIL, email=email, code=code)
        outcomes = [
            apply(by=None, key=key, applicant=applicant, space=space, session=session) for _ in range(times)
        ]
        return outcomes[0].application

    def _invited(self, number: int, sponsor: int, times: int = 1, *, has_seat: bool = False) -> Application:
        """She follows the link of ``sponsor``."""
        email = f"invitee{number:05}@example.org"
        self.oracle.invite(email, sponsor)
        return self._apply(email, self.sponsors[sponsor].code, times, has_seat=has_seat)

    def _comes(self, application: Application) -> None:
        bookings = Booking.objects.select_related("session__space", "person")
        self._touch(bookings.get(person=application.person), Attendance.CAME)
        application.refresh_from_db()

    def _touch(self, booking: Booking, attendance: Attendance) -> None:
        mark_attendance(by=self.lead, booking=booking, attendance=attendance)
        seen = self.oracle.touches[booking.person.email or ""]
        (seen.add if attendance == Attendance.CAME else seen.discard)(booking.pk)

    def _link(self, number: int, sponsor: int) -> Steps:
        self._invited(number, sponsor)
        yield

    def _double_click(self, number: int, sponsor: int) -> Steps:
        self._invited(number, sponsor, times=2)
        yield

    def _line_broken(self, number: int, sponsor: int) -> Steps:
        """The answer is lost: she begins again, with a new key."""
        self._invited(number, sponsor)
        yield
        self._invited(number, sponsor)

    def _server_died(self, number: int, sponsor: int) -> Steps:
        """All was undone: she sends it again, or another volunteer invites her first."""
        with suppress(_ServerDiedError), transaction.atomic():
            self._apply(f"invitee{number:05}@example.org", self.sponsors[sponsor].code)
            raise _ServerDiedError
        yield
        self._invited(number, self.rng.choice([sponsor, self._sponsor()]))

    def _other_device(self, number: int, sponsor: int) -> Steps:
        email = f"invitee{number:05}@example.org"
        application = self._apply(email, "")
        for _ in range(self.rng.randint(1, 2)):
            yield
            record_invitation(
                by=None, application=application, code=self._typed(sponsor), way=InvitationWay.CODE
            )
            self.oracle.invite(email, sponsor)

    def _code_after_the_meeting(self, number: int, sponsor: int) -> Steps:
        email = f"invitee{number:05}@example.org"
        application = self._apply(email, "", has_seat=True)
        yield
        self._comes(application)
        yield
        record_invitation(by=None, application=application, code=self._typed(sponsor), way=InvitationWay.CODE)
        self.oracle.invite(email, sponsor)

    def _noted_by_the_team(self, number: int, sponsor: int) -> Steps:
        email = f"invitee{number:05}@example.org"
        application = self._apply(email, "")
        yield
        code = self.sponsors[sponsor].code
        record_invitation(by=self.lead, application=application, code=code, way=InvitationWay.STAFF)
        self.oracle.invite(email, sponsor)

    def _claimed_by_two(self, number: int, sponsor: int) -> Steps:
        application = self._invited(number, sponsor)
        other = (sponsor + 1) % len(self.sponsors)
        yield
        self._refused(application, other)
        yield
        self._apply(f"invitee{number:05}@example.org", self.sponsors[other].code)

    def _second_address(self, number: int, sponsor: int) -> Steps:
        self._invited(number, sponsor)
        yield
        self._apply(f"invitee{number:05}+encore@example.org", self.sponsors[sponsor].code)

    def _herself(self, number: int, sponsor: int) -> Steps:
        email = self.sponsors[sponsor].person.email or ""
        self._apply(email.replace("@", f"+{number}@"), self.sponsors[sponsor].code)
        yield

    def _a_volunteer(self, number: int, sponsor: int) -> Steps:
        self._apply(self.sponsors[self._sponsor()].person.email or "", self.sponsors[sponsor].code)
        yield

    def _brought_back(self, number: int, sponsor: int) -> Steps:
        """She becomes a volunteer and invites; who brought her, at one step or two, leaves and comes back by her."""
        at = sponsor
        for step in range(self.rng.randint(1, 2)):
            application = self._invited(100_000 + 2 * number + step, at, has_seat=True)
            yield
            self._comes(application)
            move_application(by=self.lead, application=application, stage=Stage.WELCOMED)
            self.oracle.welcomed.add(application.person.email or "")
            yield
            code = join_campaign(by=application.person, campaign=self.campaign)
            self.sponsors.append(Sponsor.objects.select_related("person").get(pk=code.pk))
            at = len(self.sponsors) - 1
        if sponsor in self.gone:
            return
        self.gone.add(sponsor)
        first = self.sponsors[sponsor]
        leave(by=first.person, volunteer=Volunteer.objects.get(person=first.person))
        yield
        self._apply(first.person.email or "", self.sponsors[at].code)

    def _mistyped(self, number: int, sponsor: int) -> Steps:
        code = self.sponsors[sponsor].code
        known = {one.code for one in self.sponsors}
        wrong = f"{code[:-1]}{'2' if code[-1] != '2' else '3'}"
        if wrong not in known:
            self._apply(f"invitee{number:05}@example.org", wrong)
        yield

    def _typed(self, sponsor: int) -> str:
        """A code as one types it."""
        code = self.sponsors[sponsor].code
        return self.rng.choice([code.lower(), f"{code[:3]} {code[3:]}", f" {code[:2]}-{code[2:]}"])

    def _refused(self, application: Application, sponsor: int) -> None:
        try:
            record_invitation(
                by=None,
                application=application,
                code=self.sponsors[sponsor].code,
                way=InvitationWay.CODE,
            )
        except Refusal:
            return
        raise AssertionError("the second invitation was taken")

    def _meet(self) -> None:
        """Two in three come; one touch in ten is a mistake, taken back."""
        bookings = Booking.objects.filter(person__email__startswith="invitee").select_related(
            "person", "session__space"
        )
        for booking in bookings.order_by("person__email", "pk"):
            if self.rng.random() > 0.66:
                continue
            self._touch(booking, Attendance.CAME)
            if self.rng.random() < 0.1:
                self._touch(booking, Attendance.UNKNOWN)
