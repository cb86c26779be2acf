"""Every move of one person that a plan allows by itself: she comes to a shift, or leaves one of hers for it.

Her own rules (overlaps, travel, caps) are tested here, for all candidate pairs at once; what the shifts ask
(heads, newcomers, skills) depends on who else moves and is asked of the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mapart.rostering.candidates import spans
from mapart.rostering.frame import Frame
from mapart.rostering.ledger import Ledger
from mapart.rostering.plan import WEIGHTS
from mapart.rostering.problem import NONE, Bools, Floats, Ints, Problem


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """One line per move."""

    pair: Ints  # the candidate pair she comes to, position in the frame
    shift: Ints  # its shift
    held: Ints  # the pair she leaves for it, NONE when she simply comes
    cost: Floats  # weighted change of her own part of the levels 3 to 6
    by_shift: Ints  # the lines sorted by shift
    edges: Ints  # those into s are by_shift[edges[s]:edges[s + 1]]

    def into(self, shifts: Ints) -> Ints:
        """The lines into these shifts."""
        return self.by_shift[spans(self.edges[shifts], self.edges[shifts + 1])]


def moves_of(frame: Frame, on: Bools, banned: Bools, ledger: Ledger) -> Moves:
    """All moves on the plan `on` of a frame, `banned` pairs left out."""
    pair = np.nonzero(~on & ~banned)[0]
    held = np.nonzero(on)[0]
    edges = np.searchsorted(frame.volunteer[held], np.arange(frame.problem.volunteers + 1))
    low, high = edges[frame.volunteer[pair]], edges[frame.volunteer[pair] + 1]
    line = np.repeat(np.arange(len(pair)), high - low)
    left = held[spans(low, high)]
    clash = clashes(frame.problem, frame.shift[pair[line]], frame.shift[left])
    clashing = np.bincount(line[clash], minlength=len(pair))
    free, fits = clashing == 0, clashing[line] - clash == 0
    for period, used, room in _caps(frame, held):
        minutes, freed = frame.problem.duration[frame.shift[pair]], frame.problem.duration[frame.shift[left]]
        excess = used[pair] + minutes - room[pair]
        free &= excess <= 0
        fits &= excess[line] <= np.where(period[pair[line]] == period[left], freed, 0)
    fits &= ~free[line]
    comes, goes = pair[free], pair[line[fits]]
    left = left[fits]
    shift = frame.shift[np.concatenate([comes, goes])]
    by_shift = np.argsort(shift, kind="stable")
    return Moves(
        pair=np.concatenate([comes, goes]),
        shift=shift,
        held=np.concatenate([np.full(len(comes), NONE), left]),
        cost=np.concatenate([_coming(frame, ledger, comes), _changing(frame, ledger, goes, left)]),
        by_shift=by_shift,
        edges=np.searchsorted(shift[by_shift], np.arange(frame.problem.shifts + 1)),
    )


def clashes(problem: Problem, one: Ints, other: Ints) -> Bools:
    """Whether two shifts of one person overlap or leave no time to travel (H5)."""
    start, end = problem.start, problem.end
    gap = np.maximum(start[one] - end[other], start[other] - end[one])
    travel = problem.travel[problem.space[one], problem.space[other]]
    same = problem.day[one] == problem.day[other]
    return np.asarray(same & ((gap < 0) | (travel < 0) | (gap < travel)), bool)


def _caps(frame: Frame, held: Ints) -> list[tuple[Ints, Ints, Ints]]:
    """For day, week and month: the period of every pair, the minutes held in it, the room before the plan."""
    problem = frame.problem
    day = problem.day[frame.shift]
    found = []
    for period, room in zip((day, day // 7, problem.month_of(day)), frame.room, strict=True):
        key = frame.volunteer * (problem.days + 1) + period
        minutes = problem.duration[frame.shift[held]].astype(np.float64)
        used = np.bincount(key[held], weights=minutes, minlength=problem.volunteers * (problem.days + 1))
        found.append((period, used[key].astype(np.int64), room))
    return found


def _coming(frame: Frame, ledger: Ledger, pair: Ints) -> Floats:
    """What it costs her to take one shift more."""
    who, what = frame.volunteer[pair], frame.shift[pair]
    cost = WEIGHTS[4] * (frame.taste[pair] + ledger.fairness(who, what, 1)) + WEIGHTS[5] * frame.minutes[pair]
    cost -= WEIGHTS[3] * frame.keep[pair]
    cost -= WEIGHTS[2] * ((frame.problem.wish[who] > 0) & (ledger.count[who] == 0))
    return np.asarray(cost, np.float64)


def _changing(frame: Frame, ledger: Ledger, pair: Ints, left: Ints) -> Floats:
    """What it costs her to take one shift for another; every pair left weighs at level 4."""
    who, what, other = frame.volunteer[pair], frame.shift[pair], frame.shift[left]
    taste = frame.taste[pair] - frame.taste[left] + ledger.fairness(who, other, -1)
    taste += ledger.fairness(who, what, 1, without=other)
    cost = WEIGHTS[3] * (np.maximum(frame.keep[left], 1) - frame.keep[pair]) + WEIGHTS[4] * taste
    return np.asarray(cost + WEIGHTS[5] * (frame.minutes[pair] - frame.minutes[left]), np.float64)
