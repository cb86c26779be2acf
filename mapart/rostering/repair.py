"""One change on a plan, at once: who can take a place, and the smallest repair around it.

A repair frees the people around the change, keeps everybody else, and is solved exactly with a limit on how
many people may be moved. When the first ring does not bring level 1 back, a second ring is freed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mapart.rostering.blocks import blocks_of
from mapart.rostering.candidates import spans
from mapart.rostering.chains import Chains
from mapart.rostering.engine import better
from mapart.rostering.explain import Reason, reasons_of
from mapart.rostering.frame import Frame, frame_of
from mapart.rostering.ledger import LEVELS, ledger_of
from mapart.rostering.model import Model, add_rows, model_of
from mapart.rostering.plan import levels_of, missing_places, pairs_array
from mapart.rostering.problem import Bools, Floats, Ints, Problem
from mapart.rostering.rows import NO_ROWS
from mapart.rostering.search import KEEP, Search

REPAIR_NODES = 5
FIRST = np.array([1.0, 0, 0, 0, 0, 0])  # level 1 alone
RINGS = (40, 100)  # people freed around a change, ring after ring


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can take a place without breaking a rule or moving anybody.

    `change`: change of the six levels against the plan without the person replaced.
    """

    volunteer: int
    change: tuple[float, ...]
    reasons: list[Reason]


def replacements(
    problem: Problem,
    assign: Sequence[Sequence[int]] | Ints,
    shift: int,
    without: int | None = None,
    at_most: int | None = None,
) -> list[Candidate]:
    """Who can take a place on `shift`, best first; `without` is the volunteer who leaves it, if any."""
    pairs = pairs_array(assign)
    if without is not None:
        pairs = pairs[~((pairs[:, 0] == without) & (pairs[:, 1] == shift))]
    ledger = ledger_of(problem, pairs)
    frame = frame_of(problem, rows=False)
    able = blocks_of(frame, ledger).free & (frame.shift == shift) & (frame.volunteer != without)
    volunteer = frame.volunteer[able]
    change = ledger.effects(volunteer, np.full(len(volunteer), shift), 1)
    order = np.lexsort((volunteer, *(change[k] for k in reversed(range(LEVELS)))))[:at_most]
    return [
        Candidate(
            int(volunteer[i]),
            tuple(float(x) for x in change[:, i]),
            reasons_of(problem, ledger, int(volunteer[i]), shift, -change[:, i]),
        )
        for i in order
    ]


@dataclass(frozen=True, slots=True)
class Repair:
    """A plan after a change.

    `added` and `removed`: pairs against the plan before, the cancelled ones included. `moved`: people whose
    shifts changed, those who cancelled left aside. `rings`: how far the search had to go (0: somebody could
    simply come).
    """

    assign: Ints
    added: list[list[int]]
    removed: list[list[int]]
    moved: list[int]
    levels: tuple[float, ...]
    rings: int


def repair(
    problem: Problem,
    assign: Sequence[Sequence[int]] | Ints,
    *,
    cancelled: Sequence[Sequence[int]] | Ints = (),
    shifts: Sequence[int] = (),
    people: Sequence[int] = (),
    at_most: int = 3,
) -> Repair:
    """The plan after people cancelled pairs, after `shifts` appeared, or after `people` joined.

    Moves at most `at_most` other people; breaks no rule that the plan did not break. New shifts and people
    are in the problem; the plan just does not hold them yet.
    """
    before = pairs_array(assign)
    gone = pairs_array(cancelled)
    size = max(1, problem.shifts)
    kept = before[~np.isin(before[:, 0] * size + before[:, 1], gone[:, 0] * size + gone[:, 1])]
    starts = [*gone[:, 1].tolist(), *shifts]
    part_shifts, part_people = _around(problem, before, starts, list(people))
    part = problem.part(part_shifts, part_people)
    bench = _Bench(
        part, _local(kept, part_shifts, part_people), _local(gone, part_shifts, part_people), at_most
    )
    goal = levels_of(part, _local(before, part_shifts, part_people))
    new = np.searchsorted(part_shifts, np.array(list(shifts), np.int64))
    goal[0] -= float((part.prio * missing_places(part, bench.assign()))[new].sum())  # the new shifts filled
    rings = 0
    for shift in np.searchsorted(part_shifts, np.unique(np.array(starts, np.int64))).tolist():
        rings = max(rings, bench.fill(shift, goal))
    for person in np.searchsorted(part_people, np.array(people, np.int64)).tolist():
        rings = max(rings, bench.use(person))
    mine = bench.assign()
    outside = kept[~(np.isin(kept[:, 0], part_people) & np.isin(kept[:, 1], part_shifts))]
    after = np.unique(
        np.concatenate([outside, np.stack([part_people[mine[:, 0]], part_shifts[mine[:, 1]]], axis=1)]),
        axis=0,
    )
    return _report(problem, before, after, gone, rings)


def _report(problem: Problem, before: Ints, after: Ints, gone: Ints, rings: int) -> Repair:
    old, new = {tuple(p) for p in before.tolist()}, {tuple(p) for p in after.tolist()}
    cancelled = {tuple(p) for p in gone.tolist()}
    changed = (old ^ new) - cancelled
    leaving = set(gone[:, 0].tolist())
    return Repair(
        assign=after,
        added=[list(p) for p in sorted(new - old)],
        removed=[list(p) for p in sorted(old - new)],
        moved=sorted({v for v, _ in changed if v not in leaving}),
        levels=tuple(float(x) for x in levels_of(problem, after)),
        rings=rings,
    )


