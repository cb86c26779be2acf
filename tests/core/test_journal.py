"""The journal: facts and no words about people, never changed, and when somebody does all the same it is found."""

import datetime
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Model

from mapart.core import clock, journal, seals
from mapart.core.ids import uuid7
from mapart.core.models import JournalEntry, JournalSeal
from mapart.core.seals import Fault
from tests.factories import make_person, make_space

triggers = import_module("mapart.core.migrations.0002_journal_is_append_only")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """A place of its own for the newest seal."""
    settings.HOME = tmp_path
    return tmp_path


@contextmanager
def behind_the_triggers() -> Iterator[None]:
    """What somebody with the keys of the database can do."""
    with connection.cursor() as cursor:
        for statement in triggers.statements_to_unlock(connection.vendor):
            cursor.execute(statement)
        yield
        for statement in triggers.statements_to_lock(connection.vendor):
            cursor.execute(statement)


def write(count: int) -> list[JournalEntry]:
    """``count`` acts."""
    person = make_person()
    return [journal.record(person, "publish_week", person, number=number) for number in range(count)]


def test_an_act_is_written_with_who_what_and_plain_facts() -> None:
    person, space = make_person(), make_space()
    key = uuid7()
    facts = {"key": key, "day": datetime.date(2026, 3, 29), "keys": [key], "none": None, "by_day": {"a": 1}}
    journal.record(person, "publish_week", space, **facts)
    entry = JournalEntry.objects.get()
    assert (entry.actor, entry.act) == (person.pk, "publish_week")
    assert (entry.subject_type, entry.subject) == ("spaces.space", space.pk)
    assert entry.facts == {
        "key": str(key),
        "day": "2026-03-29",
        "keys": [str(key)],
        "none": None,
        "by_day": {"a": 1},
    }
    assert journal.record(None, "prune").actor is None


def test_a_row_is_no_fact() -> None:
    with pytest.raises(TypeError, match="Person"):
        journal.record(None, "publish_week", person=make_person())


@pytest.mark.parametrize("table", [JournalEntry, JournalSeal])
@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_or_delete(table: type[Model], act: str) -> None:
    write(1)
    seals.seal_new_entries()
    rows = table._default_manager.all()
    acts = {"update": lambda: rows.update(at=clock.now()), "delete": rows.delete}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        acts[act]()
    assert rows.count() == 1


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no TRUNCATE")
def test_the_database_refuses_to_truncate() -> None:
    write(1)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE core_journalentry")
    assert JournalEntry.objects.count() == 1


def test_a_whole_journal_is_found_whole() -> None:
    assert list(seals.verify()) == []
    write(3)
    assert seals.seal_new_entries() == 3
    write(2)
    assert seals.seal_new_entries() == 2
    assert seals.seal_new_entries() == 0
    assert JournalSeal.objects.count() == 2
    assert list(seals.verify()) == []


def test_many_entries_make_several_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "_BATCH", 4)
    monkeypatch.setattr(seals, "_LOOK_BACK", 3)
    write(10)
    assert seals.seal_new_entries() == 10
    assert [len(seal.entries) for seal in JournalSeal.objects.all()] == [4, 4, 2]
    write(3)
    assert seals.seal_new_entries() == 3
    assert list(seals.verify()) == []


def test_an_entry_committed_late_is_sealed_after_those_with_higher_keys() -> None:
    first, late, last = write(3)
    values = {field.attname: getattr(late, field.attname) for field in late._meta.concrete_fields}
    with behind_the_triggers():
        late.delete()
    assert seals.seal_new_entries() == 2
    JournalEntry.objects.create(**values)
    assert seals.seal_new_entries() == 1
    assert [key for key, _ in JournalSeal.objects.get(number=2).entries] == [values["id"]]
    assert list(seals.verify()) == []
    assert first.pk < values["id"] < last.pk


def swap_two(entries: list[JournalEntry]) -> None:
    """Reorder: the third and the fourth exchange their keys."""
    third, fourth = entries[2].pk, entries[3].pk
    for old, new in ((third, -1), (fourth, third), (-1, fourth)):
        JournalEntry.objects.filter(pk=old).update(id=new)


def change(field: str, value: Any) -> Callable[[list[JournalEntry]], object]:
    return lambda entries: JournalEntry.objects.filter(pk=entries[2].pk).update(**{field: value})


