"""The linear relaxation of one lean model, made tighter by cuts, for one level after the other."""

from __future__ import annotations

import time
from dataclasses import replace

import highspy
import numpy as np
from scipy import sparse

from mapart.rostering.cuts import Cuts, separate
from mapart.rostering.engine import WHOLE, duals_of, load, safe_bound
from mapart.rostering.matrix import Model
from mapart.rostering.problem import Floats

NEVER = float("inf")


class Relaxation:
    """HiGHS holding the relaxation, and the same rows for our own arithmetic.

    `bound`: proven lower bound of the present aim over everything held so far, rounded up (all values of
    levels 1 to 4 are whole). `values`: the last point of the relaxation.
    """

    def __init__(self, model: Model, until: float = NEVER) -> None:
        """`until`: the moment (time.perf_counter) at which all work must stop."""
        self.model, self.until = model, until
        self.rows = len(model.row_low)  # rows after these are cuts and levels held
        self.held: list[int] = []  # the rows that hold levels
        self.low, self.high = model.low, model.high  # of the leaf that is being looked at
        self.solver = load(model, np.zeros(len(model.cost)), whole=False)
        self.cost = np.zeros(len(model.low))
        self.bound = self.proven = -NEVER
        self.values, self.duals = np.zeros(len(model.low)), np.zeros(len(model.row_low))
        self.is_solved = self.is_impossible = False
        self.effort = 0  # most iterations that one relaxation has cost

    def aim(self, cost: Floats) -> None:
        """Minimise this cost of every column (whole numbers) from now on."""
        self.cost, self.bound, self.proven = cost, -NEVER, -NEVER
        self.is_solved = False
        self.solver.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)

    def solve(self, most: int | None = None) -> None:
        """Solve the relaxation from where it stands, in `most` iterations, and prove what its duals prove."""
        left = self.until - time.perf_counter()
        self.is_solved = self.is_impossible = False
        if left <= 0:
            return
        if left < NEVER:
            self.solver.setOptionValue("time_limit", self.solver.getRunTime() + left)
        self.solver.setOptionValue("simplex_iteration_limit", highspy.kHighsIInf if most is None else most)
        self.solver.run()
        self.effort = max(self.effort, self.solver.getInfo().simplex_iteration_count)
        self.is_solved = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        if not self.is_solved:
            self.is_impossible = self._has_ray()
            return
        self.values = np.array(self.solver.getSolution().col_value)
        self.duals = duals_of(self.solver)
        self.proven = safe_bound(self.model, self.cost, self.duals, self.low, self.high)
        self.bound = float(np.ceil(self.proven - 1e-6))

    def _has_ray(self) -> bool:
        """Whether the solver's ray proves, by our own sum, that no point fulfils all rows (Farkas)."""
        _, found, ray = self.solver.getDualRay()  # type: ignore[attr-defined]
        if not found:
            return False
        nothing = np.zeros(len(self.cost))
        return any(
            safe_bound(self.model, nothing, sign * np.asarray(ray), self.low, self.high) > 0
            for sign in (1.0, -1.0)
        )

    def is_closed(self, goal: float) -> bool:
        """Whether it is proven that no plan costs `goal` or less."""
        return self.is_impossible or (self.is_solved and self.bound > goal)

    def is_whole(self) -> bool:
        """Whether the last point is a plan."""
        away = np.abs(self.values - np.round(self.values))
        return self.is_solved and bool(np.all(away < WHOLE))

    def tighten(self, goal: float, patience: int) -> None:
        """Add cuts until the point is a plan, the bound reaches the goal or stands still for some rounds."""
        self.solve()
        still = 0
        while self.is_solved and not self.is_whole() and self.bound < goal and still < patience:
            before = self.bound
            if not self.cut():
                return
            still = 0 if self.bound > before else still + 1

    def cut(self) -> bool:
        """One round of cuts, valid for the whole model, not for the leaf only; whether there were any."""
        cuts = separate(self.solver, self.model, self.values)
        if cuts is not None:
            self.add(cuts)
            self.solve()
        return cuts is not None

    def add(self, cuts: Cuts) -> None:
        """Add cuts."""
        self._append(
            cuts.matrix.astype(np.float64), cuts.low.astype(np.float64), np.full(len(cuts.low), NEVER)
        )

    def hold(self, cost: Floats, low: float, high: float) -> None:
        """Only plans whose cost lies between both from now on."""
        self.held.append(len(self.model.row_low))
        self._append(sparse.csr_matrix(cost[None, :]), np.array([low]), np.array([high]))

    def _append(self, rows: sparse.csr_matrix, low: Floats, high: Floats) -> None:
        model = self.model
        self.model = replace(
            model,
            matrix=sparse.vstack([model.matrix, rows], format="csr"),
            row_low=np.append(model.row_low, low),
            row_high=np.append(model.row_high, high),
        )
        index, start = rows.indices.astype(np.int32), rows.indptr.astype(np.int32)
        high = np.where(np.isfinite(high), high, highspy.kHighsInf)
        self.solver.addRows(len(low), low, high, rows.nnz, start, index, rows.data)

    def keep_below(self, value: float) -> None:
        """Fix the columns that no plan of cost `value` or less can move.

        Weak duality: a plan costs at least what the duals prove plus the reduced cost of a column it moves.
        """
        model = self.model
        if not np.isfinite(value):
            return
        reduced = self.cost - model.matrix.T @ self.duals
        room = value - self.proven + 1e-6 * (1 + abs(value))
        low = np.where(-reduced > room, model.high, model.low)
        high = np.where(reduced > room, model.low, model.high)
        self.model = replace(model, low=low, high=high)
        self.look_at(low, high)

    def close(self) -> None:
        """Give the memory of HiGHS back: only the rows are read from now on."""
        del self.solver

    def look_at(self, low: Floats, high: Floats) -> None:
        """Look at a leaf: columns between these bounds, which lie inside those of the model."""
        self.low, self.high = low, high
        self.solver.changeColsBounds(len(low), np.arange(len(low), dtype=np.int32), low, high)
