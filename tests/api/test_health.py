"""What a supervisor is told."""

import datetime
from typing import Any

import pytest
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from mapart.core import clock, outages
from mapart.core.jobs.models import WorkerBeat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outages, "_migrated", set())


def beat(seconds_ago: int) -> None:
    now = clock.now()
    WorkerBeat.objects.create(started_at=now, seen_at=now - datetime.timedelta(seconds=seconds_ago))


def test_the_process_lives_without_asking_the_database(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-store" in answer.headers["Cache-Control"]


def test_ready_with_a_worker_that_was_seen(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)  # reading the migrations takes seconds the first time
    beat(90)
    beat(10)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "database": True,
        "migrations": True,
        "worker": True,
        "worker_seen_seconds_ago": 10,
    }


@pytest.mark.parametrize("seconds", [None, 120])
def test_a_missing_or_late_worker_is_told_but_pages_go_on(client: Client, seconds: int | None) -> None:
    if seconds is not None:
        beat(seconds)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert (answer.json()["worker"], answer.json()["worker_seen_seconds_ago"]) == (False, seconds)


def test_not_ready_before_the_migrations(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as early:
        early.setattr(MigrationExecutor, "migration_plan", lambda *_: ["one is missing"])
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["migrations"]) == (503, False)
    assert client.get("/readyz").status_code == 200


def test_not_ready_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_away() -> bool:
        raise OperationalError("secret host is away")

    monkeypatch.setattr(outages, "is_migrated", is_away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": False, "migrations": False, "worker": False}


def test_only_reading_is_allowed(client: Client) -> None:
    for address in ("/healthz", "/readyz"):
        assert client.post(address).status_code == 405


def test_they_answer_in_plain_http_where_pages_lead_to_https(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code in (200, 503)
    for address in ("/", "/readyz/", "/equipe/readyz"):
        assert client.get(address).status_code == 301
