"""The register of erasures: a file outside the database, so that a backup put back brings nobody back.

A line for each person who was erased: her key, which says nothing about her, and the day. Lines are only added. Whoever
keeps the backups keeps this file with them (``MAPART_ERASURES``); each backup has a copy of it beside itself.
"""

import datetime
import logging
import os
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

SUFFIX = ".erasures"
_log = logging.getLogger(__name__)


def register() -> Path:
    """Where the register lies."""
    return Path(settings.ERASURES) if settings.ERASURES else Path(settings.HOME) / "erasures"


def read(*files: Path) -> set[UUID]:
    """The keys in these files; a file that is missing holds none. A line cut by a crash is said in the log."""
    found = set()
    for file in files:
        lines = file.read_text(errors="replace").splitlines() if file.exists() else []
        for number, line in enumerate(lines, 1):
            try:
                found.add(UUID(line.split()[0]))
            except (ValueError, IndexError):
                _log.warning("%s: line %d is no erasure", file, number)
    return found


def note(keys: Iterable[UUID], on: datetime.date) -> None:
    """Add the keys that the register lacks. Raises ``OSError``."""
    missing = sorted(set(keys) - read(register()))
    if not missing:
        return
    file = register()
    is_cut = file.exists() and not (b"\n" + file.read_bytes()).endswith(b"\n")
    lines = "".join(f"{key} {on.isoformat()}\n" for key in missing)
    with file.open("a") as end:
        end.write("\n" * is_cut + lines)
        end.flush()
        os.fsync(end.fileno())
