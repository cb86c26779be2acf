"""Private links: each acts for the person it was sent to, and says so to somebody signed in as another."""

from html import unescape

import pytest
from django.test import Client

from tests.browser.world import make_world
from tests.conftest import SignedClient
from tests.factories import make_person
from tests.house.access import routes, table
from tests.reading import plain

pytestmark = pytest.mark.django_db
# Files that telephones fetch: they show, and nothing acts.
_FEEDS = {"api:shifts_calendar", "api:seat_calendar"}


def test_each_is_closed_to_whoever_is_signed_in_as_another_person() -> None:
    world, other = make_world(), SignedClient()
    other.force_login(make_person(first_name="Inès"))
    links = [route for route in routes().values() if "secret" in route.blanks and route.name not in _FEEDS]
    assert len(links) >= 8
    for route in links:
        for method, sign in (("get", "reads"), ("post", "writes")):
            if getattr(table()[route.name], sign)[0] == "5":
                continue
            answer = getattr(other, method)(route.address(world), {"act": "confirm", "answer": "oui"})
            assert answer.status_code == 403, route.name
            assert "L'espace d'Inès E. est ouvert ici." in plain(unescape(answer.text)), route.name
            assert "Rien n'a changé." in plain(unescape(answer.text)), route.name
        assert Client().get(route.address(world)).status_code == 200, route.name


def test_the_way_out_leads_back_to_the_link(client: Client) -> None:
    world = make_world()
    address = routes()["planning:shift_show"].address(world)
    client.force_login(make_person())
    assert f'name="next" value="{address}"' in client.get(address).text
    opened = client.post("/connexion/sortir/", {"next": address}, follow=True)
    assert opened.redirect_chain == [(address, 302)]
    assert opened.status_code == 200
    assert "_auth_user_id" not in client.session
