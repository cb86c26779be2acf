"""Levels 5 and 6 of one component, among the plans that its proven levels leave, town by town.

Remote shifts tie the towns of a large component together: their pairs are held, so what is left falls into towns. Each
town keeps its own share of every proven level, which makes one small problem of each.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from mapart.rostering.engine import WHOLE, best, relaxed
from mapart.rostering.frame import Frame
from mapart.rostering.matrix import Model
from mapart.rostering.model import model_of
from mapart.rostering.near import LATER
from mapart.rostering.problem import Bools, Floats, Ints
from mapart.rostering.relaxation import NEVER, Relaxation

HELD_PAIRS = 8_000  # of a component, above which its remote pairs are held
NODES, GAP = 1, 1.0
CLOSE = 50.0  # to the relaxation, beyond which another way is tried
KEEP = 0.02  # reduced cost up to which a pair of somebody divided is tried: next to nothing


@dataclass(frozen=True, slots=True, eq=False)
class _Town:
    """What no row ties to the rest: its pairs (positions among those of the component) and its model."""

    pairs: Ints
    model: Model
    owner: Ints  # whose each pair is


def polish(
    frame: Frame, people: Ints, relax: Relaxation, values: Floats, on: Bools, pairs: Ints, seed: int
) -> None:
    """Make levels 5 and 6 of the plan `on` of these pairs better, in place.

    `values`: the point of the relaxation that is this plan. With no time left, towns stay as they are.
    """
    model = model_of(frame, people)
    if len(pairs) > HELD_PAIRS:
        far = np.nonzero(frame.problem.remote[frame.problem.space[frame.shift[pairs]]])[0]
        model.low[far] = model.high[far] = on[pairs[far]]
    for town in _towns(model, relax, values):
        here = pairs[town.pairs]
        taken = _best(town, on[here], relax.until, seed)
        if taken is not None:
            on[here] = taken


def _towns(model: Model, relax: Relaxation, values: Floats) -> Iterator[_Town]:
    """The plans that the relaxation still holds, in pieces that no row of the model ties together.

    Cuts that tie pieces are left out: the proven levels, held in each piece, make up for them.
    """
    lean = relax.model
    columns = len(lean.low)
    low, high = model.low.copy(), model.high.copy()
    low[:columns], high[:columns] = (
        np.maximum(low[:columns], lean.low),
        np.minimum(high[:columns], lean.high),
    )
    live = np.nonzero(low < high)[0]
    added = lean.matrix[relax.rows :]
    added = sparse.csr_matrix((added.data, added.indices, added.indptr), (added.shape[0], len(low)))
    held = np.array(relax.held, np.int64) - relax.rows
    levels = sparse.csc_matrix(
        np.array([np.append(cost, np.zeros(len(low) - columns)) for cost in relax.levels])
    )
    cuts = np.setdiff1d(np.arange(added.shape[0]), held)
    matrix = sparse.vstack([model.matrix, added[cuts]], format="csr")
    given = matrix @ np.where(low < high, 0.0, low)
    # Rows of the lean model, which begins the full one.
    first, more = np.arange(relax.rows), relax.rows + cuts
    row_low = np.concatenate([lean.row_low[first], model.row_low[relax.rows :], lean.row_low[more]]) - given
    row_high = (
        np.concatenate([lean.row_high[first], model.row_high[relax.rows :], lean.row_high[more]]) - given
    )
    matrix = matrix.tocsc()[:, live].tocsr()
    label, owner = _labels(matrix, len(model.row_low))
    wide = np.append(values[:columns], np.zeros(len(low) - columns))
    for name in np.unique(label[live < len(model.pairs)]):
        mine, rows = live[label == name], np.nonzero(owner == name)[0]
        inside = np.nonzero(label == name)[0]
        share = levels[:, mine]
        value = share @ np.round(wide[mine])
        chosen = mine[mine < len(model.pairs)]
        yield _Town(
            chosen,
            replace(
                model,
                pairs=model.pairs[chosen],
                cost=model.cost[:, mine],
                penalty=model.penalty[mine],
                low=low[mine],
                high=high[mine],
                matrix=sparse.vstack([matrix[rows][:, inside], share], format="csr"),
                row_low=np.append(row_low[rows], value),
                row_high=np.append(row_high[rows], value),
            ),
            relax.owner[chosen],
        )


def _labels(matrix: sparse.csr_matrix, rows: int) -> tuple[Ints, Ints]:
    """The piece of each column, tied by the first `rows` rows, and of each row (-1: it ties several)."""
    base = matrix[:rows]
    _, label = connected_components(sparse.bmat([[None, base], [base.T, None]], format="csr"), directed=False)
    label = label[rows:].astype(np.int64)
    owner = np.full(matrix.shape[0], -1)
    full = np.diff(matrix.indptr) > 0
    of_entry, starts = label[matrix.indices], matrix.indptr[:-1][full]
    if len(starts):
        least, most = np.minimum.reduceat(of_entry, starts), np.maximum.reduceat(of_entry, starts)
        owner[full] = np.where(least == most, least, -1)
    return label, owner


def _best(town: _Town, held: Bools, until: float, seed: int) -> Bools | None:
    """Pairs of a town: near its relaxation when people whom that divides can be placed, else between it and `held`."""
    model = town.model
    point = relaxed(model, LATER, held, _left(until))
    if point is None:
        return None
    taken = point.pairs > WHOLE
    divided = np.zeros(int(town.owner.max(initial=0)) + 1, bool)
    divided[town.owner[taken & (point.pairs < 1 - WHOLE)]] = True
    if not divided.any():
        return taken
    free = divided[town.owner]
    some = taken | (free & (np.abs(point.reduced) < KEEP))
    found = _chosen(model, taken & ~free, some, None, until, seed)
    if found is None or found[1] > point.value + CLOSE:
        # what both say stays, what neither takes stays out: so `held` is one of the choices
        other = _chosen(model, held & (point.pairs > 1 - WHOLE), held | taken, held, until, seed)
        found = min((one for one in (found, other) if one is not None), key=lambda one: one[1], default=None)
    return None if found is None else found[0]


def _chosen(
    model: Model, sure: Bools, some: Bools, start: Bools | None, until: float, seed: int
) -> tuple[Bools, float] | None:
    """The best choice found among some pairs, `sure` ones taken, and its cost."""
    left = _left(until)
    if left is not None and left <= 0:
        return None
    low, high = model.low.copy(), model.high.copy()
    low[: len(sure)][sure] = 1.0
    high[: len(some)][~some] = 0.0
    small, kept = replace(model, low=low, high=high).live()
    begin = None if start is None else start[kept].astype(np.float64)
    solved = best(small, weights=LATER, seconds=left, nodes=NODES, gap=GAP, start=begin, seed=seed)
    if solved is None:
        return None
    taken = low[: len(sure)] > 0.5
    taken[kept] = solved.taken
    return np.asarray(taken, bool), solved.value + float(LATER @ (small.offset - model.offset))


def _left(until: float) -> float | None:
    return None if until == NEVER else until - time.perf_counter()
