"""The frozen facts of one planning problem, as arrays.

A `Problem` is read once from the JSON form 'volunteer-planning/1' and never changes. Ids are positions. Times
are minutes from Monday 00:00 of day 0; durations are minutes. Tables are 2-D integer arrays, one line per
fact, sorted by their first column; their columns are named in the comments of the class.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mapart.rostering.faults import Fault, faults_of

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

DAY = 1440
NONE = -1  # stands for null in integer arrays


class ProblemError(ValueError):
    """The input cannot be planned; `faults` holds everything that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults[:5]))
        self.faults = faults


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """One planning problem. Arrays of length S (shifts), V (volunteers), P (spaces), M (missions)."""

    name: str
    days: int
    months: Ints  # (months, 2): first day, end day (excluded)
    remote: Bools  # (P)
    city: Ints  # (P), NONE for none
    travel: Ints  # (P, P) minutes between spaces, NONE: not on the same day
    mandatory: Ints  # (M) skill everyone on the shift must hold, or NONE
    space: Ints  # (S)
    mission: Ints  # (S)
    start: Ints  # (S)
    end: Ints  # (S)
    least: Ints  # (S) minimum headcount
    ideal: Ints  # (S)
    most: Ints  # (S) maximum headcount
    prio: Ints  # (S)
    req: Ints  # shift, skill, level, how many
    wanted: Ints  # shift, language (soft)
    reach: Ints  # volunteer, space, minutes from home
    weekly: Ints  # volunteer, weekday, start, end (minutes of the day)
    off: Ints  # volunteer, first day, last day (included)
    extra: Ints  # volunteer, start, end
    busy: Ints  # volunteer, start, end, space or NONE: time already given elsewhere
    skill: Ints  # (V, skills) best level held, NONE when not held
    rank: Ints  # (V, M) place of the mission in her preferences, NONE when not accepted
    speaks: Bools  # (V, languages)
    newcomer: Bools  # (V)
    wish: Floats  # (V) minutes wished in 28 days
    caps: Ints  # (V, 3) most minutes a day, a week, a month
    show: Floats  # (V) expected attendance
    habit: Ints  # (V, 3) weekday, start minute, space; NONE when no habit
    published: Ints  # volunteer, shift

    @property
    def shifts(self) -> int:
        """Number of shifts."""
        return len(self.space)

    @property
    def volunteers(self) -> int:
        """Number of volunteers."""
        return len(self.wish)

    @property
    def day(self) -> Ints:
        """Day of each shift."""
        return self.start // DAY

    @property
    def duration(self) -> Ints:
        """Minutes of each shift."""
        return self.end - self.start

    @property
    def places(self) -> int:
        """Weighted minimum places, sum of prio * min: the whole that `gap_points` is measured against."""
        return int((self.prio * self.least).sum())

    def month_of(self, day: Ints) -> Ints:
        """Month block of each day; blocks cover the horizon (checked by `faults`)."""
        return np.searchsorted(self.months[:, 1], day, side="right").astype(np.int64)

    def wish_of_month(self) -> Floats:
        """(V, months) minutes wished in each month block."""
        length = (self.months[:, 1] - self.months[:, 0]) / 28.0
        return self.wish[:, None] * length[None, :]

    def part(self, shifts: Ints, volunteers: Ints, busy: Ints | None = None) -> Problem:
        """The problem of these shifts and volunteers only, renumbered by position; spaces are renumbered too.

        `busy` replaces the commitments, in this problem's numbers.
        """
        busy = self.busy if busy is None else busy
        busy = _lines(busy, volunteers)
        used = np.concatenate([self.space[shifts], busy[:, 3][busy[:, 3] >= 0]])
        spaces = np.unique(used)
        at = _positions(spaces, len(self.remote))
        reach = _lines(self.reach, volunteers)
        reach = reach[at[reach[:, 1]] >= 0]
        reach[:, 1] = at[reach[:, 1]]
        busy[:, 3] = np.where(busy[:, 3] >= 0, at[busy[:, 3]], NONE)
        habit = self.habit[volunteers].copy()
        habit[:, 2] = np.where(habit[:, 2] >= 0, at[habit[:, 2]], NONE)
        published = _lines(self.published, volunteers)
        here = _positions(shifts, self.shifts)
        published = published[here[published[:, 1]] >= 0]
        published[:, 1] = here[published[:, 1]]
        return replace(
            self,
            remote=self.remote[spaces],
            city=self.city[spaces],
            travel=self.travel[np.ix_(spaces, spaces)],
            space=at[self.space[shifts]],
            **{name: getattr(self, name)[shifts] for name in _OF_SHIFT},
            req=_lines(self.req, shifts),
            wanted=_lines(self.wanted, shifts),
            reach=reach,
            weekly=_lines(self.weekly, volunteers),
            off=_lines(self.off, volunteers),
            extra=_lines(self.extra, volunteers),
            busy=busy,
            **{name: getattr(self, name)[volunteers] for name in _OF_VOLUNTEER},
            habit=habit,
            published=published,
        )


