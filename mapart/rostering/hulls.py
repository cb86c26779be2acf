"""Caps on minutes as exact integer hulls.

A cap says: the minutes of the shifts taken in a day (week, month) are at most `cap`. With few distinct
durations, what matters is how many shifts of each duration are taken. The convex hull of the feasible integer
counts replaces the knapsack row, which makes the linear relaxation much tighter (rostering.md §3). Facets are
computed by qhull once per profile and kept.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import product

import numpy as np

from mapart.rostering.problem import Floats, Ints

# Beyond, the knapsack and cardinality rows are used as they are.
TOO_MANY = 40_000  # integer points
TOO_DEEP = 6  # durations: the facets of a hull grow with the power of half of them

Facet = tuple[tuple[int, ...], int]  # coefficients by duration, right-hand side: sum coef * count <= rhs


@lru_cache(maxsize=100_000)
def facets(cap: int, durations: tuple[int, ...], counts: tuple[int, ...]) -> tuple[Facet, ...]:
    """Rows that describe the integer hull of {m : 0 <= m <= counts, sum m * durations <= cap}.

    Bounds `m <= counts` and `m >= 0` are left out: they hold anyway. Empty when everything fits.
    """
    if sum(d * n for d, n in zip(durations, counts, strict=True)) <= cap:
        return ()
    present = [i for i, n in enumerate(counts) if n > 0]
    most = [min(counts[i], cap // durations[i]) for i in present]
    lengths = [durations[i] for i in present]
    if len(present) == 1:
        rows: list[Facet] = [((1,), most[0])]
    elif len(present) > TOO_DEEP or math.prod(m + 2 for m in most) > TOO_MANY or min(most) == 0:
        rows = _plain_rows(cap, lengths, most)
    else:
        rows = _hull_rows(cap, lengths, most)
    return tuple((_spread(coefs, present, len(counts)), rhs) for coefs, rhs in rows)


def at_most_one(cap: int, durations: Ints, counts: Ints) -> bool:
    """Whether no two shifts of the profile fit together."""
    lengths = np.sort(np.repeat(durations, np.minimum(counts, 2)))
    return len(lengths) > 1 and int(lengths[0] + lengths[1]) > cap


def _spread(coefs: tuple[int, ...], present: list[int], width: int) -> tuple[int, ...]:
    full = [0] * width
    for i, coef in zip(present, coefs, strict=True):
        full[i] = coef
    return tuple(full)


def _plain_rows(cap: int, lengths: list[int], most: list[int]) -> list[Facet]:
    """The knapsack and a cardinality row: valid, not always the hull."""
    rows: list[Facet] = [(tuple(lengths), cap), ((1,) * len(lengths), cap // min(lengths))]
    for i, m in enumerate(most):
        rows.append((tuple(int(i == j) for j in range(len(most))), m))
    return rows


def _hull_rows(cap: int, lengths: list[int], most: list[int]) -> list[Facet]:
    from scipy.spatial import ConvexHull, QhullError  # 40 MB, and not needed to check a plan

    box = np.array(list(product(*(range(m + 2) for m in most))), np.float64)
    fits = box @ np.array(lengths) <= cap
    points = box[fits]
    try:
        equations = np.unique(np.round(ConvexHull(points).equations, 9), axis=0)
    except QhullError:
        return _plain_rows(cap, lengths, most)
    found = [_whole(equation[:-1], points) for equation in equations]
    rows = [row for row in found if row is not None and max(row[0]) > 0 and min(row[0]) >= 0]
    kept = np.ones(len(box), bool)
    for coefs, rhs in rows:
        kept &= box @ np.array(coefs) <= rhs
    # each row is valid by its right-hand side; together they must also cut every count that breaks the cap
    return rows if np.array_equal(kept, fits) else _plain_rows(cap, lengths, most)


def _whole(normal: Floats, points: Floats) -> Facet | None:
    """The facet with this outer normal, in small integers.

    The right-hand side is recomputed from the points.
    """
    smallest = np.abs(normal[np.abs(normal) > 1e-7]).min()
    for scale in range(1, 400):
        coefs = normal / smallest * scale
        if np.abs(coefs - np.round(coefs)).max() < 1e-6:
            whole = np.round(coefs)
            return tuple(int(c) for c in whole), int(np.max(points @ whole))
    return None
