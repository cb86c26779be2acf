"""What a plan holds, and what one more or one less assignment would change at each level.

The one place that knows the price of a single move; greedy, repair and explanations all ask it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mapart.rostering.candidates import home_minutes, keep_values, tastes
from mapart.rostering.frame import Side, lines_of, side_of
from mapart.rostering.plan import EXTRA, SHORT, unfairness, used_minutes
from mapart.rostering.problem import Bools, Floats, Ints, Problem

LEVELS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """The counts of one plan."""

    problem: Problem
    assign: Ints  # (n, 2)
    side: Side
    minutes: Floats  # (V, months)
    count: Ints  # (V) shifts held, time given elsewhere included

    def effects(self, volunteer: Ints, shift: Ints, sign: int) -> Floats:
        """(6, n) change of each level when one pair is added (sign 1) or taken away (sign -1).

        Each by itself.
        """
        problem = self.problem
        change = np.zeros((LEVELS, len(volunteer)))
        prio = problem.prio[shift].astype(np.float64)
        after = self._missing(shift, sign, volunteer) - self._missing(shift, 0, volunteer)
        change[0] = prio * after
        heads = self.side.heads[shift]
        change[1] = -sign * prio * place_worth(problem, shift, heads if sign > 0 else heads - 1)
        limit = 0 if sign > 0 else 1
        wishing = problem.wish[volunteer] > 0
        change[2] = -sign * (wishing & (self.count[volunteer] == limit))
        change[3] = -sign * keep_values(problem, volunteer, shift)
        change[4] = sign * tastes(problem, volunteer, shift) + self._fairness(volunteer, shift, sign)
        change[4] += self._languages(volunteer, shift, sign)
        change[5] = sign * np.maximum(home_minutes(problem, volunteer, shift), 0)
        return change

    def _missing(self, shift: Ints, sign: int, volunteer: Ints) -> Ints:
        problem = self.problem
        missing = np.maximum(problem.least[shift] - self.side.heads[shift] - sign, 0)
        where, line = lines_of(problem.req, shift, problem.shifts)
        holds = problem.skill[volunteer[where], problem.req[line, 1]] >= problem.req[line, 2]
        np.maximum.at(missing, where, problem.req[line, 3] - self.side.holders[line] - sign * holds)
        return np.asarray(missing, np.int64)

    def _fairness(self, volunteer: Ints, shift: Ints, sign: int) -> Floats:
        problem = self.problem
        month = problem.month_of(problem.day[shift])
        wish = problem.wish_of_month()[volunteer, month]
        wishing = wish > 0
        wish = np.where(wishing, wish, 1.0)
        used = self.minutes[volunteer, month]
        later = used + sign * problem.duration[shift]
        cost: Floats = np.where(wishing, 10.0 * (unfairness(later / wish) - unfairness(used / wish)), 0.0)
        return cost

    def _languages(self, volunteer: Ints, shift: Ints, sign: int) -> Floats:
        problem = self.problem
        where, line = lines_of(problem.wanted, shift, problem.shifts)
        alone = self.side.speakers[line] == (0 if sign > 0 else 1)
        speaks = problem.speaks[volunteer[where], problem.wanted[line, 1]] & alone
        return np.asarray(-sign * 2.0 * np.bincount(where[speaks], minlength=len(shift)), np.float64)


def ledger_of(problem: Problem, assign: Ints) -> Ledger:
    """The counts of a plan."""
    count = np.bincount(assign[:, 0], minlength=problem.volunteers)
    count += np.bincount(problem.busy[:, 0], minlength=problem.volunteers)
    side = side_of(problem, assign[:, 0], assign[:, 1])
    return Ledger(problem, assign, side, used_minutes(problem, assign), count)


def place_worth(problem: Problem, shift: Ints, heads: Ints) -> Ints:
    """What level 2 pays, before priority, for the next place of a shift that has `heads` people."""
    extra = heads - problem.least[shift]
    table = np.array(EXTRA)
    worth = np.where(extra < len(EXTRA), table[np.clip(extra, 0, len(EXTRA) - 1)], 1)
    worth = np.where(extra < 0, SHORT, worth)
    result: Ints = np.where(heads < problem.ideal[shift], worth, 0)
    return result


def first_changed(change: Floats) -> Bools:
    """Whether each column of changes makes a plan worse in the strict order of levels."""
    worse = np.zeros(change.shape[1], bool)
    known = np.zeros(change.shape[1], bool)
    for level in change:
        moved = np.abs(level) > 1e-6
        worse |= ~known & moved & (level > 0)
        known |= moved
    return worse