_OF_SHIFT = ("mission", "start", "end", "least", "ideal", "most", "prio")
_OF_VOLUNTEER = ("skill", "rank", "speaks", "newcomer", "wish", "caps", "show")


def _positions(ids: Ints, size: int) -> Ints:
    """Where each of `size` ids stands in `ids`, NONE when absent."""
    at = np.full(size, NONE, np.int64)
    at[ids] = np.arange(len(ids))
    return at


def _lines(table: Ints, ids: Ints) -> Ints:
    """The lines whose first column is in `ids`, that column renumbered by position in `ids`, sorted by it.

    Takes time by the lines found, not by the table, when this is sorted as it should be.
    """
    first = np.ascontiguousarray(table[:, 0])
    if np.any(first[1:] < first[:-1]):
        table = table[np.argsort(first, kind="stable")]
        first = np.ascontiguousarray(table[:, 0])
    low, high = np.searchsorted(first, ids, side="left"), np.searchsorted(first, ids, side="right")
    length = high - low
    jump = np.repeat(low - np.cumsum(length) + length, length)
    kept: Ints = table[np.arange(int(length.sum())) + jump]
    kept[:, 0] = np.repeat(np.arange(len(ids)), length)
    return kept


def problem_of(data: object) -> Problem:
    """Build a problem from the JSON-shaped dictionary 'volunteer-planning/1' (see the README of this room).

    Raises `ProblemError` with every fault found.
    """
    faults = faults_of(data)
    if faults:
        raise ProblemError(faults)
    assert isinstance(data, dict)
    return _arrays(data)


def read_problem(path: str | Path) -> Problem:
    """Read a problem from a JSON file. Raises `ProblemError` (unreadable text included) or `OSError`."""
    return problem_of(read_json(path))


def read_json(path: str | Path) -> Any:
    """The content of a JSON file.

    Raises `ProblemError` when the text is not JSON in UTF-8, `OSError` when unreadable.
    """
    try:
        return json.loads(Path(path).read_bytes())
    except (ValueError, RecursionError) as error:  # no UTF-8, no JSON, a number of thousands of digits
        line = getattr(error, "lineno", 0)
        raise ProblemError([Fault("not_json", str(path), {"line": line, "detail": str(error)})]) from None


def _table(lines: Iterable[tuple[int, Iterable[Iterable[int]]]], width: int) -> Ints:
    """A table from (owner, facts of the owner): the owner becomes the first column."""
    flat = np.fromiter(
        chain.from_iterable((owner, *fact) for owner, facts in lines for fact in facts), dtype=np.int64
    )
    return flat.reshape(-1, width)


def _ints(rows: Iterable[Mapping[str, Any]], key: str) -> Ints:
    return np.fromiter((row[key] for row in rows), dtype=np.int64)


def _grid(owners: list[dict[str, Any]], key: str, width: int, value: bool) -> tuple[Ints, Ints, Ints]:
    """Owner, id and (level or order) of the lists `owners[i][key]`."""
    if value:
        table = _table(((i, owner[key]) for i, owner in enumerate(owners)), width)
        return table[:, 0], table[:, 1], table[:, 2]
    who = np.repeat(np.arange(len(owners)), [len(owner[key]) for owner in owners])
    ids = np.fromiter(chain.from_iterable(owner[key] for owner in owners), dtype=np.int64)
    order = np.concatenate([np.arange(0), *(np.arange(len(owner[key])) for owner in owners)])
    return who, ids, order.astype(np.int64)


