"""One level over one relaxation: its least cost, settled by cuts, plans nearby, a dive and a small tree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mapart.rostering.branch import search
from mapart.rostering.dive import dive
from mapart.rostering.near import RINGS, near
from mapart.rostering.problem import Floats
from mapart.rostering.relaxation import NEVER, Relaxation

# Rounds of cuts that win nothing before a plan is looked for nearby, and before the tree.
HASTE, PATIENCE = 2, 4
DIVIDED = 400  # fractional pairs, above which no plan is near
TREES = (60, 120, 400)  # nodes of the trees of one level, one after the other while none settles it


@dataclass(frozen=True, slots=True)
class Settled:
    """One level: its proven bound, whether it is reached, and a plan that reaches it when a new one was found."""

    bound: float
    is_reached: bool
    values: Floats | None = None


def settle(
    relax: Relaxation,
    cost: Floats,
    value: float = NEVER,
    least: float = -NEVER,
    trees: tuple[int, ...] = TREES,
) -> Settled:
    """The least cost of a plan of the relaxation, which holds only such plans afterwards.

    `value`: cost of a plan that is known, if any; `least`: what every plan costs at least, as is known otherwise.
    `trees`: as in `TREES`; where the first is 0 there is none, and the bound is rounded up to what the cost can be.
    """
    relax.aim(cost)
    found = _tightened(relax, value, least, rounds_up=not trees[0])
    evidence, bound = relax.evidence(), max(relax.bound, least)
    if not np.isfinite(bound):
        return Settled(bound, False)
    if found is None:
        relax.narrow(evidence, value)
    if found is None and relax.is_solved and bound < value:
        found = dive(relax, bound)
    rest = iter(trees)
    nodes = next(rest, 0)
    while found is None and bound < value:
        if not nodes:
            return Settled(bound, False)
        answer = search(relax, bound, nodes)
        found = answer.values
        if answer.bound == NEVER:
            return Settled(bound, False)
        if found is None and answer.bound <= bound:
            nodes = next(rest, 0)
            relax.tighten(value, PATIENCE)  # with what the leaves have found
            bound = max(bound, relax.bound if relax.is_solved else bound)
        else:
            bound = answer.bound
    relax.hold(cost, bound, evidence)
    return Settled(bound, True, found)


def _tightened(relax: Relaxation, value: float, least: float, *, rounds_up: bool) -> Floats | None:
    """Cuts until the bound stands still; a plan that costs no more, when one is there or near, and below `value`.

    `least`: what every plan costs at least; `rounds_up`: whether the bound is rounded up to what a cost can be, after
    which all that is near costs the same, and no tree grows well.
    """
    rows = 0
    for patience, rings in ((HASTE, RINGS[:1]), (PATIENCE, RINGS)):
        relax.tighten(value, patience)
        if not relax.is_solved or relax.bound >= value:
            return None
        if relax.is_whole():
            return relax.values
        if relax.divided() <= DIVIDED:
            if rows == len(relax.model.row_low):
                rings = RINGS[1:]  # no cut has moved the point since the first was tried
            found = near(relax, relax.evidence(), max(relax.bound, least), rings)
            if found is not None:
                return found
            rows = len(relax.model.row_low)
        while rounds_up and relax.round_up():
            relax.tighten(value, HASTE)
    return relax.values if relax.is_whole() and relax.bound < value else None
