"""Messages: one per person and act, readable, and short enough for an SMS with the longest data."""

import datetime
from typing import Any

import pytest

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.jobs.running import run_due
from mapart.notifications.enums import MessageState
from mapart.notifications.models import Message
from mapart.notifications.rules import SMS_LENGTH, gsm7_length, unsendable
from mapart.people.models import Person
from mapart.planning import actions, mails
from mapart.planning.models import Assignment, StaffingNeed
from tests.factories import (
    make_assignment,
    make_mission,
    make_need,
    make_person,
    make_session,
    make_space,
    make_staff,
    make_volunteer,
)
from tests.reading import plain

pytestmark = pytest.mark.django_db
# A long one that exists, and the longest « jour et mois » of French: « mercredi 16 septembre à 14 h 30 ».
ADDRESS = "https://benevoles.la-part-des-autres.org"
YEAR = 2090  # always to come
UNTIL = datetime.date(YEAR, 9, 30)
CITY = "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"


def phone(number: int) -> Person:
    return make_person(
        first_name="Marie-Françoise-Élisabeth",
        last_name="Ñ",
        email=None,
        phone=f"+3363998{number:04}",
        channel=Channel.SMS,
    )


@pytest.fixture
def need(settings: Any) -> StaffingNeed:
    settings.PUBLIC_ADDRESS = ADDRESS
    day = next(
        day
        for day in (datetime.date(YEAR, 9, 1) + datetime.timedelta(days=i) for i in range(30))
        if day.weekday() == 2 and day.day > 9
    )
    space = make_space(city=CITY, name="Espace solidaire de l'Argonne ardennaise", time_zone="Europe/Paris")
    starts_at = clock.at(day, datetime.time(14, 30), "Europe/Paris")
    session = make_session(space, starts_at=starts_at, ends_at=starts_at + datetime.timedelta(hours=3))
    return make_need(session, make_mission(title="Chef ou cheffe de projet accueil social et numérique"))


def sms(kind: str) -> Message:
    message = Message.objects.filter(kind=kind, channel=Channel.SMS).latest("created_at")
    assert gsm7_length(message.body) <= SMS_LENGTH, message.body
    assert unsendable(message.body) == []
    assert message.state == MessageState.WAITING
    return message


def test_every_sms_fits_with_the_longest_data(need: StaffingNeed) -> None:
    space = need.session.space
    manager = make_staff(space)
    Person.objects.filter(pk=manager.pk).update(
        email=None, phone="+33639980001", channel=Channel.SMS, first_name="Marie-Françoise-Élisabeth"
    )
    manager.refresh_from_db()
    people = [make_volunteer(space, (need.mission,), person=phone(number)) for number in range(10, 14)]
    asks = [actions.ask_volunteer(by=manager, need=need, volunteer=one) for one in people]
    assert asks[-1].secret in sms("planning.ask").body
    StaffingNeed.objects.update(minimum=1, ideal=1)
    actions.answer_ask(ask=asks[0], accept=True)
    held = Assignment.objects.get()
    assert held.secret in sms("planning.yes").body
    run_due(("default",))
    sms("planning.place_filled")
    sms("planning.cover")
    actions.withdraw(by=people[0].person, assignment=held)
    assert str(need.pk) in sms("planning.withdrawal").body
    held = actions.assign(by=manager, need=need, volunteer=people[1], knowingly=True)
    assert held.secret in sms("planning.roster").body
    actions.unassign(
        by=manager, assignment=actions.assign(by=manager, need=need, volunteer=people[2], knowingly=True)
    )
    sms("planning.taken_off")
    week = datetime.timedelta(days=7)
    other = make_need(
        make_session(space, starts_at=need.session.starts_at + week, ends_at=need.session.ends_at + week)
    )
    moved = actions.move_assignment(by=manager, need=need, volunteer=people[1], to=other, knowingly=True)
    assert moved.secret in sms("planning.moved").body
    actions.move_assignment(by=manager, need=other, volunteer=people[1], to=need, knowingly=True)
    actions.cancel_session(by=manager, session=need.session)
    sms("planning.session_cancelled")
    august = clock.at(datetime.date(YEAR, 8, 31), datetime.time(14, 30), "Europe/Paris")
    three_hours = datetime.timedelta(hours=3)
    ends = [
        make_need(make_session(space, starts_at=start, ends_at=start + three_hours))
        for start in (august, august + datetime.timedelta(days=25))
    ]
    for one in ends:
        make_assignment(one, people[1])
    actions.cancel_sessions(by=manager, sessions=[one.session for one in ends])
    assert "2 séances" in sms("planning.sessions_cancelled").body
    mails.tell_team_of_freed_places([need, other], by=None)
    assert "2 places sont libres." in sms("planning.places_freed").body
    mails.tell_roster(people[2], [], key="test", space=space.pk, until=UNTIL)
    assert "plus de créneau" in sms("planning.roster").body


def test_a_name_in_other_letters_turns_no_sms_into_a_letter(need: StaffingNeed) -> None:
    manager = make_staff(need.session.space)
    Person.objects.filter(pk=manager.pk).update(email=None, phone="+33639980001", channel=Channel.SMS)
    manager.refresh_from_db()
    person = make_person(first_name="Оксана", email=None, phone="+33639980020", channel=Channel.SMS)
    volunteer = make_volunteer(need.session.space, (need.mission,), person=person)
    StaffingNeed.objects.update(minimum=1, ideal=1)
    actions.answer_ask(ask=actions.ask_volunteer(by=manager, need=need, volunteer=volunteer), accept=True)
    assert "Place prise" in sms("planning.cover").body
    assert not Message.objects.filter(channel=Channel.PAPER).exists()


