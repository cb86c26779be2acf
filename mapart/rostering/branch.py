"""A small tree over one relaxation: finds a plan of a given value, or proves that there is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mapart.rostering.problem import Floats
from mapart.rostering.relaxation import NEVER, Relaxation

ROUNDS = 1  # of cuts that win nothing, at each leaf


@dataclass(frozen=True, slots=True)
class Answer:
    """`values`: a whole point that costs no more than asked, None when there is none or the limit came first.

    `bound`: no whole point costs less (infinite: there is no whole point at all).
    """

    values: Floats | None
    bound: float


def search(relax: Relaxation, goal: float, nodes: int) -> Answer:
    """Look for a whole point that costs `goal` (a whole number, proven to be a bound) or less, depth first.

    A leaf is closed when our own bound on it is above `goal`; the lowest of them is the bound of all.
    """
    low, high = relax.model.low, relax.model.high
    open_leaves = [(low, high)]
    bound = NEVER
    answer = None
    while open_leaves and answer is None:
        here = open_leaves.pop()
        nodes -= 1
        relax.look_at(*here)
        relax.tighten(goal + 1, ROUNDS)
        if relax.is_closed(goal):
            bound = min(bound, NEVER if relax.is_impossible else relax.bound)
        elif nodes < 0 or not relax.is_solved:
            answer = Answer(None, goal)
        elif relax.is_whole():
            answer = Answer(relax.values, goal)
        else:
            open_leaves += _split(relax.values, *here)
    relax.look_at(low, high)
    return answer or Answer(None, bound)


def _split(values: Floats, low: Floats, high: Floats) -> list[tuple[Floats, Floats]]:
    """Two halves of a leaf at its most fractional column: the more likely half last."""
    j = int(np.argmax(np.abs(values - np.round(values))))
    below, above = high.copy(), low.copy()
    below[j], above[j] = np.floor(values[j]), np.ceil(values[j])
    return [(low, below), (above, high)]
