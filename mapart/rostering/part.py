"""One part of a problem, solved by itself: pure function of the part, the seed and the budget.

A part is a group of cities no volunteer links to another one. Small components are solved by an exact search;
large ones by a large-neighbourhood search. Both come with what their duals prove.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from mapart.rostering.candidates import spans
from mapart.rostering.cut import inside
from mapart.rostering.engine import proven_bound
from mapart.rostering.exact import solve_exactly
from mapart.rostering.frame import Frame, frame_of
from mapart.rostering.greedy import greedy
from mapart.rostering.hours import fill_hours, is_crowded
from mapart.rostering.model import add_rows, model_of
from mapart.rostering.plan import levels_of, missing_places, short_cost
from mapart.rostering.problem import Bools, Floats, Ints, Problem
from mapart.rostering.proof import Proof
from mapart.rostering.search import FIRST, SIZES, Search

EXACT_PAIRS = 40_000
EXACT_PACE = 2_500  # pairs a second that an exact solution needs; with less time, pieces do better
HOURS_SHARE = 0.9  # of the time of a component with crowded days, for filling them
FIRST_SHARE, BLOCK_SHARE = 0.5, 0.2  # of the time that is left to a component, for its bounds
TRADE = 1000.0
BLOCK = np.array([TRADE, 1.0, 0, 0, 0, 0])  # levels 1 and 2: a bound of level 2 at the plan's level 1
SWEEPS = 3  # at each size, while something is won


@dataclass(frozen=True, slots=True)
class Task:
    """A part to solve: its problem, its fixed pairs, and at most how many seconds (None.

    Until nothing is won).
    """

    problem: Problem
    fixed: Ints
    seed: int
    seconds: float | None
    until: float | None  # the moment (time.time) at which the whole must stop


@dataclass(frozen=True, slots=True)
class Done:
    """A part solved: pairs in its own numbers, and what is proven."""

    assign: Ints
    proof: Proof
    components: int
    pairs: int
    seconds: float


def solve_part(task: Task) -> Done:
    """Solve one part."""
    began = time.perf_counter()
    frame = frame_of(task.problem, task.fixed)
    on = greedy(frame, task.seed)
    seconds = task.seconds
    if seconds is not None and task.until is not None:
        seconds = max(0.02, min(seconds, task.until - time.time()))
    clock = _Clock(began, seconds)
    parts = components(frame)
    known = np.append(known_costs(frame), 0.0)
    proof = Proof(known, known)
    for people in parts:
        share = _pairs_of(frame, people) / max(1, len(frame.shift))
        end = clock.part(share)
        if is_crowded(frame, people) and _fill_crowded(frame, on, people, task.seed, end):
            proof = proof.plus(_trivial(frame, people))
            continue
        # the bound comes first: pieces take all the time that is left
        bound = None if _is_exact(frame, people, end) else _bound(frame, people, end)
        found = improve(frame, on, people, task.seed, end)
        proof = proof.plus(found or bound or _trivial(frame, people))
    taken = np.stack([frame.volunteer[on], frame.shift[on]], axis=1)
    assign = np.concatenate([task.fixed, taken])
    return Done(assign, proof, len(parts), len(frame.shift), time.perf_counter() - began)


class _Clock:
    """Seconds left of a budget; parts of it are shares of the whole."""

    def __init__(self, began: float, seconds: float | None) -> None:
        self.end = None if seconds is None else began + seconds
        self.seconds = seconds

    def part(self, share: float) -> float | None:
        """The moment at which work on the next share must stop."""
        if self.end is None or self.seconds is None:
            return None
        return min(self.end, time.perf_counter() + max(0.02, self.seconds * share))


def _pairs_of(frame: Frame, people: Ints) -> int:
    return int((frame.edges[people + 1] - frame.edges[people]).sum())


def _left(end: float | None) -> float | None:
    return None if end is None else max(0.01, end - time.perf_counter())


def _fill_crowded(frame: Frame, on: Bools, people: Ints, seed: int, end: float | None) -> bool:
    """Fill the minimum places of a component with crowded days, in place; whether nothing is left to be wished."""
    seconds = _left(end)
    until = None if seconds is None else time.perf_counter() + HOURS_SHARE * seconds
    search = Search(frame, on, people, seed, until)
    fill_hours(search)
    pairs = spans(frame.edges[people], frame.edges[people + 1])
    shifts = np.unique(frame.shift[pairs])
    on[pairs] = search.on[pairs]
    taken = np.stack([frame.volunteer[on], frame.shift[on]], axis=1)
    held = inside(np.concatenate([frame.fixed, taken]), shifts, people)
    return not levels_of(frame.problem.part(shifts, people), held).any()


def improve(frame: Frame, on: Bools, people: Ints, seed: int, end: float | None) -> Proof | None:
    """Make the plan of one component better, in place; its proof where it was solved exactly."""
    pairs = spans(frame.edges[people], frame.edges[people + 1])
    proof = None
    if _is_exact(frame, people, end):
        proof, is_done = solve_exactly(frame, people, on, seed, end)
        if is_done:
            return proof
    search = Search(frame, on, people, seed, end)
    for size in SIZES:
        for _ in range(SWEEPS):
            if not search.sweep(size):
                break
    on[pairs] = search.on[pairs]
    return proof


def _is_exact(frame: Frame, people: Ints, end: float | None) -> bool:
    """Whether the component is small enough for an exact solution in the time that is left."""
    pairs, seconds = _pairs_of(frame, people), _left(end)
    return pairs <= EXACT_PAIRS and (seconds is None or seconds * EXACT_PACE >= pairs)


def _trivial(frame: Frame, people: Ints) -> Proof:
    """What holds for every plan of a component: nothing missing, all that was published kept."""
    pairs = spans(frame.edges[people], frame.edges[people + 1])
    least = np.array([0.0, 0.0, 0.0, -float(frame.keep[pairs].sum())])
    return Proof(least, least)


def _bound(frame: Frame, people: Ints, end: float | None) -> Proof:
    """Proven lower bounds of one component from its relaxations; what the time allows."""
    model = model_of(frame, people, lean=True)
    left = _left(end)
    first = max(0.0, proven_bound(model, FIRST, seconds=None if left is None else left * FIRST_SHARE))
    # level 1 is proven to be at least `first`: as a row it lifts the relaxation of level 2
    columns = np.nonzero(model.cost[0])[0]
    row = (np.zeros(len(columns), np.int64), columns, model.cost[0, columns])
    model = add_rows(model, 0, row, np.array([first]), np.array([np.inf]))
    left = _left(end)
    block = proven_bound(model, BLOCK, seconds=None if left is None else left * BLOCK_SHARE)
    least = _trivial(frame, people).least
    return Proof(np.array([first, max(0.0, block - TRADE * first), 0.0, least[3]]), least, TRADE)


def known_costs(frame: Frame) -> Floats:
    """Levels 1 to 3 that no plan can change: shifts nobody can take, people who can take nothing."""
    problem = frame.problem
    hopeless = np.ones(problem.shifts, bool)
    hopeless[frame.shift] = False
    missing = (problem.prio * missing_places(problem, frame.fixed))[hopeless]
    short = (problem.prio * short_cost(problem, frame.base.heads))[hopeless]
    idle = (problem.wish > 0) & ~frame.has & (frame.edges[1:] == frame.edges[:-1])
    return np.array([missing.sum(), short.sum(), idle.sum()], np.float64)


def components(frame: Frame) -> list[Ints]:
    """Volunteers of each connected component of the candidate pairs, largest component first."""
    people, shifts = frame.problem.volunteers, frame.problem.shifts
    graph = sparse.coo_matrix(
        (np.ones(len(frame.shift), np.int8), (frame.volunteer, people + frame.shift)),
        shape=(people + shifts, people + shifts),
    )
    _, label = connected_components(graph, directed=False)
    label = label[:people]
    pairs = np.bincount(label, weights=frame.edges[1:] - frame.edges[:-1], minlength=people + shifts)
    order = np.argsort(-pairs, kind="stable")
    by_label = np.argsort(label, kind="stable")
    edges = np.searchsorted(label[by_label], np.arange(people + shifts + 1))
    return [by_label[edges[c] : edges[c + 1]] for c in order[pairs[order] > 0]]
