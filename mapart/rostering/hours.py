"""Level 1 on crowded days: exact pieces of some people and some hours.

Where somebody could take dozens of shifts of one day, freeing her whole day makes a piece hard long before it holds
enough people. So a piece frees either few people for long or many for some hours around an empty place.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

import numpy as np

from mapart.rostering.candidates import spans
from mapart.rostering.dive import dive
from mapart.rostering.frame import Frame
from mapart.rostering.model import model_of
from mapart.rostering.problem import Bools, Ints
from mapart.rostering.relaxation import NEVER, Relaxation
from mapart.rostering.search import Search

CROWDED = 20  # shifts that a person may take on one day, on average over the pairs
PEOPLE = (8, 12, 16, 24, 32, 48, 64, 96, 128, 192)  # freed at once; everybody too
PAIRS = 1_500  # freed at once, at first
WIDER, NARROWER = 1.05, 0.85  # pairs are multiplied by it where nothing can be won, where nothing was found
PATIENCE = 40  # pieces in a row that win nothing, for each size


class Found(Enum):
    """What a piece has brought."""

    NOTHING = 0  # its relaxation sees nothing to win
    PROMISE = 1  # its relaxation does, but no plan was met
    PLAN = 2


def is_crowded(frame: Frame, people: Ints) -> bool:
    """Whether these people have days with very many shifts to choose from."""
    pairs = spans(frame.edges[people], frame.edges[people + 1])
    day = frame.problem.day[frame.shift[pairs]]
    _, same = np.unique(frame.volunteer[pairs] * (1 + frame.problem.days) + day, return_counts=True)
    return bool((same**2).sum() > CROWDED * len(pairs))


def fill_hours(search: Search) -> None:
    """Pieces around places below the minimum until none is left or nothing is won any more.

    Each number of people learns how many of their pairs to free: more where the relaxation sees nothing to win, fewer
    where it promises what is not found.
    """
    everybody = np.nonzero(search.inside)[0]
    sizes = [*(size for size in PEOPLE if size < len(everybody)), len(everybody)]
    freed, idle = dict.fromkeys(sizes, float(PAIRS)), 0
    while idle < PATIENCE * len(sizes) and not search.is_over():
        starts = search.deficits()
        starts = starts[search.missing()[starts] > 0]
        if not len(starts):
            return
        start, size = int(search.chance.choice(starts)), int(search.chance.choice(sizes))
        people = everybody if size == len(everybody) else search.around_shift(start, size)
        found = _fill(search, people, _around(search, start, people, int(freed[size])))
        freed[size] *= {Found.NOTHING: WIDER, Found.PROMISE: NARROWER, Found.PLAN: 1.0}[found]
        idle = 0 if found is Found.PLAN else idle + 1


def _around(search: Search, start: int, people: Ints, size: int) -> Bools:
    """(S) shifts nearest in time to the start that free about `size` pairs of these people."""
    frame, problem = search.frame, search.problem
    pairs = spans(frame.edges[people], frame.edges[people + 1])
    usable = search.missing() > 0
    usable[frame.shift[pairs[search.on[pairs]]]] = True
    freed = np.bincount(frame.shift[pairs], minlength=problem.shifts) * usable
    far = np.maximum(problem.start[start] - problem.start, problem.end - problem.end[start])
    order = np.argsort(np.maximum(far, 0), kind="stable")
    last = min(int(np.searchsorted(np.cumsum(freed[order]), size)), len(order) - 1)
    return np.asarray(far <= max(0, far[order[last]]), bool)


def _fill(search: Search, people: Ints, shifts: Bools) -> Found:
    """Look for a plan with a lower level 1 that moves these people on these shifts only, and take it."""
    frame, problem = search.frame, search.problem
    pairs = spans(frame.edges[people], frame.edges[people + 1])
    before, what = search.on[pairs], frame.shift[pairs]
    context = search.side.less(search.side_of(pairs[before]))
    free = shifts[what] & (before | (context.heads[what] < problem.most[what]))
    model = model_of(frame, people, context, lean=True)
    if model.penalty.any():
        return Found.NOTHING  # a fixed newcomer here needs company first: what this costs is not level 1
    low = model.low.copy()
    low[: len(pairs)][before & ~free] = 1.0
    kept = np.nonzero(before | free)[0]
    now = float((problem.prio * search.missing())[np.unique(what)].sum()) - float(model.offset[0])
    model = replace(model, low=low).only(kept)
    relax = Relaxation(model, NEVER if search.end is None else search.end)
    relax.aim(model.cost[0])
    relax.solve()
    if not relax.is_solved or relax.is_closed(now - 1):
        return Found.NOTHING
    values = relax.values if relax.is_whole() else dive(relax, now - 1, many=1)
    if values is None:
        return Found.PROMISE
    search.take(people, pairs[kept], values[: len(kept)] > 0.5, context)
    return Found.PLAN
