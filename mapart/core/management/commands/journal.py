"""``mapart journal verify`` and ``mapart journal seal``: is the journal of acts whole?"""

import itertools
import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mapart.core import outages, seals

_SHOWN = 20


class Command(outages.PlainCommand):
    """``verify`` leaves with 1 when a byte changed, a row is gone or out of order."""

    help = "Seal the journal of acts, or check that nobody changed it. Example: mapart journal verify"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["verify", "seal"])
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        if act == "seal":
            count = seals.seal_new_entries()
            line = ngettext("%(count)s acte scellé", "%(count)s actes scellés", count) % {"count": count}
            self.stdout.write(json.dumps({"sealed": count}) if options["json"] else line)
            return
        faults = list(itertools.islice(seals.verify(), _SHOWN))
        if options["json"]:
            self.stdout.write(json.dumps({"faults": [asdict(fault) for fault in faults]}))
        for fault in faults:
            self.stderr.write(str(fault))
        if faults:
            raise CommandError(_("Le journal n'est pas entier. D'abord : %(fault)s") % {"fault": faults[0]})
        if not options["json"]:
            self.stdout.write(_("Le journal est entier."))
