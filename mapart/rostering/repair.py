"""One change on a plan, at once: the smallest repair around it, and other ways to do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mapart.rostering.cut import hours_of_pairs, inside
from mapart.rostering.mend import Mend
from mapart.rostering.plan import levels_of, missing_places, pairs_array
from mapart.rostering.problem import Ints, Problem

PROPOSALS = 3
FEW = 2  # people moved at most by the first proposal


@dataclass(frozen=True, slots=True)
class Repair:
    """A plan after a change.

    `added` and `removed`: pairs against the plan before, the cancelled ones included. `moved`: people whose
    shifts changed, those who cancelled left aside. `rings`: how far the search had to go. 0: nobody else had to
    move; 1: a chain of people; 2: who cancelled is asked for other hours; 3: the exact problem of the people
    around.
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
    spare: Sequence[int] | Ints = (),
    at_most: int = 3,
    still_free: bool = False,
) -> Repair:
    """The plan after people cancelled pairs, after `shifts` appeared, or after `people` joined; all at once too.

    Moves at most `at_most` other people (newcomers whose company leaves step back beyond that); breaks no rule
    that the plan did not break. New shifts and people are in the problem; the plan just does not hold them yet.
    `spare`: people who keep exactly what they have.
    `still_free`: who cancelled was taken off the shift and may take another one at the same hours.
    """
    before = pairs_array(assign)
    gone = pairs_array(cancelled)
    size = max(1, problem.shifts)
    kept = before[~np.isin(before[:, 0] * size + before[:, 1], gone[:, 0] * size + gone[:, 1])]
    starts = [*gone[:, 1].tolist(), *shifts]
    part_shifts, part_people = _around(problem, before, starts, list(people))
    elsewhere = kept[np.isin(kept[:, 0], part_people) & ~np.isin(kept[:, 1], part_shifts)]
    busy = np.concatenate([problem.busy, hours_of_pairs(problem, elsewhere)])  # hours that bind them too
    part = problem.part(part_shifts, part_people, busy)
    joined = np.searchsorted(part_people, np.array(people, np.int64))
    mend = Mend(
        part,
        inside(kept, part_shifts, part_people),
        inside(gone, part_shifts, part_people),
        joined=joined,
        spared=np.searchsorted(part_people, np.intersect1d(np.array(spare, np.int64), part_people)),
        at_most=at_most,
        still_free=still_free,
    )
    held = inside(before, part_shifts, part_people)
    goal = float(levels_of(part, held)[0])
    new = np.searchsorted(part_shifts, np.array(list(shifts), np.int64))
    goal -= float((part.prio * missing_places(part, mend.assign()))[new].sum())  # the new shifts filled
    rings = 0
    places = np.searchsorted(part_shifts, np.unique(np.array(starts, np.int64)))
    heads = np.minimum(np.bincount(held[:, 1], minlength=part.shifts), part.ideal)
    for shift in places[np.argsort(-part.prio[places], kind="stable")].tolist():
        rings = max(rings, mend.fill(shift, int(heads[shift])))
    for person in joined.tolist():
        rings = max(rings, mend.use(person))
    if len(places) and mend.levels()[0] > goal:
        rings = max(rings, mend.insist(places, goal))
    mine = mend.assign()
    outside = kept[~(np.isin(kept[:, 0], part_people) & np.isin(kept[:, 1], part_shifts))]
    after = np.unique(
        np.concatenate([outside, np.stack([part_people[mine[:, 0]], part_shifts[mine[:, 1]]], axis=1)]),
        axis=0,
    )
    return _report(problem, before, after, gone, rings)


def proposals(
    problem: Problem,
    assign: Sequence[Sequence[int]] | Ints,
    cancelled: Sequence[Sequence[int]] | Ints,
    *,
    count: int = PROPOSALS,
    at_most: int = 3,
) -> list[Repair]:
    """Up to `count` repairs to choose from, the best first; each moves other people than those before it.

    The first moves at most two people, the others at most `at_most`. Fewer come when nobody else can help;
    always at least one, which may move nobody. No two give the same plan: newcomers who step back do so in each.
    """
    found: list[Repair] = []
    spare: list[int] = []
    for i in range(count):
        few = min(FEW, at_most) if i == 0 else at_most
        one = repair(problem, assign, cancelled=cancelled, spare=spare, at_most=few)
        if found and (not one.moved or any(np.array_equal(one.assign, other.assign) for other in found)):
            break  # nobody else can help: to ask again would give the same
        found.append(one)
        spare += one.moved
    return found


def _report(problem: Problem, before: Ints, after: Ints, gone: Ints, rings: int) -> Repair:
    size = max(1, problem.shifts)
    old, new, given_up = (pairs[:, 0] * size + pairs[:, 1] for pairs in (before, after, gone))
    added, removed = np.setdiff1d(new, old), np.setdiff1d(old, new)
    changed = np.concatenate([added, np.setdiff1d(removed, given_up)]) // size
    return Repair(
        assign=after,
        added=np.stack([added // size, added % size], axis=1).tolist(),
        removed=np.stack([removed // size, removed % size], axis=1).tolist(),
        moved=np.setdiff1d(changed, gone[:, 0]).tolist(),
        levels=tuple(float(x) for x in levels_of(problem, after)),
        rings=rings,
    )


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
