"""The solver beside its peers on generated instances, written to ``docs/benchmarks.md``.

Small instances by default, in minutes; ``--national`` adds 20,000 volunteers (two processes, 120 s, the peers that
can do that size). Run: ``python -m benchmarks.roster [--national]``.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from mapart.rostering.bench import Budget, page, section
from mapart.rostering.generate import generate
from mapart.rostering.peers import PEERS

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
NATIONAL = Budget(repeats=1, time_limit=120.0, processes=2)
LARGE_PEERS = ("sign-up", "coordinator")


def _cases(national: bool) -> list[tuple[dict[str, Any], Budget, list[str]]]:
    small = [generate("tiny"), generate("cities7"), generate("cities7", remote=False)]
    cases = [(data, Budget(), list(PEERS)) for data in small]
    if national:
        for remote, tension in ((False, 1.0), (True, 1.0), (False, 0.7), (True, 0.7)):
            data = generate("national", remote=remote, tension=tension)
            data["name"] += f", tension {tension:g}"
            cases.append((data, NATIONAL, list(LARGE_PEERS)))
    return cases


def main() -> int:
    """Write the page; 1 when a plan breaks a rule."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--national", action="store_true", help="also 20,000 volunteers")
    arguments = parser.parse_args()
    command = "python -m benchmarks.roster" + (" --national" if arguments.national else "")
    lines: list[str] = []
    broken = 0
    for data, budget, names in _cases(arguments.national):
        more, bad = section(data, budget, names)
        lines, broken = [*lines, *more], broken + bad
    text = page(command, lines)
    PAGE.write_text(text, encoding="utf-8")
    print(text)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
