"""``mapart restore FILE``: put a backup back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mapart.core import backups
from mapart.core.terminal import page_bar


class Command(BaseCommand):
    """Leaves with 1, and the database as it was, when the file is damaged or the database is not empty."""

    help = (
        "Put the backup FILE in the place of the database. Example: mapart restore /backups/2026-11-24.mapart"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--force", action="store_true", help="replace a database that holds people or acts"
        )

    def handle(self, *args: Any, file: Path, force: bool, **options: Any) -> None:
        try:
            with page_bar("restore") as progress:
                backups.restore_backup(file, progress, force=force)
        except backups.BackupError as trouble:
            raise CommandError(str(trouble)) from None
        self.stdout.write("restored and checked; now run: mapart migrate")
