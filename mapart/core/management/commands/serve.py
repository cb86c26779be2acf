"""``mapart serve``: the web server (gunicorn, threads), on ``PORT``."""

import errno
import os
import socket
import sys
from argparse import ArgumentTypeError
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from mapart import environment
from mapart.core import outages

MOST_WORKERS = 100


def listening_address() -> tuple[str, int]:
    """The machine and the port that ``serve`` answers on.

    Behind a front server, only this machine is answered unless ``MAPART_LISTEN`` says otherwise: whoever reached this
    port directly would say herself where she comes from, and be counted as somebody else at each try.
    """
    usual = "127.0.0.1" if environment.flag("MAPART_BEHIND_PROXY") else "0.0.0.0"  # noqa: S104 - tried at home
    return environment.text("MAPART_LISTEN", usual), environment.port("PORT", 8000)


def refuse_taken_address() -> None:
    """Raise ``CommandError`` when another program answers there, or nobody can: gunicorn would try five times."""
    host, port = listening_address()
    try:
        family, kind, *_rest, place = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(place)
    except (OSError, UnicodeError) as trouble:
        facts = {"host": host, "port": port, "reason": getattr(trouble, "strerror", trouble)}
        if getattr(trouble, "errno", 0) == errno.EADDRINUSE:
            line = _("Un autre programme répond déjà au port %(port)s. Choisissez-en un autre : PORT=8080.")
        else:
            line = _(
                "Impossible de répondre à %(host)s, port %(port)s : %(reason)s. Changez MAPART_LISTEN ou PORT."
            )
        raise CommandError(line % facts, returncode=2) from None


def gunicorn_command(workers: int) -> list[str]:
    """The command that serves Ma Part. No access log: addresses hold private links."""
    host, port = listening_address()
    return [
        *(sys.executable, "-m", "gunicorn", "mapart.wsgi"),
        *("--bind", f"{host}:{port}", "--worker-class", "gthread"),
        *("--workers", str(workers), "--threads", "4", "--timeout", "60", "--keep-alive", "5"),
        *("--log-level", "warning"),
    ]


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_WORKERS:
        raise ArgumentTypeError(_("écrivez un nombre de 1 à %(most)s") % {"most": MOST_WORKERS})
    return int(text)


class Command(outages.PlainCommand):
    """Gathers the static files, then becomes gunicorn."""

    help = "Serve Ma Part on PORT (8000 by default). Example: PORT=8080 mapart serve --workers 3"

    def add_arguments(self, parser: CommandParser) -> None:
        """How many processes."""
        parser.add_argument(
            "--workers", type=_count, default=2, help="processes of the web server (default: 2)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Does not come back: gunicorn takes the place of this process."""
        refuse_taken_address()
        outages.wait_for_database(self.stderr.write)
        if not outages.is_migrated():
            raise CommandError(outages.not_ready(), returncode=2)
        call_command("collectstatic", interactive=False, verbosity=0)
        command = gunicorn_command(options["workers"])
        os.execv(command[0], command)  # noqa: S606 - our own command, no input in it
