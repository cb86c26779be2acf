"""How a person is reached: what she chooses, and an address that changes once a code has come back from it."""

import datetime
import re
from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.notifications.enums import MessageFamily
from mapart.notifications.models import Message
from mapart.notifications.rules import SMS_LENGTH, gsm7_length, unsendable
from mapart.people import actions
from mapart.people.enums import RoleKind
from mapart.people.models import AddressChange, Person
from mapart.people.queries import address_of, export_person
from mapart.people.rules import MOST_CODES_AN_HOUR, MOST_TRIES
from tests.factories import make_person, make_space, make_staff
from tests.processes import run_together

pytestmark = pytest.mark.django_db
NEW = "nouvelle@example.org"
MOBILE, FIXED = "+33639980055", "+33199000055"


def sent_code(address: str = NEW) -> str:
    body = Message.objects.filter(kind="people.address_code", address=address).latest("created_at").body
    found = re.search(r"\d{4} \d{4}", body)
    assert found
    return found[0]


def ask(
    person: Person, channel: Channel = Channel.MAIL, address: str = NEW, by: Person | None = None
) -> None:
    actions.ask_address(by=by or person, person=person, channel=channel, address=address)


def prove(person: Person, code: str, by: Person | None = None) -> Person:
    return actions.prove_address(by=by or person, person=person, code=code)


def test_nothing_changes_before_the_code_then_the_old_address_is_told_and_sessions_end() -> None:
    person = make_person(email="vieille@example.org")
    key = person.password
    ask(person)
    person.refresh_from_db()
    assert person.email == "vieille@example.org"
    assert [message.address for message in Message.objects.all()] == [NEW]
    assert sent_code().replace(" ", "") not in str(AddressChange.objects.values())
    prove(person, sent_code())
    person.refresh_from_db()
    assert person.email == NEW
    assert person.password != key, "whoever held a session of hers must come in anew"
    [told] = Message.objects.filter(kind="people.address_changed")
    assert told.address == "vieille@example.org"
    [entry] = JournalEntry.objects.filter(act="change_address")
    assert entry.facts == {"channel": "mail", "proof": "code"}
    assert "example.org" not in str(list(JournalEntry.objects.values_list("facts", flat=True)))


def test_a_first_phone_is_told_to_her_mail_address() -> None:
    person = make_person(email="amina@example.org")
    ask(person, Channel.SMS, MOBILE)
    prove(person, sent_code(MOBILE))
    person.refresh_from_db()
    assert person.phone == MOBILE
    assert Message.objects.get(kind="people.address_changed").address == "amina@example.org"


def test_a_code_serves_once_three_tries_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    person = make_person(email="vieille@example.org")
    ask(person)
    for _ in range(MOST_TRIES):
        with pytest.raises(Refusal, match=r"people\.code_wrong"):
            prove(person, "00000000" if sent_code() != "0000 0000" else "11111111")
    with pytest.raises(Refusal, match=r"people\.code_gone"):
        prove(person, sent_code())
    AddressChange.objects.update(created_at=clock.now() - datetime.timedelta(minutes=2))
    ask(person)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + datetime.timedelta(minutes=11))
    with pytest.raises(Refusal, match=r"people\.code_gone"):
        prove(person, sent_code())
    person.refresh_from_db()
    assert person.email == "vieille@example.org"


def test_pressed_twice_one_code_leaves_and_typed_twice_it_is_the_same() -> None:
    person = make_person()
    ask(person)
    ask(person)
    assert Message.objects.filter(kind="people.address_code").count() == 1
    assert prove(person, sent_code()).email == prove(person, sent_code()).email == NEW
    assert JournalEntry.objects.filter(act="change_address").count() == 1


def test_the_newest_code_alone_serves_and_few_leave_in_an_hour() -> None:
    person = make_person()
    ask(person)
    first = sent_code()
    ask(person, Channel.MAIL, "autre@example.org")
    if first != sent_code("autre@example.org"):
        with pytest.raises(Refusal, match=r"people\.code_wrong"):
            prove(person, first)
    for number in range(MOST_CODES_AN_HOUR - 2):
        ask(person, Channel.MAIL, f"n{number}@example.org")
    with pytest.raises(Refusal, match=r"people\.too_many_codes"):
        ask(person, Channel.MAIL, "encore@example.org")


def test_the_address_of_somebody_else_is_told_only_to_who_holds_it() -> None:
    person, other = make_person(), make_person(email=NEW)
    ask(person)  # says nothing of the other
    with pytest.raises(Refusal, match=r"people\.address_of_another"):
        prove(person, sent_code())
    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.email != NEW, other.email) == (True, NEW)


