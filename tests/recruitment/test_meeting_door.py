"""Who came to a meeting is written when its door is open: nobody comes to a meeting of next week."""

import datetime

import pytest
from django.test import Client

from mapart.agenda.actions import claim_seat
from mapart.agenda.enums import Attendance
from mapart.agenda.models import Booking, Session
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.ids import uuid7
from mapart.core.refusals import Refusal
from mapart.people.enums import RoleKind
from mapart.recruitment import actions
from mapart.recruitment.actions import Applicant
from mapart.recruitment.models import Application
from tests.factories import make_application, make_person, make_staff

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def door_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is out of the tests."""
    monkeypatch.setattr("mapart.recruitment.rules.DOOR_OPEN", 2 * HOUR)


@pytest.fixture
def seat(meeting: Session) -> Booking:
    """The seat of somebody at a meeting of next week."""
    applicant = make_application(meeting.space, make_person(first_name="Zoé"))
    seat = claim_seat(by=None, session=meeting, person=applicant.person, key=uuid7())
    assert isinstance(seat, Booking)
    return seat


def move(meeting: Session, starts_in: datetime.timedelta) -> None:
    starts_at = clock.now() + starts_in
    Session.objects.filter(pk=meeting.pk).update(starts_at=starts_at, ends_at=starts_at + 2 * HOUR)


@pytest.mark.parametrize(
    ("starts_in", "is_open"), [(26, False), (2.1, False), (1.9, True), (-1, True), (-24 * 90, True)]
)
def test_the_list_is_open_from_two_hours_before(
    client: Client, meeting: Session, seat: Booking, starts_in: float, is_open: bool
) -> None:
    move(meeting, starts_in * HOUR)
    client.force_login(make_staff(meeting.space, RoleKind.COMMUNITY_LEAD))
    address = f"/equipe/reunions/{meeting.pk}/"
    page = client.get(address).text
    for word in ("Est là", "est venu sans place"):
        assert (word in page) == is_open
    assert ("à partir de 2 heures avant" in page) != is_open
    told = client.post(f"{address}presence/", {"booking": seat.pk, "attendance": "came"}, follow=True).text
    seat.refresh_from_db()
    assert seat.attendance == (Attendance.CAME if is_open else Attendance.UNKNOWN)
    assert ("Cette réunion est à venir." in told) != is_open


def test_a_touch_made_too_early_can_always_be_taken_back(
    client: Client, meeting: Session, seat: Booking
) -> None:
    Booking.objects.update(attendance=Attendance.CAME)
    client.force_login(make_staff(meeting.space, RoleKind.COMMUNITY_LEAD))
    address = f"/equipe/reunions/{meeting.pk}/"
    assert "Revenir en arrière" in client.get(address).text
    client.post(f"{address}presence/", {"booking": seat.pk, "attendance": "unknown"})
    assert Booking.objects.get().attendance == Attendance.UNKNOWN


def test_nobody_walks_in_before_the_door_is_open(meeting: Session) -> None:
    with pytest.raises(Refusal) as refused:
        actions.add_walk_in(
            by=make_staff(meeting.space),
            key=uuid7(),
            session=meeting,
            applicant=Applicant(first_name="Ali", channel=Channel.PAPER),
        )
    assert refused.value.code == "recruitment.meeting_to_come"
    assert not Application.objects.exists()
