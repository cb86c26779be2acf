"""Who may take which shift: rules H2, H3 and H4, for all pairs at once.

`eligible` is vectorised: the shifts of a week have few distinct time patterns, so availability is a small bit
table (volunteer, pattern); per space the volunteers who reach it meet its shifts in one boolean grid.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mapart.rostering.problem import DAY, NONE, Bools, Floats, Ints, Problem

GRID = 4_000_000  # cells of one boolean grid at most, so that memory stays flat


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """When people are free: weekly windows against the time patterns of the shifts, and days away."""

    pattern: Ints  # (S) weekly time pattern of each shift
    free: Bools  # (V, patterns) a weekly window holds the whole pattern
    absent: Bools  # (V, days)


def hours_of(problem: Problem) -> Hours:
    """Availability of everybody, ready for H4."""
    pattern, weekday, start, end = _patterns(problem)
    return Hours(pattern, _free_by_pattern(problem, weekday, start, end), _absences(problem))


def is_free(problem: Problem, hours: Hours, volunteer: Ints, shift: Ints) -> Bools:
    """Whether each pair lies inside one window, days away left aside."""
    free = hours.free[volunteer, hours.pattern[shift]]
    edges = np.searchsorted(problem.extra[:, 0], np.arange(problem.volunteers + 1))
    low, high = edges[volunteer], edges[volunteer + 1]
    pair = np.repeat(np.arange(len(shift)), high - low)
    _, opens, closes = problem.extra[spans(low, high)].T
    inside = (opens <= problem.start[shift[pair]]) & (problem.end[shift[pair]] <= closes)
    free[pair[inside]] = True
    return free


def eligible(problem: Problem) -> tuple[Ints, Ints]:
    """Volunteer and shift of every pair allowed by H2 to H4, sorted by (volunteer, start, shift)."""
    hours = hours_of(problem)
    found = [*_weekly_pairs(problem, hours), _extra_pairs(problem, hours.absent)]
    volunteer = np.concatenate([pair[0] for pair in found])
    shift = np.concatenate([pair[1] for pair in found])
    return sort_pairs(problem, volunteer, shift)


def sort_pairs(problem: Problem, volunteer: Ints, shift: Ints) -> tuple[Ints, Ints]:
    """The pairs without duplicates in the order (volunteer, start, shift) that the whole room relies on."""
    order_of_shift = np.lexsort((np.arange(problem.shifts), problem.start))
    place = np.empty(problem.shifts, np.int64)
    place[order_of_shift] = np.arange(problem.shifts)
    key = np.unique(volunteer * max(1, problem.shifts) + place[shift])
    return key // max(1, problem.shifts), order_of_shift[key % max(1, problem.shifts)]


def _patterns(problem: Problem) -> tuple[Ints, Ints, Ints, Ints]:
    """Number of the weekly time pattern of each shift; weekday, start and end of each pattern."""
    day = problem.day
    clock = np.stack([day % 7, problem.start - DAY * day, problem.end - DAY * day], axis=1)
    rows, pattern = np.unique(clock, axis=0, return_inverse=True)
    return pattern.reshape(-1).astype(np.int64), rows[:, 0], rows[:, 1], rows[:, 2]


def _free_by_pattern(problem: Problem, weekday: Ints, start: Ints, end: Ints) -> Bools:
    """(V, patterns): a weekly window holds the whole pattern."""
    free = np.zeros((problem.volunteers, len(weekday)), bool)
    who, window_day, opens, closes = problem.weekly.T
    for p in range(len(weekday)):
        fits = (window_day == weekday[p]) & (opens <= start[p]) & (end[p] <= closes)
        free[who[fits], p] = True
    return free


def _absences(problem: Problem) -> Bools:
    """(V, days): the volunteer is away that day."""
    change = np.zeros((problem.volunteers, problem.days + 1), np.int8)
    who, first, last = problem.off.T
    inside = (last >= 0) & (first < problem.days)
    np.add.at(change, (who[inside], np.clip(first[inside], 0, problem.days)), 1)
    np.add.at(change, (who[inside], np.clip(last[inside] + 1, 0, problem.days)), -1)
    return np.cumsum(change, axis=1)[:, : problem.days] > 0


def _weekly_pairs(problem: Problem, hours: Hours) -> Iterator[tuple[Ints, Ints]]:
    by_space = problem.reach[np.argsort(problem.reach[:, 1], kind="stable")]
    edges = np.searchsorted(by_space[:, 1], np.arange(len(problem.remote) + 1))
    shifts_in = np.argsort(problem.space, kind="stable")
    shift_edges = np.searchsorted(problem.space[shifts_in], np.arange(len(problem.remote) + 1))
    for space in range(len(problem.remote)):
        shifts = shifts_in[shift_edges[space] : shift_edges[space + 1]]
        people = np.unique(by_space[edges[space] : edges[space + 1], 0])
        if not len(shifts) or not len(people):
            continue
        step = max(1, GRID // len(shifts))
        for i in range(0, len(people), step):
            some = people[i : i + step]
            grid = hours.free[np.ix_(some, hours.pattern[shifts])]
            grid &= accepts(problem, some, shifts)
            row, column = np.nonzero(grid)
            who, what = some[row], shifts[column]
            here = ~hours.absent[who, problem.day[what]]
            yield who[here], what[here]


def accepts(problem: Problem, people: Ints, shifts: Ints) -> Bools:
    """(people, shifts): rule H3, the mission is accepted and its mandatory skill held."""
    need = problem.mandatory
    able = problem.rank >= 0
    asks = np.nonzero(need >= 0)[0]
    holds = np.ones((len(people), len(need)), bool)
    holds[:, asks] = problem.skill[np.ix_(people, need[asks])] >= 0
    allowed: Bools = able[people] & holds
    return np.asarray(allowed[:, problem.mission[shifts]], bool)


def _extra_pairs(problem: Problem, absent: Bools) -> tuple[Ints, Ints]:
    """Pairs that hold by a one-off window."""
    order = np.argsort(problem.start, kind="stable")
    starts = problem.start[order]
    who, opens, closes = problem.extra.T
    low = np.searchsorted(starts, opens, side="left")
    high = np.maximum(low, np.searchsorted(starts, closes, side="left"))
    line = np.repeat(np.arange(len(who)), high - low)
    shift = order[spans(low, high)]
    volunteer = who[line]
    good = problem.end[shift] <= closes[line]
    good &= home_minutes(problem, volunteer, shift) >= 0
    volunteer, shift = volunteer[good], shift[good]
    good = ~absent[volunteer, problem.day[shift]]
    good &= problem.rank[volunteer, problem.mission[shift]] >= 0
    need = problem.mandatory[problem.mission[shift]]
    good &= (need < 0) | (problem.skill[volunteer, np.maximum(need, 0)] >= 0)
    return volunteer[good], shift[good]


def spans(low: Ints, high: Ints) -> Ints:
    """The integers of all the ranges [low, high) one after the other."""
    length = high - low
    total = int(length.sum())
    if not total:
        return np.zeros(0, np.int64)
    jump = np.repeat(low - np.concatenate([[0], np.cumsum(length)[:-1]]), length)
    return np.asarray(np.arange(total) + jump, np.int64)


def home_minutes(problem: Problem, volunteer: Ints, shift: Ints) -> Ints:
    """Minutes from home to the shift's space, NONE where she cannot reach it."""
    spaces = max(1, len(problem.remote))
    key = problem.reach[:, 0] * spaces + problem.reach[:, 1]
    order = np.argsort(key, kind="stable")
    key = key[order]
    ask = volunteer * spaces + problem.space[shift]
    # the last line wins when a space is named twice, as in the format's reference reading
    at = np.searchsorted(key, ask, side="right") - 1
    found = (at >= 0) & (key[np.maximum(at, 0)] == ask) if len(key) else np.zeros(len(ask), bool)
    minutes: Ints = np.full(len(ask), NONE, np.int64)
    minutes[found] = problem.reach[order[at[found]], 2]
    return minutes


def tastes(problem: Problem, volunteer: Ints, shift: Ints) -> Floats:
    """What a pair costs at level 5 by itself: preference rank (at most 3) and breaking a habit."""
    rank = problem.rank[volunteer, problem.mission[shift]]
    cost = np.where(rank < 0, 3, np.minimum(rank, 3)).astype(np.float64)
    habit = problem.habit[volunteer]
    day = problem.day[shift]
    usual = (habit[:, 0] == day % 7) & (habit[:, 1] == problem.start[shift] - DAY * day)
    usual &= habit[:, 2] == problem.space[shift]
    return np.asarray(cost + ((habit[:, 0] >= 0) & ~usual), np.float64)


def keep_values(problem: Problem, volunteer: Ints, shift: Ints) -> Ints:
    """What level 4 pays when the pair is dropped.

    3 in the first week, 1 later, 0 when it was not published.
    """
    size = max(1, problem.shifts)
    published = np.unique(problem.published[:, 0] * size + problem.published[:, 1])
    is_published = np.isin(volunteer * size + shift, published)
    value: Ints = np.where(is_published, np.where(problem.start[shift] < 7 * DAY, 3, 1), 0)
    return value
