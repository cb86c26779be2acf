"""``mapart backup FILE``: the whole database in one file, while people work."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from mapart.core import backups, outages
from mapart.core.terminal import page_bar


class Command(outages.PlainCommand):
    """Leaves with 1 when the copy could not be made, 2 when FILE cannot be written; nothing is left of it then."""

    help = "Copy the database to FILE, with FILE.sha256 beside it. Example: mapart backup /backups/2026-11-24.mapart"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with page_bar(_("Sauvegarde")) as progress:
                size = backups.write_backup(file, progress)
        except backups.BackupError as trouble:
            raise CommandError(str(trouble), returncode=trouble.exit_code) from None
        self.stdout.write(_("%(file)s : %(size)s octets, vérifiés") % {"file": file, "size": size})
