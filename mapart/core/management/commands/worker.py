"""``mapart worker``: sends the messages and runs the background jobs."""

import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.checks import Tags
from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from mapart.core import outages
from mapart.core.jobs import periodic, running
from mapart.core.jobs.worker import Worker


class Command(BaseCommand):
    """Runs until it is stopped; ``--once`` runs what is due and leaves."""

    # Checks of the addresses would load every page of the house, 25 MB, for a process that shows none.
    requires_system_checks = (Tags.security,)

    help = "Send the messages and run the background jobs. Example: mapart worker --once"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run what is due, then leave")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            periodic.enqueue_due()
            count = running.run_due()
            done = ngettext("%(count)s tâche faite", "%(count)s tâches faites", count)
            self.stdout.write(done % {"count": count})
            return
        outages.wait_for_database(self.stderr.write)
        worker = Worker()

        def stop(number: int, frame: FrameType | None) -> None:
            worker.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        worker.run()
