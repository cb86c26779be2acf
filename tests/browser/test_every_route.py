"""Every page, seen by every role: no error, no finding of axe, nothing past the edge of a small screen."""

import re

import pytest
from django.test import Client

from tests.browser.checks import axe_faults, keyboard_walk, sideways_faults, small_targets
from tests.browser.conftest import OpenPage
from tests.browser.routes import BLANKS, all_routes
from tests.browser.world import ROLES, World
from tests.conftest import SignedClient

_RANDOM = re.compile(rb'csrfmiddlewaretoken" value="\w+"|[0-9a-f]{8}-[0-9a-f-]{27}|[\w-]{22}|nonce="[^"]*"')


@pytest.fixture(scope="module")
def seen() -> set[bytes]:
    """Pages already judged, without what differs from one world to the next."""
    return set()


def test_every_route_with_blanks_has_something_to_put_in_them() -> None:
    routes = all_routes()
    missing = sorted(route.name for route in routes if route.blanks and route.name not in BLANKS)
    assert not missing, f"say in tests/browser/routes.py what fills: {missing}"
    assert set(BLANKS) <= {route.name for route in routes}


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_clean(
    role: str, world: World, open_page: OpenPage, seen: set[bytes]
) -> None:
    client = SignedClient(raise_request_exception=False)
    person = world.people[role]
    if person is not None:
        client.force_login(person)
    page = open_page(person)
    faults: list[str] = []
    for route in all_routes():
        if route.blanks and route.name not in BLANKS:
            continue
        address = route.address(world)
        content = _page_to_judge(client, address, faults)
        if content is None or content in seen:
            continue
        seen.add(content)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(address)
        here = axe_faults(page)
        try:
            keyboard_walk(page)
        except AssertionError as error:
            here.append(str(error))
        page.emulate_media(color_scheme="dark")
        here += sideways_faults(page) + [f"target under 44 px: {target}" for target in small_targets(page)]
        here += [f"dark, 320 px: {fault}" for fault in axe_faults(page)]
        faults += [f"{address} {fault}" for fault in here]
    assert not faults, f"{len(faults)} faults for the {role}:\n" + "\n".join(faults)


def _page_to_judge(client: Client, address: str, faults: list[str]) -> bytes | None:
    """The page at ``address`` without its random parts; null for a redirection, a file, or a refused method."""
    response = client.get(address)
    if response.status_code >= 500:
        faults.append(f"{address} answers {response.status_code}")
        return None
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if not is_page or response.status_code in (301, 302, 405):
        return None
    return _RANDOM.sub(b"", response.content)
