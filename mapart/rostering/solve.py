"""Solve a problem: cut into parts, each solved by itself (on several processes or machines), and put
together.

The plan does not depend on where the parts run. Remote shifts tie all cities together: small problems are
solved whole; in large ones remote shifts are given the hours that a first plan of the cities leaves, then the
cities are solved apart.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import starmap

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from mapart.rostering.frame import NO_PAIRS, frame_of
from mapart.rostering.greedy import greedy
from mapart.rostering.part import Done, Task, solve_part
from mapart.rostering.plan import levels_of, pairs_array
from mapart.rostering.problem import Floats, Ints, Problem

Progress = Callable[[str, float, float | None, float | None], None]
Runner = Callable[[list[Task]], Iterable[tuple[int, Done]]]
WHOLE_CELLS = 6_000_000  # volunteers * shifts up to which remote shifts are solved together with the cities
RESERVE = 0.06  # share of the time limit kept for reading, cutting and putting together


@dataclass(frozen=True, slots=True)
class Result:
    """A plan and its certificate.

    `assign`: (n, 2) volunteer, shift, fixed pairs included. `bounds[k]`: no plan at least as good as this one
    on the levels before k has a smaller level k; None when nothing is proven. `gap_points`: distance to the
    bound in points of weighted coverage, 100 * (L1 - bound) / sum of prio * min. `phases`: seconds by phase.
    """

    assign: Ints
    levels: tuple[float, ...]
    bounds: tuple[float | None, ...]
    gap_points: float | None
    seconds: float
    peak_mb: float
    components: int
    phases: dict[str, float] = field(default_factory=dict)


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
    """
    began = time.perf_counter()
    tell = progress or (lambda phase, fraction, value, bound: None)
    whole = _Whole(problem, pairs_array(fixed), seed, time_limit, began)
    with _runner(processes, scheduler) as run:
        whole.plan_remote()
        whole.phases["remote"] = time.perf_counter() - began
        tasks = whole.tasks(1 if scheduler else max(1, processes))
        tell("parts", 0.0, None, None)
        for count, (i, done) in enumerate(run(tasks), start=1):
            whole.take(i, done)
            tell("parts", count / len(tasks), None, None)
    whole.phases["parts"] = time.perf_counter() - began - whole.phases["remote"]
    result = whole.result()
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


@contextmanager
def _runner(processes: int, scheduler: str | None) -> Iterator[Runner]:
    """Where tasks run: here, in processes of this machine, or on a Dask cluster."""
    if scheduler is not None:
        with _dask(scheduler) as run:
            yield run
    elif processes <= 1:
        yield lambda tasks: ((i, solve_part(task)) for i, task in enumerate(tasks))
    else:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, mp_context=context) as pool:
            yield lambda tasks: _in_pool(pool, tasks)


def _in_pool(pool: ProcessPoolExecutor, tasks: list[Task]) -> Iterator[tuple[int, Done]]:
    futures = {pool.submit(solve_part, task): i for i, task in enumerate(tasks)}
    for future in as_completed(futures):
        yield futures[future], future.result()


@contextmanager
def _dask(address: str) -> Iterator[Runner]:
    """A Dask cluster (optional extra `dask`).

    A task whose worker dies is run again elsewhere by the scheduler.
    """
    try:
        from dask import distributed
    except ImportError:
        message = "--scheduler needs the optional extra: pip install 'mapart[dask]'"
        raise OSError(message) from None
    with distributed.Client(address) as client:

        def run(tasks: list[Task]) -> Iterator[tuple[int, Done]]:
            futures = {
                client.submit(solve_part, task, pure=False, retries=5): i for i, task in enumerate(tasks)
            }
            for future, done in distributed.as_completed(futures, with_results=True):
                yield futures[future], done

        yield run


