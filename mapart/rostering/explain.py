"""Why a place stays empty, why a person has no shift, why her and who comes next: codes and numbers only.

Every reason names a rule or a count that can be tested again on the facts and the plan. Sentences for people
live in the planning room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from mapart.rostering.blocks import Block, blocks_of
from mapart.rostering.candidates import home_minutes, hours_of, is_free, spans
from mapart.rostering.frame import frame_of
from mapart.rostering.ledger import Ledger, best_first, ledger_of
from mapart.rostering.plan import missing_places, pairs_array
from mapart.rostering.problem import DAY, NONE, Bools, Floats, Ints, Problem

NEXT = 3  # next candidates named per assignment


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and the numbers it speaks of."""

    code: str
    facts: dict[str, int | float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """One volunteer in an explanation."""

    volunteer: int
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class EmptyPlace:
    """A shift below its ideal headcount.

    `missing`: places below the minimum, skills counted; `short`: places below the ideal. `chain`: how many of
    all volunteers stop at each filter, in order; the counts add up to everybody. `stopped`: everyone who
    passed the first filters (reach, mission, skill, availability), with what stops her now.
    """

    shift: int
    missing: int
    short: int
    chain: list[tuple[str, int]]
    stopped: list[Person]


@dataclass(frozen=True, slots=True)
class Idle:
    """A volunteer who wishes hours and has no shift.

    The filter where the last shifts drop out, and all counts.
    """

    volunteer: int
    reason: str
    chain: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Choice:
    """An assignment.

    What would be lost without her (`lost`, change of the six levels), and who comes next.
    """

    volunteer: int
    shift: int
    reasons: list[Reason]
    lost: tuple[float, ...]
    following: list[Person]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one plan."""

    empty: list[EmptyPlace]
    idle: list[Idle]
    choices: list[Choice]


FILTERS = (
    "out_of_reach",
    "mission_not_accepted",
    "mandatory_skill",
    "away",
    "not_available",
    "cap_too_small",  # one such shift alone breaks a cap
    "closed",  # the shift takes nobody
    "nobody_experienced",  # a newcomer, and nobody experienced could ever be on the shift
    "busy",  # time given elsewhere
)
STOPS = {
    Block.FREE: "free",
    Block.HERE: "here",
    Block.FULL: "full",
    Block.OVERLAP: "overlap",
    Block.TRAVEL: "no_time_to_travel",
    Block.DAY_CAP: "day_cap",
    Block.WEEK_CAP: "week_cap",
    Block.MONTH_CAP: "month_cap",
    Block.ALONE: "not_accompanied",
}


def explain(problem: Problem, assign: Sequence[Sequence[int]] | Ints) -> Explanation:
    """Reasons of every empty place, of every person without a shift, and of every assignment of a plan."""
    view = _View(problem, pairs_array(assign))
    return Explanation(empty=view.empty_places(), idle=view.idle_people(), choices=view.choices())


class _View:
    """One plan, with what stops each candidate pair."""

    def __init__(self, problem: Problem, assign: Ints) -> None:
        self.problem = problem
        self.ledger = ledger_of(problem, assign)
        self.frame = frame_of(problem, rows=False)
        self.blocks = blocks_of(self.frame, self.ledger)
        self.hours = hours_of(problem)
        self.by_shift = np.argsort(self.frame.shift, kind="stable")
        self.shift_edges = np.searchsorted(self.frame.shift[self.by_shift], np.arange(problem.shifts + 1))
        self.minutes = self._minutes_table()
        self.heads = self.ledger.side.heads
        self.experienced = np.zeros(problem.shifts, bool)
        self.experienced[self.frame.shift[~problem.newcomer[self.frame.volunteer]]] = True

    def _minutes_table(self) -> Ints:
        table = np.full((self.problem.volunteers, len(self.problem.remote)), NONE)
        who, space, minutes = self.problem.reach.T
        table[who, space] = minutes
        return table

    def first_filter(self, volunteer: Ints, shift: Ints, candidate: Bools) -> Ints:
        """For each pair the first of FILTERS that stops it, or len(FILTERS) when it is a candidate."""
        problem = self.problem
        mission, day = problem.mission[shift], problem.day[shift]
        need = problem.mandatory[mission]
        tests = [
            self.minutes[volunteer, problem.space[shift]] < 0,
            problem.rank[volunteer, mission] < 0,
            (need >= 0) & (problem.skill[volunteer, np.maximum(need, 0)] < 0),
            self.hours.absent[volunteer, day],
            ~is_free(problem, self.hours, volunteer, shift),
            problem.caps[volunteer].min(axis=1) < problem.duration[shift],
            problem.most[shift] == 0,
            problem.newcomer[volunteer] & ~self.experienced[shift],
            ~candidate,
        ]
        stop = np.full(len(shift), len(FILTERS))
        for i in reversed(range(len(FILTERS))):
            stop[tests[i]] = i
        return stop

    def candidates_of(self, shift: int) -> Ints:
        """Positions in the frame of the candidate pairs of one shift."""
        return self.by_shift[self.shift_edges[shift] : self.shift_edges[shift + 1]]

    def empty_places(self) -> list[EmptyPlace]:
        """Every shift below its ideal or lacking a skill, heaviest first."""
        problem = self.problem
        missing = missing_places(problem, self.ledger.assign)
        short = np.maximum(problem.ideal - self.heads, 0)
        wanting = np.nonzero((missing > 0) | (short > 0))[0]
        order = np.lexsort((wanting, -(problem.prio * short)[wanting], -(problem.prio * missing)[wanting]))
        return [self._empty_place(int(s), int(missing[s]), int(short[s])) for s in wanting[order]]

    def _empty_place(self, shift: int, missing: int, short: int) -> EmptyPlace:
        everybody = np.arange(self.problem.volunteers)
        pairs = self.candidates_of(shift)
        candidate = np.zeros(len(everybody), bool)
        candidate[self.frame.volunteer[pairs]] = True
        stop = self.first_filter(everybody, np.full(len(everybody), shift), candidate)
        counts = np.bincount(stop, minlength=len(FILTERS) + 1)
        codes = np.bincount(self.blocks.code[pairs], minlength=len(Block))
        chain = [(name, int(counts[i])) for i, name in enumerate(FILTERS)]
        chain += [(STOPS[block], int(codes[block])) for block in Block]
        lacking = self._lacking(shift)
        stopped = [
            Person(int(self.frame.volunteer[pair]), self._stop_reasons(int(pair), lacking))
            for pair in pairs
            if self.blocks.code[pair] != Block.HERE
        ]
        return EmptyPlace(shift, missing, short, chain, stopped)

    def _lacking(self, shift: int) -> list[tuple[int, int]]:
        """Skill and level of each line of the shift's demand that the plan does not meet."""
        lines = np.nonzero(self.problem.req[:, 0] == shift)[0]
        lines = lines[self.ledger.side.holders[lines] < self.problem.req[lines, 3]]
        return [(int(skill), int(level)) for _, skill, level, _ in self.problem.req[lines]]

    def _stop_reasons(self, pair: int, lacking: list[tuple[int, int]]) -> list[Reason]:
        problem = self.problem
        volunteer, shift = int(self.frame.volunteer[pair]), int(self.frame.shift[pair])
        other = int(self.blocks.by[pair])
        facts: dict[str, int | float | None] = {}
        if other != NONE:
            facts = {"shift": other, "prio": int(problem.prio[other])}
        reasons = [Reason(STOPS[Block(int(self.blocks.code[pair]))], facts)]
        if lacking and not any(problem.skill[volunteer, skill] >= level for skill, level in lacking):
            reasons.append(Reason("lacks_skill", {"skill": lacking[0][0], "level": lacking[0][1]}))
        if other != NONE:
            reasons.append(self._price(volunteer, shift, other))
        return reasons

    def _price(self, volunteer: int, shift: int, other: int) -> Reason:
        """What the plan would lose and win if she left the other shift for this one.

        At the first two levels.
        """
        who = np.array([volunteer])
        out = self.ledger.effects(who, np.array([other]), -1)[:2, 0]
        into = self.ledger.effects(who, np.array([shift]), 1)[:2, 0]
        names = ("leaving_l1", "leaving_l2", "coming_l1", "coming_l2")
        return Reason("move", dict(zip(names, (float(x) for x in (*out, *into)), strict=True)))

    def idle_people(self) -> list[Idle]:
        """Every volunteer who wishes hours and has no shift."""
        idle = np.nonzero((self.problem.wish > 0) & (self.ledger.count == 0))[0]
        return [self._idle(int(v)) for v in idle]

    def _idle(self, volunteer: int) -> Idle:
        shifts = np.arange(self.problem.shifts)
        pairs = np.arange(self.frame.edges[volunteer], self.frame.edges[volunteer + 1])
        candidate = np.zeros(len(shifts), bool)
        candidate[self.frame.shift[pairs]] = True
        stop = self.first_filter(np.full(len(shifts), volunteer), shifts, candidate)
        counts = np.bincount(stop, minlength=len(FILTERS) + 1)
        chain = [(name, int(counts[i])) for i, name in enumerate(FILTERS)]
        code = self.blocks.code[pairs]
        open_ = self.heads[self.frame.shift[pairs]] < self.problem.ideal[self.frame.shift[pairs]]
        free = code == Block.FREE
        chain += [("not_needed", int((free & ~open_).sum())), ("free", int((free & open_).sum()))]
        codes = np.bincount(code, minlength=len(Block))
        chain += [(STOPS[b], int(codes[b])) for b in Block if b not in (Block.FREE, Block.HERE)]
        reached = [name for name, count in chain if count]
        return Idle(volunteer, reached[-1] if reached else "no_shift", chain)

    def choices(self) -> list[Choice]:
        """Every assignment: what would be lost without her, why, and who could come instead."""
        who, what = self.ledger.assign.T
        lost = self.ledger.effects(who, what, -1)
        following = self._following(who, what)
        return [
            Choice(
                int(v),
                int(s),
                self._why(int(v), int(s), lost[:, i]),
                tuple(float(x) for x in lost[:, i]),
                following[i],
            )
            for i, (v, s) in enumerate(zip(who, what, strict=True))
        ]

    def _following(self, who: Ints, what: Ints) -> list[list[Person]]:
        """For each assignment the people who could come in her stead as they are, best first."""
        low, high = self.shift_edges[what], self.shift_edges[what + 1]
        place = np.repeat(np.arange(len(what)), high - low)
        pairs = self.by_shift[spans(low, high)]
        # whether the shift is full or a newcomer stays alone depends on who leaves: asked of the ledger
        place, pairs = place[self.blocks.able[pairs]], pairs[self.blocks.able[pairs]]
        coming, shift, out = self.frame.volunteer[pairs], what[place], who[place]
        stands = self.ledger.stands(shift, out, coming)
        place, coming, shift, out = place[stands], coming[stands], shift[stands], out[stands]
        change = self.ledger.effects(coming, shift, 1, without=out)
        order = np.lexsort((coming, *best_first(change), place))
        found: list[list[Person]] = [[] for _ in what]
        for i in order.tolist():
            row = found[place[i]]
            if len(row) < NEXT:
                row.append(Person(int(coming[i]), self._why(int(coming[i]), int(shift[i]), -change[:, i])))
        return found

    def _why(self, volunteer: int, shift: int, worth: Floats) -> list[Reason]:
        return reasons_of(self.problem, self.ledger, volunteer, shift, worth)


def reasons_of(problem: Problem, ledger: Ledger, volunteer: int, shift: int, worth: Floats) -> list[Reason]:
    """What speaks for her on this shift. `worth`: what each level gains with her."""
    who, what = np.array([volunteer]), np.array([shift])
    reasons = []
    if worth[0] > 0:
        reasons.append(Reason("fills_minimum", {"worth": float(worth[0])}))
    elif worth[1] > 0:
        reasons.append(Reason("fills_ideal", {"worth": float(worth[1])}))
    for skill, level in _held(problem, volunteer, shift):
        reasons.append(Reason("holds_skill", {"skill": skill, "level": level}))
    if worth[2] > 0:
        reasons.append(Reason("only_shift"))
    if worth[3] > 0:
        reasons.append(Reason("was_published"))
    rank = int(problem.rank[volunteer, problem.mission[shift]])
    reasons.append(Reason("rank", {"rank": rank if rank >= 0 else None}))
    if _is_usual(problem, volunteer, shift):
        reasons.append(Reason("habit"))
    month = int(problem.month_of(problem.day[what])[0])
    wish = float(problem.wish_of_month()[volunteer, month])
    reasons.append(Reason("hours", {"given": float(ledger.minutes[volunteer, month]), "wished": wish}))
    reasons.append(Reason("travel", {"minutes": int(max(0, home_minutes(problem, who, what)[0]))}))
    return reasons


def _held(problem: Problem, volunteer: int, shift: int) -> list[tuple[int, int]]:
    lines = problem.req[problem.req[:, 0] == shift]
    return [(int(k), int(level)) for _, k, level, _ in lines if problem.skill[volunteer, k] >= level]


def _is_usual(problem: Problem, volunteer: int, shift: int) -> bool:
    day, start = divmod(int(problem.start[shift]), DAY)
    return bool(problem.habit[volunteer].tolist() == [day % 7, start, int(problem.space[shift])])
