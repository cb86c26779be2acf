"""Every reason of every empty place, idle person and assignment of a plan, tested again one by one.

Three plans of seven cities. The tester (``tests/rostering/reasons.py``) shares no code with the explanations. Run:
``python -m benchmarks.reasons [INSTANCE.json …]``.
"""

import sys
import time

from mapart.rostering.explain import explain
from mapart.rostering.generate import generate
from mapart.rostering.problem import problem_of, read_problem
from mapart.rostering.solve import solve
from tests.rostering.reasons import wrong_reasons

SEEDS = (1, 2, 3)
SHOWN = 5


def main() -> int:
    """Print one line a plan; 1 when a reason is not so."""
    problems = [(path.rpartition("/")[2], read_problem(path)) for path in sys.argv[1:]] or [
        (f"seed {seed}", problem_of(generate("cities7", seed=seed))) for seed in SEEDS
    ]
    print(
        f"{'cities7':<16}{'empty':>7}{'idle':>6}{'choices':>9}{'reasons':>9}{'explain cpu s':>15}{'wrong':>7}"
    )
    total = 0
    for name, problem in problems:
        plan = solve(problem).assign.tolist()
        began = time.process_time()
        told = explain(problem, plan)
        seconds = time.process_time() - began
        reasons = sum(len(person.reasons) for place in told.empty for person in place.stopped)
        reasons += sum(len(one.reasons) + sum(len(p.reasons) for p in one.following) for one in told.choices)
        reasons += len(told.empty) + len(told.idle)
        wrong = wrong_reasons(problem, plan, told)
        counts = f"{len(told.empty):>7}{len(told.idle):>6}{len(told.choices):>9}{reasons:>9}"
        print(f"{name:<16}{counts}{seconds:>15.1f}{len(wrong):>7}", flush=True)
        for text in wrong[:SHOWN]:
            print("  " + text)
        total += len(wrong)
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
