"""The exact way of one component: levels 1 to 4 solved and proven one after the other, then 5 and 6 near them.

Each level is a relaxation of whole rows, made tighter by cuts until its point is a plan, with a small tree for
what is left. What costs more than the proven value can never be used again, so each level leaves a smaller
problem to the next.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from mapart.rostering.branch import search
from mapart.rostering.candidates import spans
from mapart.rostering.engine import best, relaxed
from mapart.rostering.frame import Frame
from mapart.rostering.model import Model, model_of
from mapart.rostering.plan import WEIGHTS
from mapart.rostering.problem import Bools, Floats, Ints
from mapart.rostering.proof import Proof
from mapart.rostering.relaxation import NEVER, Relaxation

PATIENCE = 4  # rounds of cuts that win nothing before the tree
NODES = 400  # of the tree of one level
KEEP = 0.5  # reduced cost up to which a pair stays for levels 5 and 6
POLISH_NODES, POLISH_GAP = 1, 1.0


@dataclass(frozen=True, slots=True)
class Settled:
    """One level: its proven bound, whether it is reached, and a plan that reaches it when a new one was found."""

    bound: float
    is_reached: bool
    values: Floats | None = None


def solve_exactly(
    frame: Frame, people: Ints, on: Bools, seed: int = 0, end: float | None = None
) -> tuple[Proof, bool]:
    """The best plan of a component, written into `on`, its proof, and whether levels 1 to 4 are settled.

    `end`: the moment (time.perf_counter) at which to stop; `on` is then left as it was, unless a plan that
    is best on levels 1 and 2 is known.
    """
    pairs = spans(frame.edges[people], frame.edges[people + 1])
    lean = model_of(frame, people, lean=True)
    least = np.array([0.0, 0.0, 0.0, -float(frame.keep[pairs].sum())])
    levels = least.copy()
    for sure in (False, True):
        relax = Relaxation(lean, NEVER if end is None else end)
        if lean.penalty.any():
            settle(relax, np.sign(lean.penalty))  # fixed newcomers whom nobody accompanies come first
        first = _first(relax, sure)
        levels[0] = max(levels[0], first)
        second = settle(relax, lean.cost[1])
        levels[1] = max(second.bound, 0.0)
        if second.values is not None:
            break
    else:
        return Proof(levels, least, levels[1]), False
    on[pairs] = second.values[: len(pairs)] > 0.5
    _polish(frame, people, relax, on, pairs, seed)
    settled = _settle_others(frame, people, relax, on, pairs, levels)
    if settled is None:
        return Proof(levels, least, levels[1]), False
    if settled:
        _polish(frame, people, relax, on, pairs, seed)
    return Proof(levels, least, levels[1]), True


def _first(relax: Relaxation, sure: bool) -> float:
    """The bound of level 1, held from now on; `sure`: with a plan that reaches it, else level 2 finds one."""
    cost = relax.model.cost[0]
    if sure:
        return settle(relax, cost).bound
    relax.aim(cost)
    relax.tighten(NEVER, 1)
    if np.isfinite(relax.bound):
        relax.hold(cost, relax.bound, relax.bound)
    return relax.bound


def _settle_others(
    frame: Frame, people: Ints, relax: Relaxation, on: Bools, pairs: Ints, levels: Floats
) -> bool | None:
    """Levels 3 and 4 where the plan is not at what is possible at all; whether it changed, None: not settled."""
    changed = False
    for level in (2, 3):
        value = _value(frame, people, on, pairs, level)
        if value > levels[level]:
            answer = settle(relax, relax.model.cost[level], value)
            levels[level] = max(levels[level], answer.bound)
            if not answer.is_reached:
                return None
            if answer.values is not None:
                on[pairs], changed = answer.values[: len(pairs)] > 0.5, True
        else:
            relax.hold(relax.model.cost[level], value, value)
    return changed


def _value(frame: Frame, people: Ints, on: Bools, pairs: Ints, level: int) -> float:
    """Level 3 (people without a shift) or 4 (published pairs kept, negative) of the plan of these people."""
    if level == 3:
        return -float(frame.keep[pairs[on[pairs]]].sum())
    due = (
        (frame.problem.wish[people] > 0)
        & ~frame.has[people]
        & (frame.edges[people + 1] > frame.edges[people])
    )
    return float((due & ~np.isin(people, frame.volunteer[pairs[on[pairs]]])).sum())


def settle(relax: Relaxation, cost: Floats, value: float = NEVER) -> Settled:
    """The least cost of a plan of the relaxation, which holds only such plans afterwards.

    `value`: cost of a plan that is known, if any.
    """
    relax.aim(cost)
    relax.tighten(value, PATIENCE)
    bound = relax.bound
    if not np.isfinite(bound):
        return Settled(bound, False)
    found = relax.values if relax.is_whole() and bound < value else None
    relax.keep_below(bound if found is not None else value)
    while found is None and bound < value:
        answer = search(relax, bound, NODES)
        if (answer.values is None and answer.bound <= bound) or answer.bound == NEVER:
            return Settled(bound, False)
        found, bound = answer.values, answer.bound
    relax.hold(cost, bound, bound)
    return Settled(bound, True, found)


def _polish(frame: Frame, people: Ints, relax: Relaxation, on: Bools, pairs: Ints, seed: int) -> None:
    """Levels 5 and 6 among the plans that the relaxation still holds, near its point."""
    model = _widened(model_of(frame, people), relax)
    weights = np.where(np.arange(len(WEIGHTS)) < 2, 0.0, WEIGHTS)  # levels 1 and 2 are held
    left = None if relax.until == NEVER else relax.until - time.perf_counter()
    point = relaxed(model, weights, left)
    if point is None:
        return
    values, reduced = point
    held = on[pairs]
    kept = np.nonzero(held | (values > 1e-6) | ((reduced <= KEEP) & (model.high[: len(pairs)] > 0)))[0]
    left = None if relax.until == NEVER else relax.until - time.perf_counter()
    solved = best(
        model.only(kept),
        weights=weights,
        seconds=left,
        nodes=POLISH_NODES,
        gap=POLISH_GAP,
        start=held[kept].astype(np.float64),
        seed=seed,
    )
    if solved is not None:
        on[pairs] = False
        on[pairs[kept[solved.taken]]] = True


def _widened(model: Model, relax: Relaxation) -> Model:
    """The full model of the plans that the relaxation still holds: its bounds and its added rows."""
    lean = relax.model
    columns = len(lean.low)
    added = lean.matrix[relax.rows :]
    rows = sparse.csr_matrix(
        (added.data, added.indices, added.indptr), (added.shape[0], model.matrix.shape[1])
    )
    low, high = model.low.copy(), model.high.copy()
    low[:columns], high[:columns] = lean.low, lean.high
    return replace(
        model,
        low=low,
        high=high,
        matrix=sparse.vstack([model.matrix, rows], format="csr"),
        row_low=np.append(model.row_low, lean.row_low[relax.rows :]),
        row_high=np.append(model.row_high, lean.row_high[relax.rows :]),
    )
