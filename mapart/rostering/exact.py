"""The exact way of one component: levels 1 to 4 solved and proven one after the other, then 5 and 6 near them.

Each level is a relaxation of whole rows, made tighter by cuts until its point is a plan, with a small tree for
what is left. What costs more than the proven value can never be used again, so each level leaves a smaller
problem to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from mapart.rostering.approach import approach
from mapart.rostering.candidates import spans
from mapart.rostering.frame import Frame
from mapart.rostering.level import Settled, settle
from mapart.rostering.matrix import Model
from mapart.rostering.model import model_of
from mapart.rostering.near import complete, joined, moved
from mapart.rostering.polish import polish
from mapart.rostering.problem import Bools, Floats, Ints
from mapart.rostering.proof import Proof
from mapart.rostering.relaxation import NEVER, Budget, Relaxation
from mapart.rostering.towns import Town, Towns, taken_apart

# What is tried for level 2 of a town, one after the other: nodes of its tree (0: none, but the bound is rounded up to
# what a cost can be), from which point (0: the first). Whether cuts settle a level is a lottery, and each point draws
# anew.
TRIES = ((0, 0), (60, 0), (0, 1), (60, 1), (0, 2), (60, 2))
FIRST_TRIES = TRIES[:2]  # before all begins once more from the point that settles level 1
AGAIN = TRIES[:1]  # at other prices: with all cuts the whole is settled faster than a hard town
PASSES = 5  # of prices of what ties towns
WORK = 1e9  # iterations times columns, after which nothing more is proven: six times what seven cities need at most
SHARE = 0.6  # of the time, after which a plan near what is proven must do
Tries = tuple[tuple[int, int], ...]


def solve_exactly(
    frame: Frame, people: Ints, on: Bools, seed: int = 0, end: float | None = None
) -> tuple[Proof, bool]:
    """The best plan of a component, written into `on`, its proof, and whether nothing more is to be tried.

    `end`: the moment (time.perf_counter) at which the component must be ready. When it is near, or when the work grows
    beyond all measure, a plan near the last relaxation must do, if it is better than `on`.
    """
    budget = Budget(NEVER if end is None else end)
    budget.allow(SHARE, WORK)
    pairs = spans(frame.edges[people], frame.edges[people + 1])
    lean = model_of(frame, people, lean=True)
    least = np.array([0.0, 0.0, 0.0, -float(frame.keep[pairs].sum())])
    levels = least.copy()
    far = frame.problem.remote[frame.problem.space[frame.shift[pairs]]]
    begin = partial(_begun, lean, budget, frame.volunteer[pairs], on[pairs])
    relax = begin()
    first = _First(begin, lean.cost[0], _bounded(relax))
    held = first.bound
    second = _second(relax, lean.cost[1], far, first.stands, FIRST_TRIES)
    point = relax.values
    if second.values is None and not budget.is_over():
        relax.close()  # level 1 was too low, or its other point leads further
        known = second.bound
        relax = first.settled()
        second = _second(relax, lean.cost[1], far, lambda: True, TRIES, whole=True)
        if first.bound == held:  # else plans of another level 1 have bounds of their own
            second = replace(second, bound=max(known, second.bound))
    levels[0], levels[1] = max(0.0, first.bound), max(0.0, second.bound)
    if second.values is None:
        bound, missed = approach(frame, people, lean, relax, point, on, pairs, seed)
        levels[1] = max(levels[1], bound)
        return Proof(levels, least, levels[1]), missed < levels[0] + 1  # whole numbers
    on[pairs] = found = second.values[: len(pairs)] > 0.5
    is_settled = _settle_others(frame, people, relax, on, pairs, levels)
    relax.close()
    values = second.values if np.array_equal(on[pairs], found) else complete(relax.model, on[pairs])
    if values is not None:
        polish(frame, people, relax, values, on, pairs, seed)
    return Proof(levels, least, levels[1]), is_settled


def _begun(lean: Model, budget: Budget, owner: Ints, likely: Bools) -> Relaxation:
    """A relaxation before any level; `likely`: pairs of the plan there is."""
    relax = Relaxation(lean, budget, owner, likely=likely)
    if lean.penalty.any():
        settle(relax, np.sign(lean.penalty))  # fixed newcomers whom nobody accompanies come first
    return relax


def _bounded(relax: Relaxation) -> float:
    """The bound of level 1, held from now on: most often level 2 finds a plan that reaches it."""
    cost = relax.model.cost[0]
    relax.aim(cost)
    relax.tighten(NEVER, 1)
    if np.isfinite(relax.bound):
        relax.hold(cost, relax.bound, relax.evidence())
    return relax.bound


class _First:
    """The bound of level 1, and whether a plan reaches it: looked for only once level 2 is in doubt."""

    def __init__(self, begin: Callable[[], Relaxation], cost: Floats, bound: float) -> None:
        """`begin`: makes a relaxation before any level; `cost`: of level 1."""
        self.begin, self.cost, self.bound = begin, cost, bound
        self.is_reached: bool | None = None
        self.kept: Relaxation | None = None

    def settled(self) -> Relaxation:
        """A relaxation that holds level 1 where a plan reaches it; `bound` is that value from now on."""
        if self.kept is not None:
            return self.kept
        relax = self.begin()
        bound = settle(relax, self.cost).bound
        self.is_reached, self.bound = bound <= self.bound, max(bound, self.bound)
        return relax

    def stands(self) -> bool:
        """Whether a plan reaches the bound there was at first."""
        if self.is_reached is None:
            relax = self.settled()
            if self.is_reached:
                relax.close()
            else:
                self.kept = relax  # all begins once more from there
        return bool(self.is_reached)


def _second(
    relax: Relaxation,
    cost: Floats,
    far: Bools,
    stands: Callable[[], bool],
    tries: Tries,
    *,
    whole: bool = False,
) -> Settled:
    """Level 2, held from now on when it is settled: town by town, then towns together.

    `far`: the remote pairs; `stands`: whether a plan reaches what level 1 is held at, asked when a town is in doubt;
    `tries`: of each town at the first prices; `whole`: whether the whole is searched when one of them is not settled.
    """
    relax.aim(cost)
    relax.solve()
    bound = relax.bound
    for _ in range(PASSES):
        if relax.is_whole():
            relax.hold(cost, relax.bound, relax.evidence())
            return Settled(relax.bound, True, relax.values)
        answer = _by_towns(relax, bound, far, stands, tries) if relax.is_solved else None
        if answer is None:
            if not whole:
                return Settled(bound, False)
            break
        if answer.values is not None:
            relax.levels.append(cost)
            return answer
        relax.solve()  # with the cuts of the towns, what ties them has another price
        before, bound, tries, whole = bound, max(answer.bound, relax.bound), AGAIN, True
        if bound == before:
            break
    if relax.is_solved:
        relax.forget()
    return settle(relax, cost, least=bound)  # the best whole is not best in each town


def _by_towns(
    relax: Relaxation, bound: float, far: Bools, stands: Callable[[], bool], tries: Tries
) -> Settled | None:
    """What towns prove at the present prices of what ties them, `bound` at least, and a plan of that cost when one is
    best in each of them, held from now on. None when a town is not settled. The whole gets the cuts of all.
    """
    apart = taken_apart(relax, far)
    parts: list[Relaxation] = []
    plans: list[Floats] = []
    bounds: list[float] = []
    for town in apart.towns:
        part, answer = _settled(town, relax.budget, stands, tries)
        if answer.values is None:
            return None
        parts.append(part)
        plans.append(answer.values)
        bounds.append(answer.bound)
    shared, together = apart.share(relax, parts), apart.bound(bounds)
    if together < bound:
        return Settled(bound, False)
    found = _joined(relax, apart, apart.join(relax, parts, shared), parts, plans, bounds)
    return Settled(together, found is not None, found)


def _joined(
    relax: Relaxation,
    apart: Towns,
    narrow: Model,
    parts: list[Relaxation],
    plans: list[Floats],
    bounds: list[float],
) -> Floats | None:
    """A plan of the whole that is a best one in each town, held from now on; None when none was found.

    `narrow`: what the towns leave of the whole.
    """
    values = relax.model.low.copy()
    for town, plan in zip(apart.towns, plans, strict=True):
        values[town.columns] = plan
    held = apart.held_rows(relax, parts)
    due = np.array([bound for part, bound in zip(parts, bounds, strict=True) if part.held])
    if not narrow.holds(values):
        found = joined(relax, narrow.with_rows(held, due, due), values[: len(narrow.pairs)] > 0.5)
        if found is None:
            return None
        values = found
    relax.keep(narrow)
    for i, value in enumerate(due):
        relax.hold_row(held[[i]], float(value))
    return values


def _settled(
    town: Town, budget: Budget, stands: Callable[[], bool], tries: Tries
) -> tuple[Relaxation, Settled]:
    """The relaxation of a town that holds its best plans, and one of them when one was found."""
    bound = -NEVER
    for nodes, draw in tries:
        relax = town.relaxation(budget, draw)
        answer = settle(relax, town.cost, least=bound, trees=(nodes,))
        bound = max(bound, answer.bound)
        relax.close()
        if answer.values is not None or budget.is_over() or (nodes and not stands()):
            break
    return relax, replace(answer, bound=bound)


def _settle_others(
    frame: Frame, people: Ints, relax: Relaxation, on: Bools, pairs: Ints, levels: Floats
) -> bool:
    """Levels 3 and 4: what few moves win, and a proof where the plan misses what is trivially possible.

    Whether they are settled.
    """
    for level in (2, 3):
        cost = relax.model.cost[level]
        ends = relax.ends(cost)
        levels[level] = max(levels[level], float(cost @ ends))
        value = _value(frame, people, on, pairs, level)
        for widely in (False, True):
            found = moved(relax, on[pairs], level, widely=widely) if value > levels[level] else None
            if found is None:
                break
            on[pairs] = found
            value = _value(frame, people, on, pairs, level)
        if value > levels[level]:
            answer = settle(relax, cost, value)
            levels[level] = max(levels[level], answer.bound)
            if not answer.is_reached:
                return False
            if answer.values is not None:
                on[pairs] = answer.values[: len(pairs)] > 0.5
        elif cost.any():
            relax.pin(cost, ends)
    return True


def _value(frame: Frame, people: Ints, on: Bools, pairs: Ints, level: int) -> float:
    """Level 3 (people without a shift) or 4 (published pairs kept, negative) of the plan of these people."""
    if level == 3:
        return -float(frame.keep[pairs[on[pairs]]].sum())
    due = (
        (frame.problem.wish[people] > 0)
        & ~frame.has[people]
        & (frame.edges[people + 1] > frame.edges[people])
    )
    return float((due & ~np.isin(people, frame.volunteer[pairs[on[pairs]]])).sum())