def test_what_cannot_be_asked() -> None:
    person = make_person(email="amina@example.org")
    with pytest.raises(Refusal, match=r"people\.address_same"):
        ask(person, Channel.MAIL, "amina@example.org")
    with pytest.raises(Refusal, match=r"people\.phone_without_sms"):
        ask(person, Channel.SMS, FIXED)


def test_a_fixed_line_is_noted_by_staff_who_called_it_and_no_sms_goes_there() -> None:
    person = make_person(email="amina@example.org", phone=MOBILE, channel=Channel.SMS)
    person.family_channels = {"news": "mail"}
    person.save()
    manager = make_staff(make_space())
    with pytest.raises(PermissionDenied):
        actions.note_called_number(by=person, person=person, phone=FIXED)
    actions.note_called_number(by=manager, person=person, phone=FIXED)
    person.refresh_from_db()
    assert (person.phone, person.channel) == (FIXED, Channel.PAPER)
    assert address_of(person) == (Channel.PAPER, person.full_name)
    assert JournalEntry.objects.get(act="change_address").facts["proof"] == "call"
    assert Message.objects.get(kind="people.address_changed").address == MOBILE


def remove(person: Person, channel: Channel, by: Person | None = None) -> Person:
    return actions.remove_address(by=by or person, person=person, channel=channel)


def test_an_address_that_goes_is_told_and_what_went_there_goes_the_other_way() -> None:
    person = make_person(email="vieille@example.org", phone=MOBILE, family_channels={"news": "mail"})
    key = person.password
    for _ in range(2):
        remove(person, Channel.MAIL)
    person.refresh_from_db()
    assert (person.email, person.phone, person.channel) == (None, MOBILE, Channel.SMS)
    assert person.family_channels == {}
    assert person.password != key
    [told] = Message.objects.filter(kind="people.address_changed")
    assert (told.channel, told.address) == (Channel.MAIL, "vieille@example.org")
    assert told.subject == "Votre adresse est retirée"
    [entry] = JournalEntry.objects.filter(act="remove_address")
    assert entry.facts == {"channel": "mail"}


def test_a_number_that_goes_leaves_the_mail_address() -> None:
    person = make_person(email="amina@example.org", phone=MOBILE, channel=Channel.SMS)
    remove(person, Channel.SMS)
    person.refresh_from_db()
    assert (person.phone, person.channel) == (None, Channel.MAIL)
    told = Message.objects.get(kind="people.address_changed")
    assert (told.channel, told.address) == (Channel.SMS, MOBILE)
    assert "est retiré." in told.body


def test_a_choice_made_on_an_older_page_is_refused_in_words() -> None:
    person = make_person(email="amina@example.org", phone=MOBILE, channel=Channel.SMS)
    older = Person.objects.get(pk=person.pk)
    remove(person, Channel.MAIL)
    with pytest.raises(Refusal, match=r"people\.channel_without_address"):
        actions.choose_channels(by=older, person=older, channel=Channel.MAIL, families={})


def test_the_last_address_stays() -> None:
    person = make_person(email="amina@example.org")
    by_phone = make_person(email=None, phone=MOBILE, channel=Channel.SMS)
    for one, channel in ((person, Channel.MAIL), (by_phone, Channel.SMS)):
        with pytest.raises(Refusal, match=r"people\.last_address"):
            remove(one, channel)
    assert not Message.objects.exists()


def test_nobody_shuts_herself_out_but_staff_may_leave_her_a_fixed_line() -> None:
    person = make_person(email="amina@example.org", phone=FIXED)
    with pytest.raises(Refusal, match=r"people\.last_way_in"):
        remove(person, Channel.MAIL)
    remove(person, Channel.MAIL, by=make_staff(make_space(), RoleKind.COMMUNITY_LEAD))
    person.refresh_from_db()
    assert (person.email, person.channel) == (None, Channel.PAPER)


def test_a_stranger_removes_nothing() -> None:
    person = make_person(email="amina@example.org", phone=MOBILE)
    for by in (make_person(), make_staff(make_space(), RoleKind.RECEPTIONIST)):
        with pytest.raises(PermissionDenied):
            remove(make_staff(None, RoleKind.NETWORK_HEAD), Channel.MAIL, by=by)
    with pytest.raises(PermissionDenied):
        remove(person, Channel.MAIL, by=make_person())


