"""A backup holds everything, its damage is found before anything is touched, and nothing is replaced by mistake."""

import hashlib
import random
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from mapart.core import journal, seals
from mapart.core.models import JournalEntry
from mapart.people.models import Person
from tests.factories import make_person, make_space

only_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about a SQLite file")
only_postgres = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="about PostgreSQL's programs")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("postgres_programs")]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path
    settings.ERASURES = ""


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of a database with one person and a sealed act; she is called otherwise since."""
    person = make_person(first_name="Amina")
    journal.record(person, "publish_week", make_space())
    seals.seal_new_entries()
    file = tmp_path / "monday.mapart"
    call_command("backup", str(file))
    Person.objects.update(first_name="Zoé")
    journal.record(person, "publish_week")
    seals.seal_new_entries()
    return file


def flip_a_bit(file: Path, place: int) -> None:
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)


def test_what_was_there_comes_back_and_the_journal_is_whole(backup: Path) -> None:
    call_command("restore", str(backup), "--force")
    assert Person.objects.get().first_name == "Amina"
    acts = list(JournalEntry.objects.order_by("pk").values_list("act", flat=True))
    assert acts == ["publish_week", "restore_backup"]
    assert list(seals.verify()) == []


def test_the_digest_is_one_that_sha256sum_reads_and_nobody_else_reads_the_file(backup: Path) -> None:
    digest = hashlib.sha256(backup.read_bytes()).hexdigest()
    assert backup.with_name("monday.mapart.sha256").read_text() == f"{digest}  monday.mapart\n"
    assert backup.stat().st_mode & 0o077 == 0
    assert not list(backup.parent.glob("*.part*"))


def test_a_database_with_people_is_not_replaced_without_force(backup: Path) -> None:
    with pytest.raises(CommandError, match="--force") as caught:
        call_command("restore", str(backup))
    assert caught.value.returncode == 1
    assert Person.objects.get().first_name == "Zoé"


def test_a_backup_is_not_written_over_another(backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(CommandError, match="existe déjà"):
        call_command("backup", str(backup))
    assert backup.read_bytes() == before


def test_one_flipped_bit_anywhere_is_found_before_anything_is_touched(backup: Path) -> None:
    places = random.Random(7).sample(range(32, backup.stat().st_size), 20)
    for place in places:
        flip_a_bit(backup, place)
        with pytest.raises(CommandError, match="a changé depuis"):
            call_command("restore", str(backup), "--force")
        flip_a_bit(backup, place)
    assert Person.objects.get().first_name == "Zoé"


def test_a_file_without_its_digest_needs_force(backup: Path) -> None:
    backup.with_name("monday.mapart.sha256").unlink()
    with pytest.raises(CommandError, match="sha256 manque"):
        call_command("restore", str(backup))
    call_command("restore", str(backup), "--force")
    assert Person.objects.get().first_name == "Amina"


@pytest.mark.parametrize("content", [b"", b"not a backup at all", None])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "something"
    if content is not None:
        file.write_bytes(content)
    said = "ne peut pas être lu" if content is None else "n'est pas une sauvegarde"
    with pytest.raises(CommandError, match=said) as refused:
        call_command("restore", str(file), "--force")
    assert refused.value.returncode == 2


def test_a_truncated_backup_is_refused_and_nothing_changes(backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    backup.with_name("monday.mapart.sha256").unlink()
    with pytest.raises(CommandError, match=r"abîmée|échoué"):
        call_command("restore", str(backup), "--force")
    assert Person.objects.get().first_name == "Zoé"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="ne peut pas être écrit"):
        call_command("backup", str(tmp_path / "nowhere" / "file"))


@only_postgres
def test_a_missing_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(CommandError, match=r"pg_dump manque\. Installez"):
        call_command("backup", str(tmp_path / "file"))
    assert list(tmp_path.iterdir()) == []


@only_postgres
@pytest.mark.parametrize(
    "said", ["aborting because of server version mismatch", "unsupported version (1.16)"]
)
def test_a_program_older_than_the_server_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    """Debian 12 brings pg_dump 15: beside a server 18 it copies nothing."""
    old = tmp_path / "old"
    old.mkdir()
    (old / "pg_dump").write_text(f"#!/bin/sh\necho 'pg_dump: error: {said}' >&2\nexit 1\n")
    (old / "pg_dump").chmod(0o755)
    monkeypatch.setenv("PATH", str(old), prepend=":")
    with pytest.raises(
        CommandError, match=r"Installez le client de la version du serveur : postgresql-client-\d+\."
    ):
        call_command("backup", str(tmp_path / "file"))
    assert [one.name for one in tmp_path.iterdir()] == ["old"]


@only_sqlite
def test_people_keep_working_while_a_backup_is_made(tmp_path: Path) -> None:
    stop, written = threading.Event(), []

    def work() -> None:
        while not stop.is_set():
            written.append(make_person().pk)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for number in range(5):
            call_command("backup", str(tmp_path / f"{number}.mapart"))
    finally:
        stop.set()
        worker.join()
    assert len(written) > 5
    call_command("restore", str(tmp_path / "4.mapart"), "--force")
    kept = set(Person.objects.values_list("pk", flat=True))
    assert kept == set(written[: len(kept)])


@only_sqlite
def test_a_damaged_database_file_is_set_aside(backup: Path) -> None:
    path = Path(connection.settings_dict["NAME"])
    connection.close()
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    path.write_bytes(b"no database at all, alas" * 100)
    with pytest.raises(CommandError, match="--force"):
        call_command("restore", str(backup))
    call_command("restore", str(backup), "--force")
    assert Person.objects.get().first_name == "Amina"
    aside = path.with_name(f"{path.name}.damaged")
    assert aside.read_bytes().startswith(b"no database")
    aside.unlink()
