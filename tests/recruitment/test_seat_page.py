"""My seat by its link: seen without an account, given back with a button, never by opening it."""

import datetime

import pytest
from django.test import Client

from mapart.agenda.actions import cancel_session, claim_seat
from mapart.agenda.models import Booking, Session, WaitlistEntry
from mapart.core import clock
from mapart.core.ids import uuid7
from mapart.people.models import Person
from mapart.recruitment.enums import Stage
from tests.factories import make_application, make_meeting, make_person
from tests.reading import plain

pytestmark = pytest.mark.django_db


def claim(session: Session, person: Person | None = None) -> Booking | WaitlistEntry:
    return claim_seat(by=None, session=session, person=person or make_person(), key=uuid7())


def path(held: Booking | WaitlistEntry) -> str:
    return f"/reunion/{held.secret}/"


def test_the_link_shows_the_seat_and_never_acts_when_opened(client: Client) -> None:
    booking = claim(make_meeting())
    assert isinstance(booking, Booking)
    for _ in range(2):
        html = client.get(path(booking)).content.decode()
    assert booking.reference in html
    assert booking.session.space.address in html
    assert Booking.objects.count() == 1


def test_the_button_gives_the_seat_back_and_a_second_press_is_harmless(client: Client) -> None:
    application = make_application(stage=Stage.INVITED)
    booking = claim(make_meeting(), application.person)
    response = client.post(path(booking))
    assert response["Location"] == "/reunion/rendue/"
    assert "Votre place est rendue" in client.get("/reunion/rendue/").content.decode()
    application.refresh_from_db()
    assert application.stage == Stage.APPLIED
    assert client.post(path(booking))["Location"] == "/reunion/rendue/"
    again = client.get(path(booking))
    assert again.status_code == 404
    assert "Ce lien ne sert plus" in again.content.decode()


def test_who_waits_sees_her_place_and_may_leave(client: Client) -> None:
    meeting = make_meeting(capacity=1)
    claim(meeting)
    claim(meeting)
    entry = claim(meeting)
    html = client.get(path(entry)).content.decode()
    assert "<b>2</b>" in html
    client.post(path(entry))
    assert meeting.waitlist.count() == 1


def test_the_link_of_who_waited_becomes_the_link_of_her_seat(client: Client) -> None:
    meeting = make_meeting(capacity=1)
    first, entry = claim(meeting), claim(meeting)
    client.post(path(first))
    html = client.get(path(entry)).content.decode()
    assert "Votre place" in html
    assert Booking.objects.get().reference in html


def test_an_old_or_cancelled_meeting_says_so_and_proposes_another(client: Client) -> None:
    cancelled, over = claim(make_meeting()), claim(make_meeting())
    cancel_session(by=None, session=cancelled.session)
    now = clock.now()
    Session.objects.filter(pk=over.session_id).update(
        starts_at=now - datetime.timedelta(days=2), ends_at=now - datetime.timedelta(days=1)
    )
    for held, words in ((cancelled, "annulée"), (over, "a eu lieu")):
        html = client.get(path(held)).content.decode()
        assert words in html
        assert "Choisir une autre date" in html
        assert "Rendre ma place" not in html
        client.post(path(held))
        assert Booking.objects.filter(pk=held.pk).exists()


@pytest.mark.parametrize("secret", ["inconnu", "x" * 300, "é", "%E9%"])
def test_an_unknown_link_gets_a_page_that_helps(client: Client, secret: str) -> None:
    response = client.get(f"/reunion/{secret}/")
    assert response.status_code == 404
    assert "01 99 00 00 00" in plain(response.content.decode())


def test_the_calendar_file_says_where_and_when_and_names_nobody(client: Client) -> None:
    meeting = make_meeting()
    person = make_person(first_name="Zoé", last_name="Nommée")
    claim(meeting, person)
    response = client.get(f"/reunions/{meeting.pk}.ics")
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in text
    assert meeting.starts_at.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ") in text
    assert meeting.space.name in text
    assert "Nomm" not in text
    assert client.get(f"/reunions/{uuid7()}.ics").status_code == 404
