"""The best plan of a tiny problem by trying every set of pairs that the judge accepts."""

from __future__ import annotations

from itertools import combinations

from mapart.rostering.check import judge
from mapart.rostering.problem import Problem


def best_levels(problem: Problem, fixed: frozenset[tuple[int, int]] = frozenset()) -> tuple[float, ...]:
    """Levels of the lexicographically best valid plan that holds the fixed pairs."""
    pairs = [(v, s) for v in range(problem.volunteers) for s in range(problem.shifts)]
    # alone, a pair may lack its companion; every other rule it breaks stays broken in any plan
    pairs = [
        p for p in pairs if p not in fixed and all(x.rule == "H8" for x in judge(problem, [p]).violations)
    ]
    best: tuple[float, ...] | None = None
    for size in range(len(pairs) + 1):
        for chosen in combinations(pairs, size):
            verdict = judge(problem, [*fixed, *chosen])
            if verdict.is_valid:
                levels = tuple(round(x, 6) for x in verdict.levels)
                best = levels if best is None else min(best, levels)
    assert best is not None
    return best
