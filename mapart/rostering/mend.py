"""The part of a plan around a change, being mended: chains first, then a small exact problem."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mapart.rostering.blocks import blocks_of
from mapart.rostering.candidates import spans
from mapart.rostering.chains import Chain, Chains
from mapart.rostering.engine import better, load
from mapart.rostering.frame import Frame, frame_of
from mapart.rostering.ledger import Ledger, ledger_of
from mapart.rostering.matrix import Model
from mapart.rostering.model import add_rows, model_of
from mapart.rostering.plan import levels_of, missing_places
from mapart.rostering.problem import Bools, Floats, Ints, Problem
from mapart.rostering.rows import NO_ROWS
from mapart.rostering.search import KEEP, Search

REPAIR_NODES = 5
FIRST = np.array([1.0, 0, 0, 0, 0, 0])  # level 1 alone
RING = 100  # people freed around a change that chains do not mend
TRIES = 8  # chains around one change: each fills a place
LONGEST = 4  # people of one chain
SEVERAL = 3  # people who cancelled around whom an exact piece looks
NOBODY: Ints = np.zeros(0, np.int64)


class Mend:
    """The part of the plan around a change, being repaired."""

    def __init__(
        self,
        part: Problem,
        kept: Ints,
        gone: Ints,
        joined: Ints,
        spared: Ints,
        at_most: int,
        still_free: bool,
    ) -> None:
        """In the part's numbers.

        Pairs kept and pairs given up, people who joined, people to leave in peace. `still_free`: who gave up a
        shift may take another one at the same hours.
        """
        self.part, self.at_most, self.spared = part, at_most, spared
        frame = frame_of(part, rows=False)
        size = max(1, part.shifts)
        key = frame.volunteer * size + frame.shift
        on = np.isin(key, kept[:, 0] * size + kept[:, 1])
        stuck = kept[~np.isin(kept[:, 0] * size + kept[:, 1], key)]
        if len(stuck):  # pairs forced against a rule stay as they are
            frame = frame_of(part, stuck, rows=False)
            key = frame.volunteer * size + frame.shift
            on = np.isin(key, kept[:, 0] * size + kept[:, 1])
        self.frame, self.stuck, self.on = frame, stuck, on
        self.original = on.copy()
        self.away, self.joined = np.unique(gone[:, 0]), np.unique(joined)
        # never again the hours given up; who cancelled is asked for other hours only as a last resort
        hers = np.isin(frame.volunteer, self.away)
        self.never = np.isin(key, gone[:, 0] * size + gone[:, 1])
        self.never |= np.isin(frame.volunteer, spared) & ~on
        for who, what in [] if still_free else gone.tolist():
            meets = (part.start[frame.shift] < part.end[what]) & (part.start[what] < part.end[frame.shift])
            self.never |= (frame.volunteer == who) & meets & ~on
        self.banned = self.never | (hers & ~on)
        self._lift_newcomers()

    def _lift_newcomers(self) -> None:
        """Newcomers left alone by the change step back, so that what is kept breaks no rule."""
        alone = self.part.newcomer[self.frame.volunteer] & (
            self._ledger().side.experienced[self.frame.shift] == 0
        )
        self.lifted = np.unique(self.frame.volunteer[self.on & alone])
        self.on = self.on & ~alone

    def _return(self) -> None:
        """Newcomers who stepped back come again where somebody experienced has come."""
        while True:
            waiting = self.original & ~self.on
            if not waiting.any():
                return
            back = np.nonzero(waiting & blocks_of(self.frame, self._ledger()).free)[0]
            if not len(back):
                return
            self.on[back[0]] = True

    def assign(self) -> Ints:
        """Pairs of the part, in its numbers."""
        taken = np.stack([self.frame.volunteer[self.on], self.frame.shift[self.on]], axis=1)
        return np.concatenate([self.stuck, taken])

    def levels(self) -> Floats:
        """Levels of the part."""
        return levels_of(self.part, self.assign())

    def lacking(self) -> Ints:
        """Shifts that lack people."""
        return np.nonzero(missing_places(self.part, self.assign()))[0]

    def _ledger(self) -> Ledger:
        return ledger_of(self.part, self.assign())

    def fill(self, shift: int, heads: int) -> int:
        """Bring people to a shift until it has `heads` and lacks nothing; 1 when others had to move, else 0."""
        rings = 0
        for _ in range(TRIES):
            if self._ledger().side.heads[shift] >= heads and shift not in self.lacking():
                break
            chain = self._chain(np.array([shift]), self.banned)
            if chain is None:
                break
            rings = max(rings, int(chain.people > 1))
            self.on = chain.on
            self._return()
        return rings

    def insist(self, shifts: Ints, goal: float) -> int:
        """What chains of others did not mend: level 1 is above `goal`; returns how far the search went.

        Who cancelled takes a shift at other hours; then the exact problem of the people around the heaviest place.
        """
        rings = 0
        if len(self.away):
            rings = 2 * self._ask_again(shifts)
            if self.levels()[0] <= goal:
                return rings
        search = self._search()
        weight = (self.part.prio * missing_places(self.part, self.assign()))[shifts]
        people = search.around_shift(int(shifts[weight.argmax()]), RING)
        for person in self.away[:SEVERAL].tolist():
            people = np.union1d(people, search.around_person(person, RING // 2))
        return 3 if self._solve(people) else rings

    def use(self, person: int) -> int:
        """Give a newly joined person what fits her best."""
        only = np.zeros(self.part.volunteers, bool)
        only[person] = True
        while True:
            open_ = np.nonzero(self._ledger().side.heads < self.part.ideal)[0]
            chain = self._chain(np.union1d(open_, self.lacking()), self.banned, only)
            if chain is None:
                break
            self.on = chain.on
        return 3 if self._solve(self._search().around_person(person, RING)) else 1

    def _ask_again(self, shifts: Ints) -> bool:
        """Last resort: who cancelled takes a shift at other hours; whether that helps."""
        helps = False
        for _ in range(TRIES):
            chain = self._chain(np.union1d(self.lacking(), shifts), self.never)
            if chain is None:
                break
            self.on, helps = chain.on, True
        return helps

    def _chain(self, shifts: Ints, banned: Bools, comers: Bools | None = None) -> Chain | None:
        uncounted = np.zeros(self.part.volunteers, bool)
        uncounted[self._uncounted()] = True
        at_most = min(self._room(), LONGEST)
        return Chains(self.frame, self.on, banned, uncounted).best(shifts, at_most, comers)

    def _room(self, people: Ints = NOBODY) -> int:
        """How many people may still differ from the plan before, those who differ outside `people` counted."""
        changed = np.unique(self.frame.volunteer[self.on != self.original])
        return self.at_most - len(np.setdiff1d(changed, np.concatenate([people, self._uncounted()])))

    def _uncounted(self) -> Ints:
        """People who may change shifts beyond the limit: the change is theirs, or took their company away."""
        return np.concatenate([self.away, self.joined, self.lifted])

    def _search(self) -> Search:
        if self.frame.rows is NO_ROWS:
            self.frame = self.frame.with_rows()
        return Search(self.frame, self.on, np.arange(self.part.volunteers), 0)

    def _solve(self, people: Ints) -> bool:
        """Free these people when that can bring level 1 lower; whether it did."""
        people = np.setdiff1d(people, self.spared)
        search = self._search()
        frame = self.frame
        pairs = spans(frame.edges[people], frame.edges[people + 1])
        held = self.on[pairs]
        context = search.side.less(search.side_of(pairs[held]))
        model = model_of(frame, people, context, lean=True)
        high = model.high.copy()
        high[: len(pairs)][self.never[pairs]] = 0.0
        model = replace(model, high=high)
        model = _limit_moves(model, frame, pairs, self.original[pairs], self._room(people), self._uncounted())
        if not _promises(model, held):
            return False
        before = self.levels()
        after = better(model, held, keep=KEEP, nodes=REPAIR_NODES)
        if after is not None:
            self.on = self.on.copy()
            self.on[pairs] = after
        return bool(self.levels()[0] < before[0])


def _promises(model: Model, held: Bools) -> bool:
    """Whether the relaxation allows a lower level 1 than what is held."""
    solver = load(model, FIRST, whole=False)
    solver.run()
    least = solver.getInfo().objective_function_value
    values = held.astype(np.float64)
    solver.changeColsBounds(len(held), np.arange(len(held), dtype=np.int32), values, values)
    solver.run()
    return bool(least <= solver.getInfo().objective_function_value - 1.0 + 1e-6)


def _limit_moves(model: Model, frame: Frame, pairs: Ints, original: Bools, room: int, away: Ints) -> Model:
    """At most `room` people differ from the original: m >= 1 - x (held), m >= x (not held), sum m <= room."""
    who = frame.volunteer[pairs]
    counted = np.nonzero(~np.isin(who, away))[0]
    people, number = np.unique(who[counted], return_inverse=True)
    first = model.matrix.shape[1]
    held = original[counted]
    row = np.arange(len(counted))
    rows = np.concatenate([row, row, np.full(len(people), len(counted))])
    columns = np.concatenate([counted, first + number.reshape(-1), first + np.arange(len(people))])
    values = np.concatenate([np.where(held, 1.0, -1.0), np.ones(len(counted)), np.ones(len(people))])
    low = np.append(held.astype(np.float64), -np.inf)
    high = np.append(np.full(len(counted), np.inf), float(max(0, room)))
    return add_rows(model, len(people), (rows, columns, values), low, high)