def _local(pairs: Ints, shifts: Ints, people: Ints) -> Ints:
    inside = pairs[np.isin(pairs[:, 0], people) & np.isin(pairs[:, 1], shifts)]
    return np.stack([np.searchsorted(people, inside[:, 0]), np.searchsorted(shifts, inside[:, 1])], axis=1)


def _around(problem: Problem, assign: Ints, starts: list[int], people: list[int]) -> tuple[Ints, Ints]:
    """Shifts and people of the places around a change.

    Who reaches them, what else those people reach or hold.
    """
    spaces = np.unique(
        np.concatenate([problem.space[starts], problem.reach[np.isin(problem.reach[:, 0], people), 1]])
    ).astype(np.int64)
    reachers = np.unique(problem.reach[np.isin(problem.reach[:, 1], spaces), 0])
    reachers = np.union1d(reachers, assign[np.isin(assign[:, 1], starts), 0])
    reached = np.unique(problem.reach[np.isin(problem.reach[:, 0], reachers), 1])
    reached = np.union1d(reached[~problem.remote[reached]], spaces)
    near = np.isin(problem.space, reached)
    near[assign[np.isin(assign[:, 0], reachers), 1]] = True  # what they hold elsewhere binds them too
    shifts = np.nonzero(near)[0]
    return shifts, np.union1d(reachers, assign[np.isin(assign[:, 1], shifts), 0])


class _Bench:
    """The part of the plan around a change, being repaired."""

    def __init__(self, part: Problem, kept: Ints, gone: Ints, at_most: int) -> None:
        self.part, self.at_most = part, at_most
        frame = frame_of(part, rows=False)
        size = max(1, part.shifts)
        key = frame.volunteer * size + frame.shift
        on = np.isin(key, kept[:, 0] * size + kept[:, 1])
        stuck = kept[~np.isin(kept[:, 0] * size + kept[:, 1], key)]
        if len(stuck):  # pairs forced against a rule stay as they are
            frame = frame_of(part, stuck, rows=False)
            key = frame.volunteer * size + frame.shift
            on = np.isin(key, kept[:, 0] * size + kept[:, 1])
        self.frame, self.stuck = frame, stuck
        self.original = on.copy()
        self.banned = np.isin(key, gone[:, 0] * size + gone[:, 1])
        self.away = np.unique(gone[:, 0])
        # who cannot come is not asked for something else
        self.banned |= np.isin(frame.volunteer, self.away) & ~on
        self.search = Search(frame, on, np.arange(part.volunteers), 0)
        self._lift_newcomers()

    def _lift_newcomers(self) -> None:
        """Newcomers left alone by the change step back, so that what is kept breaks no rule."""
        frame, side = self.frame, self.search.side
        new = self.part.newcomer[frame.volunteer]
        alone = self.search.on & new & (side.experienced[frame.shift] == 0)
        if alone.any():
            self._put(self.search.on & ~alone)

    def assign(self) -> Ints:
        """Pairs of the part, in its numbers."""
        on = self.search.on
        taken = np.stack([self.frame.volunteer[on], self.frame.shift[on]], axis=1)
        return np.concatenate([self.stuck, taken])

    def fill(self, shift: int, goal: Floats) -> int:
        """Bring level 1 back to `goal` from one shift; returns the rings used (0.

        Nobody else had to move).
        """
        now = levels_of(self.part, self.assign())
        if now[0] <= goal[0] and now[1] <= goal[1] and not self.missing(shift):
            return 0
        chain = Chains(self.frame, self.search.on, self.banned).best(shift, self.at_most)
        if chain is not None:
            self._put(chain.on)
        if levels_of(self.part, self.assign())[0] <= goal[0]:
            return 0 if chain is None or chain.people <= 1 else 1
        for ring, size in enumerate(RINGS, start=2):
            people = self.search.around_shift(shift, size)
            on_shift = self.frame.volunteer[self.search.on & (self.frame.shift == shift)]
            self._solve(np.union1d(people, on_shift), first_only=True)
            if levels_of(self.part, self.assign())[0] <= goal[0]:
                return ring
        return len(RINGS) + 1

    def missing(self, shift: int) -> bool:
        """Whether the shift lacks people."""
        return bool(missing_places(self.part, self.assign())[shift] > 0)

    def _put(self, on: Bools) -> None:
        self.search = Search(self.frame, on, np.arange(self.part.volunteers), 0)

    def use(self, person: int) -> int:
        """Give a newly joined person what fits her best."""
        self._solve(self.search.around_person(person, RINGS[1]))
        return 1

    def _solve(self, people: Ints, *, first_only: bool = False) -> None:
        """Free these people; with `first_only`, only when that can bring level 1 lower."""
        if self.frame.rows is NO_ROWS:
            self.frame = self.frame.with_rows()
            self._put(self.search.on)
        frame, search = self.frame, self.search
        pairs = spans(frame.edges[people], frame.edges[people + 1])
        held = search.on[pairs]
        context = search.side.less(search.side_of(pairs[held]))
        model = model_of(frame, people, context, lean=True)
        high = model.high.copy()
        high[: len(pairs)][self.banned[pairs]] = 0.0
        model = replace(model, high=high)
        if first_only and better(model, held, weights=FIRST, keep=0.0, nodes=1) is None:
            return  # however many of these people move, level 1 stays
        model = _limit_moves(model, frame, pairs, self.original[pairs], self._room(people), self.away)
        after = better(model, held, keep=KEEP, nodes=REPAIR_NODES)
        if after is None:
            return
        on = search.on.copy()
        on[pairs] = after
        self._put(on)

    def _room(self, people: Ints) -> int:
        """How many of these people may still differ from the plan before."""
        changed = np.unique(self.frame.volunteer[self.search.on != self.original])
        outside = np.setdiff1d(np.setdiff1d(changed, people), self.away)
        return self.at_most - len(outside)


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
