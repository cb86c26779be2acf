"""Who gets what at each address: the table of ``access.txt`` read, and the site asked the same questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, reset_queries, transaction
from django.http import HttpResponseBase
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver

from tests.browser.routes import Route, all_routes
from tests.browser.world import World, make_world
from tests.conftest import SignedClient
from tests.factories import make_space, make_staff

ACTORS = (
    "visitor",
    "volunteer",
    "receptionist",
    "community_lead",
    "space_manager",
    "other_manager",
    "network_head",
)
TABLE = Path(__file__).parent / "access.txt"
_SIGNS = {200: ".", 400: "0", 403: "3", 404: "4", 405: "5", 409: "9", 410: "g"}
# Where the journal keeps who has read somebody's phone number, to answer « who saw my data? ».
READING_IS_NOTED = {
    "website:volunteer": "'read_volunteer'",
    "website:volunteer_contact": "'read_volunteer'",
    "website:conversation": "'read_volunteer'",
    "website:likeness": "'read_volunteer'",
    "recruitment:applicant_show": "'read_application'",
    "website:applicant_contact": "'read_application'",
}
# A session notes who is in; it is no act.
_NO_ACTS = ('"django_session"', '"throttle"')


@dataclass(frozen=True)
class Row:
    """What each actor gets at a route, a sign each: see the head of ``access.txt``."""

    reads: str
    writes: str


def table() -> dict[str, Row]:
    """The rows of ``access.txt``, by name of route."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return {name: Row(reads, writes) for name, reads, writes in rows}


def public_routes() -> frozenset[str]:
    """Those that the table opens to visitors: everything else leads them to the sign-in."""
    return frozenset(name for name, row in table().items() if row.reads[0] != "L")


def routes() -> dict[str, Route]:
    """Every named route of the site, by its name."""
    return {route.name: route for route in all_routes()}


class Site:
    """A small association and somebody of each kind, who knocks at every door."""

    def __init__(self) -> None:
        self.world: World = make_world()
        self._people = self.world.people | {"other_manager": make_staff(make_space())}
        self._browsers = {actor: self._signed_in(actor) for actor in ACTORS}
        self._sessions = {actor: self._browsers[actor].cookies.get("sessionid") for actor in ACTORS}

    def browser(self, actor: str) -> SignedClient:
        """Hers, as she came in: what happened since is forgotten."""
        browser = self._browsers[actor]
        browser.cookies.clear()
        if session := self._sessions[actor]:
            browser.cookies["sessionid"] = session.value
        return browser

    def knock(self, actor: str, route: Route, method: str) -> tuple[str, list[str]]:
        """The sign of the answer to an empty request, and what was written meanwhile, which is undone."""
        browser = self.browser(actor)
        try:
            address = route.address(self.world)
        except KeyError:
            return "? (say in tests/browser/routes.py what fills its blanks)", []
        reset_queries()  # the log of a long test would overflow
        with transaction.atomic():
            with CaptureQueriesContext(connection) as queries:
                response = browser.generic(method, address)
            transaction.set_rollback(True)
        return sign_of(response), _writes(queries)

    def keep_session(self, actor: str) -> None:
        """What she has done so far is how she came in."""
        self._sessions[actor] = self._browsers[actor].cookies.get("sessionid")

    def _signed_in(self, actor: str) -> SignedClient:
        browser = SignedClient(raise_request_exception=False)
        person = self._people[actor]
        if person is not None:
            browser.force_login(person)
        return browser


def sign_of(response: HttpResponseBase) -> str:
    """One sign for an answer: « L » leads to the sign-in, « r » elsewhere, « ! » is a fault of ours."""
    if response.status_code in (301, 302, 303):
        return "L" if response["Location"].startswith("/connexion/?next=") else "r"
    return _SIGNS.get(response.status_code, "!")


def _writes(queries: CaptureQueriesContext) -> list[str]:
    statements = [query["sql"] for query in queries.captured_queries]
    return [
        sql
        for sql in statements
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and not any(table in sql for table in _NO_ACTS)
    ]


def open_routes(patterns: Iterable[URLPattern | URLResolver], space: str = "") -> frozenset[str]:
    """Names of the routes whose view ``LoginRequiredMiddleware`` leaves open; one without a name by its pattern."""
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            below = f"{space}{pattern.namespace}:" if pattern.namespace else space
            found |= open_routes(pattern.url_patterns, below)
        elif not getattr(pattern.callback, "login_required", True):
            found.add(f"{space}{pattern.name or pattern.pattern}")
    return frozenset(found)
