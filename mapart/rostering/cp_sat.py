"""CP-SAT on a matrix, for `bench`, in a process of its own: its library and HiGHS cannot be loaded together.

Imports nothing of this room.
"""

from __future__ import annotations

import time
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

WORKERS = 8  # its portfolio needs them, whatever the number of cores


def minimise(
    matrix: Any, rows: tuple[Any, Any], columns: tuple[Any, Any], cost: list[int], seconds: float, seed: int
) -> tuple[npt.NDArray[np.int64] | None, float]:
    """Values of whole columns with rows[0] <= matrix @ x <= rows[1], and the processor time used.

    The import of the library is not counted. None when no solution was found.
    """
    cp_model = import_module("ortools.sat.python.cp_model")
    began = time.process_time()
    program = cp_model.CpModel()
    x = [program.new_int_var(int(low), int(high), "") for low, high in zip(*columns, strict=True)]
    for row, (low, high) in enumerate(zip(*rows, strict=True)):
        inside = slice(matrix.indptr[row], matrix.indptr[row + 1])
        terms = [x[j] for j in matrix.indices[inside]]
        total = cp_model.LinearExpr.weighted_sum(terms, [round(v) for v in matrix.data[inside]])
        if np.isfinite(low):
            program.add(total >= int(low))
        if np.isfinite(high):
            program.add(total <= int(high))
    program.minimize(cp_model.LinearExpr.weighted_sum(x, cost))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = seed
    found = solver.solve(program) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    values = np.array([solver.value(v) for v in x], np.int64) if found else None
    return values, time.process_time() - began
