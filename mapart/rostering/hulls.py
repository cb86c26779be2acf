"""Caps on minutes as exact integer hulls.

A cap says: the minutes of the shifts taken in a day (week, month) are at most `cap`. With few distinct
durations, what matters is how many shifts of each duration are taken. The convex hull of the feasible integer
counts replaces the knapsack row, which makes the linear relaxation much tighter. Facets are computed by qhull once
per profile and kept.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from mapart.rostering.problem import Floats, Ints

LARGEST = 400  # of the smallest number of a facet
EVEN = 1e-7  # less of a direction is rounding
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
    most = tuple(min(counts[i], cap // durations[i]) for i in present)
    rows = _rows(cap, tuple(durations[i] for i in present), most)
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


@lru_cache(maxsize=100_000)
def _rows(cap: int, lengths: tuple[int, ...], most: tuple[int, ...]) -> list[Facet]:
    """Facets by length: of the hull, where that is small enough."""
    if len(lengths) == 1:
        return [((1,), most[0])]
    if len(lengths) > TOO_DEEP or math.prod(m + 2 for m in most) > TOO_MANY or min(most) == 0:
        return _plain_rows(cap, lengths, most)
    return _hull_rows(cap, lengths, most)


def _plain_rows(cap: int, lengths: tuple[int, ...], most: tuple[int, ...]) -> list[Facet]:
    """The knapsack and a cardinality row: valid, not always the hull."""
    rows: list[Facet] = [(lengths, cap), ((1,) * len(lengths), cap // min(lengths))]
    for i, m in enumerate(most):
        rows.append((tuple(int(i == j) for j in range(len(most))), m))
    return rows


def _hull_rows(cap: int, lengths: tuple[int, ...], most: tuple[int, ...]) -> list[Facet]:
    from scipy.spatial import ConvexHull, QhullError  # 40 MB, and not needed to check a plan

    box = np.indices([m + 2 for m in most]).reshape(len(most), -1).T.astype(np.float64)
    fits = box @ np.array(lengths) <= cap
    points = box[fits]
    try:
        normals = ConvexHull(points).equations[:, :-1]
    except QhullError:
        return _plain_rows(cap, lengths, most)
    coefs = _whole(normals[(normals > -EVEN).all(axis=1)])
    limits = (points @ coefs.T).max(axis=0)
    # each row is valid by its right-hand side; together they must also cut every count that breaks the cap
    if not np.array_equal((box @ coefs.T <= limits).all(axis=1), fits):
        return _plain_rows(cap, lengths, most)
    rows = np.column_stack([coefs, limits]).astype(np.int64).tolist()
    return [(tuple(row[:-1]), row[-1]) for row in rows]


def _whole(normals: Floats) -> Floats:
    """These directions in the smallest whole numbers, each once; without those that are in no small ones."""
    sizes = np.where(normals > EVEN, normals, np.inf).min(axis=1)
    wanted, found = normals / sizes[:, None], []
    for scale in range(1, LARGEST + 1):
        whole = np.round(wanted * scale)
        good = np.abs(wanted * scale - whole).max(axis=1, initial=0.0) < 1e-6
        found.append(whole[good])
        wanted = wanted[~good]
        if not len(wanted):
            break
    return np.unique(np.concatenate(found), axis=0)
