"""Addresses that only take what a button sends: opened by hand, each leads to the page that has the button."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.browser.world import make_world
from tests.conftest import SignedClient
from tests.house.access import ACTORS, routes, table
from tests.reading import plain

pytestmark = pytest.mark.django_db
BUTTONS = sorted(name for name, row in table().items() if "5" in row.reads)
_WAY = re.compile(r'class="button" href="([^"]+)">Ouvrir la page du bouton<')


def test_each_says_what_it_is_and_leads_to_a_page_that_opens() -> None:
    world, faults = make_world(), []
    browsers = []
    for actor in ACTORS:
        if person := world.people.get(actor):
            browsers.append(SignedClient())
            browsers[-1].force_login(person)
    for name in BUTTONS:
        answers = [browser.get(routes()[name].address(world)) for browser in browsers]
        for answer in answers:
            assert (answer.status_code, answer["Allow"]) == (405, "POST"), name
            assert "Rien n'a changé." in plain(unescape(answer.text)), name
        [way] = set(_WAY.findall(answers[0].text))
        if not {browser.get(way).status_code for browser in browsers} & {200, 302}:
            faults.append(f"{name} leads to {way}, which opens to nobody")
    assert BUTTONS
    assert not faults, "\n".join(faults)


def test_what_machines_send_the_wrong_way_gets_no_page(client: Client) -> None:
    answer = client.post("/healthz")
    assert (answer.status_code, answer.content) == (405, b"")


def test_head_is_answered_like_get() -> None:
    world = make_world()
    browser, head = SignedClient(), world.people["network_head"]
    assert head is not None
    browser.force_login(head)
    assert browser.head(routes()["planning:week_extend"].address(world))["Allow"] == "POST"