@pytest.mark.parametrize(
    ("mischief", "codes"),
    [
        (change("act", "publish_weeK"), ["entry_changed"]),
        (change("facts", {"number": 3}), ["entry_changed"]),
        (change("actor", None), ["entry_changed"]),
        (change("subject", None), ["entry_changed"]),
        (change("subject_type", "people.persons"), ["entry_changed"]),
        (change("at", F("at") + datetime.timedelta(microseconds=1)), ["entry_changed"]),
        (lambda entries: JournalEntry.objects.filter(pk=entries[2].pk).delete(), ["entry_missing"]),
        (swap_two, ["entry_changed", "entry_changed"]),
    ],
)
def test_mischief_among_the_entries_is_found_at_its_place(
    mischief: Callable[[list[JournalEntry]], object], codes: list[str]
) -> None:
    entries = write(5)
    seals.seal_new_entries()
    with behind_the_triggers():
        mischief(entries)
    faults = list(seals.verify())
    assert [fault.code for fault in faults] == codes
    assert (faults[0].entry, faults[0].seal) == (entries[2].pk, 1)


def reorder_a_seal() -> None:
    seal = JournalSeal.objects.get(number=2)
    JournalSeal.objects.filter(number=2).update(entries=seal.entries[::-1])


def forge_one_seal() -> None:
    """Somebody who knows the recipe changes an entry and computes its seal anew."""
    entry = JournalEntry.objects.filter(pk=JournalSeal.objects.get(number=2).entries[0][0])
    entry.update(act="nothing")
    seal = JournalSeal.objects.get(number=2)
    seal.entries[0][1] = seals._entry_digests([seal.entries[0][0]])[seal.entries[0][0]]
    digest = seals._seal_digest(seal, JournalSeal.objects.get(number=1).digest)
    JournalSeal.objects.filter(number=2).update(entries=seal.entries, digest=digest)


@pytest.mark.parametrize(
    ("mischief", "fault"),
    [
        (lambda: JournalSeal.objects.filter(number=2).update(digest="0" * 64), Fault("seal_changed", seal=2)),
        (lambda: JournalSeal.objects.filter(number=2).update(at=clock.now()), Fault("seal_changed", seal=2)),
        (lambda: JournalSeal.objects.filter(number=2).delete(), Fault("seal_missing", seal=2)),
        (lambda: JournalSeal.objects.filter(number=3).delete(), Fault("chain_cut", seal=3)),
        (reorder_a_seal, Fault("seal_changed", seal=2)),
        (forge_one_seal, Fault("seal_changed", seal=3)),
    ],
)
def test_mischief_among_the_seals_is_found(mischief: Callable[[], object], fault: Fault) -> None:
    for _ in range(3):
        write(2)
        seals.seal_new_entries()
    with behind_the_triggers():
        mischief()
    assert next(seals.verify()) == fault


def test_a_journal_forged_whole_no_longer_holds_the_seal_kept_beside_it(home: Path) -> None:
    write(2)
    seals.seal_new_entries()
    assert json.loads((home / "journal.head").read_text())["number"] == 1
    with behind_the_triggers():
        JournalSeal.objects.all().delete()
        JournalEntry.objects.update(act="nothing")
    seals._seal_batch()
    assert list(seals.verify()) == [Fault("chain_cut", seal=1)]


def test_an_entry_that_was_never_sealed_is_found_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    (entry,) = write(1)
    assert list(seals.verify()) == []
    tomorrow = clock.now() + datetime.timedelta(days=1, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    assert list(seals.verify()) == [Fault("entry_never_sealed", entry=entry.pk)]


def test_an_entry_sealed_twice_is_found() -> None:
    (entry,) = write(1)
    seals.seal_new_entries()
    first = JournalSeal.objects.get()
    second = JournalSeal(number=2, at=clock.now(), entries=first.entries)
    second.digest = seals._seal_digest(second, first.digest)
    second.save(force_insert=True)
    assert list(seals.verify()) == [Fault("entry_sealed_twice", entry=entry.pk, seal=2)]


def test_missing_triggers_are_found() -> None:
    with behind_the_triggers():
        codes = {fault.code for fault in seals.verify()}
    assert codes == {f"trigger_missing {name}" for name in seals.TRIGGERS}


def test_the_command_seals_verifies_and_leaves_with_1_and_the_first_bad_entry(
    capsys: pytest.CaptureFixture[str],
) -> None:
    entries = write(3)
    call_command("journal", "seal")
    call_command("journal", "verify")
    assert capsys.readouterr().out == "3 actes scellés\nLe journal est entier.\n"
    with behind_the_triggers():
        change("act", "nothing")(entries)
    with pytest.raises(CommandError, match=f"entry_changed entry {entries[2].pk} seal 1") as caught:
        call_command("journal", "verify", "--json")
    assert caught.value.returncode == 1
    printed = json.loads(capsys.readouterr().out)
    assert printed["faults"] == [{"code": "entry_changed", "entry": entries[2].pk, "seal": 1}]
