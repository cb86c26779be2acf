"""What tests of several pages share."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Callable[[int], None]:
    """Puts the clock ``days`` after the ``TODAY`` of the test's file."""
    today: datetime.datetime = request.module.TODAY

    def put(days: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: today + datetime.timedelta(days=days))

    put(0)
    return put
