"""The linear relaxation of one lean model, made tighter by cuts, for one level after the other."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy import sparse

from mapart.rostering.cuts import Cuts, of_cost, separate
from mapart.rostering.engine import WHOLE, duals_of, load, safe_bound
from mapart.rostering.matrix import Model
from mapart.rostering.problem import Bools, Floats, Ints

NEVER = float("inf")
EXACT = 1e-6  # what a bound may miss, in its own size, and a price, to be as good as none
ROUNDS = 40  # of cuts at once: a level that needs more of them is for the tree
SHAKE = 30.0  # of costs that tie, as a multiple of what HiGHS does: a quarter of the time from one level to the next
LIKELY = 1e-3  # what a pair that is likely to be taken costs less, to begin with


@dataclass
class Budget:
    """What the exact way of a component may use: time until `end` (time.perf_counter), and work that no clock counts:
    iterations of its relaxations times their columns.
    """

    end: float = NEVER
    work: float = NEVER  # that is left

    def __post_init__(self) -> None:
        self.began, self.until = time.perf_counter(), self.end

    def allow(self, share: float, work: float = NEVER) -> None:
        """From now on: stop when this share of the time is over, or this work is done."""
        if self.end < NEVER:
            self.until = self.began + share * (self.end - self.began)
        self.work = work

    def is_over(self) -> bool:
        """Whether one of the two is used up."""
        return self.work <= 0 or time.perf_counter() >= self.until


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the duals of all rows prove about a cost: no plan costs less than `proven`."""

    cost: Floats
    duals: Floats  # of the rows there were
    proven: float


