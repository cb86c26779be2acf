"""The calendar feed and the file of a seat: right instants, no names, revocable, cheap to ask again."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar, Event

from mapart.agenda.enums import SessionState
from mapart.agenda.models import Booking
from mapart.core import clock
from mapart.core.ids import secret
from mapart.planning.enums import Origin
from mapart.planning.models import Assignment
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Volunteer
from tests.factories import (
    make_meeting,
    make_mission,
    make_need,
    make_person,
    make_session,
    make_space,
    make_volunteer,
)
from tests.reading import plain

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


def give_shift(volunteer: Volunteer, day: datetime.date | None = None, hour: int = 9) -> Assignment:
    """A shift of hers, next week's Tuesday when no day is given."""
    session = make_session(make_space(name="Espace Lille-Sud"), day, hour)
    need = make_need(session, make_mission(title="Permanence connectée"))
    return Assignment.objects.create(need=need, volunteer=volunteer, origin=Origin.SOLVER)


def only_event(file: bytes) -> Event:
    """The one event of a calendar file, read by a reader that is not ours."""
    (event,) = Calendar.from_ical(file).events
    return event


def feed_of(volunteer: Volunteer) -> str:
    return f"/agenda/{volunteer.calendar_secret}.ics"


def test_the_feed_shows_her_shifts_and_nobodys_name(client: Client) -> None:
    person = make_person(first_name="Amina", last_name="Benali", email="amina@example.org")
    volunteer, other = make_volunteer(person=person), make_volunteer(person=make_person(first_name="Gaspard"))
    shift = give_shift(volunteer)
    Assignment.objects.create(need=shift.need, volunteer=other, origin=Origin.SOLVER)
    give_shift(other)
    answer = client.get(feed_of(volunteer))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    event = only_event(answer.content)
    assert event["uid"] == f"{shift.pk}@localhost"
    assert event["summary"] == "Permanence connectée"
    assert str(event["location"]).startswith("Espace Lille-Sud, 1 rue Exemple, 59000")
    assert (event.start, event.end) == (shift.need.session.starts_at, shift.need.session.ends_at)
    assert event["status"] == "TENTATIVE"
    assert "Appelez l'espace : 01 99 00 00 01" in plain(str(event["description"]))
    text = answer.content.decode()
    for word in ("Amina", "Benali", "amina@", "Gaspard", volunteer.calendar_secret, shift.secret):
        assert word not in text
    Assignment.objects.update(confirmed_at=clock.now())
    assert b"STATUS:CONFIRMED" in client.get(feed_of(volunteer)).content


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [
        (datetime.date(2026, 3, 28), 8),  # the day before clocks go forward
        (datetime.date(2026, 3, 29), 7),
        (datetime.date(2026, 10, 24), 7),  # the day before they go back
        (datetime.date(2026, 10, 25), 8),
    ],
)
def test_nine_oclock_is_nine_oclock_on_both_sides_of_a_change_of_clock(
    client: Client, monkeypatch: pytest.MonkeyPatch, day: datetime.date, utc_hour: int
) -> None:
    volunteer = make_volunteer()
    give_shift(volunteer, day)
    monkeypatch.setattr(clock, "now", lambda: datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC))
    monkeypatch.setattr("mapart.api.views._PAST", datetime.timedelta(days=100))
    answer = client.get(feed_of(volunteer)).content
    assert f"DTSTART:{day:%Y%m%d}T{utc_hour:02}0000Z".encode() in answer
    event = only_event(answer)
    assert isinstance(event.start, datetime.datetime)
    assert isinstance(event.end, datetime.datetime)
    assert event.start.astimezone(PARIS).time() == datetime.time(9)
    assert event.end.astimezone(PARIS).time() == datetime.time(12)


def test_a_telephone_that_asks_again_gets_304_until_something_changes(client: Client) -> None:
    volunteer = make_volunteer()
    give_shift(volunteer)
    first = client.get(feed_of(volunteer))
    again = client.get(feed_of(volunteer), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    give_shift(volunteer, hour=14)
    changed = client.get(feed_of(volunteer), headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_a_revoked_unknown_or_odd_secret_is_a_404(client: Client) -> None:
    volunteer = make_volunteer()
    old = feed_of(volunteer)
    Volunteer.objects.update(calendar_secret=secret())
    for address in (old, f"/agenda/{secret()}.ics", "/agenda/..%2F.ics", "/agenda/é.ics"):
        assert client.get(address).status_code == 404, address


def test_who_has_left_or_was_closed_out_has_no_feed(client: Client) -> None:
    volunteer = make_volunteer()
    volunteer.person.is_active = False
    volunteer.person.save()
    assert client.get(feed_of(volunteer)).status_code == 404
    gone = make_volunteer(state=VolunteerState.LEFT, left_on=clock.today())
    assert client.get(feed_of(gone)).status_code == 404


def test_a_cancelled_session_leaves_the_feed_and_other_methods_are_refused(client: Client) -> None:
    volunteer = make_volunteer()
    shift = give_shift(volunteer)
    shift.need.session.state = SessionState.CANCELLED
    shift.need.session.save()
    assert b"VEVENT" not in client.get(feed_of(volunteer)).content
    assert client.post(feed_of(volunteer)).status_code == 405


def test_the_feed_asks_the_same_number_of_queries_at_any_size(client: Client) -> None:
    volunteer = make_volunteer()
    counts = []
    for size in (1, 10):
        for _ in range(size):
            give_shift(volunteer)
        with CaptureQueriesContext(connection) as captured:
            client.get(feed_of(volunteer))
        counts.append(len(captured))
    assert counts == [2, 2]


def test_a_remote_shift_has_no_street(client: Client) -> None:
    volunteer = make_volunteer()
    session = make_session(make_space(is_remote=True))
    Assignment.objects.create(need=make_need(session), volunteer=volunteer, origin=Origin.SOLVER)
    assert "LOCATION:À distance" in client.get(feed_of(volunteer)).content.decode()


def test_the_file_of_a_seat(client: Client) -> None:
    person = make_person(first_name="Amina", last_name="Benali")
    booking = Booking.objects.create(session=make_meeting(), person=person)
    address = f"/reunion/{booking.secret}.ics"
    answer = client.get(address)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="reunion.ics"'
    event = only_event(answer.content)
    assert event["summary"] == "réunion d'information"
    assert str(event["description"]).startswith(f"Votre référence : {booking.reference}\n")
    assert event.start == booking.session.starts_at
    assert b"Amina" not in answer.content
    assert b"Benali" not in answer.content
    booking.session.state = SessionState.CANCELLED
    booking.session.save()
    assert b"STATUS:CANCELLED" in client.get(address).content
    booking.delete()
    assert client.get(address).status_code == 404