def test_many_shifts_in_one_sms_lead_to_the_page_of_the_next(need: StaffingNeed) -> None:
    volunteer = make_volunteer(need.session.space, (need.mission,), person=phone(20))
    later = make_need(make_session(need.session.space, hour=9), need.mission)
    shifts = [make_assignment(need, volunteer), make_assignment(later, volunteer)]
    mails.tell_roster(volunteer, shifts, key="test", space=None, until=UNTIL)
    body = sms("planning.roster").body
    assert shifts[1].secret in body
    assert "2" in body


def test_a_mail_says_who_when_where_and_what_to_do() -> None:
    need = make_need()
    assignment = make_assignment(need)
    mails.tell_roster(
        assignment.volunteer, [assignment], key="test", space=need.session.space_id, until=UNTIL
    )
    message = Message.objects.get()
    space = need.session.space
    for words in ("Bonjour Camille", "de 9 h à 12 h", need.mission.title, space.address, "01 99 00 00 01"):
        assert words in plain(message.body)
    assert message.subject == "Vos créneaux"
    assert message.space == space.pk


def test_nothing_in_a_mail_is_escaped() -> None:
    need = make_need(make_session(make_space(name="Espace de l'Étoile & Cie")))
    assignment = make_assignment(need)
    mails.tell_roster(assignment.volunteer, [assignment], key="test", space=None, until=UNTIL)
    assert "Espace de l'Étoile & Cie" in Message.objects.get().body


def test_who_has_neither_mail_nor_phone_gets_a_letter_to_print() -> None:
    need = make_need()
    person = make_person(email=None, channel=Channel.PAPER)
    assignment = make_assignment(need, make_volunteer(need.session.space, person=person))
    mails.tell_roster(assignment.volunteer, [assignment], key="test", space=None, until=UNTIL)
    message = Message.objects.get()
    assert (message.channel, message.address) == (Channel.PAPER, "Camille Exemple")


def test_a_letter_has_no_link_to_touch_and_a_number_to_call() -> None:
    need = make_need()
    manager = make_staff(need.session.space)
    letters = [
        make_volunteer(
            need.session.space, (need.mission,), person=make_person(email=None, channel=Channel.PAPER)
        )
        for _ in range(2)
    ]
    ask = actions.ask_volunteer(by=manager, need=need, volunteer=letters[0])
    actions.answer_ask(ask=ask, accept=True)
    held = Assignment.objects.get()
    mails.remind([held], 1)
    later = make_need(make_session(need.session.space, hour=15), need.mission)
    actions.move_assignment(by=manager, need=need, volunteer=letters[0], to=later, knowingly=True)
    mails.tell_roster(letters[1], [held], key="test", space=None, until=UNTIL)
    written = Message.objects.filter(channel=Channel.PAPER)
    kinds = {"planning.ask", "planning.yes", "planning.reminder", "planning.moved", "planning.roster"}
    assert {message.kind for message in written} == kinds
    for message in written:
        assert "http" not in message.body, message.kind
        assert "01 99 00 00 01" in plain(message.body), message.kind


def test_who_said_yes_is_reminded_without_being_asked_again() -> None:
    assignment = make_assignment(make_need())
    mails.remind([assignment], 1)
    assignment.confirmed_at = clock.now()
    mails.remind([assignment], 2)
    asked, told = Message.objects.order_by("created_at").values_list("subject", flat=True)
    assert asked.startswith("On compte sur vous")
    assert told.startswith("Rappel : vous venez")


def test_a_shift_from_home_has_no_address() -> None:
    need = make_need(make_session(make_space(name="À distance", is_remote=True, city="", address="")))
    assignment = make_assignment(need)
    mails.tell_roster(assignment.volunteer, [assignment], key="test", space=None, until=UNTIL)
    assert "\nÀ distance\n" in Message.objects.get().body


def test_an_address_that_cannot_be_read_becomes_a_letter_and_stops_nobody() -> None:
    need = make_need()
    person = make_person()
    Person.objects.filter(pk=person.pk).update(email="deux@example.org,autre@example.org")
    person.refresh_from_db()
    assignment = make_assignment(need, make_volunteer(need.session.space, person=person))
    mails.tell_roster(assignment.volunteer, [assignment], key="test", space=None, until=UNTIL)
    assert Message.objects.get().channel == Channel.PAPER


@pytest.mark.parametrize("name", ["roster", "ask", "yes", "place_filled", "session_cancelled"])
def test_a_mail_has_a_subject_and_no_jargon(name: str) -> None:
    need = make_need()
    manager = make_staff(need.session.space)
    volunteers = [make_volunteer(need.session.space, (need.mission,)) for _ in range(2)]
    asks = [actions.ask_volunteer(by=manager, need=need, volunteer=one) for one in volunteers]
    StaffingNeed.objects.update(minimum=1, ideal=1)
    actions.answer_ask(ask=asks[0], accept=True)
    actions.assign(by=manager, need=need, volunteer=volunteers[1])
    actions.cancel_session(by=manager, session=need.session)
    run_due(("default",))
    found: Any = Message.objects.filter(kind=f"planning.{name}").first()
    assert found.subject
    for word in ("veuillez", "Veuillez", "e-mail", "%("):
        assert word not in found.body
