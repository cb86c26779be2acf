"""The mathematical model of some volunteers of a frame, built from arrays and passed to HiGHS as arrays.

Unknowns: x (a candidate pair is taken); per shift u (places missing, level 1), p (minimum places missing,
level 2), y (extra places missing); per volunteer n (no shift at all) and five segments of fairness; z (a
wanted language nobody speaks). Formulas and sources: docs/solver.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy import sparse

from mapart.rostering.candidates import spans
from mapart.rostering.frame import Frame, Side, lines_of
from mapart.rostering.matrix import LEVELS, Model, Writer
from mapart.rostering.plan import EXTRA, SHORT
from mapart.rostering.problem import Bools, Floats, Ints

INF = highspy.kHighsInf
FAIR_SLOPES = (
    -4.0,
    -3.0,
    -2.0,
    -1.0,
    1.0,
)  # of 10 * unfairness / 10 on each quarter of the wish, then above it
UNACCOMPANIED = 1e7  # a fixed newcomer whom nobody can accompany: pay rather than have no plan


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The volunteers and shifts of one model, numbered from 0."""

    frame: Frame
    people: Ints
    pairs: Ints
    who: Ints  # local volunteer of each pair
    shifts: Ints
    what: Ints  # local shift of each pair
    context: Side  # what everybody else brings to all the shifts of the frame


def model_of(
    frame: Frame, people: Ints | None = None, context: Side | None = None, *, lean: bool = False
) -> Model:
    """The model of these volunteers (all by default); `context` is what the others bring to the shifts.

    `lean` leaves out fairness and languages (the slow part of level 5). Without `people` every shift of the
    problem counts in the offsets, also those that nobody can take.
    """
    whole = people is None
    if people is None:
        people = np.arange(frame.problem.volunteers)
    pairs = spans(frame.edges[people], frame.edges[people + 1])
    if whole:
        shifts, what = np.arange(frame.problem.shifts), frame.shift[pairs]
    else:
        shifts, what = np.unique(frame.shift[pairs], return_inverse=True)
    who = np.repeat(np.arange(len(people)), frame.edges[people + 1] - frame.edges[people])
    part = _Part(frame, people, pairs, who, shifts, what.reshape(-1), context or frame.base)
    cost = np.zeros((LEVELS, len(pairs)))
    cost[3], cost[4], cost[5] = -frame.keep[pairs], frame.taste[pairs], frame.minutes[pairs]
    writer = Writer(pairs, cost)
    offset = np.zeros(LEVELS)
    _personal(part, writer)
    opened = _newcomers(part, writer)
    _places(part, writer, opened)
    _nobody_forgotten(part, writer)
    penalty_columns, penalty = _forced_newcomers(part, writer)
    if not lean:  # last, so that the lean model is the beginning of the full one
        _fairness(part, writer, offset)
        _languages(part, writer)
    total = np.zeros(writer.columns)
    total[penalty_columns] = penalty
    return _finish(writer, pairs, total, offset)


def add_rows(
    model: Model, columns: int, entries: tuple[Ints, Ints, Floats], low: Floats, high: Floats
) -> Model:
    """The model with more columns (0/1, free of cost) and rows.

    `entries` are row (from 0), column and value.
    """
    rows, width = len(low), model.matrix.shape[1] + columns
    matrix = model.matrix
    old = sparse.csr_matrix((matrix.data, matrix.indices, matrix.indptr), (matrix.shape[0], width))
    new = sparse.csr_matrix((entries[2], (entries[0], entries[1])), shape=(rows, width))
    return replace(
        model,
        cost=np.concatenate([model.cost, np.zeros((LEVELS, columns))], axis=1),
        penalty=np.append(model.penalty, np.zeros(columns)),
        low=np.append(model.low, np.zeros(columns)),
        high=np.append(model.high, np.ones(columns)),
        matrix=sparse.vstack([old, new], format="csr"),
        row_low=np.append(model.row_low, low),
        row_high=np.append(model.row_high, high),
    )


