"""Copying the whole database to one file while people work, and putting such a file back.

Beside the copy stands ``FILE.sha256``, as ``sha256sum`` writes it: one changed bit is found before anything is touched.
SQLite is copied by its own backup interface, PostgreSQL by ``pg_dump`` in its custom format.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from mapart.core import erasures, journal, seals
from mapart.core.models import JournalEntry
from mapart.core.sqlite.base import make_private

Progress = Callable[[int, int], None]  # pages done, pages in all
_MAGIC = {"sqlite": b"SQLite format 3\x00", "postgresql": b"PGDMP"}
_PAGES_A_STEP = 2000
# What pg_dump and pg_restore say when they are older than the server, or than the program that wrote the copy.
_TOO_OLD = ("server version mismatch", "unsupported version")


class BackupError(Exception):
    """What went wrong and what to do, in French, for who types the command."""

    exit_code = 1  # a check failed


class WrongFileError(BackupError):
    """The file that was named is not there, is another thing, or cannot be written."""

    exit_code = 2


def write_backup(target: Path, progress: Progress) -> int:
    """Copy the database to ``target`` (and its ``.sha256``), checked; returns its bytes. Nothing is left on failure.

    Who was erased until now is copied beside it (``.erasures``), for whoever puts an older backup back.
    """
    if target.exists():
        raise WrongFileError(
            _("%(file)s existe déjà. Donnez un autre nom, ou retirez-le.") % {"file": target}
        )
    part = target.with_name(f"{target.name}.part")
    try:
        part.touch(mode=0o600)
        _copy_out(part, progress)
        digest = _digest(part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        _digest_file(target).write_text(f"{digest}  {target.name}\n")
        if erasures.register().exists():
            shutil.copyfile(erasures.register(), target.with_name(target.name + erasures.SUFFIX))
        part.replace(target)
    except OSError as trouble:
        facts = {"file": target, "reason": trouble.strerror}
        raise WrongFileError(_("%(file)s ne peut pas être écrit : %(reason)s.") % facts) from None
    finally:
        part.unlink(missing_ok=True)
    return target.stat().st_size


def restore_backup(source: Path, progress: Progress, *, force: bool) -> None:
    """Put ``source`` in the place of the database, all or nothing.

    ``force``: also over a database that holds people or acts, or without the ``.sha256`` of the file.
    Raises ``BackupError`` before anything is touched when the file is damaged or of another kind.
    """
    digest = _check_file(source, force)
    if connection.vendor == "postgresql":
        connection.ensure_connection()  # a file of SQLite may be damaged, and is then replaced
    if not force and _holds_something():
        raise BackupError(
            _("La base contient des personnes ou des actes. Ajoutez --force pour la remplacer.")
        )
    _copy_in(source, progress)
    seals.remember_head()
    journal.record(None, "restore_backup", sha256=digest)


def _check_file(source: Path, force: bool) -> str:
    """The digest of a file that is whole and of the right kind."""
    try:
        with source.open("rb") as file:
            begins = file.read(16)
        digest = _digest(source)
        beside = _digest_file(source)
        said = beside.read_bytes().split()[:1] if beside.exists() else None
    except OSError as trouble:
        facts = {"file": source, "reason": trouble.strerror}
        raise WrongFileError(_("%(file)s ne peut pas être lu : %(reason)s.") % facts) from None
    if not begins.startswith(_MAGIC[connection.vendor]):
        facts = {"file": source, "kind": connection.display_name}
        raise WrongFileError(_("%(file)s n'est pas une sauvegarde d'une base %(kind)s.") % facts)
    if said is None and not force:
        line = _("%(file)s manque : un dommage ne se verrait pas. Ajoutez --force pour continuer.")
        raise BackupError(line % {"file": beside})
    if said not in (None, [digest.encode()]):
        line = _("%(file)s a changé depuis son écriture. Prenez une autre sauvegarde.")
        raise BackupError(line % {"file": source})
    return digest


def _digest_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.sha256")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _holds_something() -> bool:
    """Whether there are people or acts; a database just made has neither."""
    try:
        tables = connection.introspection.table_names()
    except DatabaseError:  # damaged: nothing can be read, so only --force goes on
        return True
    models = [model for model in (get_user_model(), JournalEntry) if model._meta.db_table in tables]
    return any(model._default_manager.exists() for model in models)


# --- either database ----------------------------------------------------------------------------------------------
def _copy_out(part: Path, progress: Progress) -> None:
    if connection.vendor == "postgresql":
        _run_postgres_program("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
        _run_postgres_program("pg_restore", "--list", str(part))
        return
    with closing(_open_sqlite(_database_file())) as database, closing(_open_sqlite(part)) as copy:
        database.execute("BEGIN")  # one view of the data for all steps, whatever is written meanwhile
        database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        _copy_pages(database, copy, progress)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        copy.execute("VACUUM")  # nor what was deleted before ``secure_delete`` wrote over it
        _check_integrity(copy)


def _copy_in(source: Path, progress: Progress) -> None:
    connection.close()
    if connection.vendor == "postgresql":
        options = (
            "--clean",
            "--if-exists",
            "--no-owner",
            "--no-privileges",
            "--single-transaction",
            "--exit-on-error",
        )
        _run_postgres_program(
            "pg_restore", *options, f"--dbname={_postgres_environment()['PGDATABASE']}", str(source)
        )
        return
    with closing(_open_sqlite(source)) as copy:
        _check_integrity(copy)
        if not copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'django_migrations'").fetchone():
            raise WrongFileError(_("%(file)s est une base SQLite, mais pas de Ma Part.") % {"file": source})
        _set_aside_if_damaged(_database_file())
        make_private(_database_file())
        with closing(_open_sqlite(_database_file())) as database:
            _copy_pages(copy, database, progress)
            _check_integrity(database)


# --- SQLite -------------------------------------------------------------------------------------------------------
def _database_file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _open_sqlite(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=20, isolation_level=None)


def _copy_pages(source: sqlite3.Connection, target: sqlite3.Connection, progress: Progress) -> None:
    def tell(status: int, remaining: int, total: int) -> None:
        progress(total - remaining, total)

    source.backup(target, pages=_PAGES_A_STEP, progress=tell)


def _check_integrity(database: sqlite3.Connection) -> None:
    try:
        answer = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as trouble:
        answer = str(trouble)
    if answer != "ok":
        raise BackupError(_("La base est abîmée : %(answer)s.") % {"answer": answer})


def _set_aside_if_damaged(path: Path) -> None:
    """A file that SQLite cannot open any more would also refuse to be written over: keep it under another name."""
    try:
        with closing(_open_sqlite(path)) as database:
            database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError:
        path.rename(path.with_name(f"{path.name}.damaged"))
        for beside in ("-wal", "-shm", "-journal"):
            path.with_name(path.name + beside).unlink(missing_ok=True)


# --- PostgreSQL ---------------------------------------------------------------------------------------------------
def _postgres_environment() -> dict[str, str]:
    """Where the database is, for its programs; the password stays off their command line."""
    connection.ensure_connection()
    info = connection.connection.info
    found = {
        "PGHOST": info.host,
        "PGPORT": str(info.port),
        "PGUSER": info.user,
        "PGPASSWORD": info.password,
        "PGDATABASE": info.dbname,
    }
    connection.close()
    return {name: value for name, value in found.items() if value}


def _run_postgres_program(name: str, *arguments: str) -> None:
    program = shutil.which(name)
    if program is None:
        line = _("Le programme %(name)s manque. Installez le client de PostgreSQL (postgresql-client).")
        raise BackupError(line % {"name": name})
    environment = os.environ | _postgres_environment() | {"LC_ALL": "C"}
    done = subprocess.run(  # noqa: S603 - a fixed program, our own arguments
        [program, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = done.stderr.strip()
        if any(sign in said for sign in _TOO_OLD):
            line = _("Installez le client de la version du serveur : postgresql-client-%(version)s.")
            said += "\n" + line % {"version": _server_version()}
        raise BackupError(_("%(name)s a échoué : %(said)s") % {"name": name, "said": said})


def _server_version() -> int:
    """Its first number, which its client must not be older than."""
    connection.ensure_connection()
    return int(connection.connection.info.server_version) // 10_000
