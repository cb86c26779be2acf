"""Addresses that no page of ours writes: what is asked is read as well as it can be, and never breaks a page."""

from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from tests.browser.routes import BLANKS, Route, all_routes
from tests.browser.world import World, make_world
from tests.conftest import SignedClient
from tests.factories import make_need, make_session, make_space

pytestmark = pytest.mark.django_db
_ODD = ("a\0b", "x" * 4000, "-1", "9" * 30, "²", "2026-02-31", "9999-12-31", "0000-00", "\ud800")


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