def _finish(writer: Writer, pairs: Ints, penalty: Floats, offset: Floats) -> Model:
    row, column = np.concatenate(writer.row), np.concatenate(writer.column)
    matrix = sparse.csr_matrix(
        (np.concatenate(writer.value), (row, column)), shape=(writer.rows, writer.columns)
    )
    return Model(
        pairs=pairs,
        cost=np.concatenate(writer.cost, axis=1),
        penalty=penalty,
        low=np.concatenate(writer.low),
        high=np.concatenate(writer.high),
        matrix=matrix,
        row_low=np.concatenate(writer.row_low),
        row_high=np.concatenate(writer.row_high),
        person_rows=(writer.place_row, writer.experienced_row, writer.skill_row),
        offset=offset,
    )


def _personal(part: _Part, writer: Writer) -> None:
    """Overlaps, travel and caps: slices of the frame's rows (H5, H6)."""
    table = part.frame.rows
    rows, entries = table.of(part.people)
    number = writer.add_rows(np.full(len(rows), -INF), table.limit[rows])
    row = np.repeat(number, table.edges[rows + 1] - table.edges[rows])
    first = np.concatenate(
        [[0], np.cumsum(part.frame.edges[part.people + 1] - part.frame.edges[part.people])]
    )
    pair = table.pair[entries]
    owner = part.who[_local(part, pair, first)] if len(pair) else pair
    column = pair - part.frame.edges[part.people][owner] + first[owner] if len(pair) else pair
    writer.add_entries(row, column, table.coef[entries])


def _local(part: _Part, pair: Ints, first: Ints) -> Ints:
    """Column of each pair of the frame (pairs of this model are sorted by their place in `part.pairs`)."""
    if np.all(part.people[1:] > part.people[:-1]):
        return np.searchsorted(part.pairs, pair)
    order = np.argsort(part.pairs)
    return order[np.searchsorted(part.pairs[order], pair)]


def _places(part: _Part, writer: Writer, opened: Ints) -> None:
    """Levels 1 and 2 and the most people on a shift (H7).

    sum x + p + sum y >= ideal - heads;  u >= p;  sum of holders x + u >= k - holders already there. The costs
    of p and y grow towards the minimum (12, 10, 6, 3, 2, 1…), so they fill in the right order by themselves.
    """
    problem, shifts, what = part.frame.problem, part.shifts, part.what
    heads = part.context.heads[shifts]
    least, ideal, prio = problem.least[shifts], problem.ideal[shifts], problem.prio[shifts]
    columns = np.arange(len(what))
    wants = np.nonzero(heads < ideal)[0]
    row = np.full(len(shifts), -1)
    row[wants] = writer.add_rows((ideal - heads)[wants], np.full(len(wants), INF))
    writer.place_row = row
    entry = row[what] >= 0
    writer.add_entries(row[what[entry]], columns[entry], 1.0)
    asked = np.zeros(problem.shifts, bool)
    asked[problem.req[:, 0]] = True
    plain = ~asked[shifts]
    _short_places(part, writer, row, plain, heads, least, prio, opened)
    for worth, places in _extra_places(least, ideal, heads):
        open_ = np.nonzero(places > 0)[0]
        column = writer.add_columns(places[open_], 1, worth * prio[open_].astype(np.float64))
        writer.add_entries(row[open_], column, 1.0)
        _empty_unless_open(writer, column, places[open_], opened[open_])
    crowd = np.bincount(what, minlength=len(shifts))
    tight = np.nonzero(crowd > problem.most[shifts] - heads)[0]
    top = np.full(len(shifts), -1)
    gate = opened[tight]
    most = (problem.most[shifts] - heads)[tight]
    top[tight] = writer.add_rows(np.full(len(tight), -INF), np.where(gate >= 0, 0, most))
    writer.add_entries(top[tight][gate >= 0], gate[gate >= 0], -most[gate >= 0].astype(np.float64))
    entry = top[what] >= 0
    writer.add_entries(top[what[entry]], columns[entry], 1.0)


def _short_places(
    part: _Part, writer: Writer, row: Ints, plain: Bools, heads: Ints, least: Ints, prio: Ints, opened: Ints
) -> None:
    """Columns u and p; a shift without skills asked needs only one column for both."""
    short = np.maximum(least - heads, 0)
    both = np.nonzero(plain & (short > 0))[0]
    column = writer.add_columns(short[both], 0, prio[both].astype(np.float64))
    writer.cost[-1][1] = SHORT * prio[both]
    writer.add_entries(row[both], column, 1.0)
    _empty_unless_open(writer, column, short[both], opened[both])
    apart = np.nonzero(~plain & (short > 0))[0]
    p = writer.add_columns(short[apart], 1, SHORT * prio[apart].astype(np.float64))
    writer.add_entries(row[apart], p, 1.0)
    _empty_unless_open(writer, p, short[apart], opened[apart])
    _skills(part, writer, apart, p, short, prio, opened)


