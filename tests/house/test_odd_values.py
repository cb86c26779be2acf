"""What no page of ours writes or sends: it is read as well as it can be, and never breaks a page."""

from collections.abc import Iterator
from itertools import cycle
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import resolve
from django.utils.datastructures import MultiValueDict

from tests.browser.routes import BLANKS, Route, all_routes
from tests.browser.world import World, make_world
from tests.conftest import SignedClient
from tests.factories import make_need, make_session, make_space
from tests.house.access import ACTORS, Site, table
from tests.house.forms import Forms, Typed
from tests.recruitment.test_signup import answer_all

pytestmark = pytest.mark.django_db
_ODD = ("a\0b", "x" * 4000, "-1", "9" * 30, "²", "2026-02-31", "9999-12-31", "0000-00", "\ud800")
_ODD_ANSWERS = (
    "a\0b",
    "9" * 5000,  # also too long for ``int``
    "9" * 30,
    "9999-12-31",
    "0000-01-01",
    "\U0001f600\ud800",
)
# Whose forms are read, the first who gets the page.
_READERS = ("volunteer", "space_manager", "network_head", "visitor")


@pytest.fixture
def names_read(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What views and forms read after the « ? » of an address, noted as they read it."""
    names: set[str] = set()

    def noted(method: str) -> None:
        of_library = getattr(MultiValueDict, method)

        def read(self: QueryDict, key: str, *rest: object) -> object:
            names.add(key)
            return of_library(self, key, *rest)

        monkeypatch.setattr(QueryDict, method, read)

    for method in ("get", "getlist", "__getitem__", "__contains__"):
        noted(method)
    return names


def odd_addresses(route: Route, world: World, names: set[str], values: list[str]) -> list[str]:
    """The address of ``route`` with each value for each of ``names``, then in each of its blanks."""
    address = route.address(world)
    odd = [
        f"{address}?{urlencode({name: value}, errors='surrogatepass')}"
        for name in sorted(names)
        for value in values
    ]
    for filled in BLANKS[route.name](world).values() if route.blanks else ():
        odd += [
            address.replace(quote(str(filled), safe=":"), quote(value, safe="", errors="surrogatepass"), 1)
            for value in values
        ]
    return odd


def test_no_odd_address_breaks_a_page(names_read: set[str]) -> None:
    world, faults, all_names = make_world(), [], set()
    elsewhere = make_need(make_session(make_space()))
    values = [*_ODD, str(elsewhere.pk), elsewhere.session.space.slug]
    browser = SignedClient(raise_request_exception=False)
    manager = world.people["space_manager"]
    assert manager is not None
    browser.force_login(manager)

    def status_of(address: str) -> int:
        with transaction.atomic():
            status = browser.get(address).status_code
            transaction.set_rollback(True)
        return status

    for route in all_routes():
        names_read.clear()
        status_of(route.address(world))
        names = set(names_read)
        all_names |= names
        for address in odd_addresses(route, world, names, values):
            status = status_of(address)
            if status >= 500:
                faults.append(f"{route.name}: {status} at {address[:200]}")
    assert {"espace", "semaine", "page", "ville", "mois"} <= all_names, "the names are no longer found"
    assert not faults, "\n".join(faults)


class Desk:
    """Everybody of the site, who sends what the forms of the pages hold, but for one odd answer."""

    def __init__(self) -> None:
        self.site, self._table = Site(), table()
        answer_all(
            self.site.browser("visitor"), self.site.world.meeting
        )  # else the sign-up shows one question
        self.site.keep_session("visitor")

    def who_may_send(self, name: str) -> list[str]:
        """To the route of this name."""
        return [actor for actor, sign in zip(ACTORS, self._table[name].writes, strict=True) if sign == "+"]

    def forms(self, route: Route) -> Iterator[tuple[str, Typed]]:
        """Where the forms of the page at ``route`` go, and what each of their buttons sends as they stand."""
        signs = dict(zip(ACTORS, self._table[route.name].reads, strict=True))
        signs |= {"visitor": "."} if route.name.startswith("recruitment:signup_") else {}
        reader = next((actor for actor in _READERS if signs[actor] == "."), None)
        if reader is None:
            return
        address, forms = route.address(self.site.world), Forms()
        page = self.site.browser(reader).get(address)
        if not page.streaming:
            forms.feed(page.content.decode(errors="replace"))
        for form in forms.found:
            for typed in form.presses():
                yield urljoin(address, form.action), typed

    def send(self, actor: str, address: str, typed: Typed) -> int:
        """The status of the answer; what was written is undone."""
        text = urlencode(typed, doseq=True, errors="surrogatepass")
        browser = self.site.browser(actor)
        with transaction.atomic():
            response = browser.post(address, text, content_type="application/x-www-form-urlencoded")
            transaction.set_rollback(True)
        return response.status_code


def odd_answers(typed: Typed, name: str, values: list[str]) -> Iterator[Typed]:
    """What a form holds, but for its field ``name``: each of ``values``, nothing, or several answers."""
    for value in values:
        yield typed | {name: [value]}
    yield {other: answers for other, answers in typed.items() if other != name}
    yield typed | {name: ["", *typed.get(name, []), "-1"]}


def test_no_odd_answer_breaks_a_form(names_read: set[str]) -> None:
    desk, faults, tried = Desk(), [], set()
    elsewhere = make_need(make_session(make_space()))
    values = [*_ODD_ANSWERS, str(elsewhere.pk)]
    forms = [form for route in all_routes() for form in desk.forms(route)]
    forms += [
        (route.address(desk.site.world), {}) for route in all_routes()
    ]  # some show theirs to few people
    for address, typed in forms:
        name = resolve(urlsplit(address).path).view_name
        if not (writers := desk.who_may_send(name)):
            continue
        names_read.clear()
        desk.send(writers[0], address, typed)
        for field in sorted({*typed, *names_read} - {"csrfmiddlewaretoken"}):
            if (name, field) in tried:
                continue
            tried.add((name, field))
            # They take turns: each answer once, and each of them more than once.
            for odd, actor in zip(odd_answers(typed, field, values), cycle(writers)):
                status = desk.send(actor, address, odd)
                if status >= 500:
                    faults.append(f"{name}: {status} to {actor}, {field}={str(odd.get(field))[:60]}")
    assert {("recruitment:signup_contact", "contact"), ("planning:need_repair", "changes")} <= tried
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages"])
@pytest.mark.parametrize("value", [r'"aaaaaaaa\000bbbb"', '"', "x" * 4000, "\xe9\xff" * 8, "a:b"])
def test_no_odd_cookie_breaks_a_page(client: Client, name: str, value: str) -> None:
    for address in ("/", "/connexion/", "/devenir-benevole/mission/", "/equipe/"):
        assert client.get(address, headers={"Cookie": f"{name}={value}"}).status_code < 500
