"""A command that cannot reach the database, or read its settings, says so in one line, without the password."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import OperationalError, ProgrammingError, connection, transaction

from mapart.core import outages

PASSWORD = "do-not-show"
NOBODY_LISTENS = f"postgresql://mapart:{PASSWORD}@127.0.0.1:1/mapart"
COMMANDS = [
    "migrate",
    "check --database default",
    "worker --once",
    "backup {folder}/copy",
    "restore {folder}/dump --force",
    "journal verify",
    "people appoint --first-name Camille --mail camille@example.org",
    "spaces import {folder}/places.csv --dry-run",
    "volunteers import {folder}/people.csv",
    "demo --build-only",
]
PLACES = "id,nom,commune,code_postal,adresse\n"


def run(command: str, folder: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """What a person gets who types ``mapart command`` with these settings alone."""
    (folder / "places.csv").write_text(PLACES)
    (folder / "people.csv").write_text("Prénom,Mail\nCamille,camille@example.org\n")
    (folder / "dump").write_bytes(b"PGDMP")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAPART_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "mapart", *command.format(folder=folder).split()],
        env=kept | {"MAPART_HOME": str(folder / "home")} | given,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def only_line(done: subprocess.CompletedProcess[str]) -> str:
    """The one line said, by a command that failed."""
    assert done.returncode == 2, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    assert PASSWORD not in done.stderr + done.stdout
    return lines[0]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("backup /nowhere/copy", "/nowhere/copy ne peut pas être écrit : No such file or directory."),
        ("restore /nowhere/copy", "/nowhere/copy ne peut pas être lu : No such file or directory."),
        ("spaces communes /nowhere/list", "/nowhere/list ne s'ouvre pas : No such file or directory."),
    ],
)
def test_a_refusal_is_its_sentence_alone(command: str, said: str, tmp_path: Path) -> None:
    assert only_line(run(command, tmp_path)) == said


def test_an_unknown_command_is_said(tmp_path: Path) -> None:
    assert (
        only_line(run("sevre", tmp_path)) == "Commande inconnue : sevre. Pour les voir toutes : mapart help"
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_says_which_database_does_not_answer(command: str, tmp_path: Path) -> None:
    line = only_line(run(command, tmp_path, MAPART_DATABASE_URL=NOBODY_LISTENS))
    assert "« mapart » (machine 127.0.0.1, port 1, compte « mapart ») : Connection refused." in line
    assert line.endswith("MAPART_DATABASE_URL.")


@pytest.fixture
def refusing_server() -> Iterator[int]:
    """The port of a PostgreSQL that takes no password."""
    words = b'SFATAL\0C28P01\0Mpassword authentication failed for user "mapart"\0\0'
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse() -> None:
            with suppress(OSError):
                while True:
                    caller, _ = server.accept()
                    with caller:
                        caller.recv(1000)
                        caller.sendall(b"E" + (len(words) + 4).to_bytes(4) + words)

        threading.Thread(target=refuse, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def test_a_wrong_password_is_said_and_not_shown(refusing_server: int, tmp_path: Path) -> None:
    address = f"postgresql://mapart:{PASSWORD}@127.0.0.1:{refusing_server}/mapart?sslmode=disable"
    line = only_line(run("migrate", tmp_path, MAPART_DATABASE_URL=address))
    assert ': password authentication failed for user "mapart". Vérifiez' in line


def test_an_unknown_machine_is_said(tmp_path: Path) -> None:
    address = f"postgresql://mapart:{PASSWORD}@nowhere.invalid/mapart"
    assert "machine nowhere.invalid" in only_line(run("migrate", tmp_path, MAPART_DATABASE_URL=address))


def test_a_database_that_does_not_exist_is_said(tmp_path: Path) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has several")
    address = os.environ["MAPART_DATABASE_URL"].replace("/postgres?", "/nothing?")
    assert address != os.environ["MAPART_DATABASE_URL"]
    assert 'database "nothing" does not exist' in only_line(
        run("migrate", tmp_path, MAPART_DATABASE_URL=address)
    )


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "mapart.sqlite3").write_text("no database " * 1000)
    line = only_line(run("migrate", tmp_path))
    assert f"{tmp_path / 'home' / 'mapart.sqlite3'} : file is not a database. Vérifiez MAPART_HOME" in line


@pytest.mark.parametrize("name", ["secret_key", "mapart.sqlite3.queue"])
def test_a_file_that_this_account_cannot_open_is_said(name: str, tmp_path: Path) -> None:
    (tmp_path / "home" / name).mkdir(parents=True)
    line = only_line(run("migrate", tmp_path))
    assert f"{name} ne s'ouvre pas : Is a directory. Vérifiez MAPART_HOME" in line


def test_a_database_without_tables_asks_for_them(tmp_path: Path) -> None:
    assert only_line(run("worker --once", tmp_path)).endswith("Lancez d'abord : mapart migrate")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"MAPART_DEBUG": "perhaps"}, "MAPART_DEBUG : écrivez yes ou no, pas 'perhaps'."),
        ({"MAPART_DATABASE_URL": f"mysql://u:{PASSWORD}@h/n"}, "MAPART_DATABASE_URL : écrivez postgresql://"),
        ({"MAPART_HOME": "/proc/nothing"}, "MAPART_HOME : le dossier /proc/nothing ne se crée pas"),
    ],
)
def test_a_wrong_setting_is_said(given: dict[str, str], said: str, tmp_path: Path) -> None:
    assert only_line(run("migrate", tmp_path, **given)).startswith(f"Réglage à corriger. {said}")


@pytest.mark.django_db(transaction=True)
def test_a_server_stopped_meanwhile_is_said() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server")
    with pytest.raises(OperationalError) as stopped, connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    connection.close()
    line = outages.sentence(stopped.value)
    assert line is not None
    assert "terminating connection due to administrator command. Vérifiez" in line


@pytest.mark.django_db
def test_a_mistake_of_ours_keeps_its_traceback() -> None:
    with pytest.raises((OperationalError, ProgrammingError)) as wrong, transaction.atomic():
        connection.cursor().execute("SELECT FROM WHERE")
    assert outages.sentence(wrong.value) is None
    assert outages.sentence(ValueError("x")) is None


class BusyError(Exception):
    """What SQLite says of a file that another process holds; PostgreSQL's words are enough."""

    sqlite_errorname = "SQLITE_BUSY"


@pytest.mark.django_db
def test_serve_and_worker_wait_for_a_database_that_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    tries: list[int] = []

    def comes_at_the_third() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("connection failed: Connection refused") from BusyError

    monkeypatch.setattr("time.sleep", lambda seconds: None)
    monkeypatch.setattr(connection, "ensure_connection", comes_at_the_third)
    monkeypatch.setattr(connection, "close", lambda: None)
    outages.wait_for_database(told.append)
    assert len(tries) == 3
    assert len(told) == 1, "said once"
    assert "Connection refused. Vérifiez" in told[0]
    tries.clear()
    with pytest.raises(OperationalError):
        outages.wait_for_database(told.append, seconds=0)
