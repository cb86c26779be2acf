"""HiGHS, called with arrays.

Exact solution of a model, duals of its relaxation, and the safe bound they prove.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from mapart.rostering.model import Model
from mapart.rostering.plan import WEIGHTS
from mapart.rostering.problem import Floats

WHOLE = 1e-4  # values of 0/1 columns are rounded; further from whole than this is a failure
TICK = 1.0 + 1e-12


@dataclass(frozen=True, slots=True)
class Solved:
    """Values of all columns, and whether the solver says that they are the best."""

    values: Floats
    optimal: bool


def load(model: Model, weights: Floats, whole: bool) -> highspy.Highs:
    """A quiet single-threaded HiGHS holding the model."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    matrix = model.matrix
    columns, rows = matrix.shape[1], matrix.shape[0]
    kinds = np.zeros(columns, np.int32)
    if whole:
        kinds[: len(model.pairs)] = 1
    solver.passModel(
        columns,
        rows,
        matrix.nnz,
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        model.objective(weights),
        model.low,
        model.high,
        model.row_low,
        model.row_high,
        matrix.indptr.astype(np.int32),
        matrix.indices.astype(np.int32),
        matrix.data,
        kinds,
    )
    return solver


def best(
    model: Model,
    *,
    weights: Floats = WEIGHTS,
    seconds: float | None = None,
    nodes: int | None = None,
    start: Floats | None = None,
    seed: int = 0,
    gap: float = 0.0,
) -> Solved | None:
    """The best whole solution of the model, or None when none was found within the limits.

    `start` gives values of the pairs of a known solution. `nodes` is a limit that does not depend on the
    clock.
    """
    if not len(model.pairs):
        return Solved(np.zeros(model.matrix.shape[1]), True)
    solver = load(model, weights, whole=True)
    solver.setOptionValue("random_seed", seed % 2**31)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", gap)
    if seconds is not None:
        solver.setOptionValue("time_limit", max(0.01, seconds))
    if nodes is not None:
        solver.setOptionValue("mip_max_nodes", nodes)
    if start is not None:
        solver.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
    solver.run()
    if solver.getInfo().primal_solution_status != 2:
        return None
    values = np.array(solver.getSolution().col_value)
    optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return Solved(values, optimal)


def safe_bound(model: Model, cost: Floats, duals: Floats) -> float:
    """A lower bound of min cost @ x over the model, valid for any duals: b'y + sum of min(0, reduced cost) *
    high.

    Weak duality: for any y, cost @ x = y'Ax + (cost - A'y) @ x. The result is lowered by a bound of the
    rounding errors of the sums, so that it stays below the true optimum in exact arithmetic.
    """
    y = duals.copy()
    y[(y > 0) & ~np.isfinite(model.row_low)] = 0.0
    y[(y < 0) & ~np.isfinite(model.row_high)] = 0.0
    side = np.where(y > 0, model.row_low, model.row_high)
    side[y == 0] = 0.0
    transposed = model.matrix.T
    reduced = cost - transposed @ y
    least = np.where(reduced > 0, model.low, model.high) * reduced
    bound = float(np.sum(y * side) + np.sum(least))
    size = np.abs(cost) + np.abs(transposed) @ np.abs(y)
    reach = np.maximum(np.abs(model.low), np.abs(model.high))
    error = float(np.sum(np.abs(y * side)) + np.sum(size * reach)) * 2.3e-16 * 64
    return bound - error


def duals_of(solver: highspy.Highs) -> Floats:
    """Row duals of the last linear solve."""
    return np.array(solver.getSolution().row_dual)
