"""HiGHS, called with arrays.

Exact solution of a model, duals of its relaxation, and the safe bound they prove.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from mapart.rostering.matrix import Model
from mapart.rostering.plan import WEIGHTS
from mapart.rostering.problem import Bools, Floats

WHOLE = 1e-6  # closer than this to 0 or 1 is whole
PDLP_PAIRS, PDLP_PAIRS_ONE = 30_000, 100_000  # above, PDLP: for a block of levels, for one level alone
POOL = 300  # cuts that a tree with a limit keeps: thousands cost memory, and time at its few nodes
HELD = (
    10.0  # what a pair of the plan at hand costs less, to begin with: a quarter of the time of the relaxation
)
TINY = 1e-3  # differences of the weighted objective below a minute of travel are not worth a tree


@dataclass(frozen=True, slots=True)
class Solved:
    """Which pairs are taken, whether the solver says that nothing is better, and the weighted cost."""

    taken: Bools
    optimal: bool
    value: float


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Values and reduced costs of the pairs in a relaxation, and the weighted cost, as the solver says."""

    pairs: Floats
    reduced: Floats
    value: float


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
        return Solved(np.zeros(0, bool), True, 0.0)
    solver = load(model, weights, whole=True)
    options: dict[str, float | int | bool] = {
        "random_seed": seed % 2**31,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": gap,
        # slow here, and never the ones that find the plan
        "mip_heuristic_run_feasibility_jump": False,
        "mip_heuristic_run_root_reduced_cost": False,
        "mip_allow_restart": False,
        "mip_detect_symmetry": False,
    }
    if seconds is not None:
        options["time_limit"] = max(0.01, seconds)
    if nodes is not None:
        options |= {"mip_max_nodes": nodes, "mip_pool_soft_limit": POOL}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    if start is not None:
        solver.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
    solver.run()
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    values = np.array(solver.getSolution().col_value)[: len(model.pairs)]
    optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return Solved(values > 0.5, optimal, solver.getInfo().objective_function_value)


def relaxed(model: Model, weights: Floats, held: Bools, seconds: float | None = None) -> Relaxed | None:
    """The relaxation, looked for near the plan `held`, None when it is not solved in time."""
    solver = load(model, weights, whole=False)
    solver.setOptionValue("presolve", "off")  # it finds nothing in a town at its proven levels
    if seconds is not None:
        solver.setOptionValue("time_limit", max(0.01, seconds))
    kept = np.nonzero(held)[0].astype(np.int32)
    cost = model.objective(weights)[kept]
    solver.changeColsCost(len(kept), kept, cost - HELD)
    solver.run()
    solver.changeColsCost(len(kept), kept, cost)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution, pairs = solver.getSolution(), len(model.pairs)
    values, reduced = np.array(solution.col_value)[:pairs], np.array(solution.col_dual)[:pairs]
    return Relaxed(values, reduced, solver.getInfo().objective_function_value)


def better(
    model: Model,
    current: Bools,
    *,
    weights: Floats = WEIGHTS,
    keep: float,
    nodes: int,
    seed: int = 0,
    seconds: float | None = None,
    gap: float = TINY,
) -> Bools | None:
    """A better choice of pairs than `current`, or None: relaxation first, then a small exact problem.

    Only pairs that are taken, that the relaxation uses or whose reduced cost is at most `keep` stay in the
    small one. When the relaxation is no better than what is held, nothing can be won and no tree is searched.
    """
    pairs = len(current)
    if not pairs:
        return None
    solver = load(model, weights, whole=False)
    if seconds is not None:
        solver.setOptionValue("time_limit", seconds)
    solver.run()
    solution = solver.getSolution()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    optimistic = solver.getInfo().objective_function_value
    x, reduced = np.array(solution.col_value)[:pairs], np.array(solution.col_dual)[:pairs]
    held = current.astype(np.float64)
    solver.changeColsBounds(pairs, np.arange(pairs, dtype=np.int32), held, held)
    solver.run()
    value = solver.getInfo().objective_function_value
    if optimistic >= value - gap:
        return None
    if np.all((x < WHOLE) | (x > 1 - WHOLE)):
        return np.asarray(x > 0.5, bool)
    reduced = np.where(x > WHOLE, 0.0, reduced)
    kept = np.nonzero((x > WHOLE) | current | (reduced <= keep))[0]
    left = None if seconds is None else seconds - solver.getRunTime()
    solved = best(
        model.only(kept), weights=weights, nodes=nodes, seconds=left, start=held[kept], seed=seed, gap=gap
    )
    if solved is None:
        return None
    chosen = np.zeros(pairs, bool)
    chosen[kept[solved.taken]] = True
    return chosen


def relaxation(model: Model, weights: Floats) -> float:
    """Value of the linear relaxation (offsets left out), as the solver says: a hint, not a proof."""
    solver = load(model, weights, whole=False)
    solver.run()
    return float(solver.getInfo().objective_function_value)


def safe_bound(
    model: Model, cost: Floats, duals: Floats, low: Floats | None = None, high: Floats | None = None
) -> float:
    """A lower bound of min cost @ x over the model, valid for any duals: b'y + sum of min(0, reduced cost) *
    high.

    Weak duality: for any y, cost @ x = y'Ax + (cost - A'y) @ x. The result is lowered by a bound of the
    rounding errors of the sums, so that it stays below the true optimum in exact arithmetic.
    """
    low = model.low if low is None else low
    high = model.high if high is None else high
    y = duals.copy()
    y[(y > 0) & ~np.isfinite(model.row_low)] = 0.0
    y[(y < 0) & ~np.isfinite(model.row_high)] = 0.0
    side = np.where(y > 0, model.row_low, model.row_high)
    side[y == 0] = 0.0
    matrix = model.matrix
    reduced = cost - matrix.T @ y
    least = np.where(reduced > 0, low, high) * reduced
    bound = float(np.sum(y * side) + np.sum(least))
    sizes = sparse.csr_matrix((np.abs(matrix.data), matrix.indices, matrix.indptr), matrix.shape)
    size = np.abs(cost) + sizes.T @ np.abs(y)
    reach = np.maximum(np.abs(low), np.abs(high))
    error = float(np.sum(np.abs(y * side)) + np.sum(size * reach)) * 2.3e-16 * 64
    return bound - error


def proven_bound(model: Model, weights: Floats, *, seconds: float | None = None) -> float:
    """A safe lower bound of the weighted levels of a model (offsets included), rounded up as all its values
    are whole.

    Large models are solved by PDLP, whose rough duals still prove a good bound; small ones by simplex.
    """
    solver = load(model, weights, whole=False)
    if len(model.pairs) > (PDLP_PAIRS if np.count_nonzero(weights) > 1 else PDLP_PAIRS_ONE):
        solver.setOptionValue("solver", "pdlp")
        solver.setOptionValue("pdlp_optimality_tolerance", 1e-4)
        solver.setOptionValue("kkt_tolerance", 1e-4)
    if seconds is not None:
        solver.setOptionValue("time_limit", seconds)
    solver.run()
    duals = duals_of(solver)
    if len(duals) != model.matrix.shape[0]:
        return 0.0  # stopped before any dual was known: nothing is missing at least
    bound = safe_bound(model, weights @ model.cost, duals) + float(weights @ model.offset)
    return float(np.ceil(bound - 1e-6))


def duals_of(solver: highspy.Highs) -> Floats:
    """Row duals of the last linear solve."""
    return np.array(solver.getSolution().row_dual)
