"""Where the web server listens, and what it says when it cannot serve."""

import os
import socket
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from mapart.core import outages
from mapart.core.management.commands.serve import gunicorn_command


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, "0.0.0.0:8000"),
        ({"PORT": "8080"}, "0.0.0.0:8080"),
        ({"MAPART_BEHIND_PROXY": "yes"}, "127.0.0.1:8000"),
        ({"MAPART_BEHIND_PROXY": "yes", "MAPART_LISTEN": "10.0.0.5"}, "10.0.0.5:8000"),
    ],
)
def test_behind_a_front_server_this_machine_alone_is_answered(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], address: str
) -> None:
    for name in ("PORT", "MAPART_BEHIND_PROXY", "MAPART_LISTEN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    command = gunicorn_command(2)
    assert command[command.index("--bind") + 1] == address


def serve(*options: str) -> str:
    """The one line said by ``mapart serve``, which refuses to start."""
    with pytest.raises(CommandError) as refused:
        call_command("serve", *options)
    assert refused.value.returncode in (1, 2)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_port_that_is_taken_is_said_at_once(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.DEMO = True
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("PORT", str(other.getsockname()[1]))
        assert "Un autre programme répond déjà au port" in serve()
        with pytest.raises(CommandError, match="Un autre programme"):
            call_command("demo")


@pytest.mark.parametrize("host", ["192.0.2.1", "no such machine", "a..b"])
def test_a_machine_that_is_not_this_one_is_said(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("MAPART_LISTEN", host)
    assert f"Impossible de répondre à {host}, port 8000 :" in serve()


@pytest.mark.parametrize("workers", ["0", "-1", "101", "x"])
def test_a_number_of_processes_that_would_answer_nobody_is_refused(workers: str) -> None:
    assert "--workers: écrivez un nombre de 1 à 100" in serve("--workers", workers)


@pytest.mark.django_db
def test_pages_are_not_served_before_the_tables_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("served"))
    monkeypatch.setattr(outages, "_migrated", set())
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["one is missing"])
    monkeypatch.setattr(connection, "close", lambda: None)
    monkeypatch.setenv("PORT", str(free_port()))
    assert serve().endswith("Lancez d'abord : mapart migrate")


def free_port() -> int:
    """One that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])
