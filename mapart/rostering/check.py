"""An independent judge of any plan: every broken hard rule, named, and the six levels counted again.

Written one rule after the other in plain Python over the frozen facts; it shares no computation with the
model, the search nor the vectorised score, so that a mistake there is seen here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mapart.rostering.problem import DAY, Ints, Problem


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken hard rule (H1 to H8), the pair or shift concerned, and numbers.

    See the README for each rule.
    """

    rule: str
    volunteer: int | None
    shift: int | None
    code: str
    facts: dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge says of a plan."""

    violations: list[Violation]
    levels: tuple[float, float, float, float, float, float]

    @property
    def is_valid(self) -> bool:
        """No hard rule is broken."""
        return not self.violations


def violations(problem: Problem, assign: Sequence[Sequence[int]] | Ints) -> list[Violation]:
    """Every broken hard rule of a plan."""
    book = _Book(problem)
    found, pairs = _known_pairs(book, assign)
    return found + _broken(book, pairs, *_sorted(book, pairs))


def judge(problem: Problem, assign: Sequence[Sequence[int]] | Ints) -> Verdict:
    """Broken rules and levels of a plan given as pairs (volunteer, shift)."""
    book = _Book(problem)
    found, pairs = _known_pairs(book, assign)
    of_shift, of_volunteer = _sorted(book, pairs)
    found += _broken(book, pairs, of_shift, of_volunteer)
    levels = (
        sum(book.prio[s] * _missing(book, s, of_shift.get(s, [])) for s in range(len(book.start))),
        sum(book.prio[s] * _short(book, s, len(of_shift.get(s, []))) for s in range(len(book.start))),
        sum(book.wish[v] > 0 and not of_volunteer.get(v) and not book.busy[v] for v in range(len(book.wish))),
        sum(3 if book.start[s] < 7 * DAY else 1 for v, s in book.published if (v, s) not in pairs),
        _tastes(book, pairs, of_shift, of_volunteer),
        sum(book.reach[v].get(book.space[s], 0) for v, s in pairs),
    )
    return Verdict(found, (levels[0], levels[1], levels[2], levels[3], levels[4], levels[5]))


def _sorted(book: _Book, pairs: set[tuple[int, int]]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Who is on each shift, and the shifts of each volunteer in order of time."""
    of_shift: dict[int, list[int]] = defaultdict(list)
    of_volunteer: dict[int, list[int]] = defaultdict(list)
    for v, s in pairs:
        of_shift[s].append(v)
        of_volunteer[v].append(s)
    for mine in of_volunteer.values():
        mine.sort(key=lambda s: (book.start[s], s))
    return of_shift, of_volunteer


def _broken(
    book: _Book,
    pairs: set[tuple[int, int]],
    of_shift: dict[int, list[int]],
    of_volunteer: dict[int, list[int]],
) -> list[Violation]:
    """H2 to H8."""
    found: list[Violation] = []
    for v, s in pairs:
        found += _pair_violations(book, v, s)
    for v, mine in of_volunteer.items():
        found += _clash_violations(book, v, mine)
        found += _cap_violations(book, v, mine)
    for s, who in of_shift.items():
        found += _shift_violations(book, s, who)
    return found


