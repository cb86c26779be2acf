"""Long horizons, some weeks after the others: each block is planned with the blocks before it as time given.

Caps of a month that two blocks share, hours wished and "nobody forgotten" so hold over the whole horizon. Blocks
end where a month ends when that is near, so that they share as little as possible.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mapart.rostering.answers import Progress, Result
from mapart.rostering.cut import hours_of_pairs, inside
from mapart.rostering.frame import NO_PAIRS, frame_of
from mapart.rostering.plan import levels_of, pairs_array
from mapart.rostering.problem import Ints, Problem
from mapart.rostering.solve import gap_points, peak_mb, solve

WEEKS = 4  # of one block
LONG = 42  # days from which a horizon is planned in blocks
NEAR = 7  # days by which a block may be shorter or longer to end with a month


def plan_horizon(
    problem: Problem,
    *,
    time_limit: float | None = None,
    seed: int = 0,
    fixed: Sequence[Sequence[int]] | Ints = NO_PAIRS,
    progress: Progress | None = None,
    processes: int = 1,
    scheduler: str | None = None,
) -> Result:
    """`solve` of a short horizon, `roll` of a long one (more than six weeks); the same arguments and result."""
    plan = solve if problem.days <= LONG else roll
    return plan(
        problem,
        time_limit=time_limit,
        seed=seed,
        fixed=fixed,
        progress=progress,
        processes=processes,
        scheduler=scheduler,
    )


def roll(
    problem: Problem,
    *,
    time_limit: float | None = None,
    seed: int = 0,
    fixed: Sequence[Sequence[int]] | Ints = NO_PAIRS,
    progress: Progress | None = None,
    processes: int = 1,
    scheduler: str | None = None,
    weeks: int = WEEKS,
) -> Result:
    """A plan of the whole horizon, blocks of about `weeks` weeks one after the other, `fixed` pairs kept.

    Bounds of levels 1 and 2 are sums over the blocks; they are given when no block can bind another one (they
    end with a week and with a month), and are None otherwise.
    """
    began = time.perf_counter()
    rolling = _Rolling(problem, pairs_array(fixed), blocks_of(problem, weeks))
    for i, block in enumerate(rolling.blocks):
        left = rolling.share(i)
        limit = None
        if time_limit is not None:
            limit = max(0.1, left * (time_limit - (time.perf_counter() - began)))
        shifts = rolling.shifts(block)
        part = rolling.part(shifts)
        done = solve(
            part,
            time_limit=limit,
            seed=seed,
            fixed=inside(rolling.fixed, shifts, np.arange(problem.volunteers)),
            progress=_scaled(progress, i, len(rolling.blocks)),
            processes=processes,
            scheduler=scheduler,
        )
        rolling.take(shifts, done)
    return rolling.result(time.perf_counter() - began)


def blocks_of(problem: Problem, weeks: int = WEEKS) -> list[tuple[int, int]]:
    """First day and end day (excluded) of each block; together they are the horizon."""
    ends = [int(end) for end in problem.months[:, 1] if end % 7 == 0]
    blocks, first = [], 0
    while first < problem.days:
        end = first + 7 * weeks
        near = [e for e in ends if abs(e - end) <= NEAR and e > first]
        end = min(near, key=lambda e: (abs(e - end), e), default=end)
        if problem.days - end <= NEAR:
            end = problem.days
        blocks.append((first, end))
        first = end
    return blocks


def _scaled(progress: Progress | None, i: int, count: int) -> Progress | None:
    """Progress of one block told as progress of the whole; levels of a block say nothing of the whole."""
    if progress is None:
        return None
    return lambda phase, fraction, value, bound: progress(phase, (i + fraction) / count, None, None)


@dataclass
class _Rolling:
    """The whole problem, and what its blocks have brought so far."""

    problem: Problem
    fixed: Ints
    blocks: list[tuple[int, int]]

    def __post_init__(self) -> None:
        self.chosen = self.fixed
        self.first = self.second = 0.0  # proven of levels 1 and 2, sums over the blocks
        self.proven = self._apart()
        self.components = 0
        self.phases: dict[str, float] = {}

    def _apart(self) -> bool:
        """Whether no block binds another one: each ends with a week, a month, or the horizon."""
        months = set(self.problem.months[:, 1].tolist())
        return all(end % 7 == 0 and end in months for _, end in self.blocks[:-1])

    def shifts(self, block: tuple[int, int]) -> Ints:
        """The shifts of a block."""
        day = self.problem.day
        return np.nonzero((block[0] <= day) & (day < block[1]))[0]

    def share(self, i: int) -> float:
        """Share of the remaining time that a block gets: its share of the remaining shifts."""
        left = (self.problem.day >= self.blocks[i][0]).sum()
        return len(self.shifts(self.blocks[i])) / max(1, int(left))

    def part(self, shifts: Ints) -> Problem:
        """The problem of these shifts, all that is chosen elsewhere being time given."""
        elsewhere = self.chosen[~np.isin(self.chosen[:, 1], shifts)]
        busy = np.concatenate([self.problem.busy, hours_of_pairs(self.problem, elsewhere)])
        return self.problem.part(shifts, np.arange(self.problem.volunteers), busy)

    def take(self, shifts: Ints, done: Result) -> None:
        """Keep what a block has brought."""
        mine = np.stack([done.assign[:, 0], shifts[done.assign[:, 1]]], axis=1)
        self.chosen = np.unique(np.concatenate([self.chosen, mine]), axis=0)
        first, second = done.bounds[:2]
        self.proven &= first is not None
        self.first += first or 0.0
        self.second += second or 0.0
        self.components += done.components
        for name, seconds in done.phases.items():
            self.phases[name] = self.phases.get(name, 0.0) + seconds

    def result(self, seconds: float) -> Result:
        """The plan of the whole horizon, its levels and bounds."""
        problem = self.problem
        levels = levels_of(problem, self.chosen)
        first = self.first if self.proven else None
        # bounds of level 2 add up where every block must be at its bound of level 1
        is_met = self.proven and float(levels[0]) <= self.first + 1e-6
        second = (self.second if is_met else 0.0) if self.proven else None
        return Result(
            assign=self.chosen,
            levels=tuple(float(x) for x in levels),
            bounds=(first, second, self._hopeless(), 0.0, None, None),
            gap_points=gap_points(problem, float(levels[0]), first),
            seconds=seconds,
            peak_mb=peak_mb(),
            components=self.components,
            phases=self.phases,
        )

    def _hopeless(self) -> float:
        """People who wish hours and can take nothing at all."""
        frame = frame_of(self.problem, self.fixed, rows=False)
        idle = (self.problem.wish > 0) & ~frame.has & (frame.edges[1:] == frame.edges[:-1])
        return float(idle.sum())
