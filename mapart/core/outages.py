"""What a command that cannot work says of it: one line in French, what is missing and what to do, without a password.

``mapart.cli`` turns these failures into that line and the exit code 2; any other is a mistake of ours and keeps its
traceback.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, SystemCheckError
from django.db import Error, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

EXIT_CODE = 2
# What the machine refuses to SQLite, among errors of which others are ours (a wrong query, say).
_SQLITE = ("BUSY", "CANTOPEN", "CORRUPT", "FULL", "IOERR", "LOCKED", "NOTADB", "PERM", "READONLY")
# PostgreSQL's codes for a thing that the account may not touch, and for a table or a column that is not there.
_NO_RIGHT, _MISSING = "42501", ("42P01", "42703")
# Databases found up to date: migrations do not come undone under a running process.
_migrated: set[str] = set()


class PlainCommand(BaseCommand):
    """A command whose refusal is its sentence alone on the terminal, without the name of a class before it."""

    _called_from_command_line = False  # written by Django

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Called by a program, it raises ``CommandError`` like any other."""
        try:
            return super().execute(*args, **options)
        except SystemCheckError:
            raise
        except CommandError as refusal:
            if not self._called_from_command_line or options["traceback"]:
                raise
            self.stderr.write(str(refusal))
            sys.exit(refusal.returncode)


def sentence(trouble: BaseException) -> str | None:
    """The line for ``trouble``; null when neither the settings, nor a file, nor the database explain it."""
    if isinstance(trouble, ImproperlyConfigured):
        return f"Réglage à corriger. {trouble}"  # not translated: the settings cannot be read
    if isinstance(trouble, OSError) and trouble.filename:
        where = f"{trouble.filename} ne s'ouvre pas : {trouble.strerror}."  # nor here: perhaps one of theirs
        return (
            f"{where} Vérifiez MAPART_HOME, la place sur le disque, et les droits de ce compte de la machine."
        )
    if not isinstance(trouble, Error):
        return None
    if is_outage(trouble):
        facts = {"where": _where(), "reason": _reason(trouble)}
        line = _("Impossible de travailler avec la base de données %(where)s : %(reason)s.") % facts
        return f"{line} {_what_to_do()}"
    return not_ready() if _names_a_missing_thing(trouble) else None


def not_ready() -> str:
    """The line for a database that lacks its tables, or the newest of them."""
    return _("La base de données n'est pas prête. Lancez d'abord : mapart migrate")


def is_migrated() -> bool:
    """Whether the database has all the tables that this version of the code knows."""
    if connection.alias not in _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.add(connection.alias)
    return True


def wait_for_database(say: Callable[[str], object], *, seconds: float = 30) -> None:
    """Come back once the database answers: after a power cut, this machine may be up before it.

    ``say`` gets the line at the first refusal. Raises the last ``OperationalError`` after ``seconds``, long enough
    that a supervisor which counts quick failures goes on starting us again.
    """
    end, is_told = time.monotonic() + seconds, False
    while True:
        try:
            connection.ensure_connection()
        except OperationalError as trouble:
            line = sentence(trouble)
            if line is None or time.monotonic() >= end:
                raise
            if not is_told:
                say(f"{line} {_('Nouvel essai chaque seconde.')}")
                is_told = True
            time.sleep(1)
        else:
            connection.close()
            return


def is_outage(trouble: BaseException | None) -> bool:
    """Whether the database cannot be reached, has no room or is too busy: the same act may succeed a moment later."""
    if not isinstance(trouble, Error):
        return False
    if connection.vendor == "sqlite":
        name = str(getattr(trouble.__cause__, "sqlite_errorname", ""))
        return name.removeprefix("SQLITE_").startswith(_SQLITE)
    is_refused = getattr(trouble.__cause__, "sqlstate", None) == _NO_RIGHT
    return is_refused or isinstance(trouble, OperationalError | InterfaceError)


def _names_a_missing_thing(trouble: Error) -> bool:
    missing = getattr(trouble.__cause__, "sqlstate", None) in _MISSING
    return missing or str(trouble).startswith("no such ")


def _where() -> str:
    """The file, or « name (machine, port, account) »."""
    settings: dict[str, Any] = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(settings["NAME"])
    given = settings["OPTIONS"]
    facts = {
        "name": settings["NAME"] or given.get("service", ""),
        "host": settings["HOST"] or given.get("host") or "localhost",
        "port": settings["PORT"] or 5432,
        "user": settings["USER"] or given.get("user", ""),
    }
    return _("« %(name)s » (machine %(host)s, port %(port)s, compte « %(user)s »)") % facts


def _reason(trouble: Error) -> str:
    """The words of the database itself, without what stands around them."""
    first = next(iter(str(trouble).strip().splitlines()), type(trouble).__name__)
    return first.rsplit(" failed: ", 1)[-1].removeprefix("FATAL:").strip().rstrip(".")


def _what_to_do() -> str:
    if connection.vendor == "sqlite":
        return _(
            "Vérifiez MAPART_HOME, la place sur le disque, et que ce compte de la machine peut écrire ce fichier."
        )
    return _(
        "Vérifiez qu'elle est démarrée, puis la machine, le nom, le compte et le mot de passe de MAPART_DATABASE_URL."
    )
