"""``mapart serve``: the web server (gunicorn, threads), on ``PORT``."""

import os
import sys
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from mapart import environment
from mapart.core import outages


def gunicorn_command(workers: int) -> list[str]:
    """The command that serves Ma Part on ``PORT``. No access log: addresses hold private links.

    Behind a front server, only this machine is answered unless ``MAPART_LISTEN`` says otherwise: whoever reached this
    port directly would say herself where she comes from, and be counted as somebody else at each try.
    """
    port = environment.number("PORT", 8000)
    usual = "127.0.0.1" if environment.flag("MAPART_BEHIND_PROXY") else "0.0.0.0"  # noqa: S104 - tried at home
    host = environment.text("MAPART_LISTEN", usual)
    return [
        *(sys.executable, "-m", "gunicorn", "mapart.wsgi"),
        *("--bind", f"{host}:{port}", "--worker-class", "gthread"),
        *("--workers", str(workers), "--threads", "4", "--timeout", "60", "--keep-alive", "5"),
        *("--log-level", "warning"),
    ]


class Command(BaseCommand):
    """Gathers the static files, then becomes gunicorn."""

    help = "Serve Ma Part on PORT (8000 by default). Example: PORT=8080 mapart serve --workers 3"

    def add_arguments(self, parser: CommandParser) -> None:
        """How many processes."""
        parser.add_argument("--workers", type=int, default=2, help="processes of the web server (default: 2)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Does not come back: gunicorn takes the place of this process."""
        outages.wait_for_database(self.stderr.write)
        call_command("collectstatic", interactive=False, verbosity=0)
        command = gunicorn_command(options["workers"])
        os.execv(command[0], command)  # noqa: S606 - our own command, no input in it
