"""The chain of seals over the journal: whoever changes it behind the application is found.

A seal holds the digest of each of its entries, and a digest over those and the seal before (SHA-256 of JSON). Sealing
comes after the act, by a periodic job, so that acts never wait for each other. The newest seal is also written to a
file beside the data, outside the database: a journal cut at its end no longer holds it. What is younger than the last
sealing, a minute at most, is not covered.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from mapart.core import clock
from mapart.core.models import JournalEntry, JournalSeal

_BATCH = 1000
# A transaction may commit an entry after later ones were sealed: so many keys back are looked at again each time.
_LOOK_BACK = 1000
_SEALED_WITHIN = datetime.timedelta(days=1)
_FIELDS = ("pk", "at", "actor", "act", "subject_type", "subject", "facts")
TRIGGERS = frozenset(
    f"{table}_{event}"
    for table in ("core_journalentry", "core_journalseal")
    for event in ("keeps_updates_out", "keeps_deletes_out")
)


@dataclass(frozen=True)
class Fault:
    """What is wrong, in a code, and where: the key of an entry or the number of a seal."""

    code: str
    entry: int | None = None
    seal: int | None = None

    def __str__(self) -> str:
        return " ".join(f"{name} {value}" for name, value in asdict(self).items() if value is not None)


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _entry_digests(keys: Iterable[int]) -> dict[int, str]:
    """Digest of each of these entries that exists."""
    rows = JournalEntry.objects.filter(pk__in=keys).values_list(*_FIELDS)
    return {
        pk: _digest([pk, at.isoformat(), str(actor or ""), act, kind, str(subject or ""), facts])
        for pk, at, actor, act, kind, subject, facts in rows
    }


def _seal_digest(seal: JournalSeal, digest_before: str) -> str:
    return _digest([seal.number, seal.at.isoformat(), digest_before, seal.entries])


def _head_file() -> Path:
    return Path(settings.HOME) / "journal.head"


def seal_new_entries() -> int:
    """Seal what no seal covers yet; returns how many entries. Two at once: one of them fails on the seal's number."""
    total = 0
    while count := _seal_batch():
        total += count
    remember_head()
    return total


def remember_head() -> None:
    """Write the newest seal outside the database: after sealing, and after a backup was put back."""
    newest = JournalSeal.objects.order_by("-number").first()
    if newest is not None:
        _head_file().write_text(json.dumps({"number": newest.number, "digest": newest.digest}))


def _seal_batch() -> int:
    with transaction.atomic():
        newest = JournalSeal.objects.order_by("-number").first()
        keys = _unsealed_keys()
        if not keys:
            return 0
        digests = _entry_digests(keys)
        seal = JournalSeal(
            number=newest.number + 1 if newest else 1,
            at=clock.now(),
            entries=[[key, digests[key]] for key in keys],
        )
        seal.digest = _seal_digest(seal, newest.digest if newest else "")
        seal.save(force_insert=True)
    return len(keys)


def _unsealed_keys() -> list[int]:
    """Keys of entries without a seal, in order, a batch at most."""
    recent: set[int] = set()
    for entries in JournalSeal.objects.order_by("-number").values_list("entries", flat=True).iterator(10):
        recent.update(key for key, _ in entries)
        if len(recent) >= 2 * _LOOK_BACK:
            break
    floor = max(recent, default=0) - _LOOK_BACK
    after = JournalEntry.objects.filter(pk__gt=floor).order_by("pk").values_list("pk", flat=True)
    keys = after[: _BATCH + len(recent)]
    return [key for key in keys if key not in recent][:_BATCH]


def verify() -> Iterator[Fault]:
    """Every fault of the journal, the oldest first; nothing when it is whole."""
    covered = bytearray((JournalEntry.objects.aggregate(highest=Max("pk"))["highest"] or 0) + 1)
    head = json.loads(_head_file().read_text()) if _head_file().exists() else None
    number, digest = 0, ""
    for seal in JournalSeal.objects.order_by("number").iterator(chunk_size=20):
        number += 1
        while number < seal.number:
            yield Fault("seal_missing", seal=number)
            number += 1
        if seal.digest != _seal_digest(seal, digest):
            yield Fault("seal_changed", seal=seal.number)
        yield from _check_entries(seal, covered)
        digest = seal.digest
        if head and head["number"] == seal.number and head["digest"] == seal.digest:
            head = None
    if head:
        yield Fault("chain_cut", seal=head["number"])
    old = JournalEntry.objects.filter(at__lt=clock.now() - _SEALED_WITHIN)
    for key in old.order_by("pk").values_list("pk", flat=True).iterator():
        if not covered[key]:
            yield Fault("entry_never_sealed", entry=key)
    for name in sorted(TRIGGERS - _installed_triggers()):
        yield Fault(f"trigger_missing {name}")


def _check_entries(seal: JournalSeal, covered: bytearray) -> Iterator[Fault]:
    """Faults among the entries of one seal; ``covered`` has one byte a key, set once it was met."""
    digests = _entry_digests(key for key, _ in seal.entries)
    for key, digest in seal.entries:
        if key not in digests:
            yield Fault("entry_missing", entry=key, seal=seal.number)
        elif digests[key] != digest:
            yield Fault("entry_changed", entry=key, seal=seal.number)
        elif covered[key]:
            yield Fault("entry_sealed_twice", entry=key, seal=seal.number)
        if key in digests:
            covered[key] = True


def _installed_triggers() -> set[str]:
    table = (
        "sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite" else "pg_trigger WHERE TRUE"
    )
    name = "name" if connection.vendor == "sqlite" else "tgname"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {table}")  # noqa: S608 - our own words
        return {name for (name,) in cursor.fetchall()}
