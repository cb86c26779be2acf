"""Chains that fill one place: she comes here from there, somebody comes there, and so on.

Every single move that a plan allows is tested against the rules at once (`Moves`). A chain is a path over the
assignments that the moves leave; all chains of one, two, three people are weighed together, layer after layer
(Bellman's recursion), and only the best are counted exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mapart.rostering.candidates import spans
from mapart.rostering.frame import Frame
from mapart.rostering.ledger import Ledger, ledger_of
from mapart.rostering.moves import Moves, moves_of
from mapart.rostering.plan import is_better, levels_of
from mapart.rostering.problem import NONE, Bools, Floats, Ints

COUNTED = 6  # best chains of each length whose levels are counted exactly


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """A plan (which pairs of the frame are on) with its levels, and how many people it moved.

    Level 4 counts every pair left, published or not: a chain disturbs no one for nothing.
    """

    on: Bools
    levels: Floats
    people: int


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """Assignments left open by chains of one length: the cheapest chain to each."""

    cost: Floats
    rows: Ints  # (n, length) rows of `Moves`, first move first; the last one leaves the open assignment


class Chains:
    """Chains on one plan of a frame. `banned` pairs are never added; `uncounted` people may come for free."""

    def __init__(self, frame: Frame, on: Bools, banned: Bools, uncounted: Bools | None = None) -> None:
        self.frame, self.problem, self.on = frame, frame.problem, on
        taken = np.stack([frame.volunteer[on], frame.shift[on]], axis=1)
        self.ledger: Ledger = ledger_of(frame.problem, np.concatenate([frame.fixed, taken]))
        self.moves: Moves = moves_of(frame, on, banned, self.ledger)
        self.uncounted = np.zeros(self.problem.volunteers, bool) if uncounted is None else uncounted
        self.start = levels_of(self.problem, self.ledger.assign)

    def best(self, shifts: Ints, at_most: int, comers: Bools | None = None) -> Chain | None:
        """The best plan that one chain into one of `shifts` reaches by moving at most `at_most` people.

        None when none is better than the plan. Longer chains are tried only while one may bring more at level 1.
        `comers`: only these people may come without leaving anything.
        """
        layer, ends = self._enter(shifts, comers)
        goal = self.start[0] + self._best_place
        found: Chain | None = None
        for length in range(1, at_most + 2):
            found = self._better(found, *self._ends(layer, ends, length, at_most))
            if (found is not None and found.levels[0] <= goal) or length > at_most or not len(layer.cost):
                break
            layer, ends = self._extend(layer, comers)
        return found

    def _enter(self, shifts: Ints, comers: Bools | None) -> tuple[_Layer, tuple[Floats, Ints]]:
        """First moves: into one of the shifts, which nobody leaves."""
        moves = self.moves
        rows = moves.into(shifts)
        come = self.frame.volunteer[moves.pair[rows]]
        rows = rows[self.ledger.stands(moves.shift[rows], np.full(len(rows), NONE), come)]
        come, shift = self.frame.volunteer[moves.pair[rows]], moves.shift[rows]
        here = self.ledger.place_change(shift, np.full(len(rows), NONE), come)
        # the most that anybody could bring at level 1, whatever she leaves
        self._best_place = float(self.ledger.effects(come, shift, 1)[0].min(initial=0.0))
        return self._sort(rows[:, None], here + moves.cost[rows], comers)

    def _extend(self, layer: _Layer, comers: Bools | None) -> tuple[_Layer, tuple[Floats, Ints]]:
        """One more move: into the assignments that the layer leaves open."""
        moves, frame = self.moves, self.frame
        left = moves.held[layer.rows[:, -1]]  # frame pairs left open
        shift = frame.shift[left]
        low, high = moves.edges[shift], moves.edges[shift + 1]
        before = np.repeat(np.arange(len(left)), high - low)
        rows = moves.by_shift[spans(low, high)]
        come = frame.volunteer[moves.pair[rows]]
        chain = layer.rows[before]
        fresh = np.all(frame.volunteer[moves.pair[chain]] != come[:, None], axis=1)
        goes = np.where(moves.held[rows] == NONE, NONE, frame.shift[moves.held[rows]])
        fresh &= np.all(moves.shift[chain] != goes[:, None], axis=1)
        out = frame.volunteer[left][before]
        fresh[fresh] = self.ledger.stands(moves.shift[rows[fresh]], out[fresh], come[fresh])
        rows, before, come, out = rows[fresh], before[fresh], come[fresh], out[fresh]
        cost = layer.cost[before] + moves.cost[rows]
        cost += self.ledger.place_change(moves.shift[rows], out, come)
        return self._sort(np.concatenate([layer.rows[before], rows[:, None]], axis=1), cost, comers)

    def _sort(self, rows: Ints, cost: Floats, comers: Bools | None) -> tuple[_Layer, tuple[Floats, Ints]]:
        """Chains that end with somebody who leaves nothing, and the cheapest chain to each assignment left."""
        held = self.moves.held[rows[:, -1]]
        free = held == NONE
        if comers is not None:
            free[free] = comers[self.frame.volunteer[self.moves.pair[rows[free, -1]]]]
        order = np.argsort(cost[held != NONE], kind="stable")
        leaving = np.nonzero(held != NONE)[0][order]
        _, first = np.unique(held[leaving], return_index=True)
        leaving = leaving[first]
        return _Layer(cost[leaving], rows[leaving]), (cost[free], rows[free])

    def _ends(
        self, layer: _Layer, ends: tuple[Floats, Ints], length: int, at_most: int
    ) -> tuple[Floats, Ints]:
        """All chains of this length: somebody comes at last, or the last assignment stays open."""
        frame, moves = self.frame, self.moves
        cost, rows = ends
        if length > at_most:
            free = self.uncounted[frame.volunteer[moves.pair[rows[:, -1]]]]
            return cost[free], rows[free]
        left = moves.held[layer.rows[:, -1]] if len(layer.cost) else np.zeros(0, np.int64)
        who, shift = frame.volunteer[left], frame.shift[left]
        nobody = np.full(len(left), NONE)
        stands = self.ledger.stands(shift, who, nobody)
        open_ = layer.cost + self.ledger.place_change(shift, who, nobody)
        return np.append(cost, open_[stands]), np.concatenate([rows, layer.rows[stands]])

    def _better(self, found: Chain | None, cost: Floats, rows: Ints) -> Chain | None:
        """The best of `found` and of these chains, those of the lowest cost counted exactly."""
        for i in np.argsort(cost, kind="stable")[:COUNTED].tolist():
            if cost[i] >= 0:
                break
            chain = self._apply(rows[i])
            before = self.start if found is None else found.levels
            if is_better(chain.levels, before):
                found = chain
        return found

    def _apply(self, rows: Ints) -> Chain:
        moves, frame = self.moves, self.frame
        left = moves.held[rows][moves.held[rows] != NONE]
        after = self.on.copy()
        after[moves.pair[rows]] = True
        after[left] = False
        taken = np.stack([frame.volunteer[after], frame.shift[after]], axis=1)
        levels = levels_of(self.problem, np.concatenate([frame.fixed, taken]))
        levels[3] += float((frame.keep[left] == 0).sum())
        counted = ~self.uncounted[frame.volunteer[moves.pair[rows]]]
        return Chain(after, levels, int(counted.sum()))
