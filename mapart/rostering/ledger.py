"""What a plan holds, and what one more or one less assignment would change at each level.

The one place that knows the price of a single move; greedy, repair and explanations all ask it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mapart.rostering.candidates import home_minutes, keep_values, tastes
from mapart.rostering.frame import Side, lines_of, side_of
from mapart.rostering.plan import EXTRA, SHORT, WEIGHTS, unfairness, used_minutes
from mapart.rostering.problem import NONE, Bools, Floats, Ints, Problem

LEVELS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """The counts of one plan."""

    problem: Problem
    assign: Ints  # (n, 2)
    side: Side
    minutes: Floats  # (V, months)
    count: Ints  # (V) shifts held, time given elsewhere included

    def effects(self, volunteer: Ints, shift: Ints, sign: int, without: Ints | None = None) -> Floats:
        """(6, n) change of each level when one pair is added (sign 1) or taken away (sign -1).

        Each by itself. `without`: somebody who has left each shift before (sign 1 only).
        """
        problem = self.problem
        change = np.zeros((LEVELS, len(volunteer)))
        prio = problem.prio[shift].astype(np.float64)
        nobody = np.full(len(volunteer), NONE)
        gone = nobody if without is None else without
        after = (gone, volunteer) if sign > 0 else (volunteer, nobody)
        change[0] = prio * (self._missing(shift, *after) - self._missing(shift, gone, nobody))
        heads = self.side.heads[shift] - (gone >= 0)
        change[1] = -sign * prio * place_worth(problem, shift, heads if sign > 0 else heads - 1)
        limit = 0 if sign > 0 else 1
        wishing = problem.wish[volunteer] > 0
        change[2] = -sign * (wishing & (self.count[volunteer] == limit))
        change[3] = -sign * keep_values(problem, volunteer, shift)
        change[4] = sign * tastes(problem, volunteer, shift) + self.fairness(volunteer, shift, sign)
        change[4] += self._languages(volunteer, shift, sign, gone)
        change[5] = sign * np.maximum(home_minutes(problem, volunteer, shift), 0)
        return change

    def _missing(self, shift: Ints, out: Ints, coming: Ints) -> Ints:
        """Places missing below the minimum when `out` leaves each shift and `coming` comes (NONE: nobody)."""
        problem = self.problem
        change = (coming >= 0).astype(np.int64) - (out >= 0)
        missing = np.maximum(problem.least[shift] - self.side.heads[shift] - change, 0)
        where, line = lines_of(problem.req, shift, problem.shifts)
        holds = self._holds(coming[where], line).astype(np.int64) - self._holds(out[where], line)
        np.maximum.at(missing, where, problem.req[line, 3] - self.side.holders[line] - holds)
        return np.asarray(missing, np.int64)

    def stands(self, shift: Ints, out: Ints, coming: Ints) -> Bools:
        """Whether each shift keeps its most people (H7) and its newcomers accompanied (H8).

        When `out` leaves and `coming` comes (NONE for nobody).
        """
        problem = self.problem
        leaves, comes = out >= 0, coming >= 0
        new_out, new_in = leaves & problem.newcomer[out], comes & problem.newcomer[coming]
        heads = self.side.heads[shift] - leaves + comes
        newcomers = self.side.newcomers[shift] - new_out + new_in
        experienced = heads - newcomers
        return np.asarray((heads <= problem.most[shift]) & ((newcomers <= 0) | (experienced > 0)), bool)

    def place_change(self, shift: Ints, out: Ints, coming: Ints) -> Floats:
        """Weighted change of levels 1 and 2 when `out` leaves each shift and `coming` comes (NONE: nobody)."""
        problem = self.problem
        heads, nobody = self.side.heads[shift], np.full(len(shift), NONE)
        change = (coming >= 0).astype(np.int64) - (out >= 0)
        missing = self._missing(shift, out, coming) - self._missing(shift, nobody, nobody)
        gained = place_worth(problem, shift, heads) * (change > 0)
        lost = place_worth(problem, shift, heads - 1) * (change < 0)
        prio = problem.prio[shift]
        return np.asarray(WEIGHTS[0] * prio * missing + WEIGHTS[1] * prio * (lost - gained), np.float64)

    def _holds(self, volunteer: Ints, line: Ints) -> Bools:
        """Whether each of these people holds the skill of each line of `req`; nobody (NONE) does not."""
        skill, level = self.problem.req[line, 1], self.problem.req[line, 2]
        return np.asarray((volunteer >= 0) & (self.problem.skill[volunteer, skill] >= level), bool)

    def fairness(self, volunteer: Ints, shift: Ints, sign: int, without: Ints | None = None) -> Floats:
        """Change at level 5 of the hours given against the hours wished, one pair added or taken away.

        `without`: shifts of the same people that they have already left.
        """
        problem = self.problem
        month = problem.month_of(problem.day[shift])
        wish = problem.wish_of_month()[volunteer, month]
        wishing = wish > 0
        wish = np.where(wishing, wish, 1.0)
        used = self.minutes[volunteer, month]
        if without is not None:
            same = problem.month_of(problem.day[without]) == month
            used = used - np.where(same, problem.duration[without], 0)
        later = used + sign * problem.duration[shift]
        cost: Floats = np.where(wishing, 10.0 * (unfairness(later / wish) - unfairness(used / wish)), 0.0)
        return cost

    def _languages(self, volunteer: Ints, shift: Ints, sign: int, gone: Ints) -> Floats:
        problem = self.problem
        where, line = lines_of(problem.wanted, shift, problem.shifts)
        language = problem.wanted[line, 1]
        speakers = self.side.speakers[line]
        speakers = speakers - ((gone[where] >= 0) & problem.speaks[gone[where], language])
        alone = speakers == (0 if sign > 0 else 1)
        speaks = problem.speaks[volunteer[where], language] & alone
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


def best_first(change: Floats) -> list[Floats]:
    """Keys for `np.lexsort`: (6, n) changes in the strict order of levels, equal within its tolerance."""
    return [np.round(level, 6) for level in reversed(change)]