def _skills(part: _Part, writer: Writer, apart: Ints, p: Ints, short: Ints, prio: Ints, opened: Ints) -> None:
    shifts, req = part.shifts, part.frame.problem.req
    where, line = lines_of(req, shifts, part.frame.problem.shifts)
    lacking = req[line, 3] - part.context.holders[line]
    where, line, lacking = where[lacking > 0], line[lacking > 0], lacking[lacking > 0]
    most = short.copy()
    np.maximum.at(most, where, lacking)
    plain = np.ones(len(shifts), bool)
    plain[where] = False
    plain[apart] = False
    asking = np.nonzero(~plain)[0]
    u = np.full(len(shifts), -1)
    u[asking] = writer.add_columns(most[asking], 0, prio[asking].astype(np.float64))
    _empty_unless_open(writer, u[asking], most[asking], opened[asking])
    link = writer.add_rows(np.zeros(len(apart)), np.full(len(apart), INF))
    writer.add_entries(link, u[apart], 1.0)
    writer.add_entries(link, p, -1.0)
    row = writer.add_rows(lacking, np.full(len(lacking), INF))
    writer.add_entries(row, u[where], 1.0)
    row_of_line = np.full(len(req), -1)
    row_of_line[line] = row
    writer.skill_row = row_of_line
    pair, pair_line = lines_of(req, shifts[part.what], part.frame.problem.shifts)
    volunteer = part.people[part.who[pair]]
    holds = part.frame.problem.skill[volunteer, req[pair_line, 1]] >= req[pair_line, 2]
    holds &= row_of_line[pair_line] >= 0
    writer.add_entries(row_of_line[pair_line[holds]], pair[holds], 1.0)


def _extra_places(least: Ints, ideal: Ints, heads: Ints) -> list[tuple[int, Ints]]:
    """For each worth, how many extra places of that worth each shift still has to fill."""
    widest = int((ideal - least).max(initial=0))
    worths: dict[int, Ints] = {}
    for j in range(1, widest + 1):
        worth = EXTRA[j - 1] if j <= len(EXTRA) else 1
        place = ((least + j <= ideal) & (heads < least + j)).astype(np.int64)
        worths[worth] = worths.get(worth, np.zeros(len(least), np.int64)) + place
    return list(worths.items())


def _newcomers(part: _Part, writer: Writer) -> Ints:
    """H8: x(newcomer) <= a(shift) <= sum of experienced; nothing where somebody experienced stays anyway.

    Returns the column a of each shift that stays empty unless somebody experienced comes, -1 elsewhere.
    """
    problem = part.frame.problem
    new = problem.newcomer[part.people[part.who]]
    alone = part.context.experienced[part.shifts] == 0
    pairs = np.nonzero(new & alone[part.what])[0]
    _, first, number = np.unique(part.what[pairs], return_index=True, return_inverse=True)
    shifts = part.what[pairs][first]
    a = writer.add_columns(np.ones(len(shifts)), None, np.zeros(len(shifts)))
    below = writer.add_rows(np.full(len(pairs), -INF), np.zeros(len(pairs)))
    writer.add_entries(below, pairs, 1.0)
    writer.add_entries(below, a[number.reshape(-1)], -1.0)
    row = np.full(len(part.shifts), -1)
    row[shifts] = writer.add_rows(np.zeros(len(shifts)), np.full(len(shifts), INF))
    writer.add_entries(row[shifts], a, -1.0)
    old = np.nonzero(~new & (row[part.what] >= 0))[0]
    writer.add_entries(row[part.what[old]], old, 1.0)
    writer.experienced_row = row
    opened = np.full(len(part.shifts), -1)
    opened[shifts] = a
    opened[part.context.heads[part.shifts] > 0] = -1
    return opened


def _empty_unless_open(writer: Writer, column: Ints, places: Ints, opened: Ints) -> None:
    """Cuts: where newcomers may come, every place is missing unless a = 1 (column + places * a >= places).

    Without them half an experienced person and half a newcomer would fill one place of the relaxation.
    """
    gated = np.nonzero(opened >= 0)[0]
    row = writer.add_rows(places[gated], np.full(len(gated), INF))
    writer.add_entries(row, column[gated], 1.0)
    writer.add_entries(row, opened[gated], places[gated].astype(np.float64))