def _arrays(data: dict[str, Any]) -> Problem:
    shifts, people, spaces = data["shifts"], data["volunteers"], data["spaces"]
    missions = data["missions"]
    remote = np.array([bool(space.get("remote")) for space in spaces], bool)
    languages = _languages(data)
    return Problem(
        name=str(data.get("name", "")),
        days=data["days"],
        months=np.array(data["months"], np.int64).reshape(-1, 2),
        remote=remote,
        city=np.array([NONE if space.get("city") is None else space["city"] for space in spaces], np.int64),
        travel=_travel(data["travel"], remote),
        mandatory=np.array([NONE if m["skill"] is None else m["skill"] for m in missions], np.int64),
        space=_ints(shifts, "space"),
        mission=_ints(shifts, "mission"),
        start=_ints(shifts, "start"),
        end=_ints(shifts, "end"),
        least=_ints(shifts, "min"),
        ideal=_ints(shifts, "ideal"),
        most=_ints(shifts, "max"),
        prio=_ints(shifts, "prio"),
        req=_table(((i, shift["req"]) for i, shift in enumerate(shifts)), 4),
        wanted=_table(
            ((i, [[languages[name]] for name in dict.fromkeys(s["lang"])]) for i, s in enumerate(shifts)), 2
        ),
        reach=_table(((i, v["reach"]) for i, v in enumerate(people)), 3),
        weekly=_table(((i, v["weekly"]) for i, v in enumerate(people)), 4),
        off=_table(((i, v["off"]) for i, v in enumerate(people)), 3),
        extra=_table(((i, v["extra"]) for i, v in enumerate(people)), 3),
        busy=_busy(data.get("busy", [])),
        skill=_skill_levels(data),
        rank=_ranks(people, len(missions)),
        speaks=_speaks(people, languages),
        newcomer=_ints(people, "newcomer") > 0,
        wish=np.array([v["wish_month"] for v in people], np.float64),
        caps=np.array([[v["max_day"], v["max_week"], v["max_month"]] for v in people], np.int64).reshape(
            -1, 3
        ),
        show=np.array([v["show"] for v in people], np.float64),
        habit=np.array([v["habit"] or [NONE] * 3 for v in people], np.int64).reshape(-1, 3),
        published=np.array(data["published"], np.int64).reshape(-1, 2),
    )


def _languages(data: dict[str, Any]) -> dict[str, int]:
    """Number of each language that a shift wants; languages nobody asks for are not kept."""
    names = dict.fromkeys(chain.from_iterable(shift["lang"] for shift in data["shifts"]))
    return {name: i for i, name in enumerate(names)}


def _travel(lines: list[list[int]], remote: Bools) -> Ints:
    travel = np.full((len(remote), len(remote)), NONE, np.int64)
    table = np.array(lines, np.int64).reshape(-1, 3)
    travel[table[:, 0], table[:, 1]] = table[:, 2]
    travel[table[:, 1], table[:, 0]] = table[:, 2]
    travel[remote, :] = 0
    travel[:, remote] = 0
    np.fill_diagonal(travel, 0)
    return travel


def _busy(lines: list[list[int | None]]) -> Ints:
    table = [[NONE if x is None else x for x in line] for line in lines]
    busy = np.array(table, np.int64).reshape(-1, 4)
    return busy[np.argsort(busy[:, 0], kind="stable")]


def _skill_levels(data: dict[str, Any]) -> Ints:
    who, ids, level = _grid(data["volunteers"], "skills", 3, value=True)
    asked = [m["skill"] for m in data["missions"] if m["skill"] is not None]
    asked += [line[0] for shift in data["shifts"] for line in shift["req"]]
    width = 1 + max([int(ids.max(initial=0)), *asked])
    grid = np.full((len(data["volunteers"]), width), NONE, np.int64)
    np.maximum.at(grid, (who, ids), level)
    return grid


def _ranks(people: list[dict[str, Any]], missions: int) -> Ints:
    who, ids, order = _grid(people, "missions", 2, value=False)
    grid = np.full((len(people), missions), NONE, np.int64)
    grid[who[::-1], ids[::-1]] = order[::-1]  # a mission named twice keeps its first place
    return grid


def _speaks(people: list[dict[str, Any]], languages: dict[str, int]) -> Bools:
    grid = np.zeros((len(people), len(languages)), bool)
    for i, person in enumerate(people):
        for name in person["langs"]:
            if name in languages:
                grid[i, languages[name]] = True
    return grid
