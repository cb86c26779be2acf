"""A whole point near a relaxation, found by taking many pairs at once.

Where many plans are equally good, a tree that takes one pair after the other costs hundreds of relaxations; here a
handful is enough, each smaller than the one before.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from mapart.rostering.engine import WHOLE
from mapart.rostering.matrix import Model
from mapart.rostering.problem import Floats, Ints
from mapart.rostering.relaxation import NEVER, Relaxation

MANY = 300  # fractional pairs, above which a tree is too slow
SHARE = 0.05  # of the fractional pairs, taken at once
NARROWER = 4.0  # the share is divided by it after a step that misses the goal,
WIDER = 2.0  # and grows again after another
NARROWEST = 0.001  # where to give up


def dive(relax: Relaxation, goal: float, many: int = MANY, work: float = NEVER) -> Floats | None:
    """A whole point that costs `goal` or less, None when none was met; the bounds are left as they were.

    Starts from the last point of the relaxation. No step costs more iterations than the dearest one before. With fewer
    than `many` fractional pairs nothing is tried: a tree is surer. `work`: iterations of the relaxation, from its first
    on, after which to give up.
    """
    if len(_loose(relax.model, relax.values)) < many:
        return None
    low, high = relax.model.low, relax.model.high
    here, values, share, found = low, relax.values, SHARE, None
    most = relax.effort
    while found is None and share >= NARROWEST and relax.work < work:
        taken = _taken(relax, here, values, share)
        if not len(taken):
            break
        below = here.copy()
        below[taken] = 1.0
        relax.look_at(below, high)
        relax.solve(most)
        if not relax.is_solved or relax.is_closed(goal):
            share /= NARROWER
        else:
            here, values, share = below, relax.values, min(SHARE, share * WIDER)
            found = values if relax.is_whole() else None
    relax.look_at(low, high)
    return found


def _loose(model: Model, values: Floats) -> Ints:
    """Pairs that are neither taken nor left out."""
    pairs = values[: len(model.pairs)]
    return np.nonzero((pairs > WHOLE) & (pairs < 1 - WHOLE))[0]


def _taken(relax: Relaxation, low: Floats, values: Floats, share: float) -> Ints:
    """The largest fractional pairs that no row alone forbids to take together, with what is taken already."""
    model = relax.model
    loose = _loose(model, values)
    first = loose[np.argsort(-values[loose], kind="stable")][: int(np.ceil(share * len(loose)))]
    signs = (model.matrix.maximum(0), model.matrix.minimum(0))
    least = signs[0] @ low + signs[1] @ model.high
    some = sparse.csc_matrix(signs[0][:, first])
    taken = []
    for i, pair in enumerate(first.tolist()):
        rows = some.indices[some.indptr[i] : some.indptr[i + 1]]
        more = least[rows] + some.data[some.indptr[i] : some.indptr[i + 1]]
        if np.all(more <= model.row_high[rows] + WHOLE):
            least[rows] = more
            taken.append(pair)
    return np.array(taken, np.int64)
