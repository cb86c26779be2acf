"""Level 1 on crowded days: exact pieces of some people and some hours.

Where somebody could take dozens of shifts of one day, freeing her whole day makes a piece hard long before it holds
enough people. So a piece frees either few people for long or many for some hours around an empty place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from mapart.rostering.candidates import spans
from mapart.rostering.dive import dive
from mapart.rostering.frame import Frame
from mapart.rostering.model import model_of
from mapart.rostering.problem import Bools, Ints
from mapart.rostering.relaxation import NEVER, Budget, Relaxation
from mapart.rostering.search import Search

CROWDED = 20  # shifts that a person may take on one day, on average over the pairs
PEOPLE = (8, 12, 16, 24, 32, 48, 64, 96, 128, 192)  # freed at once; everybody too
PAIRS = 1_500  # freed at once, at first
WIDER, NARROWER = 1.2, 0.8  # pairs are multiplied by it where nothing can be won, where nothing was found
PATIENCE = 15  # pieces of each size in a row that win nothing
DIVE = 6  # iterations of a piece at most, against those of its first relaxation
MEMORY = 0.9  # weight of what a size has brought and cost before, against its last piece
HOPE = 0.1  # plans per piece that each size is granted


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


@dataclass(slots=True)
class _Size:
    """A number of people freed at once, and what it has learnt."""

    people: int
    pairs: float = PAIRS  # freed at once: more where nothing can be won, fewer where nothing is found
    won: float = 1.0  # plans per piece, lately
    work: float = 1.0  # iterations of the simplex per piece, times entries of its matrix, lately
    idle: int = 0  # pieces since the last plan of any size

    def learn(self, found: Found, work: float, most: int) -> None:
        """Remember what a piece has brought and cost; `most`: pairs that there are."""
        self.pairs *= {Found.NOTHING: WIDER, Found.PROMISE: NARROWER, Found.PLAN: 1.0}[found]
        self.pairs = min(self.pairs, float(most))
        self.idle += 1
        self.won = MEMORY * self.won + (1 - MEMORY) * (found is Found.PLAN)
        self.work = MEMORY * self.work + (1 - MEMORY) * work


def fill_hours(search: Search) -> None:
    """Pieces around places below the minimum until none is left or nothing is won any more.

    Numbers of people that bring more for their work are tried more often.
    """
    everybody = np.nonzero(search.inside)[0]
    sizes = [_Size(most) for most in (*(most for most in PEOPLE if most < len(everybody)), len(everybody))]
    while min(size.idle for size in sizes) < PATIENCE and not search.is_over():
        starts = search.deficits()
        starts = starts[search.missing()[starts] > 0]
        if not len(starts):
            return
        start, size = int(search.chance.choice(starts)), _chosen(search, sizes)
        people = everybody if size.people == len(everybody) else search.around_shift(start, size.people)
        found, work = _fill(search, people, _around(search, start, people, int(size.pairs)))
        size.learn(found, work, len(search.frame.shift))
        if found is Found.PLAN:
            for size in sizes:
                size.idle = 0


def _chosen(search: Search, sizes: list[_Size]) -> _Size:
    """One of the sizes by chance, by what each brings for its work."""
    merit = np.array([(size.won + HOPE) / size.work for size in sizes])
    return sizes[search.chance.choice(len(sizes), p=merit / merit.sum())]


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


def _fill(search: Search, people: Ints, shifts: Bools) -> tuple[Found, float]:
    """Look for a plan with a lower level 1 that moves these people on these shifts only, and take it.

    With the work that this has cost.
    """
    frame, problem = search.frame, search.problem
    pairs = spans(frame.edges[people], frame.edges[people + 1])
    before, what = search.on[pairs], frame.shift[pairs]
    context = search.side.less(search.side_of(pairs[before]))
    free = shifts[what] & (before | (context.heads[what] < problem.most[what]))
    model = model_of(frame, people, context, lean=True)
    if model.penalty.any():
        return Found.NOTHING, 1.0  # a fixed newcomer needs company first: what this costs is not level 1
    low = model.low.copy()
    low[: len(pairs)][before & ~free] = 1.0
    kept = np.nonzero(before | free)[0]
    now = float((problem.prio * search.missing())[np.unique(what)].sum()) - float(model.offset[0])
    model = replace(model, low=low).only(kept)
    relax = Relaxation(model, Budget(NEVER if search.end is None else search.end))
    relax.aim(model.cost[0])
    relax.solve()
    found, values = Found.NOTHING, None
    if relax.is_solved and not relax.is_closed(now - 1):
        values = relax.values if relax.is_whole() else dive(relax, now - 1, many=1, work=DIVE * relax.work)
        found = Found.PROMISE if values is None else Found.PLAN
    if values is not None:
        search.take(people, pairs[kept], values[: len(kept)] > 0.5, context)
    return found, float((1 + relax.work) * model.matrix.nnz)
