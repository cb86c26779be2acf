"""Why a candidate pair that a plan does not hold cannot simply be added to it.

One code per pair, all at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from mapart.rostering.candidates import spans
from mapart.rostering.frame import Frame
from mapart.rostering.ledger import Ledger
from mapart.rostering.problem import NONE, Bools, Ints


class Block(IntEnum):
    """In the order in which they are tested; the first that holds is given."""

    FREE = 0  # she could be added at once
    HERE = 1  # she is on the shift already
    FULL = 2  # the shift has its most people
    OVERLAP = 3  # another shift of hers runs then
    TRAVEL = 4  # no time to travel from or to another shift of hers
    DAY_CAP = 5
    WEEK_CAP = 6
    MONTH_CAP = 7
    ALONE = 8  # a newcomer, and nobody experienced is on the shift


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """For each candidate pair of a frame: the block, and the shift of hers in the way (NONE when none)."""

    code: Ints
    by: Ints
    able: Bools  # nothing of her own stops her: only the shift may (its most people, its company)

    @property
    def free(self) -> Bools:
        """Pairs that could be added at once."""
        result: Bools = self.code == Block.FREE
        return result


def blocks_of(frame: Frame, ledger: Ledger) -> Blocks:
    """Test every candidate pair of the frame (made without fixed pairs) against the plan."""
    problem, volunteer, shift = frame.problem, frame.volunteer, frame.shift
    code = np.full(len(shift), int(Block.FREE))
    by = np.full(len(shift), NONE)
    alone = problem.newcomer[volunteer] & (ledger.side.experienced[shift] == 0)
    code[alone] = Block.ALONE
    for kind in (2, 1, 0):
        _caps(frame, ledger, code, by, kind)
    _clashes(frame, ledger, code, by)
    able = (code == Block.FREE) | (code == Block.ALONE)
    code[ledger.side.heads[shift] >= problem.most[shift]] = Block.FULL
    size = max(1, problem.shifts)
    here = np.isin(volunteer * size + shift, ledger.assign[:, 0] * size + ledger.assign[:, 1])
    code[here] = Block.HERE
    by = np.where((code >= Block.OVERLAP) & (code <= Block.MONTH_CAP), by, NONE)
    return Blocks(code, by, able & ~here)


def _caps(frame: Frame, ledger: Ledger, code: Ints, by: Ints, kind: int) -> None:
    """Caps already used; `by` is the longest shift she holds in the period."""
    problem = frame.problem
    taken = np.concatenate([_times(ledger), _busy(frame)])
    day, shift_of = taken[:, 1], taken[:, 3]
    pair_day = problem.day[frame.shift]
    period, pair_period = (
        (day, pair_day),
        (day // 7, pair_day // 7),
        (problem.month_of(day), problem.month_of(pair_day)),
    )[kind]
    width = 1 + problem.days
    used = np.zeros(problem.volunteers * width, np.int64)
    np.add.at(used, taken[:, 0] * width + period, taken[:, 2])
    key = frame.volunteer * width + pair_period
    over = used[key] + problem.duration[frame.shift] > problem.caps[frame.volunteer, kind]
    longest = np.full(problem.volunteers * width, NONE)
    order = np.argsort(taken[:, 2], kind="stable")
    longest[(taken[:, 0] * width + period)[order]] = shift_of[order]
    code[over] = (Block.DAY_CAP, Block.WEEK_CAP, Block.MONTH_CAP)[kind]
    by[over] = longest[key[over]]


def _times(ledger: Ledger) -> Ints:
    """Volunteer, day, minutes and shift of each assignment."""
    problem, (who, what) = ledger.problem, ledger.assign.T
    return np.stack([who, problem.day[what], problem.duration[what], what], axis=1)


def _busy(frame: Frame) -> Ints:
    busy = frame.problem.busy
    nobody = np.full(len(busy), NONE)
    return np.stack([busy[:, 0], busy[:, 1] // 1440, busy[:, 2] - busy[:, 1], nobody], axis=1)


def _clashes(frame: Frame, ledger: Ledger, code: Ints, by: Ints) -> None:
    """Pairs against each assignment of the same person: overlap, else no time to travel."""
    problem, (who, what) = frame.problem, ledger.assign.T
    pair = spans(frame.edges[who], frame.edges[who + 1])
    other = np.repeat(what, frame.edges[who + 1] - frame.edges[who])
    mine = frame.shift[pair]
    same = (problem.day[mine] == problem.day[other]) & (mine != other)
    pair, other, mine = pair[same], other[same], mine[same]
    overlap = (problem.start[mine] < problem.end[other]) & (problem.start[other] < problem.end[mine])
    gap = np.maximum(problem.start[mine] - problem.end[other], problem.start[other] - problem.end[mine])
    travel = problem.travel[problem.space[mine], problem.space[other]]
    far = ~overlap & ((travel < 0) | (gap < travel))
    code[pair[far]], by[pair[far]] = Block.TRAVEL, other[far]
    code[pair[overlap]], by[pair[overlap]] = Block.OVERLAP, other[overlap]