def test_each_family_goes_the_way_she_chose() -> None:
    person = make_person(email="amina@example.org", phone=MOBILE)
    actions.choose_channels(
        by=person,
        person=person,
        channel=Channel.SMS,
        families={MessageFamily.NEWS: Channel.MAIL, MessageFamily.TEAM: Channel.SMS},
    )
    person.refresh_from_db()
    assert person.family_channels == {"news": "mail"}, "what goes the same way is not kept apart"
    assert address_of(person) == (Channel.SMS, MOBILE)
    assert address_of(person, MessageFamily.NEWS) == (Channel.MAIL, "amina@example.org")
    assert export_person(person)["être prévenu, par genre de messages"] == {
        "les nouvelles de votre espace": "par mail"
    }
    bare = make_person(email=None, phone=FIXED, channel=Channel.PAPER)
    for channel in (Channel.SMS, Channel.MAIL):
        with pytest.raises(Refusal, match=r"people\.channel_without_address"):
            actions.choose_channels(by=bare, person=bare, channel=channel, families={})


def test_who_may_not() -> None:
    person, space = make_person(), make_space()
    boss = make_staff(None, RoleKind.NETWORK_HEAD)
    for by, whose in ((make_person(), person), (make_staff(space), boss), (person, boss)):
        with pytest.raises(PermissionDenied):
            ask(whose, by=by)
        with pytest.raises(PermissionDenied):
            prove(whose, "12345678", by=by)
        with pytest.raises(PermissionDenied):
            actions.note_called_number(by=by, person=whose, phone=FIXED)
        with pytest.raises(PermissionDenied):
            actions.choose_channels(by=by, person=whose, channel=Channel.PAPER, families={})
    assert not Message.objects.exists()


def test_every_sms_fits_with_the_longest_data() -> None:
    person = make_person(phone=MOBILE, first_name="Marie-Françoise-Élisabeth", channel=Channel.SMS)
    ask(person, Channel.SMS, "+33639980056")
    prove(person, sent_code("+33639980056"))
    bodies = list(Message.objects.filter(channel=Channel.SMS).values_list("body", flat=True))
    assert len(bodies) == 2
    for body in bodies:
        assert gsm7_length(body) <= SMS_LENGTH
        assert unsendable(body) == []


def test_unproven_addresses_go_after_a_day_and_with_the_person() -> None:
    person = make_person()
    ask(person)
    assert export_person(person)["adresses qui attendent leur code"] == [NEW]
    assert actions.drop_address_changes(by=None) == 0
    AddressChange.objects.update(created_at=clock.now() - datetime.timedelta(hours=25))
    assert actions.drop_address_changes(by=None) == 1
    ask(person)
    person.family_channels = {"news": "paper"}
    actions.forget_person(by=None, person=person)
    person.refresh_from_db()
    assert (person.family_channels, AddressChange.objects.count()) == ({}, 0)


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_two_people_who_prove_one_address_at_once_one_has_it() -> None:
    people = [make_person() for _ in range(4)]
    codes = []
    for person in people:
        ask(person)
        codes.append(sent_code())

    def type_it(number: int) -> str:
        try:
            prove(Person.objects.get(pk=people[number].pk), codes[number])
        except Refusal as refusal:
            return refusal.code
        return "hers"

    outcomes = Counter(run_together(type_it, count=4, processes=2, threads=2))
    assert outcomes == {"hers": 1, "people.address_of_another": 3}
    assert Person.objects.filter(email=NEW).count() == 1


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_are_counted() -> None:
    person = make_person()
    ask(person)
    wrong = "00000000" if sent_code() != "0000 0000" else "11111111"

    def guess(_: int) -> str:
        try:
            prove(Person.objects.get(pk=person.pk), wrong)
        except Refusal as refusal:
            return refusal.code
        return "in"

    outcomes = Counter(run_together(guess, count=12, processes=3, threads=4))
    assert outcomes == {"people.code_wrong": MOST_TRIES, "people.code_gone": 12 - MOST_TRIES}


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_two_pages_that_remove_one_each_leave_one() -> None:
    person = make_person(email="amina@example.org", phone=MOBILE)

    def take_away(number: int) -> str:
        try:
            remove(Person.objects.get(pk=person.pk), (Channel.MAIL, Channel.SMS)[number % 2])
        except Refusal as refusal:
            return refusal.code
        return "done"

    outcomes = Counter(run_together(take_away, count=4, processes=2, threads=2))
    assert set(outcomes) <= {"done", "people.last_address", "people.contact_moved"}
    assert 1 <= outcomes["done"] <= 2
    person.refresh_from_db()
    assert (person.email is None) != (person.phone is None)
    assert JournalEntry.objects.filter(act="remove_address").count() == 1


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_pressed_at_once_one_code_leaves() -> None:
    person = make_person()
    run_together(lambda _: ask(Person.objects.get(pk=person.pk)), count=8, processes=4, threads=2)
    assert AddressChange.objects.count() == Message.objects.filter(address=NEW).count() == 1
