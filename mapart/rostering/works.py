"""What is asked of the solver as one piece of work; see `apart`."""

from __future__ import annotations

from collections.abc import Sequence

from mapart.rostering.answers import Gap, Progress, Result
from mapart.rostering.apart import EXPLAINING
from mapart.rostering.explain import Explanation, explain
from mapart.rostering.gaps import gaps
from mapart.rostering.problem import Ints, Problem
from mapart.rostering.rolling import plan_horizon
from mapart.rostering.solve import solve


def plan_and_reasons(
    problem: Problem, progress: Progress, fixed: Sequence[Sequence[int]] | Ints, time_limit: float | None
) -> tuple[Result, Explanation]:
    """`plan_horizon`, then `explain`."""
    result = plan_horizon(problem, fixed=fixed, time_limit=time_limit, progress=progress)
    progress(EXPLAINING, 1.0, None, None)
    return result, explain(problem, result.assign)


def plan_and_gaps(
    problem: Problem, progress: Progress, time_limit: float | None, top: int, tries: int
) -> tuple[Ints, list[Gap]]:
    """The pairs of `solve`, and the `gaps` of this plan."""
    plan = solve(problem, time_limit=time_limit, progress=progress).assign
    return plan, gaps(problem, plan, top=top, tries=tries).gaps
