"""A real Chromium for the tests marked ``browser``, and pages of it for each role.

``live_server`` brings a transactional database: what a test writes is wiped afterwards.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from mapart.people.models import Person
from tests.browser.chromium import chromium
from tests.browser.world import World, make_world
from tests.conftest import SignedClient

OpenPage = Callable[..., Page]
PATIENCE = 60_000  # milliseconds: a busy machine is no fault of the page


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    # Playwright keeps an event loop in this thread; Django would refuse to read the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield opened
        opened.close()


class Tabs:
    """Pages that serve again, emptied in between: to open one costs more than most tests do with it."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self._address = browser, address
        self._free: dict[frozenset[tuple[str, Any]], list[Page]] = defaultdict(list)
        self._kinds: dict[Page, frozenset[tuple[str, Any]]] = {}

    def take(self, **options: Any) -> Page:
        """A page of a browser that knows nothing, with these options of a Playwright context."""
        kind = frozenset(options.items())
        if self._free[kind]:
            return self._free[kind].pop()
        context = self._browser.new_context(base_url=self._address, locale="fr-FR", **options)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        self._kinds[page] = kind
        return page

    def give_back(self, page: Page) -> None:
        """Leave its site, and forget cookies and what it stored. One that cannot is closed."""
        try:
            page.goto("about:blank")
            page.unroute_all()
            for other in page.context.pages:
                if other != page:
                    other.close()
            page.context.clear_cookies()
            page.context.set_offline(False)
            session = page.context.new_cdp_session(page)
            session.send("Storage.clearDataForOrigin", {"origin": self._address, "storageTypes": "all"})
            session.detach()
        except Error:
            page.context.close()
        else:
            self._free[self._kinds[page]].append(page)


@pytest.fixture(scope="session")
def tabs(browser: Browser, live_server: LiveServer) -> Tabs:
    """The pages of the whole run."""
    return Tabs(browser, live_server.url)


@pytest.fixture
def open_page(tabs: Tabs, live_server: LiveServer) -> Iterator[OpenPage]:
    """``open_page(person=…, width=…, height=…, scripts=True, dark=False)``: a page at the address of the server.

    Relative addresses work: ``page.goto("/missions/")``. With ``person``, the sign-in is done.
    """
    taken: list[Page] = []

    def open_one(
        person: Person | None = None,
        *,
        width: int = 1280,
        height: int = 800,
        scripts: bool = True,
        dark: bool = False,
        **options: Any,
    ) -> Page:
        page = tabs.take(java_script_enabled=scripts, **options)
        taken.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(media="null", color_scheme="dark" if dark else "light")
        if person is not None:
            sign_in(page.context, live_server.url, person)
        return page

    yield open_one
    for page in taken:
        tabs.give_back(page)


def sign_in(context: BrowserContext, address: str, person: Person) -> None:
    """Give the context the session of a whole sign-in."""
    client = SignedClient()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])


@pytest.fixture
def world(transactional_db: None) -> World:
    """A small association with one person in each role."""
    # What was counted against the limits is in no model, so that the wiping of a test leaves it to the next one.
    cache.clear()
    return make_world()
