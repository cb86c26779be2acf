"""The solver on seven generated cities: the plan, its proof, processor time and memory.

Three seeds, four weeks, without remote missions; every plan is judged by ``check.py``, which shares no code with the
search. Times are of this machine: read them beside each other. Run: ``python -m benchmarks.roster``.
"""

import sys
import time

from mapart.rostering.check import judge
from mapart.rostering.generate import generate
from mapart.rostering.problem import problem_of
from mapart.rostering.solve import solve

SEEDS = (1, 2, 3)


def main() -> int:
    """Print one line a seed; 1 when a rule is broken."""
    broken = 0
    print(
        f"{'cities7':<10}{'missing':>9}{'bound':>8}{'gap points':>12}{'cpu s':>8}{'peak MB':>9}{'broken':>8}"
    )
    for seed in SEEDS:
        problem = problem_of(generate("cities7", seed=seed, remote=False))
        began = time.process_time()
        result = solve(problem)
        seconds = time.process_time() - began
        verdict = judge(problem, result.assign)
        bound = "-" if result.bounds[0] is None else f"{result.bounds[0]:.0f}"
        gap = "-" if result.gap_points is None else f"{result.gap_points:.2f}"
        print(
            f"seed {seed:<5}{verdict.levels[0]:>9.0f}{bound:>8}{gap:>12}{seconds:>8.1f}"
            f"{result.peak_mb:>9.0f}{len(verdict.violations):>8}",
            flush=True,
        )
        broken += len(verdict.violations)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
