"""Who was erased stays erased, whichever backup is put back."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from mapart.core import clock, erasures
from mapart.core.ids import uuid7
from mapart.core.jobs.running import run_due
from mapart.core.models import JournalEntry
from mapart.notifications.models import Message
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.people.queries import with_absorbed
from mapart.volunteering.models import Volunteer
from mapart.website import actions
from tests.factories import make_message, make_person, make_staff, make_volunteer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("postgres_programs")]
TODAY = datetime.date(2026, 11, 23)
kept_at_the_end = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path
    settings.ERASURES = ""
    return tmp_path


def forget(person: Person) -> None:
    actions.forget_person(by=None, person=Person.objects.get(pk=person.pk))


def test_each_key_is_noted_once_and_a_missing_register_holds_nobody(home: Path) -> None:
    one, two = uuid7(), uuid7()
    assert erasures.read(erasures.register()) == set()
    erasures.note([one], TODAY)
    erasures.note([one, two], TODAY)
    assert (home / "erasures").read_text() == f"{one} 2026-11-23\n{two} 2026-11-23\n"
    assert erasures.read(erasures.register()) == {one, two}


def test_a_line_cut_by_a_crash_spoils_no_other(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    one, two = uuid7(), uuid7()
    (home / "erasures").write_text(f"{one} 2026-11-23\n01a214f0-4f")
    erasures.note([two], TODAY)
    assert erasures.read(erasures.register()) == {one, two}
    assert "line 2 is no erasure" in caplog.text


def test_the_register_may_lie_with_the_backups(home: Path, settings: Any) -> None:
    settings.ERASURES = str(home / "elsewhere")
    erasures.note([uuid7()], TODAY)
    assert (home / "elsewhere").exists()
    assert not (home / "erasures").exists()


@kept_at_the_end
def test_an_erasure_is_in_the_register_at_once_and_says_nothing_of_her(home: Path) -> None:
    person = make_person(first_name="Amina", email="amina@example.org")
    forget(person)
    assert (home / "erasures").read_text() == f"{person.pk} {clock.today().isoformat()}\n"


@kept_at_the_end
def test_an_erasure_stands_when_the_register_cannot_be_written(home: Path) -> None:
    (home / "erasures").mkdir()
    person = make_person()
    forget(person)
    assert Person.objects.get(pk=person.pk).erased_on is not None
    (home / "erasures").rmdir()
    actions.replay_erasures(by=None)
    assert erasures.read(erasures.register()) == {person.pk}


def test_a_backup_put_back_by_any_way_brings_nobody_back_for_long() -> None:
    volunteer, other = make_volunteer(), make_volunteer()
    make_message(recipient=volunteer.person_id)
    erasures.note([volunteer.person_id, uuid7()], TODAY)
    assert actions.replay_erasures(by=None) == {"again": 1, "refused": 0}
    assert Person.objects.get(pk=volunteer.person_id).first_name == "Personne effacée"
    assert Volunteer.objects.get(pk=volunteer.pk).left_on is not None
    assert not Message.objects.exists()
    assert Person.objects.get(pk=other.person_id).erased_on is None
    assert JournalEntry.objects.get(act="replay_erasures").facts == {"count": 1}
    assert actions.replay_erasures(by=None) == {"again": 0, "refused": 0}
    assert JournalEntry.objects.filter(act="replay_erasures").count() == 1


def test_the_last_head_of_the_network_waits_for_another(home: Path) -> None:
    head = make_staff(kind=RoleKind.NETWORK_HEAD)
    erasures.note([head.pk], TODAY)
    assert actions.replay_erasures(by=None) == {"again": 0, "refused": 1}
    make_staff(kind=RoleKind.NETWORK_HEAD)
    assert actions.replay_erasures(by=None) == {"again": 1, "refused": 0}


def test_whoever_had_become_one_with_her_is_forgotten_too() -> None:
    manager = make_staff(kind=RoleKind.NETWORK_HEAD)
    first, second, kept = make_volunteer(), make_volunteer(), make_volunteer()
    keys = {first.person_id, second.person_id, kept.person_id}
    actions.merge_volunteers(by=manager, kept=second, gone=first)
    actions.merge_volunteers(by=manager, kept=kept, gone=second)
    assert with_absorbed([kept.person_id]) == keys
    forget(kept.person)
    actions.note_erasures()
    assert erasures.read(erasures.register()) == keys


@pytest.fixture
def backup(home: Path) -> Path:
    """A backup with Amina and Zoé; Amina was erased since, the file lies in a folder of backups."""
    make_person(first_name="Zoé")
    person = make_person(first_name="Amina", email="amina@example.org")
    folder = home / "backups"
    folder.mkdir()
    call_command("backup", str(folder / "monday"))
    forget(person)
    return folder / "monday"


def lose_the_database(home: Path) -> None:
    """The machine is lost: another begins, with the backups alone."""
    Person.objects.all().delete()
    (home / "erasures").unlink()


def names() -> set[str]:
    return set(Person.objects.values_list("first_name", flat=True))


@kept_at_the_end
def test_restoring_erases_again_whom_the_old_database_had_erased(
    backup: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "erasures").unlink()
    call_command("restore", str(backup), "--force")
    assert names() == {"Zoé", "Personne effacée"}
    assert not Person.objects.filter(email="amina@example.org").exists()
    assert "1 personne effacée de nouveau." in capsys.readouterr().out


@kept_at_the_end
def test_a_newer_backup_beside_the_old_one_says_who_went(backup: Path, home: Path) -> None:
    call_command("backup", str(backup.with_name("tuesday")))
    lose_the_database(home)
    call_command("restore", str(backup), "--force")
    assert names() == {"Zoé", "Personne effacée"}


@kept_at_the_end
def test_the_register_of_a_lost_machine_is_given_by_hand(backup: Path, home: Path) -> None:
    other = home / "saved"
    other.write_text((home / "erasures").read_text())
    lose_the_database(home)
    call_command("restore", str(backup), "--force", "--erasures", str(other))
    assert names() == {"Zoé", "Personne effacée"}


@kept_at_the_end
@pytest.mark.parametrize("content", [None, b"", b"\xff\x00 no register"])
def test_what_is_no_register_is_refused_before_anything_is_touched(
    backup: Path, home: Path, content: bytes | None
) -> None:
    other = home / "other"
    if content is not None:
        other.write_bytes(content)
    before = names()
    with pytest.raises(CommandError, match="other n'est pas un registre") as refused:
        call_command("restore", str(backup), "--force", "--erasures", str(other))
    assert refused.value.returncode == 2
    with pytest.raises(CommandError, match="ne s'ouvre pas"):
        call_command("restore", str(backup), "--force", "--erasures", str(home))
    assert names() == before


@kept_at_the_end
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about the free pages of a file of SQLite")
def test_no_byte_of_an_erased_person_is_left_in_the_file_nor_in_a_backup(tmp_path: Path) -> None:
    words = [f"Zenobie{number}Exemple" for number in range(30)]
    people = [make_person(first_name=word, last_name=word) for word in words]
    for person, word in zip(people, words, strict=True):
        make_message(recipient=person.pk, body=f"Bonjour {word}. " * 200)
    for person in people:
        forget(person)
    database = Path(connection.settings_dict["NAME"])
    log = database.with_name(f"{database.name}-wal")
    assert b"Zenobie" in log.read_bytes()
    run_due()
    call_command("backup", str(tmp_path / "backup"))
    for file in (database, log, tmp_path / "backup"):
        assert b"Zenobie" not in file.read_bytes()
        assert b"zenobie" not in file.read_bytes()
