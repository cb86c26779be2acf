"""Large problems, step by step over all their parts: a first plan of everything, then level 1, then the other
levels with the time that is left.

What a step brings is kept as it comes: there is a valid plan from the first step on, whatever stops the rest.
Remote shifts, which tie all towns together, take hours that the first plan of the towns leaves; the bound counts
everybody as free for the towns and free for the remote shifts, so it is one of the whole.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from mapart.rostering.cut import groups_of, hours_of_pairs, inside
from mapart.rostering.frame import NO_PAIRS
from mapart.rostering.problem import Bools, Ints, Problem
from mapart.rostering.runners import Runner
from mapart.rostering.steps import Step, Stepped, first_plan, level_one, other_levels

Tell = Callable[[str, float, float | None, float | None], None]
# name, share of the time left that the stage may take, share of the work done before and after it
STAGES = (("first", 1.0, 0.0, 0.1), ("level1", 0.9, 0.1, 0.5), ("levels", 1.0, 0.5, 1.0))

CROWD_CELLS = 2_000_000  # remote shifts * people who may take them, planned at once
REMOTE_SHARE = 0.2  # of the time left, for each of the two steps of remote shifts


@dataclass(slots=True)
class Town:
    """A group of spaces that no volunteer leaves, but for remote shifts: its problem and its plan so far."""

    shifts: Ints
    people: Ints
    problem: Problem  # with the time given elsewhere
    fixed: Ints
    free: Problem | None = None  # without the time that our own remote plan takes, for the bound
    plan: Ints = field(default_factory=NO_PAIRS.copy)
    value: float = 0.0
    bound: float = 0.0
    idle: int = 0

    @property
    def size(self) -> float:
        """Weight of the part in shares of time: about the number of its people."""
        return float(np.sqrt(len(self.shifts) * len(self.people)))

    def step(self, seed: int, seconds: float | None, until: float | None) -> Step:
        """The next step of this part."""
        return Step(self.problem, self.fixed, self.plan, seed, self.bound, self.free, seconds, until)

    def take(self, done: Stepped) -> None:
        """Keep what a step has brought."""
        self.plan, self.value, self.bound = done.plan, done.value, max(self.bound, done.bound)
        self.idle = max(self.idle, done.idle)

    def pairs(self) -> Ints:
        """The plan in the numbers of the whole."""
        return np.stack([self.people[self.plan[:, 0]], self.shifts[self.plan[:, 1]]], axis=1)


class Large:
    """A large problem and its plan so far."""

    def __init__(self, problem: Problem, fixed: Ints, seed: int, until: float | None, tell: Tell) -> None:
        self.problem, self.fixed, self.seed, self.until, self.tell = problem, fixed, seed, until, tell
        self.phases: dict[str, float] = {}
        far = problem.remote[problem.space]
        self.towns = [
            self._town(shifts, people) for shifts, people in groups_of(problem, fixed, np.nonzero(~far)[0])
        ]
        self.towns.sort(key=lambda town: -town.size)
        self.remotes = self._remote_towns(np.nonzero(far)[0]) if far.any() else []

    def run(self, runner: Runner) -> None:
        """All stages, until nothing is won or the time is over."""
        for work, stage in zip((first_plan, level_one, other_levels), STAGES, strict=True):
            began = time.perf_counter()
            self._stage(runner, work, *stage)
            if work is first_plan and self.remotes:
                self._plan_remote(runner)
            self.phases[stage[0]] = time.perf_counter() - began

    def pairs(self) -> Ints:
        """The plan, fixed pairs included."""
        return np.unique(np.concatenate([self.fixed, *(town.pairs() for town in self._all())]), axis=0)

    def value(self) -> float:
        """Level 1 of the plan."""
        return sum(town.value for town in self._all())

    def bound(self) -> float:
        """What level 1 is at least."""
        return sum(town.bound for town in self._all())

    def idle(self) -> int | None:
        """People who wish hours, seen in some town, without any candidate shift; unknown with remote shifts."""
        return None if self.remotes else sum(town.idle for town in self.towns)

    def seen(self) -> Bools:
        """(V) people of the towns."""
        seen = np.zeros(self.problem.volunteers, bool)
        for town in self.towns:
            seen[town.people] = True
        return seen

    def _all(self) -> list[Town]:
        return [*self.towns, *self.remotes]

    def _town(self, shifts: Ints, people: Ints) -> Town:
        problem = self.problem
        away = self.fixed[np.isin(self.fixed[:, 0], people) & ~np.isin(self.fixed[:, 1], shifts)]
        given = np.concatenate([problem.busy, hours_of_pairs(problem, away)])
        return Town(shifts, people, problem.part(shifts, people, given), inside(self.fixed, shifts, people))

    def _remote_towns(self, shifts: Ints) -> list[Town]:
        """Remote shifts and whoever may take them; very many are cut into crowds that do not mix."""
        reach = self.problem.reach
        holders = self.fixed[np.isin(self.fixed[:, 1], shifts), 0]
        people = np.union1d(reach[self.problem.remote[reach[:, 1]], 0], holders)
        crowds = math.ceil(math.sqrt(len(shifts) * len(people) / CROWD_CELLS))
        if np.isin(self.fixed[:, 1], shifts).any():
            crowds = 1  # a fixed pair may belong to two
        crowds = max(1, crowds)
        return [self._town(shifts[k::crowds], people[k::crowds]) for k in range(crowds)]

    def _stage(
        self,
        runner: Runner,
        work: Callable[[Step], Stepped],
        name: str,
        share: float,
        low: float,
        high: float,
    ) -> None:
        """One step of every town, largest first."""
        self.tell(name, low, self.value(), self.bound())
        until = self.until
        if until is not None:
            until = time.time() + max(0.0, until - time.time()) * share
        waiting = {i: town.size for i, town in enumerate(self.towns)}

        def steps() -> Iterator[Step]:
            for town in self.towns:
                seconds = None
                if until is not None:
                    left = max(0.0, until - time.time())
                    seconds = left * min(1.0, runner.workers * town.size / sum(waiting.values()))
                yield town.step(self.seed, seconds, until)

        for i, done in runner.map(work, steps()):
            self.towns[i].take(done)
            del waiting[i]
            fraction = high - (high - low) * len(waiting) / len(self.towns)
            self.tell(name, fraction, self.value(), self.bound())

    def _plan_remote(self, runner: Runner) -> None:
        """Give remote shifts hours that the first plan of the towns leaves, and count them as busy there."""
        problem = self.problem
        held = np.concatenate([self.fixed, *(town.pairs() for town in self.towns)])
        held = held[~problem.remote[problem.space[held[:, 1]]]]
        busy = np.concatenate([problem.busy, hours_of_pairs(problem, held)])
        for town in self.remotes:
            town.free, town.problem = town.problem, problem.part(town.shifts, town.people, busy)
        for work in (first_plan, level_one):
            short = [town for town in self.remotes if work is first_plan or town.value > 0]
            seconds = None if self.until is None else max(0.0, self.until - time.time()) * REMOTE_SHARE
            steps = [town.step(self.seed, seconds, self.until) for town in short]
            for i, done in runner.map(work, steps):
                short[i].take(done)
        if len(self.remotes) > 1:
            for town in self.remotes:
                town.bound = 0.0  # people of another crowd might have come
        self._keep_hours()

    def _keep_hours(self) -> None:
        """Count the hours of the remote plan as busy in the towns."""
        problem = self.problem
        taken = np.concatenate([town.pairs() for town in self.remotes])
        for town in self.towns:
            mine = taken[np.isin(taken[:, 0], town.people)]
            if len(mine):
                town.free = town.problem
                away = self.fixed[~np.isin(self.fixed[:, 1], town.shifts)]
                given = np.concatenate([problem.busy, *(hours_of_pairs(problem, x) for x in (away, mine))])
                town.problem = problem.part(town.shifts, town.people, given)
