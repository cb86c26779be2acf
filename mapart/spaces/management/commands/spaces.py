"""``mapart spaces import FILE.csv``: take the places of a file of the national standard into the directory."""

import argparse
import json
from collections.abc import Iterable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import Progress

from mapart.core import clock, outages
from mapart.spaces import communes
from mapart.spaces.actions import BATCH, Imported, import_places
from mapart.spaces.standard.checking import CheckedPlace, check_table
from mapart.spaces.standard.faults import Fault, UnreadableError
from mapart.spaces.standard.reading import read_file

IMPORT_HELP = """\
examples:
  mapart spaces import lieux.csv --dry-run
  mapart spaces import lieux.csv --source "Ville de Lille" --json

exit codes: 0 every place was taken, 1 some or all were left out, 2 the file or the base cannot be read
"""


class Command(outages.PlainCommand):
    """Work on the directory of places and on the list of communes."""

    help = "Import places of digital mediation (national standard v1.0.2), or renew the list of communes."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Two subcommands."""
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.epilog = IMPORT_HELP
        commands = parser.add_subparsers(dest="command", required=True)
        place = commands.add_parser(
            "import",
            help="take the places of a CSV file",
            epilog=IMPORT_HELP,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        place.add_argument("file", type=Path, help="CSV in UTF-8, with the titles of the standard")
        place.add_argument("--source", default="", help="the producer, where the file names none")
        place.add_argument("--all-or-nothing", action="store_true", help="take nothing if anything is wrong")
        place.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")
        place.add_argument("--json", action="store_true", help="print one JSON object")
        commune = commands.add_parser(
            "communes",
            help="renew the list of communes of the package",
            epilog="example: mapart spaces communes communes.csv",
        )
        commune.add_argument("file", type=Path, help=f"CSV with the columns {', '.join(communes.COLUMNS)}")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run one of them and leave with its exit code."""
        if options["command"] == "communes":
            self._renew_communes(options["file"])
            return
        try:
            code = self._import(options)
        except UnreadableError as error:
            code = self._give_up(options, error.code, error.sentence)
        except DatabaseError as error:
            sentence = outages.sentence(error)
            if sentence is None:
                raise
            code = self._give_up(options, "database", sentence)
        if code:
            raise SystemExit(code)

    def _renew_communes(self, file: Path) -> None:
        try:
            count = communes.pack(file)
        except UnicodeDecodeError:
            raise CommandError(_("%(file)s n'est pas en UTF-8.") % {"file": file}, returncode=2) from None
        except OSError as error:
            line = _("%(file)s ne s'ouvre pas : %(reason)s.")
            facts = {"file": error.filename or file, "reason": error.strerror}
            raise CommandError(line % facts, returncode=2) from None
        except ValueError as error:
            raise CommandError(f"{file} : {error}", returncode=2) from None
        done = ngettext("%(count)s commune écrite", "%(count)s communes écrites", count)
        self.stdout.write(done % {"count": count} + f" : {communes.DATA}")

    def _import(self, options: dict[str, Any]) -> int:
        table = read_file(options["file"])
        console = Console(stderr=True)
        with Progress(console=console, disable=not console.is_terminal) as progress:
            reading = partial(progress.track, description=_("Lecture"))
            places, faults = check_table(table, clock.today(), options["source"].strip(), reading)
            refused = options["all_or_nothing"] and bool(faults)
            in_one = options["all_or_nothing"] or options["dry_run"]
            batches = range(0, 0 if refused else len(places), BATCH)
            writing = progress.track(batches, description=_("Écriture"))
            imported = self._write(places, writing, in_one=in_one, keep=not options["dry_run"])
        left_out = len({fault.line for fault in faults if fault.drops_row})
        report = {
            "file": str(options["file"]),
            "rows": len(table.rows) + len(table.faults),
            "created": imported.created,
            "changed": imported.changed,
            "unchanged": imported.unchanged,
            "left_out": len(table.rows) + len(table.faults) if refused else left_out,
            "dry_run": options["dry_run"],
            "unknown_columns": table.unknown_columns,
            "faults": [fault.as_dict() for fault in faults],
        }
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            self._tell(report, faults)
        return 1 if refused or left_out else 0

    def _write(
        self, places: list[CheckedPlace], starts: Iterable[int], *, in_one: bool, keep: bool
    ) -> Imported:
        """Batch by batch, each in its transaction, or all in one."""
        with transaction.atomic() if in_one else nullcontext():
            imported = Imported()
            for start in starts:
                imported += import_places(by=None, places=places[start : start + BATCH])
            if not keep:
                transaction.set_rollback(True)
        return imported

    def _tell(self, report: dict[str, Any], faults: list[Fault]) -> None:
        for fault in faults:
            where = _("ligne %(line)s") % {"line": fault.line}
            if fault.column:
                where += _(", colonne %(column)s") % {"column": fault.column}
            value = f" « {fault.value} »" if fault.value else ""
            cost = _("lieu laissé de côté") if fault.drops_row else _("valeur laissée de côté")
            self.stdout.write(f"{where} :{value} {fault.sentence} ({cost})")
        if report["unknown_columns"]:
            names = ", ".join(report["unknown_columns"])
            self.stdout.write(_("Colonnes que le standard ne connaît pas : %(names)s.") % {"names": names})
        if report["dry_run"]:
            self.stdout.write(_("Essai : rien n'a été écrit."))
        self.stdout.write(_summary(report) % report)

    def _give_up(self, options: dict[str, Any], code: str, sentence: str) -> int:
        if options["json"]:
            self.stdout.write(json.dumps({"error": code, "sentence": sentence}, ensure_ascii=False))
        else:
            self.stderr.write(sentence)
        return 2


def _summary(report: dict[str, Any]) -> str:
    """What became of the lines; each count, still to be filled in, agrees by itself."""
    rows = ngettext("%(rows)s ligne", "%(rows)s lignes", report["rows"])
    created = ngettext("%(created)s lieu ajouté", "%(created)s lieux ajoutés", report["created"])
    changed = ngettext("%(changed)s changé", "%(changed)s changés", report["changed"])
    unchanged = ngettext("%(unchanged)s inchangé", "%(unchanged)s inchangés", report["unchanged"])
    left_out = ngettext("%(left_out)s laissé de côté", "%(left_out)s laissés de côté", report["left_out"])
    return f"{rows} : {created}, {changed}, {unchanged}, {left_out}."
