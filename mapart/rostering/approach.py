"""A plan near the relaxation of a component whose levels 1 and 2 could not be settled in the time or work there was."""

from __future__ import annotations

from mapart.rostering.engine import WHOLE
from mapart.rostering.frame import Frame
from mapart.rostering.matrix import Model
from mapart.rostering.near import approached, complete
from mapart.rostering.plan import WEIGHTS
from mapart.rostering.polish import polish
from mapart.rostering.problem import Bools, Floats, Ints
from mapart.rostering.relaxation import NEVER, Relaxation

PATIENCE = 2  # rounds of cuts that win nothing
SHARES = (0.65, 0.85, 0.95)  # of the time: when cuts, the plan near them, and its polish must be ready


def approach(
    frame: Frame,
    people: Ints,
    lean: Model,
    relax: Relaxation,
    point: Floats,
    on: Bools,
    pairs: Ints,
    seed: int,
) -> tuple[float, float]:
    """Make the plan `on` of these pairs better, in place: the bound of level 2, and the cost of level 1 of the plan.

    `relax`: holds level 1 and aims at level 2; `point`: an earlier point of level 2, for when there is no time left.
    """
    budget = relax.budget
    budget.allow(SHARES[0])
    relax.tighten(NEVER, PATIENCE)
    bound, point = (relax.bound, relax.values) if relax.is_solved else (-NEVER, point)
    budget.allow(SHARES[1])
    near = approached(relax, lean, point)
    plans = [complete(lean, taken) for taken in (on[pairs], near) if taken is not None]
    known = [plan for plan in plans if plan is not None]
    if not known:
        return bound, NEVER
    values = min(known, key=lambda plan: float(WEIGHTS @ lean.cost @ plan))
    on[pairs] = values[: len(pairs)] > WHOLE
    budget.allow(SHARES[2])
    held = Relaxation(lean, budget, relax.owner)
    for cost in lean.cost[:2]:
        held.hold(cost, float(cost @ values))
    polish(frame, people, held, values, on, pairs, seed)
    return bound, float(lean.cost[0] @ values)
