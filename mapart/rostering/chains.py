"""Short chains that fill one place: she comes here, somebody takes the shift she leaves, and so on.

A chain moves few people and costs milliseconds; every step is tested against the rules before it is weighed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mapart.rostering.blocks import Block, Blocks, blocks_of
from mapart.rostering.frame import Frame
from mapart.rostering.ledger import LEVELS, Ledger, ledger_of
from mapart.rostering.plan import is_better, levels_of
from mapart.rostering.problem import NONE, Bools, Floats, Ints

BREADTH = 9  # people tried at each step beyond those who can simply come
MOVABLE = (Block.OVERLAP, Block.TRAVEL, Block.DAY_CAP, Block.WEEK_CAP, Block.MONTH_CAP)


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """A plan (which pairs of the frame are on) with its levels, and how many people it moved."""

    on: Bools
    levels: Floats
    people: int


class Chains:
    """Chains on one plan of a frame; `banned` pairs are never added."""

    def __init__(self, frame: Frame, on: Bools, banned: Bools) -> None:
        self.frame, self.on, self.banned = frame, on, banned

    def best(self, shift: int, at_most: int) -> Chain | None:
        """The best plan that one chain of at most `at_most` people reaches, None when none is better."""
        return self._fill(self.on, shift, at_most, moved=())

    def _ledger(self, on: Bools) -> Ledger:
        frame = self.frame
        taken = np.stack([frame.volunteer[on], frame.shift[on]], axis=1)
        return ledger_of(frame.problem, np.concatenate([frame.fixed, taken]))

    def _levels(self, on: Bools) -> Floats:
        return levels_of(self.frame.problem, self._ledger(on).assign)

    def _fill(self, on: Bools, shift: int, at_most: int, moved: tuple[int, ...]) -> Chain | None:
        if at_most <= 0:
            return None
        ledger = self._ledger(on)
        blocks = blocks_of(self.frame, ledger)
        here = np.nonzero((self.frame.shift == shift) & ~self.banned)[0]
        here = here[~np.isin(self.frame.volunteer[here], moved)]
        start = levels_of(self.frame.problem, ledger.assign)
        found = self._come(on, ledger, blocks, here, len(moved))
        goal = start + _best_gain(self.frame, ledger, here)
        if found is not None and found.levels[0] <= goal[0]:
            return found  # nobody could bring more to this place at level 1
        if at_most > 1:
            found = self._leave(on, ledger, blocks, here, at_most, moved, found, float(goal[0]))
        return found if found is not None and is_better(found.levels, start) else None

    def _come(self, on: Bools, ledger: Ledger, blocks: Blocks, here: Ints, moved: int) -> Chain | None:
        """The best person who can come as she is."""
        pairs = here[blocks.code[here] == Block.FREE]
        if not len(pairs):
            return None
        change = ledger.effects(self.frame.volunteer[pairs], self.frame.shift[pairs], 1)
        first = _first(change)
        after = on.copy()
        after[pairs[first]] = True
        return Chain(after, self._levels(after), moved + 1)

    def _leave(
        self,
        on: Bools,
        ledger: Ledger,
        blocks: Blocks,
        here: Ints,
        at_most: int,
        moved: tuple[int, ...],
        found: Chain | None,
        goal: float,
    ) -> Chain | None:
        """People who would have to leave one shift; that shift is filled by the rest of the chain."""
        frame = self.frame
        pairs = here[np.isin(blocks.code[here], MOVABLE) & (blocks.by[here] != NONE)]
        if not len(pairs):
            return found
        who, left = frame.volunteer[pairs], blocks.by[pairs]
        change = ledger.effects(who, frame.shift[pairs], 1) + ledger.effects(who, left, -1)
        order = np.lexsort(tuple(change[k] for k in reversed(range(LEVELS))))[
            : BREADTH // (1 + 2 * len(moved))
        ]
        for i in order.tolist():
            after = self._swap(on, int(pairs[i]), int(left[i]))
            if after is None:
                continue
            step = Chain(after, self._levels(after), len(moved) + 1)
            short = step.levels[0] > goal
            more = self._fill(after, int(left[i]), at_most - 1, (*moved, int(who[i]))) if short else None
            for chain in (step, more):
                if chain is not None and (found is None or is_better(chain.levels, found.levels)):
                    found = chain
            if found is not None and found.levels[0] <= goal:
                break
        return found

    def _swap(self, on: Bools, pair: int, left: int) -> Bools | None:
        """The plan where she leaves `left` for this pair, when no rule breaks."""
        frame = self.frame
        who = int(frame.volunteer[pair])
        mine = np.arange(frame.edges[who], frame.edges[who + 1])
        old = mine[frame.shift[mine] == left]
        if not len(old) or not on[old[0]]:
            return None  # she holds it by a fixed pair
        after = on.copy()
        after[old[0]] = False
        ledger = self._ledger(after)
        side = ledger.side
        if side.newcomers[left] > 0 and side.experienced[left] == 0:
            return None
        code = blocks_of(_only(frame, who), ledger).code[pair - frame.edges[who]]
        if code != Block.FREE:
            return None
        after[pair] = True
        return after


def _only(frame: Frame, who: int) -> Frame:
    """The frame with the pairs of one person only (its rows are not used)."""
    low, high = frame.edges[who], frame.edges[who + 1]
    edges = np.where(np.arange(len(frame.edges)) > who, high - low, 0)
    return replace(frame, volunteer=frame.volunteer[low:high], shift=frame.shift[low:high], edges=edges)


def _first(change: Floats) -> int:
    return int(np.lexsort(tuple(change[k] for k in reversed(range(LEVELS))))[0])


def _best_gain(frame: Frame, ledger: Ledger, here: Ints) -> Floats:
    """The most that anybody could bring to the place at levels 1 and 2, whatever she leaves."""
    gain = np.zeros(LEVELS)
    if len(here):
        change = ledger.effects(frame.volunteer[here], frame.shift[here], 1)
        gain[:2] = change[:2].min(axis=1)
    return gain
