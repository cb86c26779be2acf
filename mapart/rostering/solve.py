"""Solve a problem: component by component, with a proven bound for each level."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from mapart.rostering.engine import best, duals_of, load, safe_bound
from mapart.rostering.frame import NO_PAIRS, Frame, frame_of
from mapart.rostering.model import Model, model_of
from mapart.rostering.plan import levels_of, missing_places, pairs_array, short_cost
from mapart.rostering.problem import Floats, Ints, Problem

Progress = Callable[[str, float, float | None, float | None], None]


@dataclass(frozen=True, slots=True)
class Result:
    """A plan and its certificate.

    `assign`: (n, 2) volunteer, shift, fixed pairs included. `bounds[k]`: no plan at least as good as this one
    on the levels before k has a smaller level k; None when nothing is proven. `gap_points`: distance to the
    bound in points of weighted coverage, 100 * (L1 - bound) / sum of prio * min.
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
) -> Result:
    """The best plan found, `fixed` pairs kept, with a proven lower bound per level.

    `time_limit` in seconds of wall clock. `progress(phase, fraction, value, bound)` is called from time to
    time with the phase's code, the share of the work done, and level 1 of the plan and of the bound so far.
    """
    began = time.perf_counter()
    fixed = pairs_array(fixed)
    frame = frame_of(problem, fixed)
    parts = components(frame)
    chosen: list[Ints] = [fixed]
    proven: list[Floats] = []
    for i, people in enumerate(parts):
        left = None if time_limit is None else time_limit - (time.perf_counter() - began)
        taken, bound = _solve_part(frame, people, left, seed)
        chosen.append(taken)
        proven.append(bound)
        if progress is not None:
            progress("exact", (i + 1) / len(parts), None, None)
    assign = np.unique(np.concatenate(chosen), axis=0)
    levels = levels_of(problem, assign)
    bounds = _bounds(frame, levels, np.sum(proven, axis=0) if proven else np.zeros(2))
    return Result(
        assign=assign,
        levels=tuple(float(x) for x in levels),
        bounds=bounds,
        gap_points=gap_points(problem, levels[0], bounds[0]),
        seconds=time.perf_counter() - began,
        peak_mb=peak_mb(),
        components=len(parts),
    )


def gap_points(problem: Problem, value: float, bound: float | None) -> float | None:
    """Distance to the bound of level 1, in points of weighted coverage."""
    if bound is None:
        return None
    return 100.0 * (value - bound) / max(1, problem.places)


def peak_mb() -> float:
    """Most memory this process has used, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


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


def _solve_part(frame: Frame, people: Ints, seconds: float | None, seed: int) -> tuple[Ints, Floats]:
    """Pairs taken in one component, and what is proven of it: level 1, and 1000 * level 1 + level 2."""
    model = model_of(frame, people)
    solved = best(model, seconds=seconds, seed=seed)
    taken = model.pairs[solved.values[: len(model.pairs)] > 0.5] if solved else model.pairs[:0]
    return np.stack([frame.volunteer[taken], frame.shift[taken]], axis=1), _proof(model)


BLOCK = np.array([1000.0, 1.0, 0, 0, 0, 0])
FIRST = np.array([1.0, 0, 0, 0, 0, 0])


def _proof(model: Model) -> Floats:
    proofs = []
    for weights in (FIRST, BLOCK):
        solver = load(model, weights, whole=False)
        solver.run()
        bound = safe_bound(model, weights @ model.cost, duals_of(solver)) + float(weights @ model.offset)
        proofs.append(np.ceil(bound - 1e-6))
    return np.array(proofs)


def _bounds(frame: Frame, levels: Floats, proven: Floats) -> tuple[float | None, ...]:
    """Bounds of the whole: what the components prove, plus what nobody can change."""
    problem = frame.problem
    hopeless = np.ones(problem.shifts, bool)  # nobody can take them: what they cost is known
    hopeless[frame.shift] = False
    missing = problem.prio * missing_places(problem, frame.fixed)
    short = problem.prio * short_cost(problem, frame.base.heads)
    first = float(proven[0]) + float(missing[hopeless].sum())
    block = float(proven[1]) + float((1000.0 * missing + short)[hopeless].sum())
    second = block - 1000.0 * float(levels[0])
    idle = (problem.wish > 0) & ~frame.has & (frame.edges[1:] == frame.edges[:-1])
    return (first, max(0.0, second), float(idle.sum()), 0.0, None, None)
