"""What binds one volunteer: overlaps, travel and caps, as rows `sum coef * x <= limit` over her pairs.

Rows are written once per component in one sparse table sorted by volunteer, so that the model of a few
volunteers is a slice of it. A row that another one implies is not written: whoever can take only one shift a
month needs one row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mapart.rostering.candidates import spans
from mapart.rostering.hulls import at_most_one, facets
from mapart.rostering.problem import NONE, Bools, Floats, Ints, Problem


@dataclass(frozen=True, slots=True)
class Rows:
    """Sparse rows sorted by volunteer: row r holds entries edges[r]:edges[r+1].

    Those of v are of_volunteer[v]:[v+1].
    """

    of_volunteer: Ints
    edges: Ints
    pair: Ints
    coef: Floats
    limit: Floats

    def of(self, volunteers: Ints) -> tuple[Ints, Ints]:
        """Rows and entries of these volunteers."""
        rows = spans(self.of_volunteer[volunteers], self.of_volunteer[volunteers + 1])
        return rows, spans(self.edges[rows], self.edges[rows + 1])


_NOTHING = np.zeros(0, np.int64)
NO_ROWS = Rows(np.zeros(1, np.int64), np.zeros(1, np.int64), _NOTHING, np.zeros(0), np.zeros(0))


@dataclass(slots=True)
class _Found:
    """Entries of rows being written: row key, pair, coefficient; and per row its volunteer and limit."""

    row: list[Ints]
    pair: list[Ints]
    coef: list[Floats]
    owner: list[Ints]
    limit: list[Floats]
    count: int = 0

    def add(self, row: Ints, pair: Ints, coef: Floats, owner: Ints, limit: Floats) -> None:
        """Add rows numbered from 0 in `row`."""
        self.row.append(row + self.count)
        self.pair.append(pair)
        self.coef.append(coef)
        self.owner.append(owner)
        self.limit.append(limit)
        self.count += len(owner)


def personal_rows(problem: Problem, volunteer: Ints, shift: Ints, room: list[Ints]) -> Rows:
    """All rows of the pairs (sorted by volunteer and start).

    `room` holds, per cap (day, week, month), the minutes left of each pair's own day, week and month.
    """
    found = _Found([], [], [], [], [])
    periods = [problem.day[shift], problem.day[shift] // 7, problem.month_of(problem.day[shift])]
    alone = np.zeros(len(shift), bool)  # pairs of a period where only one shift fits
    month = periods[2]
    for kind in (2, 1, 0):
        group, first = _groups(volunteer, periods[kind])
        skip = _covered(group, first, alone, month)
        alone |= _cap_rows(problem, found, volunteer, shift, group, first, room[kind], skip)
    _clash_rows(problem, found, volunteer, shift, alone)
    return _sorted(found, problem.volunteers)


def _groups(volunteer: Ints, period: Ints) -> tuple[Ints, Ints]:
    """Group number of each pair by (volunteer, period), and one pair of each group."""
    key = volunteer * (1 + int(period.max(initial=0))) + period
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    return group.reshape(-1).astype(np.int64), first.astype(np.int64)


def _covered(group: Ints, first: Ints, alone: Bools, month: Ints) -> Bools:
    """Groups whose every pair already sits in one 'only one shift' period that holds the whole group."""
    open_pairs = np.bincount(group, weights=~alone, minlength=len(first))
    mixed = np.bincount(group, weights=month != month[first][group], minlength=len(first))
    covered: Bools = (open_pairs == 0) & (mixed == 0)
    return covered


def _cap_rows(
    problem: Problem,
    found: _Found,
    volunteer: Ints,
    shift: Ints,
    group: Ints,
    first: Ints,
    room: Ints,
    skip: Bools,
) -> Bools:
    """Write the cap rows of the groups; returns the pairs of groups where only one shift fits."""
    lengths, kind = np.unique(problem.duration[shift], return_inverse=True)
    kind = kind.reshape(-1)
    counts = np.zeros((len(first), len(lengths)), np.int64)
    np.add.at(counts, (group, kind), 1)
    cap = room[first]
    counts = np.minimum(counts, cap[:, None] // np.maximum(lengths, 1)[None, :] + 1)
    profiles, profile = np.unique(np.column_stack([cap, counts]), axis=0, return_inverse=True)
    profile = profile.reshape(-1)
    durations = tuple(int(x) for x in lengths)
    tables = [facets(int(p[0]), durations, tuple(int(x) for x in p[1:])) for p in profiles]
    single = np.array([at_most_one(int(p[0]), lengths, p[1:]) for p in profiles], bool)
    for f in range(max((len(t) for t in tables), default=0)):
        has = np.array([len(t) > f for t in tables], bool)
        coefs = np.array([t[f][0] if len(t) > f else (0,) * len(durations) for t in tables], np.float64)
        limits = np.array([t[f][1] if len(t) > f else 0 for t in tables], np.float64)
        chosen = np.nonzero(has[profile] & ~skip)[0]
        number = np.full(len(first), NONE, np.int64)
        number[chosen] = np.arange(len(chosen))
        entry = np.nonzero(number[group] >= 0)[0]
        coef = coefs[profile[group[entry]], kind[entry]]
        used = coef > 0
        entry, coef = entry[used], coef[used]
        found.add(number[group[entry]], entry, coef, volunteer[first[chosen]], limits[profile[chosen]])
    mine: Bools = single[profile[group]]
    return mine


def _clash_rows(problem: Problem, found: _Found, volunteer: Ints, shift: Ints, alone: Bools) -> None:
    """Cliques of shifts that overlap, and of shifts too far apart to travel between."""
    pairs = np.nonzero(~alone)[0]
    if not len(pairs):
        return
    who, what = volunteer[pairs], shift[pairs]
    group, _ = _groups(who, problem.day[what])
    edges = np.searchsorted(group, np.arange(int(group[-1]) + 2))
    a = np.repeat(np.arange(len(pairs)), (edges[1:] - edges[:-1])[group])
    b = spans(edges[group], edges[group + 1])
    start, end, space = problem.start[what], problem.end[what], problem.space[what]
    _overlap_rows(found, pairs, who, group, start, end, a, b)
    later = (start[b] >= end[a]) & (space[a] != space[b])
    a, b = a[later], b[later]
    travel = problem.travel[space[a], space[b]]
    far = (travel < 0) | (end[a] + travel > start[b])
    _travel_rows(found, pairs, who, group, start, end, space, a[far], b[far])


def _overlap_rows(
    found: _Found, pairs: Ints, who: Ints, group: Ints, start: Ints, end: Ints, a: Ints, b: Ints
) -> None:
    """One row per maximal set of shifts running at one start time."""
    running = (start[b] <= start[a]) & (start[a] < end[b])
    a, b = a[running], b[running]
    # one moment per (group, start): keep its last pair, which sees all that run then
    last = np.ones(len(start), bool)
    last[:-1] = (group[1:] != group[:-1]) | (start[1:] != start[:-1])
    moments = np.nonzero(last)[0]
    after = np.full(len(start), np.iinfo(np.int64).max)
    same = group[moments[1:]] == group[moments[:-1]] if len(moments) > 1 else np.zeros(0, bool)
    after[moments[:-1][same]] = start[moments[1:][same]]
    # a moment whose every running shift still runs at the next one is part of a larger set
    leaves = np.zeros(len(start), bool)
    np.logical_or.at(leaves, a, end[b] <= after[a])
    leaves |= after == np.iinfo(np.int64).max
    size = np.bincount(a, minlength=len(start))
    chosen = np.nonzero(last & leaves & (size > 1))[0]
    number = np.full(len(start), NONE, np.int64)
    number[chosen] = np.arange(len(chosen))
    entry = number[a] >= 0
    row, member = number[a[entry]], b[entry]
    found.add(row, pairs[member], np.ones(len(row)), who[chosen], np.ones(len(chosen)))


def _travel_rows(
    found: _Found,
    pairs: Ints,
    who: Ints,
    group: Ints,
    start: Ints,
    end: Ints,
    space: Ints,
    a: Ints,
    b: Ints,
) -> None:
    """Shifts ending together in one space against those starting together in another.

    At most one of all of them.
    """
    if not len(a):
        return
    left = _numbers(group, space, end)
    right = _numbers(group, space, start)
    key, first = np.unique(left[a] * (1 + int(right.max())) + right[b], return_index=True)
    row_left, row_right = left[a[first]], right[b[first]]
    rows = np.arange(len(key))
    for side, row_side in ((left, row_left), (right, row_right)):
        order = np.argsort(side, kind="stable")
        low = np.searchsorted(side[order], row_side, side="left")
        high = np.searchsorted(side[order], row_side, side="right")
        row = np.repeat(rows, high - low)
        member = order[spans(low, high)]
        found.row.append(row + found.count)
        found.pair.append(pairs[member])
        found.coef.append(np.ones(len(row)))
    found.owner.append(who[a[first]])
    found.limit.append(np.ones(len(rows)))
    found.count += len(rows)


def _numbers(*columns: Ints) -> Ints:
    _, number = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)
    return number.reshape(-1).astype(np.int64)


def _sorted(found: _Found, volunteers: int) -> Rows:
    if not found.count:
        nothing = np.zeros(0, np.int64)
        return Rows(
            np.zeros(volunteers + 1, np.int64), np.zeros(1, np.int64), nothing, np.zeros(0), np.zeros(0)
        )
    row, pair, coef = np.concatenate(found.row), np.concatenate(found.pair), np.concatenate(found.coef)
    owner, limit = np.concatenate(found.owner), np.concatenate(found.limit)
    by_owner = np.argsort(owner, kind="stable")
    place = np.empty(found.count, np.int64)
    place[by_owner] = np.arange(found.count)
    order = np.argsort(place[row], kind="stable")
    edges = np.searchsorted(place[row][order], np.arange(found.count + 1))
    of_volunteer = np.searchsorted(owner[by_owner], np.arange(volunteers + 1))
    return Rows(of_volunteer, edges, pair[order], coef[order], limit[by_owner])
