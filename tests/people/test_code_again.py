"""An open session alone takes no file of addresses, reads nobody's data on request, and gives no right."""

import time
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from mapart.core.models import JournalEntry
from mapart.people import actions
from mapart.people.models import Person, Role
from tests.browser.world import World, make_world
from tests.codes import shown_by_the_application
from tests.conftest import SignedClient
from tests.house.access import routes
from tests.people.test_second_factor import AGAIN, SECRET

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counts_of_tries")]
GRAVE = {
    "website:volunteers_export",
    "website:data_request_read",
    "website:data_request_erase",
    "people:role_give",
    "people:role_end",
    "people:second_factor_reset",
}


@pytest.fixture
def head() -> tuple[Client, World]:
    """The head of the network, signed in with both codes."""
    world, client = make_world(), SignedClient()
    person = world.people["network_head"]
    assert person is not None
    actions.set_up_second_factor(by=person, secret=SECRET)
    client.force_login(person)
    return client, world


def later(monkeypatch: pytest.MonkeyPatch, minutes: int) -> None:
    now = time.time() + 60 * minutes
    monkeypatch.setattr("time.time", lambda: now)


def marked(patterns: Any, space: str = "") -> set[str]:
    """Names of the views that ask for a code again."""
    found: set[str] = set()
    for one in patterns:
        if hasattr(one, "url_patterns"):
            found |= marked(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        elif getattr(one.callback, "asks_code_again", False):
            found.add(f"{space}{one.name}")
    return found


def test_these_and_no_others_ask_for_a_code_again() -> None:
    assert marked(get_resolver().url_patterns) == GRAVE


@pytest.mark.parametrize("name", sorted(GRAVE))
def test_half_an_hour_after_the_code_nothing_is_done_without_another(
    head: tuple[Client, World], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    client, world = head
    address = routes()[name].address(world)
    acts, people, roles = JournalEntry.objects.count(), Person.objects.count(), Role.objects.count()
    later(monkeypatch, 31)
    led = client.post(address, {"kind": "volunteers"}, headers={"Referer": "http://testserver/equipe/roles/"})
    assert led["Location"] == f"{AGAIN}?next=%2Fequipe%2Froles%2F"
    assert "Rien n'est fait." in client.get(led["Location"]).text.replace("&#x27;", "'")
    found = JournalEntry.objects.count(), Person.objects.count(), Role.objects.count()
    assert found == (acts, people, roles)


def test_a_code_opens_it_for_half_an_hour(
    head: tuple[Client, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _world = head
    page = "/equipe/roles/donner/"
    later(monkeypatch, 29)
    assert client.get(page).status_code == 200
    later(monkeypatch, 2)
    led = client.get(page)["Location"]
    assert led == f"{AGAIN}?next=%2Fequipe%2Froles%2Fdonner%2F"
    assert client.post(led, {"code": shown_by_the_application(SECRET)})["Location"] == page
    assert client.get(page).status_code == 200


def test_a_demonstration_has_no_codes_to_ask_for(
    head: tuple[Client, World], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.DEMO = True
    later(monkeypatch, 31)
    assert head[0].get("/equipe/roles/donner/").status_code == 200
