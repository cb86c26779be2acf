"""Every door of the site, tried by everybody: the answers are those of ``access.txt``, and a GET never writes."""

import pytest
from django.urls import get_resolver

from tests.house.access import ACTORS, READING_IS_NOTED, Site, open_routes, public_routes, routes, table

pytestmark = pytest.mark.django_db
_LET_IN = set(".r049g")


def test_every_route_is_in_the_table() -> None:
    missing = sorted(set(routes()) - set(table()))
    assert not missing, f"write in tests/house/access.txt who may go to: {', '.join(missing)}"
    gone = sorted(set(table()) - set(routes()))
    assert not gone, f"take out of tests/house/access.txt, they are no routes any more: {', '.join(gone)}"


def test_only_what_the_table_opens_is_open_to_visitors() -> None:
    found, written = open_routes(get_resolver().url_patterns), public_routes()
    opened, closed = sorted(found - written), sorted(written - found)
    assert not opened, f"open to everybody, and not in access.txt: {', '.join(opened)}"
    assert not closed, f"open in access.txt, and closed in fact: {', '.join(closed)}"


def test_everybody_reads_what_the_table_says_and_reading_never_writes() -> None:
    site, rows, faults = Site(), table(), []
    for name, route in routes().items():
        for actor, expected in zip(ACTORS, rows[name].reads, strict=True):
            sign, written = site.knock(actor, route, "GET")
            if sign != expected:
                faults.append(f"GET {name} by {actor}: {sign} instead of {expected}")
            noted = READING_IS_NOTED.get(name)
            acts = [sql for sql in written if noted is None or noted not in sql]
            faults += [f"GET {name} by {actor} writes: {sql[:100]}" for sql in acts[:1]]
    assert not faults, "\n".join(faults)


def test_everybody_writes_where_the_table_says_and_nowhere_else() -> None:
    site, rows, faults = Site(), table(), []
    for name, route in routes().items():
        for actor, expected in zip(ACTORS, rows[name].writes, strict=True):
            sign, written = site.knock(actor, route, "POST")
            if sign not in _LET_IN if expected == "+" else sign != expected:
                faults.append(f"POST {name} by {actor}: {sign} instead of {expected}")
            if expected != "+":
                faults += [f"POST {name} by {actor} writes: {sql[:100]}" for sql in written[:1]]
    assert not faults, "\n".join(faults)