class _Book:
    """The facts as plain lists and dictionaries."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.start, self.end = problem.start.tolist(), problem.end.tolist()
        self.space, self.mission = problem.space.tolist(), problem.mission.tolist()
        self.least, self.ideal = problem.least.tolist(), problem.ideal.tolist()
        self.most, self.prio = problem.most.tolist(), problem.prio.tolist()
        self.req, self.wanted = defaultdict(list), defaultdict(list)
        for s, skill, level, count in problem.req.tolist():
            self.req[s].append((skill, level, count))
        for s, language in problem.wanted.tolist():
            self.wanted[s].append(language)
        self.reach: dict[int, dict[int, int]] = defaultdict(dict)
        for v, space, minutes in problem.reach.tolist():
            self.reach[v][space] = minutes
        self.weekly, self.off, self.extra, self.busy = (
            _by_first(table) for table in (problem.weekly, problem.off, problem.extra, problem.busy)
        )
        self.rank, self.skill = problem.rank.tolist(), problem.skill.tolist()
        self.mandatory = problem.mandatory.tolist()
        self.speaks, self.newcomer = problem.speaks.tolist(), problem.newcomer.tolist()
        self.wish, self.caps, self.habit = (
            problem.wish.tolist(),
            problem.caps.tolist(),
            problem.habit.tolist(),
        )
        self.remote, self.travel = problem.remote.tolist(), problem.travel.tolist()
        self.months = problem.months.tolist()
        self.published = [(v, s) for v, s in problem.published.tolist()]

    def month(self, day: int) -> int:
        """The month block of a day."""
        return next(i for i, (first, end) in enumerate(self.months) if first <= day < end)


def _by_first(table: Ints) -> dict[int, list[list[int]]]:
    lines: dict[int, list[list[int]]] = defaultdict(list)
    for first, *rest in table.tolist():
        lines[first].append(rest)
    return lines


def _known_pairs(
    book: _Book, assign: Sequence[Sequence[int]] | Ints
) -> tuple[list[Violation], set[tuple[int, int]]]:
    """H1: ids exist and no pair stands twice."""
    found: list[Violation] = []
    pairs: set[tuple[int, int]] = set()
    for pair in assign:
        v, s = int(pair[0]), int(pair[1])
        if not (0 <= v < len(book.wish) and 0 <= s < len(book.start)):
            found.append(Violation("H1", v, s, "unknown_pair", {}))
        elif (v, s) in pairs:
            found.append(Violation("H1", v, s, "duplicate_pair", {}))
        else:
            pairs.add((v, s))
    return found, pairs


def _pair_violations(book: _Book, v: int, s: int) -> Iterator[Violation]:
    """H2 reach, H3 mission and mandatory skill, H4 availability."""
    if book.space[s] not in book.reach[v]:
        yield Violation("H2", v, s, "out_of_reach", {"space": book.space[s]})
    mission = book.mission[s]
    if book.rank[v][mission] < 0:
        yield Violation("H3", v, s, "mission_not_accepted", {"mission": mission})
    skill = book.mandatory[mission]
    if skill >= 0 and book.skill[v][skill] < 0:
        yield Violation("H3", v, s, "mandatory_skill", {"skill": skill})
    day = book.start[s] // DAY
    if any(first <= day <= last for first, last in book.off[v]):
        yield Violation("H4", v, s, "away", {"day": day})
    elif not _is_free(book, v, book.start[s], book.end[s]):
        yield Violation("H4", v, s, "not_available", {"start": book.start[s], "end": book.end[s]})


def _is_free(book: _Book, v: int, start: int, end: int) -> bool:
    day = start // DAY
    opens, closes = start - DAY * day, end - DAY * day
    if any(d == day % 7 and a <= opens and closes <= b for d, a, b in book.weekly[v]):
        return True
    return any(a <= start and end <= b for a, b in book.extra[v])


def _clash_violations(book: _Book, v: int, mine: list[int]) -> Iterator[Violation]:
    """H5: nothing overlaps, and there is time to travel between two spaces on one day."""
    times = [(book.start[s], book.end[s], book.space[s], s) for s in mine]
    given = sorted([*times, *((a, b, space, -1) for a, b, space in book.busy[v])])
    for i, (start, end, space, s) in enumerate(given):
        for start2, _, space2, s2 in given[i + 1 :]:
            if start2 // DAY != start // DAY:
                break
            if s < 0 and s2 < 0:
                continue
            late, other = (s2, s) if s2 >= 0 else (s, s2)
            facts: dict[str, int | None] = {"with": other if other >= 0 else None}
            if start2 < end:
                yield Violation("H5", v, late, "overlap", facts)
            elif not _can_travel(book, space, end, space2, start2):
                yield Violation("H5", v, late, "no_time_to_travel", facts)


def _can_travel(book: _Book, space: int, end: int, space2: int, start2: int) -> bool:
    if space == space2 or space < 0 or space2 < 0 or book.remote[space] or book.remote[space2]:
        return True
    minutes = book.travel[space][space2]
    return bool(minutes >= 0 and end + minutes <= start2)


def _cap_violations(book: _Book, v: int, mine: list[int]) -> Iterator[Violation]:
    """H6: minutes a day, a week, a month."""
    used: dict[tuple[int, int], int] = defaultdict(int)
    last: dict[tuple[int, int], int] = {}
    times = [(start, end, -1) for start, end, _ in book.busy[v]]
    for start, end, s in [*times, *((book.start[s], book.end[s], s) for s in mine)]:
        day = start // DAY
        for kind, period in enumerate((day, day // 7, book.month(day))):
            used[kind, period] += end - start
            if s >= 0:
                last[kind, period] = s
    for (kind, period), minutes in used.items():
        cap = book.caps[v][kind]
        if minutes > cap and (kind, period) in last:
            code = ("day_cap", "week_cap", "month_cap")[kind]
            facts: dict[str, int | None] = {"minutes": minutes, "cap": cap, "period": period}
            yield Violation("H6", v, last[kind, period], code, facts)


def _shift_violations(book: _Book, s: int, who: list[int]) -> Iterator[Violation]:
    """H7 headcount, H8 newcomers accompanied."""
    if len(who) > book.most[s]:
        yield Violation("H7", None, s, "too_many", {"heads": len(who), "max": book.most[s]})
    if all(book.newcomer[v] for v in who):
        for v in who:
            yield Violation("H8", v, s, "not_accompanied", {})


def _missing(book: _Book, s: int, who: list[int]) -> int:
    lacking = [book.least[s] - len(who)]
    for skill, level, count in book.req[s]:
        lacking.append(count - sum(book.skill[v][skill] >= level for v in who))
    return int(max(0, *lacking))


def _short(book: _Book, s: int, heads: int) -> int:
    cost = 12 * max(0, book.least[s] - heads)
    for place in range(max(heads, book.least[s]) + 1, book.ideal[s] + 1):
        cost += {1: 10, 2: 6, 3: 3, 4: 2}.get(place - book.least[s], 1)
    return int(cost)


def _tastes(
    book: _Book,
    pairs: set[tuple[int, int]],
    of_shift: dict[int, list[int]],
    of_volunteer: dict[int, list[int]],
) -> float:
    cost = 0.0
    for v, s in pairs:
        rank = book.rank[v][book.mission[s]]
        cost += 3 if rank < 0 else min(3, rank)
        day = book.start[s] // DAY
        slot = [day % 7, book.start[s] - DAY * day, book.space[s]]
        cost += book.habit[v][0] >= 0 and book.habit[v] != slot
    for s, languages in book.wanted.items():
        for language in languages:
            cost += 0 if any(book.speaks[v][language] for v in of_shift.get(s, [])) else 2
    for v, wish in enumerate(book.wish):
        if wish > 0:
            cost += 10 * _unfair(book, v, of_volunteer.get(v, []), wish)
    return cost


def _unfair(book: _Book, v: int, mine: list[int], wish: float) -> float:
    used = [0] * len(book.months)
    for start, end in [*((book.start[s], book.end[s]) for s in mine), *((a, b) for a, b, _ in book.busy[v])]:
        used[book.month(start // DAY)] += end - start
    cost = 0.0
    for (first, end), minutes in zip(book.months, used, strict=True):
        share = minutes / (wish * (end - first) / 28)
        cost += max(0.0, share - 1)
        cost += sum(max(0.0, step - share) for step in (0.25, 0.5, 0.75, 1.0))
    return cost
