"""A public page is kept for visitors, never for somebody we know."""

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from mapart.core import kept
from mapart.core.kept import kept_for_visitors


class Counter:
    """A view that says how often it was called."""

    def __init__(self, status: int = 200) -> None:
        self.calls = 0
        self.status = status

    def __call__(self, request: HttpRequest, slug: str = "") -> HttpResponse:
        self.calls += 1
        return HttpResponse(f"{slug} {self.calls}", status=self.status)


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(kept, "_kept", {})
    settings.PAGES_KEPT_SECONDS = 20


def ask(view: Counter, path: str = "/", method: str = "get", cookie: str = "", slug: str = "") -> str:
    """What a visitor reads."""
    request: HttpRequest = getattr(RequestFactory(), method)(path)
    request.user = AnonymousUser()
    if cookie:
        request.COOKIES[cookie] = "x"
    return decorated(view)(request, slug).text


def decorated(view: Counter) -> kept.View[str]:
    """The view as an address knows it."""

    def page(request: HttpRequest, slug: str) -> HttpResponse:
        return view(request, slug)

    return kept_for_visitors(page)


def test_two_visitors_cost_one_page_and_each_address_has_its_own() -> None:
    view = Counter()
    assert [ask(view, "/a"), ask(view, "/a"), ask(view, "/a?ou=1"), ask(view, "/b")] == [
        " 1",
        " 1",
        " 2",
        " 3",
    ]


@pytest.mark.parametrize("cookie", [django_settings.SESSION_COOKIE_NAME, "messages"])
def test_whoever_is_known_reads_a_fresh_page_that_nobody_else_gets(cookie: str) -> None:
    view = Counter()
    assert [ask(view), ask(view, cookie=cookie), ask(view)] == [" 1", " 2", " 1"]


def test_a_page_given_again_keeps_its_headers() -> None:
    @kept_for_visitors
    def page(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("x", content_type="text/plain", headers={"X-Robots-Tag": "noindex"})

    first, again = page(RequestFactory().get("/")), page(RequestFactory().get("/"))
    assert first is not again
    assert again.headers["X-Robots-Tag"] == "noindex"
    assert again.headers["Content-Type"] == "text/plain"


def test_only_pages_that_went_well_are_kept() -> None:
    view = Counter(status=404)
    assert [ask(view), ask(view)] == [" 1", " 2"]
    view = Counter()
    assert [ask(view, method="post"), ask(view, method="post")] == [" 1", " 2"]


def test_a_page_gets_old(monkeypatch: pytest.MonkeyPatch) -> None:
    view, moment = Counter(), [100.0]
    monkeypatch.setattr("mapart.core.kept.time.monotonic", lambda: moment[0])
    assert ask(view) == " 1"
    moment[0] += 19
    assert ask(view) == " 1"
    moment[0] += 1
    assert ask(view) == " 2"


def test_the_pages_kept_have_a_limit() -> None:
    view = Counter()
    for number in range(kept.MOST_PAGES + 5):
        ask(view, f"/{number}")
    assert len(kept._kept) <= kept.MOST_PAGES


def test_a_page_with_two_forms_is_never_kept_in_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_halves", {})
    form = '<form><input name="csrfmiddlewaretoken" value="abc"></form>'
    kept.kept_but_for_the_guard(RequestFactory().get("/one"), lambda: HttpResponse(form))
    kept.kept_but_for_the_guard(RequestFactory().get("/two"), lambda: HttpResponse(form * 2))
    assert [path for path, _language in kept._halves] == ["/one"]
