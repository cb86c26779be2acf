"""``mapart volunteers import FILE``: take the volunteers, availabilities or hours of a file, as the page does."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mapart.core import outages
from mapart.core.sheets.reading import MOST_BYTES, UnreadableTable
from mapart.core.terminal import page_bar
from mapart.volunteering import actions
from mapart.volunteering.enums import ImportKind
from mapart.volunteering.exchange.faults import Fault
from mapart.volunteering.models import ImportBatch, Mission

HELP = """\
examples:
  mapart volunteers import benevoles.csv --dry-run
  mapart volunteers import heures.xlsx --kind hours --all-or-nothing --json

exit codes: 0 every line was taken, 1 some or all were left out, 2 the file or the base cannot be read
"""


class Command(BaseCommand):
    """Only the installer runs it: it names any space."""

    help = "Take the volunteers, availabilities or hours of a CSV or XLSX file."

    def add_arguments(self, parser: CommandParser) -> None:
        """One subcommand."""
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.epilog = HELP
        commands = parser.add_subparsers(dest="command", required=True)
        command = commands.add_parser(
            "import",
            help="take the lines of a file",
            epilog=HELP,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_argument("file", type=Path, help="CSV or XLSX; its first line holds titles")
        command.add_argument("--kind", choices=ImportKind.values, default=ImportKind.VOLUNTEERS.value)
        command.add_argument(
            "--mission",
            action="append",
            default=[],
            metavar="SLUG",
            help="a mission of the volunteers whose line names none; may be given several times",
        )
        command.add_argument("--all-or-nothing", action="store_true", help="take nothing if a line is wrong")
        command.add_argument("--dry-run", action="store_true", help="say what is wrong, take nothing")
        command.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, take or drop, tell, and leave with the exit code."""
        try:
            missions = list(Mission.objects.filter(slug__in=options["mission"]))
            if unknown := set(options["mission"]) - {mission.slug for mission in missions}:
                names = ", ".join(sorted(unknown))
                self._give_up(options, _("Mission inconnue : %(names)s") % {"names": names})
            batch = actions.read_import(
                by=None,
                kind=ImportKind(options["kind"]),
                data=_content(options["file"]),
                missions=missions,
            )
            faults = [Fault(**fault) for fault in batch.faults]
            is_refused = options["dry_run"] or (options["all_or_nothing"] and bool(faults)) or not batch.good
            self._end(batch, is_refused=is_refused)
        except (UnreadableTable, OSError) as error:
            sentence = (
                error.sentence if isinstance(error, UnreadableTable) else _("Ce fichier ne s'ouvre pas.")
            )
            self._give_up(options, sentence)
        except DatabaseError as error:
            line = outages.sentence(error)
            if line is None:
                raise
            self._give_up(options, line)
        else:
            self._tell(options, batch, faults)
            if faults or batch.left_out or (is_refused and not options["dry_run"]):
                raise SystemExit(1)

    def _end(self, batch: ImportBatch, *, is_refused: bool) -> None:
        if is_refused:
            actions.drop_import(by=None, batch=batch)
            return
        actions.start_import(by=None, batch=batch)
        with page_bar(_("Écriture")) as move:
            actions.run_import(batch=batch, report=lambda percent, _phase: move(percent, 100))

    def _tell(self, options: dict[str, Any], batch: ImportBatch, faults: list[Fault]) -> None:
        report = {
            "file": str(options["file"]),
            "state": batch.state,
            "total": batch.total,
            "good": batch.good,
            "created": batch.created,
            "changed": batch.changed,
            "left_out": batch.left_out,
            "faults": [{**fault.as_dict(), "sentence": fault.sentence} for fault in faults],
        }
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        for fault in faults:
            column = f", {fault.column}" if fault.column else ""
            self.stdout.write(
                _("ligne %(line)s%(column)s : %(sentence)s")
                % {"line": fault.line, "column": column, "sentence": fault.sentence}
            )
        self.stdout.write(_summary(batch) % report)

    def _give_up(self, options: dict[str, Any], sentence: str) -> None:
        if options["json"]:
            self.stdout.write(json.dumps({"error": sentence}, ensure_ascii=False))
        else:
            self.stderr.write(sentence)
        raise SystemExit(2)


def _summary(batch: ImportBatch) -> str:
    """What became of the lines; each count, still to be filled in, agrees by itself."""
    read = ngettext("%(total)s ligne lue", "%(total)s lignes lues", batch.total)
    if not (batch.created or batch.changed or batch.left_out):
        good = ngettext("%(good)s juste", "%(good)s justes", batch.good)
        return f"{read}, {good}. " + _("Rien de nouveau n'a été écrit.")
    created = ngettext("%(created)s ajoutée", "%(created)s ajoutées", batch.created)
    changed = ngettext("%(changed)s complétée", "%(changed)s complétées", batch.changed)
    left_out = ngettext("%(left_out)s laissée de côté", "%(left_out)s laissées de côté", batch.left_out)
    return f"{read} : {created}, {changed}, {left_out}."


def _content(path: Path) -> bytes:
    """The bytes of a file, no more than the reader needs to refuse it."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)
