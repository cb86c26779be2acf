"""A first valid plan at once: every shift asks its least flexible candidate, everybody accepts the most
urgent shift.

Three passes: minimum places and skills, ideal places, people without a shift. Vectorised over the candidate
pairs; a round costs one sweep of the pairs that can still be added.
"""

from __future__ import annotations

import numpy as np

from mapart.rostering.frame import Frame, holders_of, lines_of, side_of
from mapart.rostering.plan import SHORT
from mapart.rostering.problem import Bools, Floats, Ints

ROUNDS = 10_000  # a round adds at least one pair, so this is never reached by a real problem


def greedy(frame: Frame, seed: int = 0) -> Bools:
    """Which candidate pairs of the frame a careful coordinator would take."""
    hand = _Hand(frame, np.random.default_rng(seed))
    for wanted in (hand.fills_minimum, hand.fills_ideal, hand.serves_somebody):
        for _ in range(ROUNDS):
            if not hand.round(wanted()):
                break
    return hand.on


class _Hand:
    """The plan being made and the pairs that can still be added (`alive`, in order of shift)."""

    def __init__(self, frame: Frame, chance: np.random.Generator) -> None:
        problem = frame.problem
        self.frame, self.problem = frame, problem
        self.on = np.zeros(len(frame.shift), bool)
        self.alive = np.argsort(frame.shift, kind="stable")
        self.heads = frame.base.heads.copy()
        self.experienced = frame.base.experienced.copy()
        self.holders = frame.base.holders.copy()
        self.has = frame.has.copy()
        self.left = _left(frame)
        self.noise = chance.random(len(frame.shift)) * 0.5
        where, line = lines_of(problem.req, frame.shift, problem.shifts)
        holds = problem.skill[frame.volunteer[where], problem.req[line, 1]] >= problem.req[line, 2]
        self.skilled_pair, self.skilled_line = where[holds], line[holds]

    def fills_minimum(self) -> Floats:
        """Worth of each pair for a missing minimum place or skill, 0 when none."""
        shift = self.frame.shift[self.alive]
        lacking = self.problem.req[:, 3] - self.holders
        useful = np.zeros(len(self.on), bool)
        useful[self.skilled_pair[lacking[self.skilled_line] > 0]] = True
        short = self.heads[shift] < self.problem.least[shift]
        worth = np.where(useful[self.alive], 2.0, np.where(short, 1.0, 0.0))
        return worth * self.problem.prio[shift]

    def fills_ideal(self) -> Floats:
        """Worth of each pair for a missing ideal place."""
        shift = self.frame.shift[self.alive]
        beyond = self.heads[shift] - self.problem.least[shift]
        worth = np.where(
            self.heads[shift] < self.problem.ideal[shift], SHORT / (2.0 + np.maximum(beyond, 0)), 0.0
        )
        return np.asarray(worth * self.problem.prio[shift], np.float64)

    def serves_somebody(self) -> Floats:
        """1 for pairs of people who wish hours and have nothing yet."""
        who = self.frame.volunteer[self.alive]
        return (~self.has[who] & (self.problem.wish[who] > 0)).astype(np.float64)

    def round(self, worth: Floats) -> bool:
        """Each shift asks one candidate, each person accepts one shift; false when nobody was asked."""
        frame = self.frame
        ready = worth > 0
        ready &= ~self.problem.newcomer[frame.volunteer[self.alive]] | (
            self.experienced[frame.shift[self.alive]] > 0
        )
        pairs, worth = self.alive[ready], worth[ready]
        if not len(pairs):
            return False
        shift, who = frame.shift[pairs], frame.volunteer[pairs]
        options = np.bincount(who, minlength=self.problem.volunteers)
        crowd = np.bincount(shift, minlength=self.problem.shifts)
        rank = (
            options[who] + frame.taste[pairs] + self.noise[pairs] - 1000.0 * worth / self.problem.prio[shift]
        )
        first = np.concatenate([[0], np.nonzero(shift[1:] != shift[:-1])[0] + 1])
        best = np.minimum.reduceat(rank, first)
        asked = np.nonzero(rank == np.repeat(best, np.diff([*first, len(shift)])))[0]
        _, one = np.unique(shift[asked], return_index=True)
        asked = asked[one]
        urgency = worth[asked] / crowd[shift[asked]]
        order = np.lexsort((shift[asked], -urgency, who[asked]))
        _, one = np.unique(who[asked[order]], return_index=True)
        self._add(pairs[asked[order[one]]])
        return True

    def _add(self, pairs: Ints) -> None:
        """Add one pair per person, and drop the pairs that no longer fit."""
        frame, problem = self.frame, self.problem
        who, shift = frame.volunteer[pairs], frame.shift[pairs]
        self.on[pairs] = True
        side = side_of(problem, who, shift)
        self.heads += side.heads
        self.experienced += side.experienced
        self.holders += holders_of(problem, who, shift)
        self.has[who] = True
        day = problem.day[shift]
        for table, period in zip(self.left, (day, day // 7, problem.month_of(day)), strict=True):
            np.subtract.at(table, (who, period), problem.duration[shift])
        taken = np.full(problem.volunteers, -1)
        taken[who] = shift
        self.alive = self.alive[~self._dead(taken)]

    def _dead(self, taken: Ints) -> Bools:
        frame, problem = self.frame, self.problem
        dead = self.heads[frame.shift[self.alive]] >= problem.most[frame.shift[self.alive]]
        touched = np.nonzero(taken[frame.volunteer[self.alive]] >= 0)[0]
        pairs = self.alive[touched]
        who, mine = frame.volunteer[pairs], frame.shift[pairs]
        other = taken[who]
        gap = np.maximum(problem.start[mine] - problem.end[other], problem.start[other] - problem.end[mine])
        travel = problem.travel[problem.space[mine], problem.space[other]]
        day = problem.day[mine]
        bad = (day == problem.day[other]) & ((gap < 0) | (travel < 0) | (gap < travel))
        for table, period in zip(self.left, (day, day // 7, problem.month_of(day)), strict=True):
            bad |= table[who, period] < problem.duration[mine]
        dead[touched[bad]] = True
        return np.asarray(dead, bool)


def _left(frame: Frame) -> list[Ints]:
    """Minutes left under the caps: (V, days), (V, weeks), (V, months)."""
    return [frame.problem.caps[:, [k]] - used for k, used in enumerate(frame.used)]
