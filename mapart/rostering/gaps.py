"""Whom to look for: the extra volunteer who fills the most weighted minimum places, proven.

A profile is a space, a mission with its skills, a weekday and a time slot. By duality the duals bound what a
profile can win; exact what-ifs follow in that order and stop when no later profile can be better: gain <=
dual value + (plan - bound).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mapart.rostering.answers import Gap, Gaps
from mapart.rostering.cut import groups_of
from mapart.rostering.engine import best, duals_of, load, safe_bound
from mapart.rostering.frame import Frame, frame_of
from mapart.rostering.level import settle
from mapart.rostering.matrix import Model
from mapart.rostering.model import model_of
from mapart.rostering.near import complete
from mapart.rostering.plan import missing_places, pairs_array
from mapart.rostering.problem import DAY, NONE, Bools, Floats, Ints, Problem
from mapart.rostering.relaxation import Relaxation

FIRST = np.array([1.0, 0, 0, 0, 0, 0])
LEVEL = 9  # of the skills of a profile: enough for any demand


@dataclass(frozen=True, slots=True)
class _Profile:
    at_most: float
    group: int
    space: int
    mission: int
    weekday: int
    start: int
    end: int


def gaps(
    problem: Problem, assign: Sequence[Sequence[int]] | Ints, *, top: int = 10, tries: int = 500
) -> Gaps:
    """The `top` profiles that would lower level 1 of the plan most, after at most `tries` exact what-ifs."""
    pairs = pairs_array(assign)
    cities = [_City(problem, shifts, people, pairs) for shifts, people in groups_of(problem, pairs)]
    profiles = [p for i, city in enumerate(cities) for p in city.profiles(i)]
    profiles.sort(key=lambda p: (-p.at_most, p.space, p.mission, p.weekday, p.start, p.end))
    found: list[Gap] = []
    tried, exact = 0, True
    for profile in profiles:
        if len(found) >= top and found[top - 1].worth >= profile.at_most - 1e-6:
            break
        if tried >= tries:
            exact = False
            break
        tried += 1
        gap, settled = cities[profile.group].try_(profile)
        exact &= settled
        found.append(gap)
        found.sort(key=lambda g: -g.worth)
    return Gaps([g for g in found[:top] if g.worth > 0], exact, tried, len(profiles))


class _City:
    """A part of the problem with the duals of its level 1."""

    def __init__(self, problem: Problem, shifts: Ints, people: Ints, pairs: Ints) -> None:
        self.shifts, self.people = shifts, people
        self.space_ids = np.unique(np.concatenate([problem.space[shifts], _busy_spaces(problem, people)]))
        self.part = problem.part(shifts, people)
        inside = pairs[np.isin(pairs[:, 0], people) & np.isin(pairs[:, 1], shifts)]
        mine = np.stack(
            [np.searchsorted(people, inside[:, 0]), np.searchsorted(shifts, inside[:, 1])], axis=1
        )
        self.mine = mine
        self.missing = missing_places(self.part, mine)
        self.value = float((self.part.prio * self.missing).sum())

    def profiles(self, group: int) -> list[_Profile]:
        """Every slot in which shifts stand, with what its duals allow."""
        part = self.part
        frame = frame_of(part)
        model = model_of(frame, lean=True)
        solver = load(model, FIRST, whole=False)
        solver.run()
        duals = duals_of(solver)
        slack = self.value - np.ceil(safe_bound(model, FIRST @ model.cost, duals) - 1e-6)
        worth = _worth(part, model, duals)
        day = part.day
        keys = np.stack(
            [part.space, part.mission, day % 7, part.start - DAY * day, part.end - DAY * day], axis=1
        )
        slots, slot = np.unique(keys, axis=0, return_inverse=True)
        weeks = 1 + int(day.max(initial=0)) // 7
        best_of_week = np.zeros((len(slots), weeks))
        np.maximum.at(best_of_week, (slot.reshape(-1), day // 7), worth)
        at_most = np.floor(best_of_week.sum(axis=1) + slack + 1e-6)
        return [
            _Profile(float(limit), group, int(self.space_ids[k[0]]), *(int(x) for x in k[1:]))
            for limit, k in zip(at_most, slots, strict=True)
            if limit > 0
        ]

    def try_(self, profile: _Profile) -> tuple[Gap, bool]:
        """The exact worth of a profile; and whether the solver settled it."""
        part = self.part
        space = int(np.searchsorted(self.space_ids, profile.space))
        skills = _skills(part, space, profile)
        frame = frame_of(_with_person(part, space, skills, profile))
        held = np.isin(
            frame.volunteer * part.shifts + frame.shift, self.mine[:, 0] * part.shifts + self.mine[:, 1]
        )
        on, is_settled = _least(model_of(frame, lean=True), frame, held)
        taken = np.stack([frame.volunteer[on], frame.shift[on]], axis=1)
        missing = missing_places(frame.problem, taken)
        worth = self.value - float((part.prio * missing).sum())
        new = taken[taken[:, 0] == part.volunteers, 1]
        gap = Gap(
            profile.space,
            profile.mission,
            skills,
            profile.weekday,
            profile.start,
            profile.end,
            worth=worth,
            at_most=profile.at_most,
            shifts=self.shifts[new].tolist(),
            filled=self.shifts[missing < self.missing].tolist(),
        )
        return gap, is_settled


def _least(model: Model, frame: Frame, held: Bools) -> tuple[Bools, bool]:
    """Pairs of a plan of the least level 1, the plan `held` when nothing is below it, and whether that is proven."""
    values = complete(model, held)
    if values is not None and not model.penalty.any():
        cost = model.cost[0]
        answer = settle(Relaxation(model, owner=frame.volunteer, likely=held), cost, float(cost @ values))
        if answer.is_reached:
            return held if answer.values is None else answer.values[: len(held)] > 0.5, True
    solved = best(model, weights=FIRST, start=held.astype(np.float64), gap=0.5)
    return (held, False) if solved is None else (solved.taken, solved.optimal)


def _busy_spaces(problem: Problem, people: Ints) -> Ints:
    spaces = problem.busy[np.isin(problem.busy[:, 0], people), 3]
    return np.asarray(spaces[spaces >= 0], np.int64)


def _worth(part: Problem, model: Model, duals: Floats) -> Floats:
    """(S) what one more experienced, skilled person on each shift is worth by the duals of her rows."""
    place, experienced, skill = model.person_rows
    worth = np.zeros(part.shifts)
    price = np.append(np.maximum(duals, 0.0), 0.0)  # the last one answers -1: no such row
    for rows in (place, experienced):
        worth += price[rows]
    np.add.at(worth, part.req[:, 0], price[skill])
    return worth


def _skills(part: Problem, space: int, profile: _Profile) -> list[int]:
    """Skills that the mission and the shifts of the slot ask."""
    asked = {int(part.mandatory[profile.mission])} - {NONE}
    here = (part.space == space) & (part.mission == profile.mission)
    asked |= {int(k) for s, k, _, _ in part.req if here[s]}
    return sorted(asked)


def _with_person(part: Problem, space: int, skills: list[int], profile: _Profile) -> Problem:
    """The part with one more volunteer, who wishes nothing and may take one shift of the slot each week."""
    v, length = part.volunteers, profile.end - profile.start
    skill = np.full((1, part.skill.shape[1]), NONE)
    skill[0, skills] = LEVEL
    rank = np.full((1, part.rank.shape[1]), NONE)
    rank[0, profile.mission] = 0
    line = np.array([[v, profile.weekday, profile.start, profile.end]])
    return replace(
        part,
        reach=np.concatenate([part.reach, [[v, space, 0]]]),
        weekly=np.concatenate([part.weekly, line]),
        skill=np.concatenate([part.skill, skill]),
        rank=np.concatenate([part.rank, rank]),
        speaks=np.concatenate([part.speaks, np.zeros((1, part.speaks.shape[1]), bool)]),
        newcomer=np.append(part.newcomer, False),
        wish=np.append(part.wish, 0.0),
        caps=np.concatenate([part.caps, [[length, length, length * 60]]]),
        show=np.append(part.show, 1.0),
        habit=np.concatenate([part.habit, np.full((1, 3), NONE)]),
    )
