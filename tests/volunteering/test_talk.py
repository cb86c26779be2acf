"""Letters of the team and conversations: who may, whom they reach, and that twice is once."""

import datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.jobs.running import run_due
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.notifications.actions import opt_out
from mapart.notifications.enums import MessageFamily, MessageState
from mapart.notifications.models import Message
from mapart.notifications.rules import SMS_LENGTH, gsm7_length
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.spaces.models import Space
from mapart.volunteering import actions
from mapart.volunteering.actions.talk import MOST_NOTES_A_DAY
from mapart.volunteering.enums import LetterScope
from mapart.volunteering.models import Letter, LetterCopy, Note, Volunteer
from mapart.volunteering.queries import conversations, export_person
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
from tests.processes import run_together
from tests.reading import plain

pytestmark = pytest.mark.django_db
NOON = datetime.datetime.fromisoformat("2026-11-24T12:00+01:00")
NIGHT = datetime.datetime.fromisoformat("2026-11-24T23:00+01:00")


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def space() -> Space:
    return make_space(name="Espace de Fives")


@pytest.fixture
def lead(space: Space) -> Person:
    return make_staff(space, RoleKind.COMMUNITY_LEAD, first_name="Sam", last_name="Roy")


def send(by: Person, space: Space, *volunteers: Volunteer, **values: Any) -> Letter:
    facts: dict[str, Any] = {"scope": LetterScope.SPACE, "subject": "Fête", "body": "Venez !", "key": uuid4()}
    return actions.send_letter(by=by, space=space, volunteers=volunteers, **(facts | values))


def test_each_gets_a_copy_of_her_own(lead: Person, space: Space) -> None:
    sms = make_person(first_name="Léo", email=None, phone="+33639980001", channel=Channel.SMS)
    paper = make_person(first_name="Rose", email=None, channel=Channel.PAPER)
    volunteers = [
        make_volunteer(space),
        make_volunteer(space, person=sms),
        make_volunteer(space, person=paper),
    ]
    send(lead, space, *volunteers)
    run_due()
    messages = Message.objects.filter(kind="volunteering.letter")
    assert sorted(message.channel for message in messages) == ["mail", "paper", "sms"]
    for message in messages:
        text = f"{message.subject} {message.body} {message.address}"
        others = [v.person for v in volunteers if v.person_id != message.recipient]
        assert not any(other.full_name in text or (other.email or "@@") in text for other in others)
    assert gsm7_length(messages.get(channel=Channel.SMS).body) <= SMS_LENGTH
    assert JournalEntry.objects.get(act="send_letter").facts["copies"] == 3


def test_the_same_attempt_is_sent_once(lead: Person, space: Space) -> None:
    volunteer, key = make_volunteer(space), uuid4()
    assert send(lead, space, volunteer, key=key) == send(lead, space, volunteer, key=key)
    run_due()
    letter = Letter.objects.get()
    assert actions.deliver_letter(letter=letter) == 1
    assert Message.objects.filter(kind="volunteering.letter").count() == 1


def test_the_key_of_somebody_else_s_message_sends_nothing_and_says_so(lead: Person, space: Space) -> None:
    volunteer = make_volunteer(space)
    letter = send(make_staff(space), space, volunteer)
    note = actions.write_note(by=volunteer.person, volunteer=volunteer, body="Bonjour", key=uuid4())
    with pytest.raises(Refusal, match="form_of_another"):
        send(lead, space, volunteer, key=letter.key)
    with pytest.raises(Refusal, match="form_of_another"):
        actions.write_note(by=lead, volunteer=volunteer, body="Bonjour", key=note.key)
    assert (Letter.objects.get(), Note.objects.get()) == (letter, note)


@pytest.mark.parametrize("scope", [LetterScope.SPACE, LetterScope.NEWS])
def test_the_longest_letter_fits_an_sms(scope: LetterScope) -> None:
    space = make_space(name="Espace de solidarité numérique de Saint-Étienne-du-Rouvray, quartier du Château")
    person = make_person(email=None, phone="+33639980001", channel=Channel.SMS)
    send(make_staff(space), space, make_volunteer(space, person=person), scope=scope, subject="œ" * 80)
    run_due()
    message = Message.objects.get(channel=Channel.SMS)
    assert gsm7_length(message.body) <= SMS_LENGTH
    assert "/mon-espace/messages/" in message.body


