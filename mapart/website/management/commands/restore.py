"""``mapart restore FILE``: put a backup back, without the people who were erased since it was made."""

from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mapart.core import backups, clock, erasures, outages
from mapart.core.terminal import page_bar
from mapart.website import actions


class Command(outages.PlainCommand):
    """Leaves with the database as it was, and 1 when the file is damaged or the database not empty, 2 when the file
    is not there or is no backup.

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
            with page_bar(_("Restauration")) as progress:
                backups.restore_backup(file, progress, force=force)
        except backups.BackupError as trouble:
            raise CommandError(str(trouble), returncode=trouble.exit_code) from None
        call_command("migrate", interactive=False, verbosity=0)
        done = actions.replay_erasures(by=None)
        again = ngettext(
            "%(again)s personne effacée de nouveau", "%(again)s personnes effacées de nouveau", done["again"]
        )
        self.stdout.write(_("Sauvegarde remise en place et vérifiée, ") + again % done + ".")
        if done["refused"]:
            refused = ngettext(
                "%(refused)s personne n'a pas pu être effacée",
                "%(refused)s personnes n'ont pas pu être effacées",
                done["refused"],
            )
            advice = _("Nommez d'abord une autre personne à la direction du réseau.")
            self.stderr.write(f"{refused % done}. {advice}")


def _gather_erasures(file: Path, other: Path | None) -> None:
    """All that is known of who was erased, into the one register, before the database goes."""
    try:
        given = erasures.read(other) if other else set()
        if other and not given:
            raise CommandError(
                _("%(file)s n'est pas un registre d'effacements.") % {"file": other}, returncode=2
            )
        beside = file.parent.glob(f"*{erasures.SUFFIX}")
        erasures.note(given | erasures.read(*beside), clock.today())
        with suppress(DatabaseError):  # empty, or damaged: nothing can be read from it
            actions.note_erasures()
    except OSError as trouble:
        facts = {"file": trouble.filename or erasures.register(), "reason": trouble.strerror}
        raise CommandError(_("%(file)s ne s'ouvre pas : %(reason)s.") % facts, returncode=2) from None
