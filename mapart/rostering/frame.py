"""A problem made ready for models: candidate pairs with their costs, what is already fixed, and the personal
rows.

Pairs that must stay (`fixed`) and time given elsewhere (`busy`) are taken out of the unknowns: they fill
places, use caps and block hours. So a pair that a coordinator forced against a rule never makes the rest
unsolvable.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mapart.rostering.candidates import eligible, home_minutes, keep_values, tastes
from mapart.rostering.problem import DAY, NONE, Bools, Floats, Ints, Problem
from mapart.rostering.rows import NO_ROWS, Rows, personal_rows

NO_PAIRS: Ints = np.zeros((0, 2), np.int64)


@dataclass(frozen=True, slots=True)
class Side:
    """What a set of assignments brings to the shifts.

    Heads, experienced people, newcomers, holders, speakers.
    """

    heads: Ints  # (S)
    experienced: Ints  # (S)
    newcomers: Ints  # (S)
    holders: Ints  # by line of problem.req
    speakers: Ints  # by line of problem.wanted

    def less(self, other: Side) -> Side:
        """This without the other."""
        return Side(
            self.heads - other.heads,
            self.experienced - other.experienced,
            self.newcomers - other.newcomers,
            self.holders - other.holders,
            self.speakers - other.speakers,
        )

    def plus(self, other: Side) -> Side:
        """Both together."""
        return Side(
            self.heads + other.heads,
            self.experienced + other.experienced,
            self.newcomers + other.newcomers,
            self.holders + other.holders,
            self.speakers + other.speakers,
        )


def side_of(problem: Problem, volunteer: Ints, shift: Ints) -> Side:
    """What these assignments bring to the shifts of the problem."""
    size = problem.shifts
    new = problem.newcomer[volunteer]
    return Side(
        np.bincount(shift, minlength=size),
        np.bincount(shift[~new], minlength=size),
        np.bincount(shift[new], minlength=size),
        holders_of(problem, volunteer, shift),
        speakers_of(problem, volunteer, shift),
    )


def lines_of(table: Ints, shift: Ints, size: int) -> tuple[Ints, Ints]:
    """Join assignments with the lines of a table sorted by shift: position of the assignment, line."""
    edges = np.searchsorted(table[:, 0], np.arange(size + 1))
    low, high = edges[shift], edges[shift + 1]
    where = np.repeat(np.arange(len(shift)), high - low)
    length = high - low
    jump = np.repeat(low - np.concatenate([[0], np.cumsum(length)[:-1]]), length) if len(shift) else low
    return where, np.arange(len(where)) + jump


def holders_of(problem: Problem, volunteer: Ints, shift: Ints) -> Ints:
    """For each line of `req`, how many of the assignments hold its skill at its level."""
    where, line = lines_of(problem.req, shift, problem.shifts)
    holds = problem.skill[volunteer[where], problem.req[line, 1]] >= problem.req[line, 2]
    return np.bincount(line[holds], minlength=len(problem.req))


def speakers_of(problem: Problem, volunteer: Ints, shift: Ints) -> Ints:
    """For each line of `wanted`, how many of the assignments speak the language."""
    where, line = lines_of(problem.wanted, shift, problem.shifts)
    speaks = problem.speaks[volunteer[where], problem.wanted[line, 1]]
    return np.bincount(line[speaks], minlength=len(problem.wanted))


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Candidate pairs (sorted by volunteer, start.

    Shift) of a problem and all that models need about them.
    """

    problem: Problem
    fixed: Ints  # (n, 2) pairs that stay
    volunteer: Ints
    shift: Ints
    edges: Ints  # pairs of v are edges[v]:edges[v+1]
    keep: Ints  # level 4: paid when dropped
    taste: Floats  # level 5
    minutes: Ints  # level 6
    base: Side  # what the fixed pairs bring
    used: tuple[Ints, ...]  # (V, days), (V, weeks), (V, months) minutes of fixed and busy time
    has: Bools  # (V) already has a shift
    room: tuple[Ints, ...]  # minutes left in the day, week and month of each pair
    rows: Rows

    def with_rows(self) -> Frame:
        """The same frame, ready for models."""
        rows = personal_rows(self.problem, self.volunteer, self.shift, list(self.room))
        return replace(self, rows=rows)