def test_night_waits_for_the_morning_unless_the_shift_comes_first(
    lead: Person, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NIGHT)
    volunteer = make_volunteer(space)
    send(lead, space, volunteer)
    soon = NIGHT + datetime.timedelta(hours=8)
    send(lead, space, volunteer, scope=LetterScope.SHIFT, about=uuid4(), starts_at=soon, subject="Tôt")
    run_due()
    calm, pressing = Message.objects.filter(kind="volunteering.letter").order_by("created_at", "pk")
    assert calm.send_after == datetime.datetime.fromisoformat("2026-11-25T08:00+01:00")
    assert (pressing.send_after, pressing.expires_at) == (NIGHT, soon)


def test_who_refused_reads_it_in_her_space_only(client: Client, lead: Person, space: Space) -> None:
    volunteer = make_volunteer(space)
    opt_out(by=volunteer.person, recipient=volunteer.person_id, family=MessageFamily.NEWS)
    send(lead, space, volunteer, scope=LetterScope.NEWS, subject="Bonne nouvelle")
    run_due()
    assert Message.objects.get(kind="volunteering.news").state == MessageState.UNWANTED
    client.force_login(volunteer.person)
    assert "Bonne nouvelle" in client.get("/mon-espace/").content.decode()
    assert "Bonne nouvelle" in client.get("/mon-espace/messages/").content.decode()
    client.force_login(make_volunteer(space).person)
    assert "Bonne nouvelle" not in client.get("/mon-espace/messages/").content.decode()


def test_only_who_changes_volunteers_there_writes_to_them(lead: Person, space: Space) -> None:
    volunteer = make_volunteer(space)
    strangers = (
        make_person(),
        volunteer.person,
        make_staff(make_space()),
        make_staff(space, RoleKind.RECEPTIONIST),
    )
    for stranger in strangers:
        with pytest.raises(PermissionDenied):
            send(stranger, space, volunteer)
    with pytest.raises(Refusal, match="nobody_to_write_to"):
        send(lead, space)
    assert not Letter.objects.exists()


# --- on the pages ---------------------------------------------------------------------------------------------------
def test_three_actions_from_the_slot(client: Client, lead: Person, space: Space) -> None:
    need = make_need(make_session(space, day=datetime.date(2026, 12, 1)))
    here, other = make_assignment(need).volunteer, make_volunteer(space)
    client.force_login(lead)
    address = f"/equipe/ecrire/?creneau={need.pk}"
    typed = {"subject": "Clés", "body": "Les clés sont au bar.", "key": str(uuid4())}
    preview = client.post(address, typed | {"act": "preview"}).content.decode()
    assert "1 personne" in preview
    assert here.person.short_name in preview
    assert not Letter.objects.exists(), "nothing leaves before it was read again"
    for _ in range(2):
        done = client.post(address, typed | {"act": "send"}, follow=True).content.decode()
    assert "Le message part à 1 personne." in done
    run_due()
    assert [copy.volunteer for copy in LetterCopy.objects.all()] == [here]
    assert not Message.objects.filter(recipient=other.person_id).exists()


