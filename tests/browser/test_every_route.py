"""Every page, seen by every role: no error, no finding of axe, nothing past the edge of a small screen."""

import re
from dataclasses import dataclass, field

import pytest
from django.test import Client
from playwright.sync_api import Page

from tests.browser.checks import (
    axe_faults,
    crowded_buttons,
    doubled_ids,
    keyboard_walk,
    sideways_faults,
    small_targets,
    twin_buttons,
)
from tests.browser.conftest import OpenPage
from tests.browser.routes import BLANKS, all_routes
from tests.browser.world import ROLES, World
from tests.conftest import SignedClient

_RANDOM = re.compile(
    rb'csrfmiddlewaretoken" value="\w+"|[0-9a-f]{8}-[0-9a-f-]{27}|[\w-]{22}|nonce="[^"]*"|data-closing="\d+"'
)


@dataclass
class Judged:
    """What need not be judged again: pages without their random parts, and routes walked by keyboard."""

    pages: set[bytes] = field(default_factory=set)
    routes: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def judged() -> Judged:
    """Shared by the roles, which see many pages alike."""
    return Judged()


def test_every_route_with_blanks_has_something_to_put_in_them() -> None:
    routes = all_routes()
    missing = sorted(route.name for route in routes if route.blanks and route.name not in BLANKS)
    assert not missing, f"say in tests/browser/routes.py what fills: {missing}"
    assert set(BLANKS) <= {route.name for route in routes}


def test_what_is_cut_and_what_sounds_alike_is_found(open_page: OpenPage) -> None:
    page = open_page()
    forms = "".join(f"<form action=/{n}/ method=post><button>Retirer</button></form>" for n in (1, 2))
    page.set_content(f"<main>{forms}<p style=width:2em>Anticonstitutionnellement</p></main>")
    assert twin_buttons(page) == ["Retirer"]
    page.add_style_tag(content="form,button{margin:0;padding:0}")
    assert crowded_buttons(page) == ["Retirer / Retirer"]
    assert any("cut: <p" in fault for fault in sideways_faults(page))


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_clean(role: str, world: World, open_page: OpenPage, judged: Judged) -> None:
    client = SignedClient(raise_request_exception=False)
    person = world.people[role]
    if person is not None:
        client.force_login(person)
    page = open_page(person)
    faults: list[str] = []
    for route in all_routes():
        if route.blanks and route.name not in BLANKS:
            continue  # said by the test above
        address = route.address(world)
        content = _page_to_judge(client, address, faults)
        if content is None or content in judged.pages:
            continue
        judged.pages.add(content)
        page.goto(address)
        faults += [f"{address} {fault}" for fault in _faults(page, is_new=route.name not in judged.routes)]
        judged.routes.add(route.name)
    assert not faults, f"{len(faults)} faults for the {role}:\n" + "\n".join(faults)


def _faults(page: Page, *, is_new: bool) -> list[str]:
    """On a desk in light; then at 320 px; and, the first time the route is met, by keyboard and in the dark."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})
    faults = axe_faults(page) + [f"id given twice: {name}" for name in doubled_ids(page)]
    faults += [f"two buttons of one name: {name}" for name in twin_buttons(page)]
    if is_new:
        try:
            keyboard_walk(page)
        except AssertionError as error:
            faults.append(str(error))
        page.emulate_media(color_scheme="dark")
    faults += sideways_faults(page) + [f"target under 44 px: {target}" for target in small_targets(page)]
    faults += [f"two buttons touch at 320 px: {pair}" for pair in crowded_buttons(page)]
    if is_new:
        faults += [f"dark, 320 px: {fault}" for fault in axe_faults(page, look_only=True)]
    return faults


def _page_to_judge(client: Client, address: str, faults: list[str]) -> bytes | None:
    """The page at ``address`` without its random parts; null for a redirection or a file."""
    response = client.get(address)
    if response.status_code >= 500:
        faults.append(f"{address} answers {response.status_code}")
        return None
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if not is_page or response.status_code in (301, 302):
        return None
    if response.status_code == 405:  # one page for all of them, but for one link
        return b"the address of a button"
    if response.status_code == 403 and b'name="next"' in response.content:  # the same, but for a name
        return b"the link of another"
    return _RANDOM.sub(b"", response.content)
