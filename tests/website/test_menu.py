"""The menu of the team leads to every page that a role opens, and to no closed door."""

import pytest
from django.test import Client

from mapart.people.enums import RoleKind
from mapart.website.menu import ITEMS
from tests.factories import make_person, make_space, make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", RoleKind)
def test_each_role_sees_the_doors_it_can_open_and_only_those(client: Client, kind: RoleKind) -> None:
    space = None if kind == RoleKind.NETWORK_HEAD else make_space()
    make_space()
    client.force_login(make_staff(space, kind))
    menu = client.get("/equipe/").text.split("<nav", 1)[1].split("</nav>", 1)[0]
    opens = {item.address: client.get(item.address).status_code for item in ITEMS}
    shown = {item.address for item in ITEMS if f'href="{item.address}"' in menu}
    assert set(opens.values()) <= {200, 403}
    assert shown == {address for address, status in opens.items() if status == 200}


def test_the_page_one_is_on_is_never_folded_away(client: Client) -> None:
    client.force_login(make_staff(make_space(), RoleKind.SPACE_MANAGER))
    menu = client.get("/equipe/reunions/").text.split("<nav", 1)[1].split("</nav>", 1)[0]
    shown, folded = menu.split("<details>")
    assert '<a href="/equipe/reunions/" aria-current="page">' in shown
    assert 'href="/equipe/reunions/"' not in folded


def test_somebody_without_a_role_sees_no_door_of_the_team(client: Client) -> None:
    client.force_login(make_person())
    assert "/equipe/" not in client.get("/mon-espace/").text
