"""Solve a problem: cut into parts, each solved by itself (on several processes or machines), and put together.

The plan does not depend on where the parts run. Small problems are solved whole, remote shifts included; the way
of large ones stands in `large.py`.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress

import numpy as np

from mapart.rostering.answers import Progress, Result
from mapart.rostering.candidates import keep_values
from mapart.rostering.cut import groups_of, hours_of_pairs, inside
from mapart.rostering.frame import NO_PAIRS, frame_of
from mapart.rostering.greedy import greedy
from mapart.rostering.large import Large
from mapart.rostering.part import Done, Task, solve_part
from mapart.rostering.plan import levels_of, pairs_array
from mapart.rostering.problem import Bools, Floats, Ints, Problem
from mapart.rostering.proof import NOTHING, Proof
from mapart.rostering.runners import Runner, runner_of

WHOLE_CELLS = 6_000_000  # volunteers * shifts above which a problem is large
RESERVE = 0.03  # share of the time limit kept for putting together


class StopSearch(Exception):  # noqa: N818  (an order, not an error)
    """Raise it to end a search with the plan so far."""


def solve(
    problem: Problem,
    *,
    time_limit: float | None = None,
    seed: int = 0,
    fixed: Sequence[Sequence[int]] | Ints = NO_PAIRS,
    progress: Progress | None = None,
    processes: int = 1,
    scheduler: str | None = None,
) -> Result:
    """The best plan found, `fixed` pairs kept, with a proven lower bound per level.

    `time_limit` in seconds of wall clock; without it the search ends by itself, and the plan depends on
    nothing but the problem, the fixed pairs and the seed. `processes`: how many work at once; `scheduler`:
    address of a Dask cluster instead. `progress(phase, fraction, value, bound)` tells the phase's code, the
    share of the work done, and level 1 of the plan and of the bound so far (None while unknown).
    `StopSearch`, raised by `progress` or by a signal, ends the search: the plan so far is given.
    """
    began = time.perf_counter()
    tell = progress or (lambda phase, fraction, value, bound: None)
    pairs = pairs_array(fixed)
    until = None if time_limit is None else time.time() + time_limit * (1 - RESERVE)
    is_large = problem.volunteers * problem.shifts > WHOLE_CELLS
    whole = (Large if is_large else _Small)(problem, pairs, seed, until, tell)
    with suppress(StopSearch), runner_of(processes, scheduler, until) as runner:
        whole.run(runner)
    result = whole.result(began) if isinstance(whole, _Small) else _large_result(whole, began)
    tell("done", 1.0, result.levels[0], result.bounds[0])
    return result


def gap_points(problem: Problem, value: float, bound: float | None) -> float | None:
    """Distance to the bound of level 1, in points of weighted coverage."""
    if bound is None:
        return None
    return 100.0 * (value - bound) / max(1, problem.places)


def peak_mb() -> float:
    """Most memory used by this process plus the largest of its ended children, in megabytes."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024