def test_the_preview_says_who_is_kept_back_and_when_it_leaves(
    client: Client, lead: Person, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    tired, refusing = make_volunteer(space), make_volunteer(space)
    for number in range(3):
        send(lead, space, tired, subject=f"{number}")
    run_due()
    opt_out(by=None, recipient=refusing.person_id, family=MessageFamily.TEAM)
    monkeypatch.setattr(clock, "now", lambda: NIGHT)
    client.force_login(lead)
    page = client.post(f"/equipe/ecrire/?espace={space.slug}", {"subject": "a", "body": "b"}).content.decode()
    assert "1 a déjà reçu 3 messages cette semaine" in page
    assert "1 ne veut pas de ces messages" in page
    assert "mercredi 25 novembre à 8 h" in plain(page)


def test_a_mission_and_a_space(client: Client, lead: Person, space: Space) -> None:
    mission = make_mission(slug="accueil")
    holds, other = make_volunteer(space, (mission,)), make_volunteer(space)
    make_volunteer(space, (mission,), state="paused")
    client.force_login(lead)
    typed = {"subject": "a", "body": "b", "act": "send"}
    client.post(f"/equipe/ecrire/?espace={space.slug}&mission=accueil", typed)
    assert {copy.volunteer for copy in LetterCopy.objects.all()} == {holds}
    client.post(f"/equipe/ecrire/?espace={space.slug}&nouvelle=1", typed)
    news = Letter.objects.get(scope=LetterScope.NEWS)
    assert {copy.volunteer for copy in news.copies.all()} == {holds, other}


def test_addresses_of_elsewhere_and_empty_forms(client: Client, lead: Person, space: Space) -> None:
    client.force_login(lead)
    far = make_space()
    need = make_need(make_session(far, day=datetime.date(2026, 12, 1)))
    hers = f"espace={space.slug}"
    for query in (
        f"espace={far.slug}",
        f"creneau={need.pk}",
        "creneau=x",
        f"{hers}&mission=x",
        f"{hers}&mission=%00",
    ):
        assert client.get(f"/equipe/ecrire/?{query}").status_code == 404
    make_volunteer(space)
    page = client.post(f"/equipe/ecrire/?espace={space.slug}", {"subject": "gardé"}).content.decode()
    assert "Écrivez le message." in page
    assert "gardé" in page
    client.force_login(make_staff(space, RoleKind.RECEPTIONIST))
    assert client.get(f"/equipe/ecrire/?creneau={make_need(make_session(space)).pk}").status_code == 403


def test_the_preview_asks_a_constant_number_of_queries(
    client: Client, lead: Person, space: Space, django_assert_max_num_queries: Any
) -> None:
    client.force_login(lead)
    for count in (2, 15):
        for _ in range(count):
            make_volunteer(space)
        with django_assert_max_num_queries(10):
            client.post(f"/equipe/ecrire/?espace={space.slug}", {"subject": "a", "body": "b"})


# --- conversations --------------------------------------------------------------------------------------------------
def test_a_volunteer_writes_and_the_referent_answers(client: Client, lead: Person, space: Space) -> None:
    volunteer = make_volunteer(space, person=make_person(first_name="Amina", last_name="Bénali"))
    client.force_login(volunteer.person)
    key = str(uuid4())
    for _ in range(2):
        page = client.post("/mon-espace/messages/", {"body": "Où sont les clés ?", "key": key}, follow=True)
    assert "Votre message est parti" in page.content.decode()
    note = Note.objects.get()
    told = Message.objects.get(kind="volunteering.note")
    assert (told.recipient, told.subject) == (lead.pk, "Amina B. vous a écrit")
    assert "clés" not in told.body, "what she wrote stays behind the sign-in"
    client.force_login(lead)
    assert "attend une réponse" in client.get("/equipe/conversations/").content.decode()
    client.post(f"/equipe/conversations/{volunteer.pk}/", {"body": "Au bar.", "key": str(uuid4())})
    assert "attend une réponse" not in client.get("/equipe/conversations/").content.decode()
    answer = Message.objects.get(kind="volunteering.answer")
    assert answer.recipient == volunteer.person_id
    assert "Au bar." in answer.body
    assert [turn["de"] for turn in export_person(volunteer.person)["conversation avec l'équipe"]] == [
        "vous",
        "l'équipe",
    ]
    assert note.is_from_team is False


def test_without_a_referent_the_space_is_told(space: Space) -> None:
    volunteer = make_volunteer(space)
    actions.write_note(by=volunteer.person, volunteer=volunteer, body="Bonjour", key=uuid4())
    assert Message.objects.get(kind="volunteering.note").address == space.email


def test_who_may_write_in_a_conversation(lead: Person, space: Space) -> None:
    volunteer = make_volunteer(space)
    strangers = (
        make_person(),
        make_volunteer(space).person,
        make_staff(make_space()),
        make_staff(space, RoleKind.RECEPTIONIST),
    )
    for stranger in strangers:
        with pytest.raises(PermissionDenied):
            actions.write_note(by=stranger, volunteer=volunteer, body="x", key=uuid4())
    with pytest.raises(Refusal, match="note_empty"):
        actions.write_note(by=lead, volunteer=volunteer, body="  ", key=uuid4())


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_leave_one_last_word(space: Space) -> None:
    volunteers = [make_volunteer(space) for _ in range(4)]

    def write(number: int) -> None:
        one = volunteers[number % 4]
        actions.write_note(by=one.person, volunteer=one, body="x", key=uuid4())

    run_together(write, count=16, processes=2, threads=2)
    assert Note.objects.count() == 16
    assert sorted(one.volunteer_id for one in Note.objects.filter(is_last=True)) == sorted(
        one.pk for one in volunteers
    )
    for one in volunteers:
        assert one.notes.order_by("created_at", "pk").last() == one.notes.get(is_last=True)


def test_the_last_word_of_old_conversations_is_marked(space: Space) -> None:
    volunteers = [make_volunteer(space) for _ in range(2)]
    notes = [
        actions.write_note(by=one.person, volunteer=one, body="x", key=uuid4())
        for one in volunteers
        for _ in range(3)
    ]
    Note.objects.update(is_last=False)
    mark = import_module("mapart.volunteering.migrations.0009_long_lists").mark_last
    mark(apps, SimpleNamespace(connection=connection))
    assert set(Note.objects.filter(is_last=True)) == {notes[2], notes[5]}


def test_a_day_has_a_measure(space: Space) -> None:
    volunteer = make_volunteer(space)
    for _ in range(MOST_NOTES_A_DAY):
        actions.write_note(by=volunteer.person, volunteer=volunteer, body="x", key=uuid4())
    with pytest.raises(Refusal, match="notes_too_many"):
        actions.write_note(by=volunteer.person, volunteer=volunteer, body="x", key=uuid4())


def test_the_oldest_question_comes_first_in_constant_queries(
    client: Client, lead: Person, space: Space, django_assert_max_num_queries: Any
) -> None:
    client.force_login(lead)
    for count in (1, 8):
        for _ in range(count):
            volunteer = make_volunteer(space)
            actions.write_note(by=volunteer.person, volunteer=volunteer, body="x", key=uuid4())
        with django_assert_max_num_queries(10):
            client.get("/equipe/conversations/")
    first = Note.objects.order_by("created_at", "pk").first()
    assert first is not None
    assert conversations(None).first() == first
    answer = actions.write_note(by=lead, volunteer=first.volunteer, body="oui", key=uuid4())
    found = list(conversations(None))
    assert first not in found
    assert (found[-1], len(found)) == (answer, 9), "one line for each conversation, those answered at the end"


def test_she_chooses_what_she_receives(client: Client, space: Space) -> None:
    volunteer = make_volunteer(space)
    client.force_login(volunteer.person)
    page = client.post("/mon-espace/messages/choix/", {"wanted": ["team", "thanks"]}, follow=True)
    assert "Vos choix sont enregistrés." in page.content.decode()
    assert client.get("/mon-espace/messages/choix/").content.decode().count("checked") == 2


def test_oblivion_takes_what_was_written(space: Space, lead: Person) -> None:
    volunteer = make_volunteer(space)
    actions.write_note(by=volunteer.person, volunteer=volunteer, body="x", key=uuid4())
    send(lead, space, volunteer)
    actions.forget_person(by=None, person=volunteer.person)
    assert not Note.objects.exists()
    assert not LetterCopy.objects.exists()


def test_words_end_after_two_years(space: Space, lead: Person) -> None:
    volunteer = make_volunteer(space)
    for _ in range(2):
        actions.write_note(by=volunteer.person, volunteer=volunteer, body="x", key=uuid4())
        send(lead, space, volunteer)
    old = NOON - datetime.timedelta(days=731)
    for table in (Note, Letter):
        first = table.objects.order_by("pk").first()
        assert first is not None
        table.objects.filter(pk=first.pk).update(created_at=old)
    assert actions.forget_old_words(by=None) == 2
    assert (Note.objects.count(), Letter.objects.count(), LetterCopy.objects.count()) == (1, 1, 1)
