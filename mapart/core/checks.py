"""What must be true of the machine and of the settings before people rely on them: ``mapart check --database default``.

Each finding says what to do. Errors stop ``migrate`` and ``serve``; warnings do not.
"""

import os
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
from django.utils.translation import gettext as _

from mapart.core import erasures
from mapart.core.sqlite import library

_FULL = 2  # PRAGMA synchronous: a commit survives a power cut
_DISK_LOW, _DISK_NEEDED = 500, 50  # megabytes
_KEY_LENGTH = 50
_OWN_MACHINE = {"localhost", "127.0.0.1", "::1"}


def _is_public() -> bool:
    """Whether the address people use is another machine's: this is no trial at one's desk."""
    return urlsplit(settings.PUBLIC_ADDRESS).hostname not in _OWN_MACHINE


@register(Tags.security)
def debug_is_off(app_configs: Sequence[AppConfig] | None, **_options: Any) -> list[CheckMessage]:
    """A page of errors in debug mode shows settings and people's data."""
    if not (settings.DEBUG and _is_public()):
        return []
    line = _("MAPART_DEBUG est en marche à une adresse publique.")
    return [Error(line, hint=_("Retirez MAPART_DEBUG."), id="core.E001")]


@register(Tags.security)
def secret_key_is_secret(app_configs: Sequence[AppConfig] | None, **_options: Any) -> list[CheckMessage]:
    """The key signs sessions: long, and readable by the account of the service alone."""
    found: list[CheckMessage] = []
    if _is_public() and len(settings.SECRET_KEY) < _KEY_LENGTH:
        hint = _("Donnez %(count)s signes au hasard, ou aucun : une clé est faite dans MAPART_HOME.")
        line = _("MAPART_SECRET_KEY est trop courte.")
        found.append(Error(line, hint=hint % {"count": _KEY_LENGTH}, id="core.E002"))
    kept = Path(settings.HOME) / "secret_key"
    if kept.exists() and stat.S_IMODE(kept.stat().st_mode) & 0o077:
        line = _("D'autres comptes de la machine peuvent lire %(file)s.") % {"file": kept}
        found.append(Error(line, hint=f"chmod 600 {kept}", id="core.E003"))
    return found


@register(Tags.security)
def data_is_kept_from_others(app_configs: Sequence[AppConfig] | None, **_options: Any) -> list[CheckMessage]:
    """The database holds names and addresses: the account of the service alone reads its file."""
    database = settings.DATABASES["default"]
    file = Path(database["NAME"])
    if not _is_public() or "sqlite" not in database["ENGINE"] or not file.exists():
        return []
    if not stat.S_IMODE(file.stat().st_mode) & 0o077:
        return []
    line = _("D'autres comptes de la machine peuvent lire %(file)s.") % {"file": file}
    return [Warning(line, hint=f"chmod 600 {file}*", id="core.W008")]


@register("public", deploy=True)
def public_pages_are_told_whose_they_are(
    app_configs: Sequence[AppConfig] | None, **_options: Any
) -> list[CheckMessage]:
    """What the law and those who call need, and what nobody can guess: said by ``check --deploy`` alone."""
    if not _is_public():
        return []
    hints = {
        "MAPART_PHONE": (
            settings.ASSOCIATION_PHONE == settings.EXAMPLE_PHONE,
            _("Chaque page montre un numéro d'exemple."),
        ),
        "MAPART_FROM": (
            settings.DEFAULT_FROM_EMAIL == settings.EXAMPLE_FROM,
            _("Les mails partent au nom de localhost."),
        ),
        "MAPART_PUBLISHER": (
            not settings.PUBLISHER,
            _("Les mentions légales le demandent ; les papiers disent « Ma Part »."),
        ),
        "MAPART_HOST_COMPANY": (not settings.HOST, _("Les mentions légales le demandent.")),
    }
    return [
        Warning(_("%(name)s manque.") % {"name": name}, hint=hint, id="core.W009")
        for name, (is_missing, hint) in hints.items()
        if is_missing
    ]


@register()
def disk_has_room(app_configs: Sequence[AppConfig] | None, **_options: Any) -> list[CheckMessage]:
    """A full disk refuses every booking."""
    free = shutil.disk_usage(settings.HOME).free // 2**20
    if free >= _DISK_LOW:
        return []
    kind, code = (Error, "core.E004") if free < _DISK_NEEDED else (Warning, "core.W004")
    line = _("Il reste %(free)s Mo sur le disque de %(home)s.") % {"free": free, "home": settings.HOME}
    return [kind(line, hint=_("Faites de la place."), id=code)]


@register()
def erasures_can_be_noted(app_configs: Sequence[AppConfig] | None, **_options: Any) -> list[CheckMessage]:
    """Whoever is erased while the register cannot be written would come back with a backup (core/erasures.py)."""
    file = erasures.register()
    if os.access(file if file.exists() else file.parent, os.W_OK) and not file.is_dir():
        return []
    line = _("Le registre des personnes effacées ne peut pas être écrit : %(file)s.") % {"file": file}
    return [Warning(line, hint=_("Vérifiez MAPART_ERASURES."), id="core.W010")]


@register(Tags.database)
def sqlite_is_safe(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_options: Any
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
        line = _("SQLite %(version)s peut perdre des pages de son journal.") % {"version": version}
        hint = _("Installez le paquet pysqlite3, ou mettez journal_mode=TRUNCATE.")
        found.append(Error(line, hint=hint, id="core.E005"))
    if synchronous < _FULL:
        line = _("SQLite peut oublier les dernières inscriptions à une coupure de courant.")
        found.append(Error(line, hint=_("Mettez synchronous=FULL."), id="core.E006"))
    if not foreign_keys:
        line = _("SQLite ne vérifie pas les liens entre les lignes.")
        found.append(Error(line, hint=_("Prenez le moteur mapart.core.sqlite."), id="core.E007"))
    return found
