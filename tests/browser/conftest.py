"""A real Chromium for the tests marked ``browser``, and pages of it for each role.

``live_server`` brings a transactional database: what a test writes is wiped afterwards.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from mapart.people.models import Person
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
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        pytest.fail("no Chromium on this machine: apt-get install chromium")
    # Playwright keeps an event loop in this thread; Django would refuse to read the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """``open_page(person=…, width=…, height=…, scripts=True, dark=False)``: a page at the address of the server.

    Relative addresses work: ``page.goto("/missions/")``. With ``person``, the sign-in is done.
    """
    contexts: list[BrowserContext] = []

    def open_one(
        person: Person | None = None,
        *,
        width: int = 1280,
        height: int = 800,
        scripts: bool = True,
        dark: bool = False,
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            locale="fr-FR",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if person is not None:
            sign_in(context, live_server.url, person)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


def sign_in(context: BrowserContext, address: str, person: Person) -> None:
    """Give the context the session of a whole sign-in."""
    client = SignedClient()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])


@pytest.fixture
def world(transactional_db: None) -> World:
    """A small association with one person in each role."""
    return make_world()