class Relaxation:
    """HiGHS holding the relaxation, and the same rows for our own arithmetic.

    `bound`: proven lower bound of the present aim over everything held so far, rounded up (all values of
    levels 1 to 4 are whole). `values`: the last point of the relaxation.
    """

    def __init__(
        self,
        model: Model,
        budget: Budget | None = None,
        owner: Ints | None = None,
        likely: Bools | None = None,
    ) -> None:
        """`budget`: what may be used, shared with others; `owner`: whose each pair is; `likely`: pairs of a plan
        at hand, near which each aim begins.
        """
        self.model, self.likely = model, likely
        self.budget = Budget() if budget is None else budget
        self.owner = np.arange(len(model.pairs)) if owner is None else owner
        self.rows = len(model.row_low)  # rows after these are cuts and levels held
        self.held: list[int] = []  # the rows that hold levels
        self.levels: list[Floats] = []  # costs that are held, by rows or otherwise
        self.low, self.high = model.low, model.high  # of the leaf that is being looked at
        self.solver = load(model, np.zeros(len(model.cost)), whole=False)
        if likely is not None:
            self.solver.setOptionValue("presolve", "off")  # it would leave the plan at hand
        self.cost = np.zeros(len(model.low))
        self.bound = self.proven = -NEVER
        self.values, self.duals = np.zeros(len(model.low)), np.zeros(len(model.row_low))
        self.is_begun = self.is_solved = self.is_impossible = False
        self.effort = self.work = 0  # most iterations that one relaxation has cost, and those of all

    @property
    def until(self) -> float:
        """The moment (time.perf_counter) at which all work must stop."""
        return self.budget.until

    def aim(self, cost: Floats) -> None:
        """Minimise this cost of every column (whole numbers) from now on."""
        self.cost, self.bound, self.proven = cost, -NEVER, -NEVER
        self.is_solved = False
        self._shake(SHAKE if self.is_begun else 1.0)
        if self.likely is None:
            self._cost(cost)
        else:
            hint = np.zeros(len(cost))
            hint[: len(self.likely)] = LIKELY * self.likely
            self.begin(cost - hint)

    def begin(self, cost: Floats) -> None:
        """Begin the present aim at the point of another cost: near it, that of least or nearly least true cost."""
        self._cost(cost)
        if self.until < NEVER:
            self.solver.setOptionValue(
                "time_limit", max(0.01, self.solver.getRunTime() + self.until - time.perf_counter())
            )
        self.solver.run()
        self._cost(self.cost)
        self._shake(1.0)

    def _cost(self, cost: Floats) -> None:
        self.solver.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)

    def solve(self, most: int | None = None) -> None:
        """Solve the relaxation from where it stands, in `most` iterations, and prove what its duals prove."""
        self.is_solved = self.is_impossible = False
        if self.budget.is_over():
            return
        if self.until < NEVER:
            left = self.until - time.perf_counter()
            self.solver.setOptionValue("time_limit", self.solver.getRunTime() + left)
        self.solver.setOptionValue("simplex_iteration_limit", highspy.kHighsIInf if most is None else most)
        self.solver.run()
        self.is_begun = True
        self._shake(1.0)
        iterations = self.solver.getInfo().simplex_iteration_count
        self.effort, self.work = max(self.effort, iterations), self.work + iterations
        self.budget.work -= iterations * len(self.cost)
        self.is_solved = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        if not self.is_solved:
            self.is_impossible = self._has_ray()
            return
        self.values = np.array(self.solver.getSolution().col_value)
        self.duals = duals_of(self.solver)
        self.proven = safe_bound(self.model, self.cost, self.duals, self.low, self.high)
        self.bound = float(np.ceil(self.proven - 1e-6))

    def _shake(self, much: float) -> None:
        self.solver.setOptionValue("dual_simplex_cost_perturbation_multiplier", much)

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

    def divided(self) -> int:
        """How many pairs the last point divides."""
        point = self.values[: len(self.model.pairs)]
        return int(((point > WHOLE) & (point < 1 - WHOLE)).sum())

    def tighten(self, goal: float, patience: int) -> None:
        """Add cuts until the point is a plan, the bound reaches the goal or stands still for some rounds."""
        self.solve()
        still = 0
        for _ in range(ROUNDS):
            if not self.is_solved or self.is_whole() or self.bound >= goal or still >= patience:
                return
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

    def round_up(self) -> bool:
        """Round the bound up to what the cost can be, by cuts that stay only if it rises; whether it does."""
        cuts = of_cost(self.model, self.values, self.duals) if self.is_solved else None
        if cuts is None:
            return False
        bound, basis = self.bound, self.solver.getBasis()
        rows = len(self.model.row_low) + np.arange(len(cuts.low))
        self.add(cuts)
        self.solve()
        if self.is_impossible or (self.is_solved and self.bound > bound):
            return True
        self._leave_out(rows)
        self.solver.setBasis(basis)
        self.solve()
        return False

    def idle(self) -> Ints:
        """The cuts that the last point does not touch."""
        cuts = np.arange(self.rows, len(self.model.row_low))
        away = self.model.matrix[cuts] @ self.values > self.model.row_low[cuts] + WHOLE
        return np.setdiff1d(cuts[away], self.held)

    def forget(self) -> None:
        """Leave out the cuts that the last point does not touch."""
        self._leave_out(self.idle())
        self.solve()

    def _leave_out(self, rows: Ints) -> None:
        """Leave these rows out, which hold no level."""
        self.model = self.model.without_rows(rows)
        self.held = (self.held - np.searchsorted(rows, self.held)).tolist()
        self.solver.deleteRows(len(rows), rows.astype(np.int32))

    def add(self, cuts: Cuts) -> None:
        """Add cuts."""
        self.append(
            cuts.matrix.astype(np.float64), cuts.low.astype(np.float64), np.full(len(cuts.low), NEVER)
        )

    def evidence(self) -> Evidence:
        """What the last point proves, when it was no leaf's."""
        return Evidence(self.cost, self.duals, self.proven)

    def hold(self, cost: Floats, value: float, evidence: Evidence | None = None) -> None:
        """Only plans of this cost from now on; `evidence`: of a bound of that cost.

        Where the bound is the value itself, the optimal face says the same as the row of the cost would, which is
        dense and slow: what costs more than nothing does not move.
        """
        self.levels.append(cost)
        if evidence is None or not self.narrow(evidence, value):
            self.hold_row(sparse.csr_matrix(cost[None, :]), value)

    def hold_row(self, row: sparse.csr_matrix, value: float) -> None:
        """Only plans where this row, a share of a level, has this value from now on."""
        self.held.append(len(self.model.row_low))
        self.append(row, np.full(1, value), np.full(1, value))

    def ends(self, cost: Floats) -> Floats:
        """Where each column makes this cost least, by the rows taken one by one: no plan costs less than that."""
        low, high = self.model.low.copy(), self.model.high
        rows = self.model.matrix[: self.rows].tocoo()
        most = np.where(rows.data > 0, high[rows.col], low[rows.col]) * rows.data
        reach = np.bincount(rows.row, weights=most, minlength=self.rows)
        others = reach[rows.row] - most
        due = self.model.row_low[rows.row] - others  # what the others of the row cannot reach
        good = (rows.data == 1) & (cost[rows.col] > 0)
        np.maximum.at(low, rows.col[good], due[good])
        return np.where(cost > 0, low, high)

    def pin(self, cost: Floats, ends: Floats) -> None:
        """Only plans at these ends of the columns of a cost from now on."""
        self.levels.append(cost)
        low, high = (np.where(cost == 0, side, ends) for side in (self.model.low, self.model.high))
        self.model = replace(self.model, low=low, high=high)
        self.look_at(low, high)

    def append(self, rows: sparse.csr_matrix, low: Floats, high: Floats) -> None:
        """Add rows."""
        self.model = self.model.with_rows(rows, low, high)
        index, start = rows.indices.astype(np.int32), rows.indptr.astype(np.int32)
        high = np.where(np.isfinite(high), high, highspy.kHighsInf)
        self.solver.addRows(len(low), low, high, rows.nnz, start, index, rows.data)

    def narrow(self, evidence: Evidence, value: float) -> bool:
        """Fix what no plan of this cost or less can move; whether that leaves plans of this cost only."""
        if not np.isfinite(value):
            return False
        narrow, is_face = face(self.model, evidence, value)
        self.keep(narrow)
        return is_face

    def keep(self, narrow: Model) -> None:
        """Go on with this model: the same with narrower ends of columns and rows."""
        before, self.model = self.model, narrow
        changed = np.nonzero((before.row_low != narrow.row_low) | (before.row_high != narrow.row_high))[0]
        for row in changed.tolist():
            self.solver.changeRowBounds(row, narrow.row_low[row], narrow.row_high[row])
        self.look_at(narrow.low, narrow.high)

    def close(self) -> None:
        """Give the memory of HiGHS back: only the rows are read from now on."""
        del self.solver

    def look_at(self, low: Floats, high: Floats) -> None:
        """Look at a leaf: columns between these bounds, which lie inside those of the model."""
        self.low, self.high = low, high
        self.solver.changeColsBounds(len(low), np.arange(len(low), dtype=np.int32), low, high)


