"""The demonstration is believable, invented, and the same for the same seed."""

import datetime
from collections import Counter
from contextlib import suppress
from unittest import mock

import pytest
from django.db import transaction
from django.db.models import F, Q
from django.test import TestCase

from mapart.agenda.enums import Attendance, SessionKind
from mapart.agenda.models import Booking, Session
from mapart.core import clock
from mapart.demo.campaign import campaign_dates
from mapart.demo.seed import is_seeded, seed
from mapart.people.models import Person
from mapart.planning.models import Assignment, StaffingNeed
from mapart.recruitment.models import Application, Campaign, Invitation, PathStep
from mapart.recruitment.queries import public_counts
from mapart.recruitment.rules import read_code
from mapart.spaces.models import Space
from mapart.volunteering.enums import HoursSource, HoursState
from mapart.volunteering.models import HoursEntry, MissionChoice, Note, Volunteer
from mapart.volunteering.rules import time_offered

DAY = datetime.date(2026, 11, 23)
pytestmark = pytest.mark.xdist_group("demo")  # one process: the association is built once for its class


def _quiet(_percent: int, _what: str) -> None:
    """Nobody watches."""


class UndoError(Exception):
    """Raised to roll a transaction back."""


class SeededAssociation(TestCase):
    """One association for all these tests, built at night, when the least of the day is over; it takes seconds."""

    night: datetime.datetime

    @classmethod
    def setUpTestData(cls) -> None:
        cls.night = clock.at(DAY, datetime.time(0, 5), "Europe/Paris")
        cls.enterClassContext(mock.patch.object(clock, "now", return_value=cls.night))
        seed(1, DAY, _quiet)

    def test_nobody_has_come_further_than_now(self) -> None:
        assert not Application.objects.filter(stage_since__gt=self.night).exists()
        assert not PathStep.objects.filter(Q(since__gt=self.night) | Q(ended_at__gt=self.night)).exists()

    def test_who_holds_a_seat_is_who_applied(self) -> None:
        booked = Application.objects.exclude(booking=None)
        assert booked.exists()
        assert not booked.exclude(person=F("booking__person")).exists()

    def test_seven_cities_twelve_spaces_a_thousand_volunteers(self) -> None:
        spaces = Space.objects.filter(is_remote=False)
        assert spaces.count() == 12
        assert len(set(spaces.values_list("city", flat=True))) == 7
        assert Volunteer.objects.count() == 1000
        assert is_seeded()

    def test_everybody_is_invented_and_unreachable(self) -> None:
        people = Person.objects.all()
        assert not people.filter(is_demo=False).exists()
        assert not people.exclude(Q(email__isnull=True) | Q(email__endswith="@example.org")).exists()
        assert not people.exclude(Q(phone__isnull=True) | Q(phone__startswith="+3363998")).exists()

    def test_the_campaign_has_its_public_figures(self) -> None:
        starts_on, ends_on = campaign_dates(DAY)
        assert (starts_on, ends_on) == (datetime.date(2026, 9, 16), datetime.date(2026, 10, 11))
        came = Booking.objects.filter(
            session__kind=SessionKind.INFORMATION_MEETING,
            session__starts_at__date__range=(starts_on, ends_on),
            attendance=Attendance.CAME,
        )
        assert came.count() == 301
        assert len(set(came.values_list("session__space__city", flat=True))) == 7

    def test_the_campaign_is_replayed_by_the_rules_of_an_honest_count(self) -> None:
        campaign = Campaign.objects.get()
        assert (campaign.starts_on, campaign.ends_on) == campaign_dates(DAY)
        assert (campaign.ends_on - campaign.starts_on).days + 1 == 26
        counts = public_counts(campaign)
        assert sum(one.came for one in counts) == 301
        assert len({one.space.city for one in counts}) == 7
        invitations = Invitation.objects.select_related("sponsor", "application")
        assert 0.44 < 301 / invitations.count() < 0.46
        for one in invitations:
            assert one.sponsor.person_id != one.person_id
            assert one.sponsor.space_id == one.application.space_id
            assert campaign.starts_on <= one.application.created_at.date() <= campaign.ends_on
        inviting = invitations.values("sponsor").distinct().count()
        assert 0.15 < inviting / campaign.sponsors.count() < 0.25
        assert all(read_code(code) == code for code in campaign.sponsors.values_list("code", flat=True))

    def test_counters_tell_the_truth(self) -> None:
        booked = Counter(Booking.objects.values_list("session", flat=True))
        for session in Session.objects.filter(kind=SessionKind.INFORMATION_MEETING):
            assert session.booked == booked[session.pk]
        filled = Counter(Assignment.objects.values_list("need", flat=True))
        for need in StaffingNeed.objects.all():
            assert need.filled == filled[need.pk]

    def test_the_past_keeps_the_rules_of_the_roster(self) -> None:
        choices = set(MissionChoice.objects.values_list("volunteer", "mission"))
        days: Counter[tuple[object, datetime.date]] = Counter()
        minutes: Counter[object] = Counter()
        rows = Assignment.objects.select_related("need__session", "volunteer")
        assert rows.count() > 4000
        for row in rows:
            session = row.need.session
            assert (row.volunteer.pk, row.need.mission_id) in choices
            days[row.volunteer.pk, session.starts_at.date()] += 1
            minutes[row.volunteer.pk] += int((session.ends_at - session.starts_at).total_seconds()) // 60
        assert max(days.values()) == 1
        for volunteer in Volunteer.objects.all():
            months = 9 / 4 + 1
            assert (
                minutes[volunteer.pk]
                <= months * time_offered(volunteer.commitment, volunteer.accepts_whole_day).max_month
            )

    def test_hours_are_those_of_who_came(self) -> None:
        came = Assignment.objects.filter(attendance=Attendance.CAME)
        noted = HoursEntry.objects.filter(source=HoursSource.ATTENDANCE)
        assert noted.count() == came.count() > 3000
        assert HoursEntry.objects.filter(state=HoursState.WAITING).count() == 3
        assert Note.objects.filter(is_from_team=False).count() == 2

    def test_the_past_has_holes_to_recruit_for(self) -> None:
        past = StaffingNeed.objects.filter(session__ends_at__lt=clock.now())
        short = past.filter(filled__lt=F("minimum")).count()
        assert 0.02 < short / past.count() < 0.4


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_association() -> None:
    def picture() -> list[list[object]]:
        return [
            list(
                Volunteer.objects.order_by("pk").values_list(
                    "pk", "person__first_name", "commitment", "calendar_secret"
                )
            ),
            list(StaffingNeed.objects.order_by("pk").values_list("pk", "filled")),
            list(Assignment.objects.order_by("pk").values_list("pk", "volunteer", "need", "attendance")),
        ]

    pictures = []
    for _ in range(2):
        with suppress(UndoError), transaction.atomic():
            seed(5, DAY, _quiet)
            pictures.append(picture())
            raise UndoError
    assert len(pictures[0][0]) == 1000
    assert pictures[0] == pictures[1]