class _Whole:
    """The whole problem and what its parts have brought."""

    def __init__(self, problem: Problem, fixed: Ints, seed: int, limit: float | None, began: float) -> None:
        self.problem, self.fixed, self.seed, self.limit, self.began = problem, fixed, seed, limit, began
        self.phases: dict[str, float] = {}
        spent = time.perf_counter() - began
        self.until = None if limit is None else time.time() + limit * (1 - RESERVE) - spent
        self.apart = bool(problem.remote.any()) and problem.volunteers * problem.shifts > WHOLE_CELLS
        self.far = np.nonzero(problem.remote[problem.space])[0] if self.apart else np.zeros(0, np.int64)
        self.remote_pairs = NO_PAIRS
        self.groups: list[tuple[Ints, Ints]] = []
        self.chosen: list[Ints] = [fixed]
        self.proven = np.zeros(3)
        self.components = 0

    def plan_remote(self) -> None:
        """Large problems: give remote shifts the hours that a first plan of the cities leaves."""
        if not len(self.far):
            return
        near = np.setdiff1d(np.arange(self.problem.shifts), self.far)
        busy = [self.problem.busy]
        for shifts, people in groups_of(self.problem, near):
            part = self.problem.part(shifts, people)
            frame = frame_of(part, _inside(self.fixed, shifts, people))
            on = greedy(frame, self.seed)
            busy.append(_hours(self.problem, people[frame.volunteer[on]], shifts[frame.shift[on]]))
        people = np.unique(self.problem.reach[self.problem.remote[self.problem.reach[:, 1]], 0])
        fixed_near = self.fixed[~np.isin(self.fixed[:, 1], self.far)]
        busy.append(_hours(self.problem, fixed_near[:, 0], fixed_near[:, 1]))
        part = self.problem.part(self.far, people, np.concatenate(busy))
        frame = frame_of(part, _inside(self.fixed, self.far, people))
        on = greedy(frame, self.seed)
        self.remote_pairs = np.stack([people[frame.volunteer[on]], self.far[frame.shift[on]]], axis=1)
        self.chosen.append(self.remote_pairs)
        self.proven += _remote_bound(self.problem.part(self.far, people))

    def tasks(self, workers: int) -> list[Task]:
        """One task per part, largest first."""
        near = np.setdiff1d(np.arange(self.problem.shifts), self.far)
        self.groups = groups_of(self.problem, near)
        sizes = np.array([float(len(s)) * len(p) for s, p in self.groups])
        order = np.argsort(-sizes, kind="stable")
        self.groups = [self.groups[i] for i in order]
        budgets = self._budgets(sizes[order], workers)
        return list(starmap(self._task, zip(self.groups, budgets, strict=True)))

    def _budgets(self, sizes: Floats, workers: int) -> list[float | None]:
        """Seconds of each part: shares of what is left, by size, the largest never more than all of it."""
        if self.limit is None:
            return [None] * len(sizes)
        left = max(0.05, self.limit * (1 - RESERVE) - (time.perf_counter() - self.began))
        share = np.sqrt(sizes)
        share = share / max(share.sum(), 1e-9) * min(workers, len(sizes))
        return [float(x) for x in np.minimum(share, 1.0) * left]

    def _task(self, group: tuple[Ints, Ints], seconds: float | None) -> Task:
        shifts, people = group
        fixed = _inside(self.fixed, shifts, people)
        elsewhere = self.fixed[np.isin(self.fixed[:, 0], people) & ~np.isin(self.fixed[:, 1], shifts)]
        given = np.concatenate([self.problem.busy, _hours(self.problem, elsewhere[:, 0], elsewhere[:, 1])])
        if not len(self.remote_pairs):
            return Task(self.problem.part(shifts, people, given), fixed, self.seed, seconds, self.until, None)
        remote = _hours(self.problem, self.remote_pairs[:, 0], self.remote_pairs[:, 1])
        busy = np.concatenate([given, remote])
        free = self.problem.part(shifts, people, given)
        return Task(self.problem.part(shifts, people, busy), fixed, self.seed, seconds, self.until, free)

    def take(self, i: int, done: Done) -> None:
        """Keep what a part has brought."""
        shifts, people = self.groups[i]
        self.chosen.append(np.stack([people[done.assign[:, 0]], shifts[done.assign[:, 1]]], axis=1))
        self.proven += done.proven
        self.components += done.components

    def result(self) -> Result:
        """The plan of all parts, its levels and bounds."""
        problem = self.problem
        assign = np.unique(np.concatenate(self.chosen), axis=0)
        levels = levels_of(problem, assign)
        first = float(self.proven[0])
        second = max(0.0, float(self.proven[1]) - 1000.0 * float(levels[0]))
        seen = np.zeros(problem.volunteers, bool)
        for _, people in self.groups:
            seen[people] = True
        busy = np.zeros(problem.volunteers, bool)
        busy[problem.busy[:, 0]] = True
        busy[assign[:, 0]] = True
        third = float(self.proven[2] + ((problem.wish > 0) & ~seen & ~busy).sum()) if not self.apart else None
        bounds = (first, second, third, 0.0, None, None)
        return Result(
            assign=assign,
            levels=tuple(float(x) for x in levels),
            bounds=bounds,
            gap_points=gap_points(problem, float(levels[0]), first),
            seconds=time.perf_counter() - self.began,
            peak_mb=peak_mb(),
            components=self.components,
            phases=self.phases,
        )


def _hours(problem: Problem, volunteer: Ints, shift: Ints) -> Ints:
    """Assignments as time given: volunteer, start, end, space."""
    return np.stack([volunteer, problem.start[shift], problem.end[shift], problem.space[shift]], axis=1)


def _inside(pairs: Ints, shifts: Ints, people: Ints) -> Ints:
    """The pairs of a part, in its numbers."""
    kept = pairs[np.isin(pairs[:, 0], people) & np.isin(pairs[:, 1], shifts)]
    return np.stack([np.searchsorted(people, kept[:, 0]), np.searchsorted(shifts, kept[:, 1])], axis=1)


def groups_of(problem: Problem, shifts: Ints | None = None) -> list[tuple[Ints, Ints]]:
    """Shifts and people of each group of spaces that people link, among these shifts (all by default).

    Both sorted.
    """
    if shifts is None:
        shifts = np.arange(problem.shifts)
    spaces = len(problem.remote)
    used = np.zeros(spaces, bool)
    used[problem.space[shifts]] = True
    reach = problem.reach[used[problem.reach[:, 1]]]
    graph = sparse.coo_matrix(
        (np.ones(len(reach), np.int8), (reach[:, 1], spaces + reach[:, 0])),
        shape=(spaces + problem.volunteers, spaces + problem.volunteers),
    )
    _, label = connected_components(graph, directed=False)
    people = np.unique(reach[:, 0])
    groups = []
    for group in np.unique(label[:spaces][used]):
        inside = shifts[label[problem.space[shifts]] == group]
        groups.append((inside, people[label[spaces + people] == group]))
    return groups


def _remote_bound(part: Problem) -> Floats:
    """Bounds of remote shifts when everybody would be free for them: places beyond all candidates."""
    crowd = np.bincount(frame_of(part).shift, minlength=part.shifts)
    missing = float((part.prio * np.maximum(part.least - crowd, 0)).sum())
    return np.array([missing, 1000.0 * missing, 0.0])