def _forced_newcomers(part: _Part, writer: Writer) -> tuple[Ints, Floats]:
    """Newcomers who stay on a shift where nobody experienced stays.

    Somebody must come, at a penalty otherwise.
    """
    alone = (part.context.newcomers[part.shifts] > 0) & (part.context.experienced[part.shifts] == 0)
    shifts = np.nonzero(alone)[0]
    row = np.full(len(part.shifts), -1)
    row[shifts] = writer.add_rows(np.ones(len(shifts)), np.full(len(shifts), INF))
    old = ~part.frame.problem.newcomer[part.people[part.who]]
    entry = np.nonzero(old & (row[part.what] >= 0))[0]
    writer.add_entries(row[part.what[entry]], entry, 1.0)
    column = writer.add_columns(np.ones(len(shifts)), None, np.zeros(len(shifts)))
    writer.add_entries(row[shifts], column, 1.0)
    return column, np.full(len(shifts), UNACCOMPANIED)


def _nobody_forgotten(part: _Part, writer: Writer) -> None:
    """Level 3: sum of her pairs + n >= 1 for whoever wishes hours and holds nothing yet."""
    frame = part.frame
    due = np.nonzero((frame.problem.wish[part.people] > 0) & ~frame.has[part.people])[0]
    n = writer.add_columns(np.ones(len(due)), 2, np.ones(len(due)))
    row = np.full(len(part.people), -1)
    row[due] = writer.add_rows(np.ones(len(due)), np.full(len(due), INF))
    writer.add_entries(row[due], n, 1.0)
    entry = np.nonzero(row[part.who] >= 0)[0]
    writer.add_entries(row[part.who[entry]], entry, 1.0)


def _fairness(part: _Part, writer: Writer, offset: Floats) -> None:
    """Level 5: 10 * fair(used / wish) per volunteer and month, in five segments.

    Used/wish = sum of segments.
    """
    frame, problem = part.frame, part.frame.problem
    wish = problem.wish_of_month()[part.people]
    held = frame.used[2][part.people].astype(np.float64)
    month = problem.month_of(problem.day[frame.shift[part.pairs]])
    group = part.who * wish.shape[1] + month
    minutes = np.bincount(
        group, weights=problem.duration[frame.shift[part.pairs]].astype(np.float64), minlength=wish.size
    )
    wish, held = wish.reshape(-1), held.reshape(-1)
    offset[4] += 25.0 * float((wish > 0).sum())
    live = np.nonzero((wish > 0) & ((minutes > 0) | (held > 0)))[0]
    row = np.full(wish.size, -1)
    row[live] = writer.add_rows(-held[live], -held[live])
    entry = np.nonzero(row[group] >= 0)[0]
    writer.add_entries(
        row[group[entry]], entry, problem.duration[frame.shift[part.pairs]][entry].astype(np.float64)
    )
    for i, slope in enumerate(FAIR_SLOPES):
        over = np.maximum(minutes[live] + held[live], 0)
        high = over if i == len(FAIR_SLOPES) - 1 else 0.25 * wish[live]
        column = writer.add_columns(high, 4, 10.0 * slope / wish[live])
        writer.add_entries(row[live], column, -1.0)


def _languages(part: _Part, writer: Writer) -> None:
    """Level 5: 2 for each wanted language that nobody on the shift speaks."""
    problem = part.frame.problem
    _, line = lines_of(problem.wanted, part.shifts, problem.shifts)
    silent = part.context.speakers[line] == 0
    line = line[silent]
    z = writer.add_columns(np.ones(len(line)), 4, np.full(len(line), 2.0))
    row = np.full(len(problem.wanted), -1)
    row[line] = writer.add_rows(np.ones(len(line)), np.full(len(line), INF))
    writer.add_entries(row[line], z, 1.0)
    pair, pair_line = lines_of(problem.wanted, part.shifts[part.what], problem.shifts)
    volunteer = part.people[part.who[pair]]
    speaks = problem.speaks[volunteer, problem.wanted[pair_line, 1]] & (row[pair_line] >= 0)
    writer.add_entries(row[pair_line[speaks]], pair[speaks], 1.0)
