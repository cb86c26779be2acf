"""Plans near a known point: most pairs stay as they are, a small exact problem chooses the others.

Where a fractional point of the relaxation reaches the bound of a level, a plan is rarely far from it (relaxation
enforced neighbourhood search, Berthold 2014): people whom the point divides are free first, then those around them.
"""

from __future__ import annotations

import time
from dataclasses import replace

import highspy
import numpy as np
from scipy import sparse

from mapart.rostering.engine import WHOLE, best, load
from mapart.rostering.matrix import LEVELS, Model
from mapart.rostering.plan import WEIGHTS
from mapart.rostering.problem import Bools, Floats
from mapart.rostering.relaxation import NEVER, Evidence, Relaxation, face

MOST_PAIRS = 8_000  # free at once
RINGS = (0, 1)  # people whom a point divides, then those too who share a row with what it divides
NODES, GAP = 1, 5.0
FREE = 1e-3  # worth of a column without a cost
FIRST = np.eye(LEVELS)[0]
LATER = np.where(np.arange(LEVELS) < 2, 0.0, WEIGHTS)  # levels 1 and 2 are held
FOUND = np.where(
    np.arange(LEVELS) < 3, 0.0, WEIGHTS
)  # level 3 too costs much here, and few moves win it afterwards


def near(
    relax: Relaxation, evidence: Evidence, value: float, rings: tuple[int, ...] = RINGS
) -> Floats | None:
    """A whole point of cost `value` or less near the last point of the relaxation, None when none was found.

    `evidence`: of a bound of the present aim; `rings`: which are tried.
    """
    model, is_face = face(relax.model, evidence, value)
    if not is_face:
        least, most = np.full(1, -highspy.kHighsInf), np.full(1, value)
        model = model.with_rows(sparse.csr_matrix(relax.cost[None, :]), least, most)
    model = model.without_rows(relax.idle())
    taken = _around(relax, model, relax.values[: len(model.pairs)], rings)
    values = None if taken is None else complete(relax.model, taken)
    return values if values is not None and relax.cost @ values <= value + WHOLE else None


def joined(relax: Relaxation, model: Model, taken: Bools) -> Floats | None:
    """A whole point of the model, a narrower one of the relaxation, near the plans of its towns; None without one.

    `taken`: these plans, each right in its town. The point of the model that moves least of them divides few people.
    """
    pairs, live = len(taken), model.low < model.high
    moves = np.zeros((LEVELS, len(live)))
    moves[0, :pairs] = np.where(taken, -1.0, 1.0)
    solver = load(replace(model, cost=moves, penalty=np.zeros(len(live))).live()[0], FIRST, whole=False)
    solver.setOptionValue("presolve", "off")  # these plans miss few rows: nearly all is done
    if relax.until < NEVER:
        solver.setOptionValue("time_limit", max(0.01, relax.until - time.perf_counter()))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    point = model.low.copy()
    point[live] = np.array(solver.getSolution().col_value)
    found = _around(relax, model, point[:pairs], RINGS[:1])
    return None if found is None else complete(model, found)


def approached(relax: Relaxation, model: Model, point: Floats) -> Bools | None:
    """The plan of a model that costs least, all levels weighted, where the people whom a point divides are free.

    Begun with that where only what it divides is free. It may miss what the relaxation has proven or holds. None when
    no plan was found.
    """
    pairs = point[: len(model.pairs)]
    divided, held = (pairs > WHOLE) & (pairs < 1 - WHOLE), np.round(pairs)
    start = _chosen(relax, model, held, divided, WEIGHTS)
    return _chosen(relax, model, held, _of_people(relax, divided), WEIGHTS, start)


