"""Every message has a mail and an SMS form; the SMS fits in one, whatever the names."""

import datetime

import pytest
from django.test import override_settings

from mapart.agenda import mails as agenda_mails
from mapart.agenda.models import Booking, Session, WaitlistEntry
from mapart.agenda.rules import place_in_sms
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.notifications.models import Message
from mapart.notifications.rules import SMS_LENGTH, gsm7_length, unsendable
from mapart.people.models import Person
from mapart.recruitment import mails
from mapart.recruitment.models import Application
from tests.factories import (
    make_application,
    make_meeting,
    make_mission,
    make_person,
    make_space,
    make_volunteer,
)
from tests.reading import plain

pytestmark = pytest.mark.django_db

LONG_ADDRESS = "https://benevoles.mapart.example.org"
KINDS = {
    "agenda.seat_found",
    "agenda.session_cancelled",
    "recruitment.seat",
    "recruitment.waiting",
    "recruitment.received",
    "recruitment.welcome",
    "recruitment.forgetting",
    "recruitment.former",
    "recruitment.unbound",
}


def longest(channel: Channel) -> tuple[Person, Session, Application]:
    """The longest names that the tables take, on the longest date of the year, read next year."""
    space = make_space(
        name="Îlot " + "ï" * 115,
        city="Saint-Maximin-la-Sainte-Baume-œ" + "î" * 49,
        address="99 bis boulevard de l’Hôtel-de-Ville " + "ê" * 160,
        phone="01 99 00 00 01",
    )
    person = make_person(first_name="Ç" * 60, last_name="Û" * 80, phone="+33639980001", channel=channel)
    september = datetime.date(clock.today().year + 1, 9, 22)
    wednesday = september + datetime.timedelta(days=(2 - september.weekday()) % 7)
    start = clock.at(wednesday, datetime.time(18, 30), "Europe/Paris")
    session = make_meeting(space, starts_at=start, ends_at=start + datetime.timedelta(hours=1))
    application = make_application(space, person, mission=make_mission(title="M" * 120))
    return person, session, application


def tell_everything(channel: Channel) -> None:
    person, session, application = longest(channel)
    to = (channel, person.phone if channel == Channel.SMS else person.email or "")
    assert to[1] is not None
    address = (to[0], to[1])
    booking = Booking.objects.create(session=session, person=person)
    entry = WaitlistEntry.objects.create(session=session, person=person, number=999)
    agenda_mails.tell_seat_found(booking)
    agenda_mails.tell_session_cancelled(session, person)
    mails.tell_seat(application, booking, address)
    mails.tell_waiting(application, entry, address)
    mails.tell_received(application, address)
    mails.tell_welcome(application)
    mails.tell_forgetting(application, "mark", datetime.date(2027, 9, 22))
    mails.tell_former(make_volunteer(session.space, person=person), "mark", datetime.date(2027, 9, 22))
    mails.tell_unbound(person, "mark", datetime.date(2027, 9, 22))


@override_settings(PUBLIC_ADDRESS=LONG_ADDRESS)
def test_each_sms_fits_in_one_with_the_longest_data() -> None:
    tell_everything(Channel.SMS)
    messages = Message.objects.all()
    assert {message.kind for message in messages} == KINDS
    for message in messages:
        assert gsm7_length(message.body) <= SMS_LENGTH, message.body
        assert not unsendable(message.body), message.body
        assert not message.subject


def number_to_call(message: Message) -> str:
    """That of the space, or of the association when she belongs to no space."""
    return "01 99 00 00 01" if message.space else "01 99 00 00 00"


@override_settings(PUBLIC_ADDRESS=LONG_ADDRESS)
def test_each_mail_has_a_subject_and_says_where_to_call() -> None:
    tell_everything(Channel.MAIL)
    messages = Message.objects.all()
    assert {message.kind for message in messages} == KINDS
    for message in messages:
        assert 10 <= len(message.subject) <= 90, message.subject
        assert number_to_call(message) in plain(message.body)
        assert "&#" not in message.body
        assert "\n\n\n" not in message.body


def test_a_letter_has_no_link_to_touch_and_a_number_to_call() -> None:
    tell_everything(Channel.PAPER)
    messages = Message.objects.all()
    assert {message.kind for message in messages} == KINDS
    for message in messages:
        assert "http" not in message.body, message.kind
        assert "lien" not in message.body, message.kind
        assert number_to_call(message) in plain(message.body), message.kind


@override_settings(PUBLIC_ADDRESS=LONG_ADDRESS)
def test_a_usual_sms_says_when_and_where() -> None:
    person = make_person(phone="+33639980001", channel=Channel.SMS)
    space = make_space(address="12 rue Neuve", city="Lille")
    session = make_meeting(space)
    booking = Booking.objects.create(session=session, person=person)
    mails.tell_seat(make_application(space, person), booking, (Channel.SMS, "+33639980001"))
    text = Message.objects.get().body
    assert "Lille" in text
    assert booking.reference in text
    assert f"{LONG_ADDRESS}/reunion/{booking.secret}/" in text


def test_a_place_takes_the_letters_that_are_left() -> None:
    assert place_in_sms("1 rue Neuve", "Nîmes", 40) == "1 rue Neuve, Nimes"
    assert place_in_sms("1 rue Neuve", "Nîmes", 10) == "Nimes"
    assert place_in_sms("1 rue Neuve", "Nîmes", 3) == "Nim"
