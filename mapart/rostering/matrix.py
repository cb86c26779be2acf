"""A mathematical model as arrays, and how its columns and rows are written."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from mapart.rostering.plan import WEIGHTS
from mapart.rostering.problem import Floats, Ints

LEVELS = 6
CLOSE = 1e-6  # what a row may be missed by


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """min sum_k weight_k cost[k] @ x  s.t. row_low <= A x <= row_high, low <= x <= high.

    The first `len(pairs)` columns are the pairs (0/1); the others take whole values by themselves or are
    continuous.
    """

    pairs: Ints  # positions of the pairs in the frame
    cost: Floats  # (6, columns)
    penalty: Floats  # (columns) outside the levels
    low: Floats
    high: Floats
    matrix: sparse.csr_matrix
    row_low: Floats
    row_high: Floats
    person_rows: tuple[Ints, Ints, Ints]  # rows one more experienced person on a shift enters, see `gaps`
    offset: Floats  # (6) constant of each level, for the volunteers and shifts of this model

    def only(self, kept: Ints) -> Model:
        """The model with these pairs only (positions among its pairs), the others left at 0."""
        columns = np.concatenate([kept, np.arange(len(self.pairs), self.matrix.shape[1])])
        return replace(
            self,
            pairs=self.pairs[kept],
            cost=self.cost[:, columns],
            penalty=self.penalty[columns],
            low=self.low[columns],
            high=self.high[columns],
            matrix=self.matrix[:, columns].tocsr(),
        )

    def live(self) -> tuple[Model, Ints]:
        """The columns that can move, the others counted in rows and offsets, and which pairs are among them."""
        live = self.low < self.high
        pairs, columns = np.nonzero(live[: len(self.pairs)])[0], np.nonzero(live)[0]
        fixed = np.where(live, 0.0, self.low)
        given = self.matrix @ fixed
        matrix = self.matrix[:, columns].tocsr()
        rows = np.nonzero((np.diff(matrix.indptr) > 0) | (given < self.row_low) | (given > self.row_high))[0]
        model = replace(
            self,
            pairs=self.pairs[pairs],
            cost=self.cost[:, columns],
            penalty=self.penalty[columns],
            low=self.low[columns],
            high=self.high[columns],
            matrix=matrix[rows],
            row_low=(self.row_low - given)[rows],
            row_high=(self.row_high - given)[rows],
            offset=self.offset + self.cost @ fixed,
        )
        return model, pairs

    def holds(self, values: Floats) -> bool:
        """Whether a point fulfils every row (columns are not looked at)."""
        reached = self.matrix @ values
        return bool(np.all((reached > self.row_low - CLOSE) & (reached < self.row_high + CLOSE)))

    def with_rows(self, rows: sparse.csr_matrix, low: Floats, high: Floats) -> Model:
        """The model with more rows."""
        return replace(
            self,
            matrix=sparse.vstack([self.matrix, rows], format="csr"),
            row_low=np.append(self.row_low, low),
            row_high=np.append(self.row_high, high),
        )

    def without_rows(self, rows: Ints) -> Model:
        """The model without these rows."""
        kept = np.setdiff1d(np.arange(len(self.row_low)), rows)
        return replace(
            self, matrix=self.matrix[kept], row_low=self.row_low[kept], row_high=self.row_high[kept]
        )

    def objective(self, weights: Floats = WEIGHTS) -> Floats:
        """Cost of every column under these weights."""
        combined: Floats = weights @ self.cost + self.penalty
        return combined


class Writer:
    """Columns and sparse rows being written."""

    def __init__(self, pairs: Ints, cost: Floats) -> None:
        self.columns = len(pairs)
        self.cost = [cost]
        self.low = [np.zeros(len(pairs))]
        self.high = [np.ones(len(pairs))]
        self.rows = 0
        self.row: list[Ints] = []
        self.column: list[Ints] = []
        self.value: list[Floats] = []
        self.row_low: list[Floats] = []
        self.row_high: list[Floats] = []
        # row of the headcount and of the experienced of each shift, and of each line of `req`; -1 for none
        self.place_row = self.experienced_row = self.skill_row = np.zeros(0, np.int64)

    def add_columns(self, high: Floats | Ints, level: int | None, cost: Floats) -> Ints:
        """New columns between 0 and `high`, with a cost at one level; returns their numbers."""
        table = np.zeros((LEVELS, len(high)))
        if level is not None:
            table[level] = cost
        self.cost.append(table)
        self.low.append(np.zeros(len(high)))
        self.high.append(high.astype(np.float64))
        first, self.columns = self.columns, self.columns + len(high)
        return np.arange(first, self.columns)

    def add_rows(self, low: Floats | Ints, high: Floats | Ints) -> Ints:
        """New empty rows; returns their numbers."""
        self.row_low.append(np.asarray(low, np.float64))
        self.row_high.append(np.asarray(high, np.float64))
        first, self.rows = self.rows, self.rows + len(low)
        return np.arange(first, self.rows)

    def add_entries(self, row: Ints, column: Ints, value: Floats | float) -> None:
        """Entries of the matrix."""
        self.row.append(row)
        self.column.append(column)
        self.value.append(np.broadcast_to(np.asarray(value, np.float64), row.shape))
