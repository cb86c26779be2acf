"""One person cancels on a published plan of seven cities: how fast, how good, and whether a rule breaks.

Each trial cancels one pair of the plan, drawn at random, and is judged by ``check.py``. Its level 1 is compared with
the exact optimum of the whole component without the pair (nothing else kept), computed only when the repair did not
bring level 1 back. Two readings: who cancels is away at those hours; she was only taken off that shift. Times are
processor time of this process. Run: ``python -m benchmarks.repair [--trials 1000] [INSTANCE.json …]``.
"""

import argparse
import sys
import time

import numpy as np

from mapart.rostering.candidates import spans
from mapart.rostering.check import violations
from mapart.rostering.engine import best
from mapart.rostering.frame import frame_of
from mapart.rostering.generate import generate
from mapart.rostering.model import model_of
from mapart.rostering.part import components
from mapart.rostering.plan import levels_of
from mapart.rostering.problem import Bools, Ints, Problem, problem_of, read_problem
from mapart.rostering.repair import Repair, repair
from mapart.rostering.solve import solve

FIRST = np.array([1.0, 0, 0, 0, 0, 0])
CASES = ((1, False), (2, True), (3, False), (4, True))  # seed, with remote missions


class Reference:
    """The exact level 1 after a cancellation, everybody of the component free to move."""

    def __init__(self, problem: Problem, plan: Ints) -> None:
        self.problem, self.frame = problem, frame_of(problem)
        self.key = self.frame.volunteer * problem.shifts + self.frame.shift
        self.on = np.isin(self.key, plan[:, 0] * problem.shifts + plan[:, 1])
        self.group = np.zeros(problem.volunteers, np.int64)
        self.groups = [np.sort(people) for people in components(self.frame)]
        for i, people in enumerate(self.groups):
            self.group[people] = i

    def level_1(self, volunteer: int, shift: int, found: Repair, still_free: bool) -> float:
        """The least level 1 of any plan without the pair (or without her at those hours)."""
        frame, problem = self.frame, self.problem
        people = self.groups[self.group[volunteer]]
        pairs = spans(frame.edges[people], frame.edges[people + 1])
        model = model_of(frame, people, lean=True)
        model.high[: len(pairs)][self._banned(volunteer, shift, still_free)[pairs]] = 0.0
        start = np.isin(self.key[pairs], found.assign[:, 0] * problem.shifts + found.assign[:, 1])
        solved = best(model, weights=FIRST, start=start.astype(np.float64), gap=0.5)
        assert solved is not None
        assert solved.optimal
        on = self.on.copy()
        on[pairs] = solved.taken
        return float(levels_of(problem, np.stack([frame.volunteer[on], frame.shift[on]], axis=1))[0])

    def _banned(self, volunteer: int, shift: int, still_free: bool) -> Bools:
        problem, what = self.problem, self.frame.shift
        given_up = what == shift
        if not still_free:
            given_up = (problem.start[what] < problem.end[shift]) & (problem.start[shift] < problem.end[what])
        return np.asarray((self.frame.volunteer == volunteer) & given_up, bool)


def measure(name: str, problem: Problem, trials: int, still_free: bool) -> int:
    """Print one line; returns how many rules were broken."""
    plan = solve(problem).assign
    before = float(levels_of(problem, plan)[0])
    reference = Reference(problem, plan)
    seconds, broken, equal, moved = [], 0, 0, 0
    draw = np.random.default_rng(1)
    for volunteer, shift in plan[draw.choice(len(plan), trials, replace=trials > len(plan))].tolist():
        pair = [volunteer, shift]
        began = time.process_time()
        found = repair(problem, plan, cancelled=[pair], still_free=still_free)
        seconds.append(time.process_time() - began)
        broken += len(violations(problem, found.assign)) + (pair in found.assign.tolist())
        moved = max(moved, len(found.moved))
        level_1 = found.levels[0]
        equal += level_1 <= before or level_1 <= reference.level_1(volunteer, shift, found, still_free)
    median, high, most = (1000 * float(np.quantile(seconds, q)) for q in (0.5, 0.95, 1.0))
    reading = "off the shift" if still_free else "away"
    print(
        f"{name:<16}{reading:<15}{trials:>7}{median:>9.0f}{high:>8.0f}{most:>8.0f}"
        f"{moved:>7}{100 * equal / trials:>9.1f}{broken:>8}",
        flush=True,
    )
    return broken


def main() -> int:
    """Print the table; 1 when a rule is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("instances", nargs="*")
    arguments = parser.parse_args()
    problems = [(path.rpartition("/")[2], read_problem(path)) for path in arguments.instances]
    if not problems:
        data = [generate("cities7", seed=seed, remote=remote) for seed, remote in CASES]
        problems = [(one["name"], problem_of(one)) for one in data]
    print(
        f"{'cities7':<31}{'trials':>7}{'median':>9}{'p95':>8}{'max ms':>8}{'moved':>7}{'equal %':>9}{'broken':>8}"
    )
    broken = 0
    for name, problem in problems:
        for still_free in (False, True):
            broken += measure(name, problem, arguments.trials // len(problems), still_free)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