def frame_of(problem: Problem, fixed: Ints = NO_PAIRS, *, rows: bool = True) -> Frame:
    """Candidates, costs and personal rows of the problem, `fixed` pairs taken as given.

    Without `rows` no model can be made.
    """
    given = _given(problem, fixed)
    used = _used(problem, given)
    volunteer, shift = eligible(problem)
    room = _room(problem, used, volunteer, shift)
    good = np.min(np.stack(room), axis=0) >= problem.duration[shift]
    good &= ~_clashes(problem, given, volunteer, shift)
    base = side_of(problem, fixed[:, 0], fixed[:, 1])
    good &= base.heads[shift] < problem.most[shift]
    old = base.experienced > 0
    old[shift[good & ~problem.newcomer[volunteer]]] = True
    good &= ~problem.newcomer[volunteer] | old[shift]
    volunteer, shift, room = volunteer[good], shift[good], [r[good] for r in room]
    has = np.zeros(problem.volunteers, bool)
    has[given[:, 0]] = True
    return Frame(
        problem=problem,
        fixed=fixed,
        volunteer=volunteer,
        shift=shift,
        edges=np.searchsorted(volunteer, np.arange(problem.volunteers + 1)),
        keep=keep_values(problem, volunteer, shift),
        taste=tastes(problem, volunteer, shift),
        minutes=np.maximum(home_minutes(problem, volunteer, shift), 0),
        base=base,
        used=tuple(used),
        has=has,
        room=tuple(room),
        rows=personal_rows(problem, volunteer, shift, room) if rows else NO_ROWS,
    )


def _given(problem: Problem, fixed: Ints) -> Ints:
    """Time already taken: volunteer, start, end, space."""
    who, what = fixed[:, 0], fixed[:, 1]
    mine = np.stack([who, problem.start[what], problem.end[what], problem.space[what]], axis=1)
    return np.concatenate([problem.busy, mine]).reshape(-1, 4)


def _used(problem: Problem, given: Ints) -> list[Ints]:
    """(V, days), (V, weeks), (V, months) minutes already taken."""
    day = given[:, 1] // DAY
    sizes = (problem.days, problem.days // 7 + 1, len(problem.months))
    tables = [np.zeros((problem.volunteers, size), np.int64) for size in sizes]
    for table, period in zip(tables, (day, day // 7, problem.month_of(day)), strict=True):
        np.add.at(table, (given[:, 0], period), given[:, 2] - given[:, 1])
    return tables


def _room(problem: Problem, used: list[Ints], volunteer: Ints, shift: Ints) -> list[Ints]:
    """Minutes left under each cap in each pair's own day, week and month."""
    day = problem.day[shift]
    periods = (day, day // 7, problem.month_of(day))
    return [problem.caps[volunteer, k] - used[k][volunteer, periods[k]] for k in range(3)]


def _clashes(problem: Problem, given: Ints, volunteer: Ints, shift: Ints) -> Bools:
    """Pairs that overlap time already taken.

    Or leave no time to travel from or to it (the same shift included).
    """
    bad = np.zeros(len(shift), bool)
    edges = np.searchsorted(volunteer, np.arange(problem.volunteers + 1))
    start, end, space = problem.start, problem.end, problem.space
    for who, begins, ends, where in given.tolist():
        mine = np.arange(edges[who], edges[who + 1])
        s = shift[mine]
        same_day = start[s] // DAY == begins // DAY
        overlap = (start[s] < ends) & (begins < end[s])
        if where != NONE:
            travel = problem.travel[space[s], where]
            gap = np.maximum(start[s] - ends, begins - end[s])
            overlap |= (travel < 0) | (gap < travel)
        bad[mine[same_day & overlap]] = True
    return bad
