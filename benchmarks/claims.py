"""Claiming seats on SQLite from many processes: with our queue of writers against none, as ratios of one run.

Each claim is the real act (the seat, the journal row) on one of 16 meetings with room for all. The two ways take turns;
the median of the rounds counts. What a visitor feels is the slowest: the 99th percentile.
Run: ``python -m benchmarks.claims``.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS, CLAIMS, PROCESSES, THREADS, MEETINGS = 3, 400, 4, 4, 16


def measure_once(with_queue: bool) -> dict[str, float]:
    """Claims a second, and milliseconds of the median and of the slowest hundredth, on a database just made."""
    import django

    django.setup()
    from django.core.management import call_command

    from mapart.agenda.actions import claim_seat
    from mapart.core.ids import uuid7
    from mapart.core.sqlite.base import DatabaseWrapper
    from tests.factories import make_meeting, make_person, make_space
    from tests.processes import run_together

    call_command("migrate", verbosity=0)
    space = make_space()
    meetings = [make_meeting(space, capacity=CLAIMS) for _ in range(MEETINGS)]
    people = [make_person() for _ in range(CLAIMS)]
    if not with_queue:
        DatabaseWrapper._take_turn = lambda self: None  # type: ignore[method-assign]

    def claim(number: int) -> tuple[float, float]:
        started = time.time()
        claim_seat(by=None, session=meetings[number % MEETINGS], person=people[number], key=uuid7())
        return started, time.time()

    spans = run_together(claim, count=CLAIMS, processes=PROCESSES, threads=THREADS, patience=120)
    waits = sorted(1000 * (end - start) for start, end in spans)
    whole = max(end for _, end in spans) - min(start for start, _ in spans)
    return {"rate": CLAIMS / whole, "median": statistics.median(waits), "slowest": waits[int(0.99 * CLAIMS)]}


def run_apart(with_queue: bool) -> dict[str, float]:
    """``measure_once`` in a process of its own, with a database of its own."""
    with tempfile.TemporaryDirectory(prefix="mapart-claims-") as home:
        environment = os.environ | {
            "MAPART_HOME": home,
            "MAPART_SECRET_KEY": "only-for-benchmarks",
            "DJANGO_SETTINGS_MODULE": "mapart.settings",
        }
        environment.pop("MAPART_DATABASE_URL", None)
        command = [sys.executable, "-m", "benchmarks.claims", "queue" if with_queue else "none"]
        root = Path(__file__).parent.parent
        done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main() -> int:
    """Print one table; never fails, the tests hold what must be true."""
    runs: dict[bool, list[dict[str, float]]] = {True: [], False: []}
    for _ in range(ROUNDS):
        for with_queue in (False, True):
            runs[with_queue].append(run_apart(with_queue))
    print(
        f"{CLAIMS} seats claimed on SQLite by {PROCESSES} processes of {THREADS} threads, median of {ROUNDS} rounds"
    )
    print(f"{'':32}{'no queue':>10}{'queue':>10}{'queue ÷ none':>14}")
    for name, words in {
        "rate": "claims a second",
        "median": "median wait, ms",
        "slowest": "wait of the slowest 1 %, ms",
    }.items():
        none, queue = (statistics.median(run[name] for run in runs[way]) for way in (False, True))
        print(f"{words:32}{none:10.0f}{queue:10.0f}{queue / none:14.2f}")
    return 0


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(measure_once(sys.argv[1] == "queue")))
    else:
        sys.exit(main())