def face(model: Model, evidence: Evidence, value: float) -> tuple[Model, bool]:
    """The model without what no plan of cost `value` or less can move, and whether only plans of that cost are left.

    Weak duality: a plan costs at least what the duals prove, plus the reduced cost of each column it moves by one,
    plus the dual of each row by how far it is from its end (whole, as all rows are).
    """
    duals = np.append(evidence.duals, np.zeros(len(model.row_low) - len(evidence.duals)))
    reduced = evidence.cost - model.matrix.T @ duals
    slip = EXACT * (1 + abs(value))
    room = value - evidence.proven + slip
    at_low, at_high = reduced > room, -reduced > room
    on_low = (duals > room) & np.isfinite(model.row_low)
    on_high = (-duals > room) & np.isfinite(model.row_high)
    narrow = replace(
        model,
        low=np.where(at_high, model.high, model.low),
        high=np.where(at_low, model.low, model.high),
        row_low=np.where(on_high, model.row_high, model.row_low),
        row_high=np.where(on_low, model.row_low, model.row_high),
    )
    loose = np.abs(reduced[narrow.low < narrow.high]).max(initial=0.0)
    loose = max(loose, np.abs(duals[narrow.row_low < narrow.row_high]).max(initial=0.0))
    return narrow, bool(room <= 2 * slip and loose < EXACT)
