"""``mapart restore FILE``: put a backup back, without the people who were erased since it was made."""

from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from mapart.core import backups, clock, erasures
from mapart.core.terminal import page_bar
from mapart.website import actions


class Command(BaseCommand):
    """Leaves with 1, and the database as it was, when the file is damaged or the database is not empty.

    Who was erased is read from the database that goes, from the register and from those beside FILE, then erased again
    before anybody can read the pages.
    """

    help = (
        "Put the backup FILE in the place of the database. Example: mapart restore /backups/2026-11-24.mapart"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--force", action="store_true", help="replace a database that holds people or acts"
        )
        parser.add_argument(
            "--erasures",
            dest="other",
            type=Path,
            help="another register of who was erased, from a machine that is lost",
        )

    def handle(self, *args: Any, file: Path, force: bool, other: Path | None, **options: Any) -> None:
        _gather_erasures(file, other)
        try:
            with page_bar("restore") as progress:
                backups.restore_backup(file, progress, force=force)
        except backups.BackupError as trouble:
            raise CommandError(str(trouble)) from None
        call_command("migrate", interactive=False, verbosity=0)
        done = actions.replay_erasures(by=None)
        self.stdout.write(f"restored, migrated and checked; erased again: {done['again']}")
        if done["refused"]:
            self.stderr.write(
                f"{done['refused']} could not be erased: name another head of the network first."
            )


def _gather_erasures(file: Path, other: Path | None) -> None:
    """All that is known of who was erased, into the one register, before the database goes."""
    if other is not None and not other.is_file():
        raise CommandError(f"{other} does not exist.")
    try:
        beside = file.parent.glob(f"*{erasures.SUFFIX}")
        erasures.note(erasures.read(*beside, *([other] if other else [])), clock.today())
        with suppress(DatabaseError):  # empty, or damaged: nothing can be read from it
            actions.note_erasures()
    except OSError as trouble:
        raise CommandError(f"{erasures.register()} cannot be written: {trouble.strerror}.") from None
