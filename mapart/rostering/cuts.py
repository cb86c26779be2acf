"""Gomory cuts in whole numbers.

Every row and every column of a lean model is whole. A row of the simplex tableau is a sum of rows with
fractional weights; when these are multiples of 1/k, the mixed-integer cut of Gomory is computed in integers,
as it is of single rows over a small k. So it is valid whatever the solver's rounding was: wrong weights give a
useless cut, never a false one. See docs/solver.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse
from scipy.sparse.linalg import SuperLU, splu

from mapart.rostering.matrix import Model
from mapart.rostering.problem import Bools, Floats, Ints

FRACTION = 1e-5  # a value this far from a whole number is fractional
AT_ONCE = 64  # rows of the tableau that are dense at one time
DEPTH = 1e-3  # least distance from the point to a cut worth adding
PARALLEL = 0.9  # cosine above which two cuts say the same
DENSEST = 1500  # columns of a cut at most
DENOMINATORS = 60  # largest k that is tried for a row of the tableau
STEPS = np.array([2.0, 3.0, 4.0, 5.0, 6.0, 10.0, 12.0])  # g: what places cost, and what these have in common
FINEST = 240  # largest k that is tried for the cuts of a cost
DIVISORS = np.array([2, 3, 4, 5, 6])  # each k that is tried for a row alone
NOTHING = 1e-9  # a multiplier that is none
LARGEST = 10**6  # length of a cut's coefficients at most, far from the limits of 64 bits


@dataclass(frozen=True, slots=True)
class Cuts:
    """Rows `matrix @ x >= low`, all whole."""

    matrix: sparse.csr_matrix
    low: Ints


def separate(solver: highspy.Highs, model: Model, values: Floats) -> Cuts | None:
    """Cuts, of sums of rows and of rows alone, that the basic solution `values` of the solver breaks; or None.

    Some column of `values` is fractional: a model without a single number has no basis, and HiGHS crashes when asked.
    """
    basic, slack = np.zeros(len(values), bool), np.zeros(len(model.row_low), bool)
    there = solver.getBasicVariables()[1]  # type: ignore[attr-defined]
    # the statuses of all, as objects, would take ten times as long
    basic[there[there >= 0]], slack[-1 - there[there < 0]] = True, True
    sums, k = _tableau(model, basic, slack, values)
    alone, divisors = _alone(model, values)
    weights = sparse.vstack([sums, alone], format="csr")
    return _of_sums(model, weights, np.append(k, divisors), values, DENSEST)


def of_cost(model: Model, values: Floats, duals: Floats) -> Cuts | None:
    """Cuts that round the bound of a cost up to what it can be, or None when the point breaks none.

    `duals`: multipliers of the rows whose sum proves the bound. Where what can still move costs multiples of g, plans
    differ by multiples of g: the cut of that sum divided by g says so, and gives way where something else moves.
    """
    shares = np.where(np.abs(duals) < NOTHING, 0.0, duals) / STEPS[:, None]
    weights = sparse.csr_matrix(shares)
    if not weights.nnz:
        return None
    table, k = _whole(weights, np.arange(len(duals)), len(duals), FINEST)
    return _of_sums(model, table, k, values, len(values))


def _of_sums(model: Model, weights: sparse.csr_matrix, k: Ints, values: Floats, densest: int) -> Cuts | None:
    """The cuts of sums of rows `weights / k` that this point breaks, None without one."""
    if not len(k):
        return None
    # any choice of ends gives a valid cut: those of the model that are nearest to the point cut deepest
    row_high = model.matrix @ values > model.row_high - FRACTION
    row_high |= ~np.isfinite(model.row_low)  # a row with a free side is used from the other one
    at_high = values > (model.low + model.high) / 2
    found = [
        _deep(*gomory(model, weights[rows], k[rows], at_high, row_high), values, densest)
        for rows in _stretches(np.arange(len(k)))  # all at once would be dense
    ]
    matrices, low, norm, depth = zip(*found, strict=True)
    cuts = sparse.vstack(matrices, format="csr")
    return _chosen(cuts, np.concatenate(low), np.concatenate(norm), np.concatenate(depth))


def _whole(weights: sparse.csr_matrix, rows: Ints, size: int, most: int) -> tuple[sparse.csr_matrix, Ints]:
    """Multipliers of these rows as whole numbers over k; those that no k up to `most` makes whole are left out."""
    k = _denominators(weights.data, weights.indptr, most)
    whole = np.round(weights.data * np.repeat(k, np.diff(weights.indptr))).astype(np.int64)
    table = sparse.csr_matrix((whole, rows[weights.indices], weights.indptr), (len(k), size))
    return table[np.nonzero(k)[0]], k[k > 0]


def _tableau(model: Model, basic: Bools, slack: Bools, values: Floats) -> tuple[sparse.csr_matrix, Ints]:
    """Multipliers of the tableau rows of the fractional values, as whole numbers over k.

    A row whose slack is basic has multiplier 0; the others and the basic columns make a square matrix.
    """
    columns, rows = np.nonzero(basic)[0], np.nonzero(~slack)[0]
    away = np.abs(values[columns] - np.round(values[columns])) > FRACTION
    wanted = np.nonzero(away)[0]
    nothing = sparse.csr_matrix((0, len(slack)), dtype=np.int64), np.zeros(0, np.int64)
    if len(columns) != len(rows) or not len(wanted):
        return nothing
    try:
        factors = splu(model.matrix[rows][:, columns].tocsc(), permc_spec="MMD_ATA")
    except RuntimeError:  # singular for these factors
        return nothing
    weights = sparse.vstack([_row_weights(factors, some) for some in _stretches(wanted)], format="csr")
    return _whole(weights, rows, len(slack), DENOMINATORS)


def _alone(model: Model, values: Floats) -> tuple[sparse.csr_matrix, Ints]:
    """Each row that the point touches and divides, over each k that is tried for a row alone."""
    sums = model.matrix @ values
    touched = (sums < model.row_low + FRACTION) | (sums > model.row_high - FRACTION)
    away = (np.abs(values - np.round(values)) > FRACTION).astype(np.float64)
    rows = np.nonzero(touched & (abs(model.matrix) @ away > 0))[0]
    one = (np.ones(len(rows), np.int64), (np.arange(len(rows)), rows))
    each = sparse.csr_matrix(one, (len(rows), len(sums)))
    return sparse.vstack([each] * len(DIVISORS), format="csr"), np.repeat(DIVISORS, len(rows))


def _stretches(wanted: Ints) -> list[Ints]:
    return [wanted[i : i + AT_ONCE] for i in range(0, len(wanted), AT_ONCE)]


def _row_weights(factors: SuperLU, wanted: Ints) -> sparse.csr_matrix:
    """These rows of the inverse of a matrix, (wanted, rows), from its factors."""
    unit = np.zeros((factors.shape[0], len(wanted)))
    unit[wanted, np.arange(len(wanted))] = 1.0
    found = factors.solve(unit, "T")  # without "T" the same solve is forty times slower
    line, place = np.nonzero(np.abs(found.T) > 1e-9)
    edges = np.searchsorted(line, np.arange(len(wanted) + 1))
    return sparse.csr_matrix((found[place, line], place, edges), (len(wanted), factors.shape[0]))


def _denominators(weight: Floats, edges: Ints, most: int) -> Ints:
    """Smallest k, up to `most`, that makes each stretch of weights whole, 0 for none."""
    k = np.zeros(len(edges) - 1, np.int64)
    for trial in range(2, most + 1):
        if not len(k):
            break
        scaled = weight * trial
        off = np.maximum.reduceat(np.abs(scaled - np.round(scaled)), edges[:-1])
        k[(k == 0) & (off < 1e-6)] = trial
    return k


def gomory(
    model: Model, weights: sparse.csr_matrix, k: Ints, at_high: Bools, row_high: Bools
) -> tuple[sparse.csr_matrix, Ints]:
    """The mixed-integer cut of Gomory of each sum of rows `weights / k`: matrix @ x >= low.

    With every column counted from its low or high end and the slack of every row as one more whole column,
    the sum reads c @ z = d. With r = c mod k and s = d mod k, every whole z >= 0 fulfils
    sum of (r <= s ? r (k - s) : (k - r) s) z >= s (k - s). All in integers.
    """
    used, place = np.unique(weights.indices, return_inverse=True)  # the other rows weigh nothing
    factors = weights.data % np.repeat(k, np.diff(weights.indptr))
    weights = sparse.csr_matrix((factors, place.reshape(-1), weights.indptr), (len(k), len(used)))
    lines, row_high = model.matrix[used].astype(np.int64), row_high[used]
    side = np.where(row_high, model.row_high[used], model.row_low[used])
    side = np.where(np.isfinite(side), side, 0).astype(np.int64)
    total = (weights @ lines).tocsr()
    owner = np.repeat(np.arange(len(k)), np.diff(total.indptr))
    turned = at_high[total.indices]
    ends = np.where(turned, model.high[total.indices], model.low[total.indices]).astype(np.int64)
    d = weights @ side - _sums(owner, total.data * ends, len(k))
    s = d % k
    coef = np.where(turned, -1, 1) * _rounded(np.where(turned, -total.data, total.data), k[owner], s[owner])
    line = np.repeat(np.arange(len(k)), np.diff(weights.indptr))
    sign = np.where(row_high[weights.indices], 1, -1)
    slack = -sign * _rounded(sign * weights.data, k[line], s[line])
    own = sparse.csr_matrix((coef, total.indices, total.indptr), total.shape)
    back = sparse.csr_matrix((slack, weights.indices, weights.indptr), weights.shape)
    matrix = (own + back @ lines).tocsr()
    matrix.eliminate_zeros()
    return matrix, s * (k - s) + _sums(owner, coef * ends, len(k)) + back @ side


def _rounded(c: Ints, k: Ints, s: Ints) -> Ints:
    r = c % k
    return np.asarray(np.where(r <= s, r * (k - s), (k - r) * s), np.int64)


def _sums(owner: Ints, value: Ints, size: int) -> Ints:
    total = np.zeros(size, np.int64)
    np.add.at(total, owner, value)
    return total


def _deep(
    matrix: sparse.csr_matrix, low: Ints, values: Floats, densest: int
) -> tuple[sparse.csr_matrix, Ints, Floats, Floats]:
    """The rows that cut deep enough, and the length and depth of each."""
    norm = sparse.linalg.norm(matrix.astype(np.float64), axis=1)
    depth = (low - matrix @ values) / np.maximum(norm, 1e-9)
    good = np.nonzero((depth > DEPTH) & (np.diff(matrix.indptr) <= densest) & (norm < LARGEST))[0]
    return matrix[good], low[good], norm[good], depth[good]


def _chosen(matrix: sparse.csr_matrix, low: Ints, norm: Floats, depth: Floats) -> Cuts | None:
    """The cuts that cut deepest and differ from each other, their numbers made as small as can be."""
    order = np.argsort(-depth, kind="stable")
    if not len(order):
        return None
    unit = sparse.diags_array(1.0 / norm[order]) @ matrix[order]
    alike = (unit @ unit.T).toarray() > PARALLEL
    kept = np.zeros(len(order), bool)
    for i in range(len(order)):
        kept[i] = not alike[i, kept].any()
    chosen = matrix[order[kept]]
    divisor = np.gcd.reduceat(np.abs(chosen.data), chosen.indptr[:-1])
    chosen.data //= np.repeat(divisor, np.diff(chosen.indptr))
    return Cuts(chosen, -(-low[order[kept]] // divisor))
