"""Somebody without an account asks for her data: found, read, taken, erased, by who answers for the network alone."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from mapart.core.enums import Channel
from mapart.core.models import JournalEntry
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.recruitment.models import Application
from mapart.website import actions
from tests.factories import make_application, make_person, make_space, make_staff

pytestmark = pytest.mark.django_db
HOME = "/equipe/donnees/"


@pytest.fixture
def head() -> Person:
    return make_staff(None, RoleKind.NETWORK_HEAD)


@pytest.fixture
def applicant() -> Person:
    """She phoned: no mail, no account."""
    person = make_person(
        first_name="Zoé", last_name="Éluard", email=None, phone="+33639980031", channel=Channel.SMS
    )
    make_application(make_space(name="Espace Nord"), person)
    return person


@pytest.mark.parametrize("words", ["zoe elu", "06 39 98 00 31", "+33639980031"])
def test_she_is_found_by_what_she_says_on_the_phone(
    client: Client, head: Person, applicant: Person, words: str
) -> None:
    client.force_login(head)
    page = client.get(HOME, {"qui": words}).text
    assert "Zoé Éluard" in page
    assert f"{HOME}{applicant.pk}/" in page
    assert "Espace Nord" in page


@pytest.mark.parametrize("words", ["zoe@example.org", "0639980032", "personne"])
def test_nobody_found_says_what_to_try(client: Client, head: Person, applicant: Person, words: str) -> None:
    client.force_login(head)
    assert "Essayez un autre" in client.get(HOME, {"qui": words}).text


def test_all_is_read_or_taken_and_the_journal_says_by_whom(
    client: Client, head: Person, applicant: Person
) -> None:
    client.force_login(head)
    page = client.get(f"{HOME}{applicant.pk}/").text
    assert "0639980031" not in page
    assert not JournalEntry.objects.filter(act="read_on_request").exists()
    assert "Espace Nord" in client.post(f"{HOME}{applicant.pk}/lire/").text
    taken = client.post(f"{HOME}{applicant.pk}/lire/", {"file": "1"})
    assert "attachment" in taken["Content-Disposition"]
    assert json.loads(taken.content)["vous"]["prénom"] == "Zoé"
    read = JournalEntry.objects.filter(act="read_on_request", subject=applicant.pk)
    assert [entry.actor for entry in read] == [head.pk, head.pk]


def test_she_is_erased_in_three_actions_and_the_counts_stay(
    client: Client, head: Person, applicant: Person
) -> None:
    client.force_login(head)
    assert "Ce qui reste" in client.get(f"{HOME}{applicant.pk}/effacer/").text
    applicant.refresh_from_db()
    assert applicant.first_name == "Zoé"
    client.post(f"{HOME}{applicant.pk}/effacer/")
    applicant.refresh_from_db()
    assert (applicant.last_name, applicant.phone) == ("", None)
    assert Application.objects.count() == 1
    assert client.get(f"{HOME}{applicant.pk}/effacer/").status_code == 404
    again = client.post(f"{HOME}{applicant.pk}/effacer/", follow=True)
    assert (again.redirect_chain, "déjà fait" in again.text) == ([(HOME, 302)], True)
    assert "Zoé" not in client.get(HOME, {"qui": "zoe"}).text.replace('value="zoe"', "")


def test_the_last_head_of_the_network_is_not_erased(client: Client, head: Person) -> None:
    client.force_login(head)
    page = client.post(f"{HOME}{head.pk}/effacer/", follow=True).text
    head.refresh_from_db()
    assert head.erased_on is None
    assert 'class="alert error"' in page


@pytest.mark.parametrize("act", [actions.read_on_request, actions.forget_on_request])
def test_a_manager_may_not(applicant: Person, act: Any) -> None:
    with pytest.raises(PermissionDenied):
        act(by=make_staff(make_space()), person=applicant)
    applicant.refresh_from_db()
    assert applicant.first_name == "Zoé"
