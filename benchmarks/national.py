"""Level 1 of a whole country and its proof, on one process without a limit: points, processor time, memory.

The search is stopped when every town has its bound and its pieces; what the other levels win comes on top. Points are
100 * (plan - bound) / sum of prio * min; the plan is judged by ``check.py``. Processor time counts from the problem
as arrays. Run: ``python -m benchmarks.national [INSTANCE.json …]`` (default: seeds 1 and 2, without and with remote
missions).
"""

import sys
import time
from collections.abc import Iterator

from mapart.rostering.check import judge
from mapart.rostering.generate import generate
from mapart.rostering.problem import Problem, problem_of, read_problem
from mapart.rostering.solve import StopSearch, solve


def _problems(paths: list[str]) -> Iterator[Problem]:
    for path in paths:
        yield read_problem(path)
    if not paths:
        for seed in (1, 2):
            for remote in (False, True):
                yield problem_of(generate("national", seed=seed, remote=remote))


def _stop_at_other_levels(phase: str, fraction: float, value: float | None, bound: float | None) -> None:
    if phase == "levels":
        raise StopSearch


def main() -> int:
    """Print one line an instance; 1 when a rule is broken."""
    broken = 0
    print(f"{'instance':<26}{'L1':>7}{'bound':>8}{'points':>9}{'cpu s':>8}{'peak MB':>9}{'broken':>8}")
    for problem in _problems(sys.argv[1:]):
        began = time.process_time()
        result = solve(problem, progress=_stop_at_other_levels)
        seconds = time.process_time() - began
        verdict = judge(problem, result.assign)
        print(
            f"{problem.name:<26}{verdict.levels[0]:>7.0f}{result.bounds[0] or 0:>8.0f}{result.gap_points or 0:>9.4f}"
            f"{seconds:>8.1f}{result.peak_mb:>9.0f}{len(verdict.violations):>8}",
            flush=True,
        )
        broken += len(verdict.violations)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
