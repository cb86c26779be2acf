"""A campaign of 1,000 sponsors and 5,000 guests, with retries, duplicates and changes of device, judged by arithmetic.

Each step is the act that a page calls (``tests/recruitment/campaign_simulation.py``), on a SQLite file in memory where
there is room. Says how many attributions differ from plain arithmetic (none may), and how long one guest takes.
Run: ``python -m benchmarks.campaign [seed]``.
"""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

SPONSORS, GUESTS = 1000, 5000


def main(seed: int) -> int:
    """Live the campaign through on a database of its own; 1 when an attribution is wrong."""
    memory = Path("/dev/shm")
    roomy = memory if memory.is_dir() and shutil.disk_usage(memory).free > 2**30 else None
    with tempfile.TemporaryDirectory(prefix="mapart-campaign-", dir=roomy) as home:
        os.environ |= {
            "MAPART_HOME": home,
            "MAPART_SECRET_KEY": "only-for-benchmarks",
            "DJANGO_SETTINGS_MODULE": "mapart.settings",
        }
        os.environ.pop("MAPART_DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from mapart.recruitment.models import Invitation
        from tests.recruitment.campaign_simulation import Simulation

        simulation = Simulation(SPONSORS, GUESTS, seed)
        started, worked = time.perf_counter(), time.process_time()
        with Progress(console=Console(stderr=True)) as bar:
            task = bar.add_task("guests", total=GUESTS)
            simulation.run(lambda: bar.advance(task))
        seconds, work = time.perf_counter() - started, time.process_time() - worked
        faults = simulation.faults()
        came = Invitation.objects.filter(came_at__isnull=False).count()
        print(
            f"{SPONSORS} sponsors, {GUESTS} guests: {Invitation.objects.count()} invitations, {came} recruits"
        )
        print(", ".join(f"{kind}: {count}" for kind, count in sorted(simulation.kinds.items())))
        print(f"{1000 * work / GUESTS:.1f} ms of processor a guest, {seconds:.0f} s in all")
        print(f"wrong attributions: {len(faults)}")
        print("\n".join(faults[:20]))
        return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
