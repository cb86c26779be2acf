"""Every button of every page pressed twice, by a hand that trembles or on a slow line: the second press is harmless."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.browser.routes import BLANKS, all_routes
from tests.browser.world import ROLES, make_world
from tests.conftest import SignedClient

Typed = dict[str, list[str]]


@dataclass
class Form:
    """A form that writes: where it goes, what it holds as it stands, and its buttons that have a name."""

    action: str
    holds: Typed = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def presses(self) -> Iterator[Typed]:
        """What each button sends."""
        for name, value in self.buttons or [("", "")]:
            yield self.holds | ({name: [value]} if name else {})


class Forms(HTMLParser):
    """The forms of a page. Of a group of choices that none has, the first."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._list = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a form, or note one of its fields."""
        said = dict(attrs)
        if tag == "form":
            self._form = Form(said.get("action") or "") if said.get("method") == "post" else None
            self.found += [self._form] if self._form else []
        elif tag == "option" and self._form and ("selected" in said or self._list not in self._form.holds):
            self._form.holds[self._list] = [said.get("value") or ""]
        elif self._form and (name := said.get("name")) and name != "csrfmiddlewaretoken":
            self._note(tag, name, said)

    def handle_endtag(self, tag: str) -> None:
        """End a form."""
        if tag == "form":
            self._form = None

    def _note(self, tag: str, name: str, said: dict[str, str | None]) -> None:
        assert self._form is not None
        kind, value = said.get("type"), said.get("value") or ""
        if tag == "button":
            self._form.buttons.append((name, value))
        elif tag == "select":
            self._list = name
        elif kind == "checkbox":
            if "checked" in said:
                self._form.holds.setdefault(name, []).append(value or "on")
        elif kind != "radio" or "checked" in said or name not in self._form.holds:
            self._form.holds[name] = [value]


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