class _Small:
    """A small problem and what its parts have brought."""

    def __init__(self, problem: Problem, fixed: Ints, seed: int, until: float | None, tell: Progress) -> None:
        self.problem, self.fixed, self.seed, self.until, self.tell = problem, fixed, seed, until, tell
        self.groups = sorted(groups_of(problem, fixed), key=lambda group: -len(group[0]) * len(group[1]))
        self.plans: dict[int, Ints] = {}  # of the parts that are solved
        self.first = NO_PAIRS  # a valid plan of the whole, for the parts that are not
        self.proof = NOTHING
        self.components = 0

    def run(self, runner: Runner) -> None:
        """Solve every part, largest first, after a quick plan of the whole."""
        self.tell("parts", 0.0, None, None)
        frame = frame_of(self.problem, self.fixed, rows=False)
        on = greedy(frame, self.seed)
        self.first = np.stack([frame.volunteer[on], frame.shift[on]], axis=1)
        self.tell("parts", 0.0, self._value(), None)
        for count, (i, done) in enumerate(runner.map(solve_part, self._tasks(runner.workers)), start=1):
            self._take(i, done)
            self.tell("parts", count / len(self.groups), self._value(), None)

    def _assign(self) -> Ints:
        """The plan so far: of the parts that are solved, and the first one elsewhere."""
        shifts = [self.groups[i][0] for i in self.plans]
        solved = np.concatenate(shifts) if shifts else np.zeros(0, np.int64)
        rest = self.first[~np.isin(self.first[:, 1], solved)]
        return np.unique(np.concatenate([self.fixed, rest, *self.plans.values()]), axis=0)

    def _value(self) -> float:
        return float(levels_of(self.problem, self._assign())[0])

    def _tasks(self, workers: int) -> Iterator[Task]:
        """Each part with its share of the time that is left, by size."""
        sizes = np.sqrt([float(len(s)) * len(p) for s, p in self.groups])
        for i, group in enumerate(self.groups):
            seconds = None
            if self.until is not None:
                left = max(0.05, self.until - time.time())
                seconds = left * min(1.0, float(workers * sizes[i] / max(sizes[i:].sum(), 1e-9)))
            yield self._task(group, seconds)

    def _task(self, group: tuple[Ints, Ints], seconds: float | None) -> Task:
        shifts, people = group
        fixed = inside(self.fixed, shifts, people)
        away = self.fixed[np.isin(self.fixed[:, 0], people) & ~np.isin(self.fixed[:, 1], shifts)]
        given = np.concatenate([self.problem.busy, hours_of_pairs(self.problem, away)])
        return Task(self.problem.part(shifts, people, given), fixed, self.seed, seconds, self.until)

    def _take(self, i: int, done: Done) -> None:
        """Keep what a part has brought."""
        shifts, people = self.groups[i]
        self.plans[i] = np.stack([people[done.assign[:, 0]], shifts[done.assign[:, 1]]], axis=1)
        self.proof = self.proof.plus(done.proof)
        self.components += done.components

    def result(self, began: float) -> Result:
        """The plan of all parts, its levels and bounds."""
        assign = self._assign()
        levels = levels_of(self.problem, assign)
        seen = np.zeros(self.problem.volunteers, bool)
        for _, people in self.groups:
            seen[people] = True
        # outside of all parts: people who reach nothing, published pairs that cannot be kept
        beyond = np.array([0, 0, _unseen(self.problem, assign, seen), _published(self.problem, self.fixed)])
        proof = self.proof.plus(Proof(beyond.astype(np.float64), beyond.astype(np.float64)))
        proven = [float(x) for x in proof.bounds(levels)]
        is_whole = len(self.plans) == len(self.groups)  # else only level 1 of the other parts has a bound: 0
        bounds = (*proven, None, None) if is_whole else (proven[0], *[None] * 5)
        return _result(self.problem, assign, levels, bounds, self.components, began, {})


def _large_result(large: Large, began: float) -> Result:
    assign = large.pairs()
    levels = levels_of(large.problem, assign)
    idle = large.idle()
    third = None if idle is None else float(idle + _unseen(large.problem, assign, large.seen()))
    bounds = (large.bound(), None, third, 0.0, None, None)
    return _result(large.problem, assign, levels, bounds, len(large.towns), began, large.phases)


def _unseen(problem: Problem, assign: Ints, seen: Bools) -> int:
    """People who wish hours, hold nothing and reach no shift at all."""
    busy = np.zeros(problem.volunteers, bool)
    busy[problem.busy[:, 0]] = True
    busy[assign[:, 0]] = True
    return int(((problem.wish > 0) & ~seen & ~busy).sum())


def _published(problem: Problem, fixed: Ints) -> int:
    """Level 4 of a plan of the fixed pairs alone: what the parts keep is counted from there."""
    published = np.unique(problem.published, axis=0)
    paid = keep_values(problem, published[:, 0], published[:, 1]).sum()
    return int(paid - keep_values(problem, fixed[:, 0], fixed[:, 1]).sum())


def _result(
    problem: Problem,
    assign: Ints,
    levels: Floats,
    bounds: tuple[float | None, ...],
    components: int,
    began: float,
    phases: dict[str, float],
) -> Result:
    return Result(
        assign=assign,
        levels=tuple(float(x) for x in levels),
        bounds=bounds,
        gap_points=gap_points(problem, float(levels[0]), bounds[0]),
        seconds=time.perf_counter() - began,
        peak_mb=peak_mb(),
        components=components,
        phases=phases,
    )
