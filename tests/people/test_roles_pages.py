"""Giving and withdrawing a right on the pages, its effect said first."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mapart.core.enums import Channel
from mapart.core.models import JournalEntry
from mapart.notifications.models import Message
from mapart.people import actions
from mapart.people.enums import RoleKind
from mapart.people.models import Person, Role
from mapart.people.perms import Permission, may
from mapart.spaces.models import Space
from tests.factories import make_space, make_staff

pytestmark = pytest.mark.django_db
ROLES, GIVE = "/equipe/roles/", "/equipe/roles/donner/"


@pytest.fixture
def lille() -> Space:
    return make_space(name="Fives", city="Lille")


@pytest.fixture
def manager(lille: Space, client: Client) -> Person:
    person = make_staff(lille)
    client.force_login(person)
    return person


def typed(place: Space, **changes: str) -> dict[str, str]:
    facts = {
        "first_name": "Marie",
        "last_name": "Exemple",
        "address": "marie@example.org",
        "kind": RoleKind.COMMUNITY_LEAD.value,
        "space": str(place.pk),
    }
    return facts | changes


def test_the_effect_is_said_before_anything_changes(client: Client, manager: Person, lille: Space) -> None:
    page = client.post(GIVE, typed(lille)).content.decode()
    assert "Marie pourra, à Lille" in page
    assert "voir les numéros de téléphone" in page
    assert "changer et publier le planning" not in page
    assert not Person.objects.filter(first_name="Marie").exists()
    assert Role.objects.count() == 1


def test_a_right_is_given_written_down_and_told(client: Client, manager: Person, lille: Space) -> None:
    response = client.post(GIVE, typed(lille, confirm="1"))
    assert response["Location"] == ROLES
    marie = Person.objects.get(email="marie@example.org")
    assert may(marie, Permission.SEE_VOLUNTEERS, lille)
    entry = JournalEntry.objects.get(act="give_role")
    assert (entry.actor, entry.subject) == (manager.pk, marie.pk)
    message = Message.objects.get()
    assert (message.channel, message.address) == (Channel.MAIL, "marie@example.org")
    assert "/connexion/" in message.body


def test_somebody_without_mail_is_told_by_sms(client: Client, manager: Person, lille: Space) -> None:
    client.post(GIVE, typed(lille, address="06 39 98 00 01", confirm="1"))
    message = Message.objects.get()
    assert (message.channel, message.address) == (Channel.SMS, "+33639980001")


def test_only_what_is_new_is_announced(client: Client, manager: Person, lille: Space) -> None:
    marie = make_staff(lille, RoleKind.RECEPTIONIST, first_name="Marie", email="marie@example.org")
    page = client.post(GIVE, typed(lille)).content.decode()
    assert f"celle de {marie.full_name}" in page
    assert "voir qui vient et quand" not in page
    assert "voir les numéros de téléphone" in page


@pytest.mark.parametrize(
    "changes", [{"first_name": ""}, {"address": "06 39"}, {"kind": ""}, {"space": ""}, {"kind": "queen"}]
)
def test_a_wrong_entry_keeps_what_was_typed(
    client: Client, manager: Person, lille: Space, changes: dict[str, str]
) -> None:
    page = client.post(GIVE, typed(lille, **changes, confirm="1")).content.decode()
    assert 'role="alert"' in page
    assert 'value="Exemple"' in page
    assert Role.objects.count() == 1


def test_a_manager_gives_nothing_elsewhere_nor_above(client: Client, manager: Person, lille: Space) -> None:
    elsewhere = make_space()
    for facts in (typed(elsewhere), typed(lille, kind=RoleKind.NETWORK_HEAD.value)):
        page = client.post(GIVE, facts | {"confirm": "1"})
        assert 'role="alert"' in page.content.decode()
    assert Role.objects.count() == 1


def test_a_right_already_given_is_explained(client: Client, manager: Person, lille: Space) -> None:
    make_staff(lille, RoleKind.COMMUNITY_LEAD, email="marie@example.org")
    page = client.post(GIVE, typed(lille, confirm="1")).content.decode()
    assert "a déjà ce rôle ici" in page


def test_a_head_answers_for_all_spaces(client: Client, lille: Space) -> None:
    client.force_login(make_staff(None, RoleKind.NETWORK_HEAD))
    head = RoleKind.NETWORK_HEAD.value
    assert "tout le réseau" in client.post(GIVE, typed(lille, kind=head, confirm="1")).content.decode()
    assert client.post(GIVE, typed(lille, kind=head, space="", confirm="1")).status_code == 302


def test_a_right_is_withdrawn_after_its_effect_was_said(
    client: Client, manager: Person, lille: Space
) -> None:
    marie = make_staff(lille, RoleKind.COMMUNITY_LEAD, first_name="Marie")
    address = f"/equipe/roles/{marie.roles.get().pk}/retirer/"
    page = client.get(address).content.decode()
    assert "Marie ne pourra plus, à Lille" in page
    assert "voir les numéros de téléphone" in page
    assert marie.roles.exists()
    assert client.post(address)["Location"] == ROLES
    assert not marie.roles.exists()
    assert JournalEntry.objects.filter(act="end_role", actor=manager.pk).exists()


def test_a_page_says_what_somebody_can_do_here(client: Client, manager: Person, lille: Space) -> None:
    marie = make_staff(lille, RoleKind.RECEPTIONIST)
    Role.objects.create(person=marie, kind=RoleKind.COMMUNITY_LEAD, space=make_space(name="Ailleurs"))
    page = client.get(f"/equipe/roles/personnes/{marie.pk}/").content.decode()
    assert "voir qui vient et quand" in page
    assert "Ailleurs" not in page


def test_a_role_is_withdrawn_once_by_two_presses(client: Client, manager: Person, lille: Space) -> None:
    role = make_staff(lille, RoleKind.RECEPTIONIST).roles.get()
    client.post(f"/equipe/roles/{role.pk}/retirer/")
    again = client.post(f"/equipe/roles/{role.pk}/retirer/", follow=True)
    assert (again.redirect_chain, "déjà fait" in again.text) == ([("/equipe/roles/", 302)], True)
    assert client.get(f"/equipe/roles/{role.pk}/retirer/").status_code == 404


def test_strangers_are_not_found(client: Client, manager: Person) -> None:
    other = make_staff(make_space())
    role = other.roles.get()
    assert client.get(f"/equipe/roles/personnes/{other.pk}/").status_code == 404
    assert client.post(f"/equipe/roles/{role.pk}/retirer/").status_code == 404
    assert Role.objects.filter(pk=role.pk).exists()


def test_a_lost_phone_is_replaced(client: Client, manager: Person, lille: Space) -> None:
    marie = make_staff(lille, RoleKind.RECEPTIONIST)
    actions.set_up_second_factor(by=marie, secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    page = f"/equipe/roles/personnes/{marie.pk}/"
    assert "Effacer ses codes" in client.get(page).content.decode()
    client.post(f"{page}remise-a-zero/")
    assert "Effacer ses codes" not in client.get(page).content.decode()


@pytest.mark.parametrize("size", [1, 12])
def test_the_list_costs_the_same_whatever_its_size(
    client: Client, manager: Person, lille: Space, size: int
) -> None:
    for _ in range(size):
        make_staff(lille, RoleKind.RECEPTIONIST)
    with CaptureQueriesContext(connection) as queries:
        client.get(ROLES)
    assert len(queries) <= 5
