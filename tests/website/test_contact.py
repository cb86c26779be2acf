"""The page where she, or staff on the phone with her, changes how she is reached."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from mapart.core.enums import Channel
from mapart.core.models import JournalEntry
from mapart.notifications.actions import opt_out
from mapart.notifications.enums import MessageFamily
from mapart.notifications.models import Message
from mapart.people.enums import RoleKind
from mapart.people.models import Role
from mapart.volunteering.actions import deliver_letter, send_letter, write_note
from mapart.volunteering.enums import LetterScope
from mapart.volunteering.models import Volunteer
from tests.factories import make_application, make_person, make_space, make_staff, make_volunteer
from tests.reading import plain

pytestmark = pytest.mark.django_db
MINE = "/mon-espace/joindre/"
MOBILE = "+33639980066"


def hers(volunteer: Volunteer) -> str:
    return f"/equipe/benevoles/{volunteer.pk}/joindre/"


def code() -> str:
    found = re.search(
        r"\d{4} \d{4}", Message.objects.filter(kind="people.address_code").latest("created_at").body
    )
    assert found
    return found[0]


def test_she_changes_her_address_and_stays_in(client: Client) -> None:
    person = make_volunteer(make_space(), person=make_person(email="vieille@example.org")).person
    client.force_login(person)
    client.post(MINE, {"act": "address", "address": "Nouvelle@Example.org"})
    page = client.get(MINE).content.decode()
    assert "Nous avons écrit à nouvelle@example.org." in page
    answer = client.post(MINE, {"act": "code", "code": "1"})
    assert answer.status_code == 200
    assert "pas le bon" in answer.content.decode()
    client.post(MINE, {"act": "code", "code": code()})
    assert "nouvelle@example.org" in client.get(MINE).content.decode(), "her own session stays open"
    person.refresh_from_db()
    assert person.email == "nouvelle@example.org"


def test_a_wrong_entry_keeps_what_was_typed_and_says_what_to_do(client: Client) -> None:
    client.force_login(make_person())
    page = client.post(MINE, {"act": "address", "address": "amina@"}).content.decode()
    assert 'value="amina@"' in page
    assert "prenom@exemple.fr" in page
    assert "<title>Erreur :" in page
    assert client.post(MINE, {"act": "autre"}).status_code == 400


def test_she_removes_an_address_after_reading_what_stays_and_stays_in(client: Client) -> None:
    person = make_person(email="vieille@example.org", phone=MOBILE)
    client.force_login(person)
    page = client.get(MINE).content.decode()
    assert "?retirer=mail#retirer" in page
    assert 'value="remove"' not in page, "a touch too many removes nothing"
    page = plain(client.get(f"{MINE}?retirer=mail").content.decode())
    assert "Nous effaçons vieille@example.org. Il reste le 06 39 98 00 66." in page
    for _ in range(2):  # pressed twice, it is the same
        client.post(MINE, {"act": "remove", "channel": "mail"})
    page = plain(client.get(MINE).content.decode())
    assert "vieille@example.org" not in page
    assert "Il faut garder une adresse ou un numéro." in page
    assert "?retirer=" not in page
    assert JournalEntry.objects.filter(act="remove_address").count() == 1


def test_the_last_address_stays_and_the_page_says_what_to_do(client: Client) -> None:
    person = make_person(email="vieille@example.org")
    client.force_login(person)
    assert "retirer-titre" not in client.get(f"{MINE}?retirer=mail").content.decode()
    answer = client.post(MINE, {"act": "remove", "channel": "mail"})
    assert answer.status_code == 200
    assert "la seule adresse que nous avons" in plain(answer.content.decode())
    person.refresh_from_db()
    assert person.email == "vieille@example.org"
    assert client.post(MINE, {"act": "remove", "channel": "paper"}).status_code == 200
    assert not JournalEntry.objects.filter(act="remove_address").exists()


def test_staff_write_down_what_she_says_on_the_phone_with_the_same_trace(client: Client) -> None:
    space = make_space()
    volunteer = make_volunteer(space, person=make_person(email=None, channel=Channel.PAPER))
    manager = make_staff(space, RoleKind.COMMUNITY_LEAD)
    client.force_login(manager)
    page = client.get(hers(volunteer)).content.decode()
    assert "Un téléphone fixe ?" in page
    assert JournalEntry.objects.filter(act="read_volunteer", actor=manager.pk).exists()
    client.post(hers(volunteer), {"act": "address", "address": "06 39 98 00 66"})
    client.post(hers(volunteer), {"act": "code", "code": code()})
    client.post(
        hers(volunteer),
        {"act": "channels", "channel": "sms", "team": "same", "news": "paper", "thanks": "same"},
    )
    volunteer.person.refresh_from_db()
    assert (volunteer.person.phone, volunteer.person.channel) == (MOBILE, Channel.SMS)
    assert volunteer.person.family_channels == {"news": "paper"}
    acts = JournalEntry.objects.filter(subject=volunteer.person_id).exclude(act="read_volunteer")
    assert set(acts.values_list("act", "actor")) == {
        ("ask_address", manager.pk),
        ("change_address", manager.pk),
        ("choose_channels", manager.pk),
    }


def test_who_may_not(client: Client) -> None:
    space = make_space()
    volunteer = make_volunteer(space)
    head = make_volunteer(space, person=make_staff(None, RoleKind.NETWORK_HEAD))
    colleague = make_volunteer(space)
    Role.objects.create(person=colleague.person, kind=RoleKind.SPACE_MANAGER, space=space)
    cases = (
        (make_staff(make_space()), volunteer, 404),
        (make_staff(space, RoleKind.RECEPTIONIST), volunteer, 404),
        (make_volunteer(space).person, volunteer, 404),
        (make_staff(space), head, 403),
        (make_staff(space, RoleKind.COMMUNITY_LEAD), colleague, 403),
    )
    for by, whose, status in cases:
        client.force_login(by)
        assert client.get(hers(whose)).status_code == status
        for act in ("address", "code", "called", "channels", "remove"):
            answer = client.post(
                hers(whose), {"act": act, "address": MOBILE, "code": "1", "phone": MOBILE, "channel": "paper"}
            )
            assert answer.status_code == status
    assert not Message.objects.exists()


def test_the_desk_does_it_for_an_applicant_until_she_is_a_volunteer(client: Client) -> None:
    space = make_space()
    application = make_application(space, make_person(email=None, channel=Channel.PAPER))
    address = f"/equipe/candidatures/{application.pk}/joindre/"
    desk = make_staff(space, RoleKind.RECEPTIONIST)
    client.force_login(desk)
    assert 'href="joindre/"' in client.get(f"/equipe/candidatures/{application.pk}/").text
    client.post(address, {"act": "called", "phone": "01 99 00 00 66"})
    application.person.refresh_from_db()
    assert application.person.phone == "+33199000066"
    assert JournalEntry.objects.get(act="change_address").actor == desk.pk
    make_volunteer(space, person=application.person)
    client.force_login(make_staff(space))
    assert client.get(address).status_code == 200
    for by, status in (
        (desk, 403),
        (make_staff(make_space()), 404),
        (application.person, 404),
        (make_volunteer(space).person, 404),
    ):
        client.force_login(by)
        assert client.get(address).status_code == status
        assert client.post(address, {"act": "called", "phone": MOBILE}).status_code == status
    application.person.refresh_from_db()
    assert application.person.phone == "+33199000066"


def test_nobody_changes_the_address_of_who_has_more_rights_through_an_application(client: Client) -> None:
    space = make_space()
    boss = make_application(space, make_staff(None, RoleKind.NETWORK_HEAD))
    client.force_login(make_staff(space))
    assert client.get(f"/equipe/candidatures/{boss.pk}/joindre/").status_code == 403


def test_a_refused_family_has_no_way_to_choose(client: Client) -> None:
    person = make_person()
    opt_out(by=person, recipient=person.pk, family=MessageFamily.NEWS)
    client.force_login(person)
    page = client.get(MINE).content.decode()
    assert 'name="thanks"' in page
    assert 'name="news"' not in page
    assert "les nouvelles de votre espace" in page


def test_a_letter_of_the_team_takes_the_way_of_its_family() -> None:
    space = make_space()
    volunteer = make_volunteer(space, person=make_person(phone=MOBILE))
    volunteer.person.family_channels = {"team": "sms"}
    volunteer.person.save()
    manager = make_staff(space)
    letter = send_letter(
        by=manager,
        space=space,
        scope=LetterScope.SPACE,
        volunteers=[volunteer],
        subject="Mardi",
        body="Bonjour",
        key=uuid4(),
    )
    deliver_letter(letter=letter)
    write_note(by=manager, volunteer=volunteer, body="Bonjour", key=uuid4())
    assert Message.objects.get(kind="volunteering.letter").channel == Channel.SMS
    # The answer to her own words is of her service: it goes the way of her shifts.
    assert Message.objects.get(kind="volunteering.answer").channel == Channel.MAIL
