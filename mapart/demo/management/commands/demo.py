"""``mapart demo``: builds a believable association, prints how to enter it, and serves it."""

import signal
import subprocess
import sys
import time
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from mapart.core import clock, outages
from mapart.core.management.commands.serve import gunicorn_command, refuse_taken_address
from mapart.demo.roster import publish_coming_weeks
from mapart.demo.seed import is_seeded, seed
from mapart.demo.team import GUIDES
from mapart.people.models import Person


class Command(outages.PlainCommand):
    """Seeds once, then serves: the web server and the worker, until Ctrl+C."""

    help = "Build and open the demonstration. Example: PORT=8080 mapart demo"

    def add_arguments(self, parser: CommandParser) -> None:
        """The seed, and whether to stop once built."""
        parser.add_argument(
            "--seed", type=int, default=1, help="the same number gives the same association (default: 1)"
        )
        parser.add_argument("--build-only", action="store_true", help="build the association and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses to invent people among real ones; whoever came to a demonstration already built is part of it."""
        if not settings.DEMO:
            raise CommandError(
                _("La démonstration ouvre des comptes sans code. Écrivez MAPART_DEMO=yes."), returncode=2
            )
        if not options["build_only"]:
            refuse_taken_address()
        call_command("migrate", interactive=False, verbosity=0)
        is_built = is_seeded()
        if not is_built and Person.objects.exists():
            raise CommandError(
                _(
                    "Cette base contient de vraies personnes. "
                    "Choisissez un autre dossier : MAPART_HOME=/tmp/demo mapart demo"
                )
            )
        if not is_built:
            self._build(options["seed"])
        if options["build_only"]:
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        self._say_how_to_enter()
        _serve()

    def _build(self, number: int) -> None:
        columns = (
            TextColumn("{task.description:<45}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("Construction de l'association", total=200)

            def seeding(percent: int, what: str) -> None:
                bar.update(task, completed=percent, description=f"Construction : {what}")

            def planning(percent: int, what: str) -> None:
                bar.update(task, completed=100 + percent, description=f"Planning : {what}")

            seed(number, clock.today(), seeding)
            publish_coming_weeks(planning)

    def _say_how_to_enter(self) -> None:
        address = settings.PUBLIC_ADDRESS
        self.stdout.write(f"\nMa Part est ouverte : {address}\n\nEntrer comme :\n")
        for guide in GUIDES:
            self.stdout.write(f"  {guide.title:<45} {address}/demo/entrer/{guide.slug}/")
        self.stdout.write(f"\nMessages envoyés : {address}/demo/messages/   Arrêter : Ctrl+C\n")
        self.stdout.flush()


def _serve() -> None:
    """Run the web server and the worker until one ends or a signal comes; then stop both."""
    worker = [sys.executable, "-m", "mapart", "worker"]
    processes = [subprocess.Popen(command) for command in (gunicorn_command(2), worker)]  # noqa: S603

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
    except KeyboardInterrupt:
        pass
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=30)
