"""Every button of every page pressed twice, by a hand that trembles or on a slow line: the second press is harmless."""

from copy import deepcopy
from typing import Any
from urllib.parse import urljoin

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.browser.routes import BLANKS, all_routes
from tests.browser.world import ROLES, make_world
from tests.conftest import SignedClient
from tests.house.forms import Forms


class _UndoneError(Exception):
    """What was written is undone, so that the next button finds the same world."""


def pressed_twice(client: SignedClient, address: str, typed: Any) -> tuple[int, int]:
    """The two answers; nothing stays written."""
    cookies, answers = deepcopy(client.cookies), (0, 0)
    try:
        with transaction.atomic():
            answers = client.post(address, typed).status_code, client.post(address, typed).status_code
            raise _UndoneError
    except _UndoneError:
        client.cookies = cookies
        cache.clear()
    return answers


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_a_second_press_is_answered_in_words(role: str) -> None:
    world = make_world()
    client = SignedClient(raise_request_exception=False)
    person = world.people[role]
    if person is not None:
        client.force_login(person)
    faults, pressed = [], set()
    for route in all_routes():
        if route.blanks and route.name not in BLANKS:
            continue  # said by the test of every route
        page = client.get(route.address(world))
        if page.status_code != 200 or "text/html" not in page.headers.get("Content-Type", ""):
            continue
        forms = Forms()
        forms.feed(page.content.decode())
        for form in forms.found:
            address = urljoin(route.address(world), form.action)
            for typed in form.presses():
                press = (route.name, *sorted(typed), *(value for _name, value in form.buttons[:1]))
                if press in pressed:
                    continue  # the same button beside another line
                pressed.add(press)
                first, second = pressed_twice(client, address, typed)
                if first < 400 <= second:
                    faults.append(f"{address} {typed}: {first}, then {second}")
    assert pressed or role == "visitor"
    assert not faults, "\n".join(faults)