def _around(relax: Relaxation, model: Model, point: Floats, rings: tuple[int, ...]) -> Bools | None:
    """Pairs of a plan of the model where the people of a ring are free, the others stay as the point says."""
    divided = (point > WHOLE) & (point < 1 - WHOLE)
    for ring in rings:
        some = _with_neighbours(relax, divided, point > WHOLE) if ring else divided
        free = _of_people(relax, some)
        if free.sum() > MOST_PAIRS:
            return None
        taken = _chosen(relax, model, np.round(point), free, FOUND)
        if taken is not None:
            return taken
    return None


def moved(relax: Relaxation, on: Bools, level: int, *, widely: bool) -> Bools | None:
    """Another plan that the relaxation holds, by moves around what misses this level in the plan `on` (of the pairs).

    `widely`: people who make room may take something else. None when the moves are too many.
    """
    wanting = _wanting(relax, on, level)
    free = wanting | _with_neighbours(relax, wanting, on)
    if widely:
        free = _of_people(relax, free)
    if not wanting.any() or free.sum() > MOST_PAIRS:
        return None
    return _chosen(relax, relax.model, on.astype(np.float64), free, LATER, on)


def complete(model: Model, taken: Bools) -> Floats | None:
    """The point of the model that takes these pairs, None when it misses a row or its other columns are not whole."""
    pairs = len(taken)
    low, high = model.low.copy(), model.high.copy()
    low[:pairs] = high[:pairs] = taken
    # what costs nothing (somebody experienced is there) is as much as can be, else half of it might do
    penalty = np.where(model.cost.any(axis=0), model.penalty, model.penalty - FREE)
    fixed = replace(model, low=low, high=high, penalty=penalty)
    solver = load(fixed.live()[0], np.ones(LEVELS), whole=False)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    values = low
    values[low < high] = np.array(solver.getSolution().col_value)
    return values if np.all(np.abs(values - np.round(values)) < WHOLE) else None


def _chosen(
    relax: Relaxation, model: Model, held: Floats, free: Bools, weights: Floats, start: Bools | None = None
) -> Bools | None:
    """The best choice found among the free pairs, the others as in `held`."""
    pairs = len(held)
    low, high = model.low.copy(), model.high.copy()
    low[:pairs], high[:pairs] = np.where(free, low[:pairs], held), np.where(free, high[:pairs], held)
    small, some = replace(model, low=low, high=high).live()
    solved = best(
        small,
        weights=weights,
        nodes=NODES,
        gap=GAP,
        seconds=None if relax.until == NEVER else relax.until - time.perf_counter(),
        start=None if start is None else start[some].astype(np.float64),
    )
    if solved is None:
        return None
    taken = low[:pairs] > 0.5
    taken[some] = solved.taken
    return np.asarray(taken, bool)


def _of_people(relax: Relaxation, some: Bools) -> Bools:
    """All pairs of the people of these pairs."""
    people = np.zeros(int(relax.owner.max(initial=0)) + 1, bool)
    people[relax.owner[some]] = True
    return np.asarray(people[relax.owner], bool)


def _with_neighbours(relax: Relaxation, some: Bools, taken: Bools) -> Bools:
    """These pairs, and those of `taken` that share a row with one of them."""
    rows = abs(relax.model.matrix[: relax.rows, : len(some)])
    touched = rows @ some.astype(np.float64) > 0
    return np.asarray(some | (taken & (rows.T @ touched.astype(np.float64) > 0)), bool)


def _wanting(relax: Relaxation, on: Bools, level: int) -> Bools:
    """Pairs that would make this level better: of people without a shift, or published and not taken."""
    model, pairs = relax.model, len(on)
    cost = model.cost[level]
    live = model.high[:pairs] > 0
    missed = (cost[:pairs] < 0) & ~on
    rows = model.matrix[: relax.rows]
    paid = rows[:, pairs:] @ (cost[pairs:] > 0).astype(np.float64) > 0  # a column of the level stands in
    empty = rows[:, :pairs] @ on.astype(np.float64) < model.row_low[: relax.rows]
    short = (paid & empty).astype(np.float64)
    return np.asarray(live & (missed | (rows[:, :pairs].T @ short > 0)), bool)
