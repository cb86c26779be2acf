"""What must be true of the machine and of the settings before people rely on them: ``mapart check --database default``.

Each finding says what to do. Errors stop ``migrate`` and ``serve``; warnings do not.
"""

import shutil
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's word
from django.db import connections

from mapart.core.sqlite import library

_FULL = 2  # PRAGMA synchronous: a commit survives a power cut
_DISK_LOW, _DISK_NEEDED = 500, 50  # megabytes
_KEY_LENGTH = 50
_OWN_MACHINE = {"localhost", "127.0.0.1", "::1"}


def _is_public() -> bool:
    """Whether the address people use is another machine's: this is no trial at one's desk."""
    return urlsplit(settings.PUBLIC_ADDRESS).hostname not in _OWN_MACHINE


@register(Tags.security)
def debug_is_off(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """A page of errors in debug mode shows settings and people's data."""
    if not (settings.DEBUG and _is_public()):
        return []
    return [Error("MAPART_DEBUG is on at a public address.", hint="Remove MAPART_DEBUG.", id="core.E001")]


@register(Tags.security)
def secret_key_is_secret(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """The key signs sessions: long, and readable by the account of the service alone."""
    found: list[CheckMessage] = []
    if _is_public() and len(settings.SECRET_KEY) < _KEY_LENGTH:
        hint = f"Give {_KEY_LENGTH} random characters, or none: one is made in MAPART_HOME."
        found.append(Error("MAPART_SECRET_KEY is too short.", hint=hint, id="core.E002"))
    kept = Path(settings.HOME) / "secret_key"
    if kept.exists() and stat.S_IMODE(kept.stat().st_mode) & 0o077:
        found.append(Error(f"Others can read {kept}.", hint=f"chmod 600 {kept}", id="core.E003"))
    return found


@register(Tags.security)
def data_is_kept_from_others(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """The database holds names and addresses: the account of the service alone reads its file."""
    database = settings.DATABASES["default"]
    file = Path(database["NAME"])
    if not _is_public() or "sqlite" not in database["ENGINE"] or not file.exists():
        return []
    if not stat.S_IMODE(file.stat().st_mode) & 0o077:
        return []
    return [Warning(f"Others can read {file}.", hint=f"chmod 600 {file}*", id="core.W008")]


@register("public", deploy=True)
def public_pages_are_told_whose_they_are(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[CheckMessage]:
    """What the law and those who call need, and what nobody can guess: said by ``check --deploy`` alone."""
    if not _is_public():
        return []
    hints = {
        "MAPART_PHONE": (
            settings.ASSOCIATION_PHONE == settings.EXAMPLE_PHONE,
            "Every page shows an example number.",
        ),
        "MAPART_FROM": (
            settings.DEFAULT_FROM_EMAIL == settings.EXAMPLE_FROM,
            "Mails leave in the name of localhost.",
        ),
        "MAPART_PUBLISHER": (not settings.PUBLISHER, "The legal notice asks for it; papers say « Ma Part »."),
        "MAPART_HOST_COMPANY": (not settings.HOST, "The legal notice asks for it."),
    }
    return [
        Warning(f"{name} is missing.", hint=f"{hint} Set {name}.", id="core.W009")
        for name, (is_missing, hint) in hints.items()
        if is_missing
    ]


@register()
def disk_has_room(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """A full disk refuses every booking."""
    free = shutil.disk_usage(settings.HOME).free // 2**20
    if free >= _DISK_LOW:
        return []
    kind, code = (Error, "core.E004") if free < _DISK_NEEDED else (Warning, "core.W004")
    return [kind(f"{free} MB are left on the disk of {settings.HOME}.", hint="Make room.", id=code)]


@register(Tags.database)
def sqlite_is_safe(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Asks the open connection itself what it does, whatever the settings meant; PostgreSQL has but to answer."""
    return [finding for alias in databases or [] for finding in _sqlite_findings(alias)]


def _sqlite_findings(alias: str) -> list[CheckMessage]:
    connection = connections[alias]
    connection.ensure_connection()
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        version = str(cursor.execute("SELECT sqlite_version()").fetchone()[0])
        mode, synchronous, foreign_keys = (
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        )
    major, minor, patch = (int(part) for part in version.split("."))
    found: list[CheckMessage] = []
    if mode == "wal" and not library.wal_is_safe((major, minor, patch)):
        hint = "Install the wheel pysqlite3, or set journal_mode=TRUNCATE."
        found.append(Error(f"SQLite {version} may lose pages of its log.", hint=hint, id="core.E005"))
    if synchronous < _FULL:
        message = "SQLite may forget the last bookings in a power cut."
        found.append(Error(message, hint="Set synchronous=FULL.", id="core.E006"))
    if not foreign_keys:
        message = "SQLite does not check that rows refer to rows."
        found.append(Error(message, hint="Use the engine mapart.core.sqlite.", id="core.E007"))
    return found
