"""Large-neighbourhood search with small exact pieces.

A piece frees every pair of a few volunteers, keeps everybody else where they are, and is solved exactly. The
plan is valid at every moment and never gets worse. Pieces start from empty places and from people without a
shift; without an end their limits are counted in nodes, not in seconds, so the same seed gives the same plan.
"""

from __future__ import annotations

import time

import numpy as np

from mapart.rostering.candidates import spans
from mapart.rostering.engine import WHOLE, better, relaxation
from mapart.rostering.frame import Frame, Side
from mapart.rostering.frame import side_of as side_of_pairs
from mapart.rostering.matrix import Model
from mapart.rostering.model import model_of
from mapart.rostering.plan import short_cost
from mapart.rostering.problem import Bools, Ints

PIECE_NODES = 50
KEEP = 1.0  # reduced cost (weighted objective) up to which a pair stays in a piece
FIRST = np.array([1.0, 0, 0, 0, 0, 0])  # level 1 alone
SIZES = (40, 80, 160)  # people freed at once, pass after pass


class Search:
    """The plan of one component being improved."""

    def __init__(self, frame: Frame, on: Bools, people: Ints, seed: int, end: float | None = None) -> None:
        """`end` (time.perf_counter): when to stop, in the middle of a piece if need be."""
        self.end = end
        self.frame, self.problem, self.on = frame, frame.problem, on.copy()
        self.chance = np.random.default_rng(seed)
        self.by_shift = np.argsort(frame.shift, kind="stable")
        self.shift_edges = np.searchsorted(frame.shift[self.by_shift], np.arange(self.problem.shifts + 1))
        self.side = self.side_of(np.nonzero(self.on)[0]).plus(frame.base)
        self.inside = np.zeros(self.problem.volunteers, bool)  # the component that is worked on
        self.inside[people] = True
        self.clock = 0  # pieces that changed the plan
        self.changed = np.zeros(self.problem.volunteers, np.int64)  # clock of the last change of each person
        self.tried: dict[tuple[int, int, int], int] = {}  # clock of the last try of each start and size
        self.pieces = 0

    def side_of(self, pairs: Ints) -> Side:
        """What these pairs of the frame bring to the shifts."""
        return side_of_pairs(self.problem, self.frame.volunteer[pairs], self.frame.shift[pairs])

    def candidates(self, shift: int) -> Ints:
        """Volunteers who could take the shift."""
        return self.frame.volunteer[self.by_shift[self.shift_edges[shift] : self.shift_edges[shift + 1]]]

    def missing(self) -> Ints:
        """(S) minimum places missing, skills counted."""
        missing = np.maximum(self.problem.least - self.side.heads, 0)
        np.maximum.at(missing, self.problem.req[:, 0], self.problem.req[:, 3] - self.side.holders)
        return np.asarray(missing, np.int64)

    def value(self) -> float:
        """Level 1 of the plan."""
        return float((self.problem.prio * self.missing()).sum())

    def deficits(self) -> Ints:
        """Shifts that somebody could take and that lack people, heaviest first."""
        weight = 1000.0 * self.problem.prio * self.missing()
        weight += self.problem.prio * short_cost(self.problem, self.side.heads)
        open_ = np.zeros(self.problem.shifts, bool)
        open_[self.frame.shift[self.inside[self.frame.volunteer]]] = True
        found = np.nonzero((weight > 0) & open_)[0]
        return found[np.argsort(-weight[found], kind="stable")]

    def idle(self) -> Ints:
        """People who wish hours, could work and hold nothing."""
        frame = self.frame
        has = frame.has.copy()
        has[frame.volunteer[self.on]] = True
        able = (np.diff(frame.edges) > 0) & self.inside
        return np.nonzero(~has & able & (self.problem.wish > 0))[0]

    def around_shift(self, shift: int, size: int) -> Ints:
        """People who could take the shift, then people who could replace them where they are."""
        first = self.candidates(shift)
        if len(first) >= size:
            return np.sort(self.chance.choice(first, size, replace=False))
        return self._second_ring(first, size)

    def around_person(self, person: int, size: int) -> Ints:
        """The person, people on the shifts she could take, and people who could replace those."""
        mine = self.frame.shift[self.frame.edges[person] : self.frame.edges[person + 1]]
        pairs = spans(self.shift_edges[mine], self.shift_edges[mine + 1])
        pairs = self.by_shift[pairs]
        near = np.setdiff1d(self.frame.volunteer[pairs[self.on[pairs]]], [person])
        if len(near) >= size:
            near = self.chance.choice(near, size - 1, replace=False)
        return self._second_ring(np.append(near, person), size)

    def _second_ring(self, first: Ints, size: int) -> Ints:
        first = np.unique(first)
        pairs = spans(self.frame.edges[first], self.frame.edges[first + 1])
        held = np.unique(self.frame.shift[pairs[self.on[pairs]]])
        pairs = self.by_shift[spans(self.shift_edges[held], self.shift_edges[held + 1])]
        ring = np.setdiff1d(self.frame.volunteer[pairs], first)
        room = size - len(first)
        if len(ring) > room:
            ring = self.chance.choice(ring, max(0, room), replace=False)
        return np.union1d(first, ring)

    def improve(self, people: Ints, *, only_first: bool = False) -> bool:
        """Solve the piece of these people; whether the plan changed (never for the worse).

        `only_first`: pieces whose relaxation promises nothing at level 1 are dropped.
        """
        frame = self.frame
        pairs = spans(frame.edges[people], frame.edges[people + 1])
        before = self.on[pairs]
        context = self.side.less(self.side_of(pairs[before]))
        model = model_of(frame, people, context, lean=True)
        self.pieces += 1
        if only_first and not self._may_win(model, frame.shift[pairs]):
            return False
        seconds = None if self.end is None else max(0.01, self.end - time.perf_counter())
        after = better(model, before, keep=KEEP, nodes=PIECE_NODES, seconds=seconds)
        if after is None or np.array_equal(after, before):
            return False
        self.take(people, pairs, after, context)
        return True

    def take(self, people: Ints, pairs: Ints, after: Bools, context: Side) -> None:
        """Let `after` say which of these pairs of the people are taken; the others bring `context`."""
        self.on[pairs] = after
        self.side = context.plus(self.side_of(pairs[after]))
        self.clock += 1
        self.changed[people] = self.clock

    def _may_win(self, model: Model, shifts: Ints) -> bool:
        """Whether the relaxation of level 1 of the piece is better than what its shifts lack now."""
        shifts = np.unique(shifts)
        now = float((self.problem.prio * self.missing())[shifts].sum())
        return relaxation(model, FIRST) + float(model.offset[0]) <= now - 1 + WHOLE

    def is_over(self) -> bool:
        """Whether the time is over."""
        return self.end is not None and time.perf_counter() >= self.end

    def fill(self, size: int, bound: float) -> int:
        """One pass over the shifts below their minimum, until level 1 is the bound.

        Returns how many pieces changed the plan.
        """
        won = 0
        for start in self.deficits().tolist():
            if self.value() <= bound or self.is_over():
                break
            if self.missing()[start]:
                won += self._try(0, start, size, only_first=True)
        return won

    def _try(self, kind: int, start: int, size: int, *, only_first: bool) -> bool:
        """A piece around a shift (kind 0) or a person (1), unless nothing has changed since the last try."""
        people = self.around_shift(start, size) if kind == 0 else self.around_person(start, size)
        key = (kind, start, size)
        if key in self.tried and self.changed[people].max(initial=0) <= self.tried[key]:
            return False
        won = self.improve(people, only_first=only_first)
        self.tried[key] = self.clock
        return won

    def sweep(self, size: int) -> int:
        """One pass over all empty places and people without a shift; how many pieces changed the plan."""
        won = 0
        starts = [(0, int(s)) for s in self.deficits()] + [(1, int(v)) for v in self.idle()]
        for kind, start in starts:
            if self.is_over():
                break
            won += self._try(kind, start, size, only_first=False)
        return won
