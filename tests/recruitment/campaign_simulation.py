"""A campaign lived through by chance and judged by plain arithmetic: who invited whom must come out the same.

Guests come by the link, by a code on another device, or by what the team notes; forms are sent twice, lines break after
the answer was written, two volunteers claim one guest, people come under a second address of theirs, invite themselves,
invite back who brought them, or mistype. ``Oracle`` knows only the rules in words; it reads no table.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from mapart.agenda.enums import Attendance
from mapart.agenda.models import Booking, Session
from mapart.core.enums import Channel
from mapart.core.ids import uuid7
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.recruitment.actions import Applicant, apply, mark_attendance, open_campaign, record_invitation
from mapart.recruitment.enums import CampaignState, InvitationWay
from mapart.recruitment.models import Application, Invitation, Sponsor
from mapart.spaces.models import Space
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Volunteer
from tests.factories import make_campaign, make_meeting, make_space, make_staff

SEATS = 500
_KINDS = {
    "link": 40,
    "double click": 8,
    "line broken": 8,
    "other device": 14,
    "noted by the team": 6,
    "claimed by two": 8,
    "second address": 6,
    "herself": 3,
    "a volunteer": 3,
    "mistyped": 4,
}


@dataclass
class Oracle:
    """What must come out: the sponsor of each guest by address, and who has come."""

    sponsor_of: dict[str, int] = field(default_factory=dict)
    has_come: set[str] = field(default_factory=set)

    def invite(self, guest: str, sponsor: int) -> None:
        """The first invitation of somebody wins."""
        self.sponsor_of.setdefault(guest, sponsor)

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
        self.lead = make_staff()
        self._make_volunteers(sponsors)
        campaign = make_campaign(*self.spaces, state=CampaignState.DRAFT)
        open_campaign(by=self.lead, campaign=campaign)
        self.campaign = campaign
        rows = Sponsor.objects.filter(campaign=campaign).select_related("person").order_by("person__email")
        self.sponsors = list(rows)
        self.guests = guests
        self.meetings = {
            space.pk: [make_meeting(space, capacity=SEATS) for _ in range(1 + 2 * guests // SEATS)]
            for space in self.spaces
        }

    def run(self, progress: Callable[[], None] = lambda: None) -> None:
        """All guests, one after the other; then who comes to the meeting, with some touches taken back."""
        for number in range(self.guests):
            # Each kind once, then by chance.
            by_chance = self.rng.choices(list(_KINDS), list(_KINDS.values()))[0]
            kind = list(_KINDS)[number] if number < len(_KINDS) else by_chance
            self.kinds[kind] += 1
            getattr(self, f"_{kind.replace(' ', '_')}")(number, self.rng.randrange(len(self.sponsors)))
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
        return wrong

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

    # --- what happens to a guest ----------------------------------------------------------------------------------
    def _apply(self, email: str, code: str, times: int = 1) -> Application:
        """The form, sent ``times`` times under one key, with a date or without."""
        space: Space = self.rng.choice(self.spaces)
        session: Session | None = (
            self.rng.choice(self.meetings[space.pk]) if self.rng.random() < 0.9 else None
        )
        key = uuid7()
        applicant = Applicant("Nour", Channel.MAIL, email=email, code=code)
        outcomes = [
            apply(by=None, key=key, applicant=applicant, space=space, session=session) for _ in range(times)
        ]
        return outcomes[0].application

    def _link(self, number: int, sponsor: int, times: int = 1) -> Application:
        email = f"invitee{number:05}@example.org"
        self.oracle.invite(email, sponsor)
        return self._apply(email, self.sponsors[sponsor].code, times)

    def _double_click(self, number: int, sponsor: int) -> None:
        self._link(number, sponsor, times=2)

    def _line_broken(self, number: int, sponsor: int) -> None:
        """The answer is lost: she begins again, with a new key."""
        self._link(number, sponsor)
        self._link(number, sponsor)

    def _other_device(self, number: int, sponsor: int) -> None:
        email = f"invitee{number:05}@example.org"
        application = self._apply(email, "")
        code = self.sponsors[sponsor].code
        typed = self.rng.choice([code.lower(), f"{code[:3]} {code[3:]}", f" {code[:2]}-{code[2:]}"])
        for _ in range(self.rng.randint(1, 2)):
            record_invitation(by=None, application=application, code=typed, way=InvitationWay.CODE)
        self.oracle.invite(email, sponsor)

    def _noted_by_the_team(self, number: int, sponsor: int) -> None:
        email = f"invitee{number:05}@example.org"
        application = self._apply(email, "")
        code = self.sponsors[sponsor].code
        record_invitation(by=self.lead, application=application, code=code, way=InvitationWay.STAFF)
        self.oracle.invite(email, sponsor)

    def _claimed_by_two(self, number: int, sponsor: int) -> None:
        application = self._link(number, sponsor)
        other = (sponsor + 1) % len(self.sponsors)
        self._refused(application, other)
        self._apply(f"invitee{number:05}@example.org", self.sponsors[other].code)

    def _second_address(self, number: int, sponsor: int) -> None:
        self._link(number, sponsor)
        self._apply(f"invitee{number:05}+encore@example.org", self.sponsors[sponsor].code)

    def _herself(self, number: int, sponsor: int) -> None:
        email = self.sponsors[sponsor].person.email or ""
        self._apply(email.replace("@", f"+{number}@"), self.sponsors[sponsor].code)

    def _a_volunteer(self, number: int, sponsor: int) -> None:
        other = self.sponsors[(sponsor + 7) % len(self.sponsors)]
        self._apply(other.person.email or "", self.sponsors[sponsor].code)

    def _mistyped(self, number: int, sponsor: int) -> None:
        code = self.sponsors[sponsor].code
        known = {one.code for one in self.sponsors}
        wrong = f"{code[:-1]}{'2' if code[-1] != '2' else '3'}"
        if wrong not in known:
            self._apply(f"invitee{number:05}@example.org", wrong)

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
            mark_attendance(by=None, booking=booking, attendance=Attendance.CAME)
            if self.rng.random() < 0.1:
                mark_attendance(by=None, booking=booking, attendance=Attendance.UNKNOWN)
                continue
            self.oracle.has_come.add(booking.person.email or "")
