"""Towns that remote shifts tie together, priced apart.

A bound of the whole rounds its fractions up once; towns apart each round their own. What ties towns (places of remote
shifts, cuts over several towns) is paid at the price that the relaxation of the whole gives it, so each town is a
problem of its own, and the sum of their bounds is a bound of the whole (Lagrange). See docs/solver.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from mapart.rostering.matrix import Model
from mapart.rostering.problem import Bools, Floats, Ints
from mapart.rostering.relaxation import NEVER, Budget, Relaxation

TOWN = 200  # pairs, below which a piece is no town: it goes with all that is left
DRAWN = 0.1  # most that is added to a whole cost to draw another point


@dataclass(frozen=True, slots=True, eq=False)
class Town:
    """What is not fixed of a town, as a model of its own."""

    columns: Ints  # of the whole
    rows: Ints  # of the whole
    given: Floats  # what the fixed columns bring to these rows
    model: Model
    owner: Ints  # whose each pair is
    lasting: int  # rows that are no cuts
    basis: highspy.HighsBasis
    cost: Floats  # of its columns, prices included, whole

    def relaxation(self, budget: Budget, draw: int) -> Relaxation:
        """Its relaxation, at the point of the whole, or at another one for every `draw` from 1 on."""
        relax = Relaxation(self.model, budget, self.owner)
        relax.rows = self.lasting
        relax.solver.setBasis(self.basis)
        if draw:
            relax.begin(self.cost + DRAWN * np.random.default_rng(draw).random(len(self.cost)))
        return relax

    def cuts(self, part: Relaxation) -> Ints:
        """Rows of its relaxation that were found as cuts."""
        return np.setdiff1d(np.arange(len(self.rows), len(part.model.row_low)), part.held)


@dataclass(frozen=True, slots=True, eq=False)
class Towns:
    """A relaxation taken apart: the bound of its aim is the sum of the bounds of the towns, and `base`."""

    towns: list[Town]
    tied: Ints  # rows of the whole that tie towns
    prices: Floats  # of these rows, whole
    side: Floats  # the end of each, from which its price counts
    base: float

    def bound(self, bounds: list[float]) -> float:
        """The bound of the whole: plans that cost this have exactly these costs in the towns."""
        return sum(bounds) + self.base

    def join(self, relax: Relaxation, parts: list[Relaxation], shared: list[Ints]) -> Model:
        """What the towns leave of the whole, once each holds its bound; `shared`: rows of the whole, by `share`."""
        model = relax.model
        low, high = model.low.copy(), model.high.copy()
        row_low, row_high = model.row_low.copy(), model.row_high.copy()
        for town, part, cuts in zip(self.towns, parts, shared, strict=True):
            inner, rows = part.model, town.rows
            low[town.columns], high[town.columns] = inner.low, inner.high
            row_low[rows] = inner.row_low[: len(rows)] + town.given
            row_high[rows] = inner.row_high[: len(rows)] + town.given
            row_high[cuts] = inner.row_high[town.cuts(part)]
        paid = self.prices != 0
        row_low[self.tied[paid]] = row_high[self.tied[paid]] = self.side[paid]
        return replace(model, low=low, high=high, row_low=row_low, row_high=row_high)

    def held_rows(self, relax: Relaxation, parts: list[Relaxation]) -> sparse.csr_matrix:
        """Rows of the whole: the costs of towns that hold their bound by a row of its own."""
        rows = [
            _widened(sparse.csr_matrix(town.cost[None, :]), town, relax)
            for town, part in zip(self.towns, parts, strict=True)
            if part.held
        ]
        return sparse.vstack([sparse.csr_matrix((0, len(relax.model.low))), *rows], format="csr")

    def share(self, relax: Relaxation, parts: list[Relaxation]) -> list[Ints]:
        """Give the whole the cuts that were found in the towns: which rows of it these are, town by town.

        What only the best plans of a town fulfil, its cuts held at their ends, is left out: other prices may make
        other plans best.
        """
        shared = []
        for town, part in zip(self.towns, parts, strict=True):
            inner, cuts = part.model, town.cuts(part)
            shared.append(len(relax.model.row_low) + np.arange(len(cuts)))
            if len(cuts):
                open_end = np.full(len(cuts), NEVER)
                relax.append(_widened(inner.matrix[cuts], town, relax), inner.row_low[cuts], open_end)
        return shared


def _widened(rows: sparse.csr_matrix, town: Town, relax: Relaxation) -> sparse.csr_matrix:
    """Rows of a town in the columns of the whole."""
    some = rows.tocoo()
    shape = (rows.shape[0], len(relax.model.low))
    return sparse.csr_matrix((some.data, (some.row, town.columns[some.col])), shape)


def taken_apart(relax: Relaxation, far: Bools) -> Towns:
    """The towns of a solved relaxation, priced by its duals; one town when nothing ties any (`far`: its remote pairs).

    The model has a column that is not fixed.
    """
    model = relax.model
    live = np.nonzero(model.low < model.high)[0]
    some = model.matrix.tocsc()[:, live].tocsr()
    town = _labels(some, relax, far, live)
    first, last = _ends(town, some)
    tied = np.nonzero(first < last)[0]
    prices = np.round(relax.duals[tied])  # whole, so that each town's costs are
    side = np.where(prices > 0, model.row_low[tied], model.row_high[tied])
    prices[~np.isfinite(side)] = 0.0  # a side that is free has no price
    side[prices == 0] = 0.0
    fixed = np.where(model.low < model.high, 0.0, model.low)
    given = model.matrix @ fixed
    cost = relax.cost - model.matrix[tied].T @ prices
    base = float(prices @ (side - given[tied])) + float(relax.cost @ fixed)
    basis = relax.solver.getBasis()
    whole = _Whole(relax, given, basis.col_status, basis.row_status)
    towns = [
        whole.town(live[town == name], np.nonzero((first == name) & (last == name))[0], cost)
        for name in range(int(town.max()) + 1)
    ]
    return Towns(towns, tied, prices, side, base)


@dataclass(frozen=True, slots=True, eq=False)
class _Whole:
    """What towns are cut out of."""

    relax: Relaxation
    given: Floats  # what fixed columns bring to each row
    column_status: list[highspy.HighsBasisStatus]
    row_status: list[highspy.HighsBasisStatus]

    def town(self, columns: Ints, rows: Ints, cost: Floats) -> Town:
        """The town of these columns, with the rows that none but these enter."""
        model, given = self.relax.model, self.given[rows]
        chosen = columns[columns < len(model.pairs)]
        inner = replace(
            model,
            pairs=model.pairs[chosen],
            cost=model.cost[:, columns],
            penalty=model.penalty[columns],
            low=model.low[columns],
            high=model.high[columns],
            matrix=model.matrix[rows][:, columns].tocsr(),
            row_low=model.row_low[rows] - given,
            row_high=model.row_high[rows] - given,
        )
        begin = highspy.HighsBasis()
        begin.col_status = [self.column_status[i] for i in columns.tolist()]
        begin.row_status = [self.row_status[i] for i in rows.tolist()]
        begin.valid = True
        owner = np.unique(self.relax.owner[chosen], return_inverse=True)[1].reshape(-1)
        lasting = int((rows < self.relax.rows).sum())
        return Town(columns, rows, given, inner, owner, lasting, begin, cost[columns])


def _labels(some: sparse.csr_matrix, relax: Relaxation, far: Bools, live: Ints) -> Ints:
    """The town of each live column: pieces that the rows without those of remote shifts make, small ones together."""
    pair = live < len(far)
    inner = some[np.nonzero(~_of_remote_shifts(some[: relax.rows], relax, far, live))[0]]
    graph = sparse.bmat([[None, inner], [inner.T, None]], format="csr")
    label = connected_components(graph, directed=False)[1][inner.shape[0] :]
    size = np.bincount(label[pair], minlength=int(label.max()) + 1)
    large = np.nonzero(size >= TOWN)[0]
    number = np.full(len(size), len(large))
    number[large] = np.arange(len(large))
    return np.unique(number[label], return_inverse=True)[1].reshape(-1)


def _of_remote_shifts(rows: sparse.csr_matrix, relax: Relaxation, far: Bools, live: Ints) -> Bools:
    """Rows that no local pair enters: of several people, or with a column of the shift."""
    pair = live < len(far)
    away = np.zeros(len(live), bool)
    away[pair] = far[live[pair]]
    person = np.zeros(len(live), np.int64)
    person[pair] = relax.owner[live[pair]]
    size = rows.shape[0]
    row = np.repeat(np.arange(size), np.diff(rows.indptr))
    column = rows.indices

    def has(which: Bools) -> Bools:
        return np.bincount(row[which[column]], minlength=size) > 0

    people = row[pair[column]], person[column[pair[column]]]
    least, most = np.full(size, np.iinfo(np.int64).max), np.full(size, -1)
    np.minimum.at(least, people[0], people[1])
    np.maximum.at(most, people[0], people[1])
    return np.asarray(has(away) & ~has(pair & ~away) & (has(~pair) | (least < most)), bool)


def _ends(town: Ints, some: sparse.csr_matrix) -> tuple[Ints, Ints]:
    """The first and the last town of each row (-1: none)."""
    least, most = np.full(some.shape[0], -1), np.full(some.shape[0], -1)
    full = np.diff(some.indptr) > 0
    if full.any():
        starts = some.indptr[:-1][full]
        of_entry = town[some.indices]
        least[full], most[full] = np.minimum.reduceat(of_entry, starts), np.maximum.reduceat(of_entry, starts)
    return least, most
