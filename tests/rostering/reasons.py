"""Tests every reason of an explanation again, one rule after the other in plain Python.

Shares nothing with `explain`, its tables or its ledger: it reads the facts, the plan, and the reason.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from mapart.rostering.explain import Choice, EmptyPlace, Explanation, Idle, Person, Reason
from mapart.rostering.problem import Problem

DAY = 1440
FILTERS = (
    "out_of_reach",
    "mission_not_accepted",
    "mandatory_skill",
    "away",
    "not_available",
    "cap_too_small",
    "closed",
    "nobody_experienced",
    "busy",
)
CLASHES = ("overlap", "no_time_to_travel")
CAPS = ("day_cap", "week_cap", "month_cap")
STOPS = ("free", "here", "full", *CLASHES, *CAPS, "not_accompanied")
SHOWN = 3


class Facts:
    """The problem and the plan as plain lists."""

    def __init__(self, problem: Problem, pairs: list[list[int]]) -> None:
        self.start, self.end = problem.start.tolist(), problem.end.tolist()
        self.space, self.mission = problem.space.tolist(), problem.mission.tolist()
        self.least, self.ideal = problem.least.tolist(), problem.ideal.tolist()
        self.most, self.prio = problem.most.tolist(), problem.prio.tolist()
        self.rank, self.skill = problem.rank.tolist(), problem.skill.tolist()
        self.mandatory, self.caps = problem.mandatory.tolist(), problem.caps.tolist()
        self.newcomer, self.wish = problem.newcomer.tolist(), problem.wish.tolist()
        self.travel, self.months = problem.travel.tolist(), problem.months.tolist()
        self.habit, self.speaks = problem.habit.tolist(), problem.speaks.tolist()
        self.reach = {(v, space): minutes for v, space, minutes in problem.reach.tolist()}
        self.weekly, self.off = _lines(problem.weekly.tolist()), _lines(problem.off.tolist())
        self.extra, self.busy = _lines(problem.extra.tolist()), _lines(problem.busy.tolist())
        self.req, self.wanted = _lines(problem.req.tolist()), _lines(problem.wanted.tolist())
        self.published = {(v, s) for v, s in problem.published.tolist()}
        self.people, self.shifts = range(len(self.wish)), range(len(self.start))
        self.on = _lines([[s, v] for v, s in pairs])
        self.held = _lines(pairs)
        self.pairs = {(v, s) for v, s in pairs}
        # whether somebody experienced may be on a shift at all
        self.companions = [
            any(self.is_experienced(v) and not self.own_filter(v, s) for v in self.people)
            for s in self.shifts
        ]

    def is_experienced(self, v: int) -> bool:
        return not self.newcomer[v]

    def lacking(self, s: int, who: list[int]) -> int:
        """Places missing below the minimum with these people."""
        short = [self.least[s] - len(who)]
        short += [n - sum(self.skill[v][k] >= level for v in who) for [k, level, n] in self.req[s]]
        return int(max(0, *short))

    def on_shift(self, s: int) -> list[int]:
        return [v for [v] in self.on[s]]

    def period(self, kind: str, day: int) -> int:
        if kind == "month_cap":
            return next(i for i, (first, end) in enumerate(self.months) if first <= day < end)
        return int(day if kind == "day_cap" else day // 7)

    def used(self, v: int, kind: str, period: int, plan: bool) -> int:
        """Minutes she gives in a day, week or month; `plan`: with the shifts of the plan."""
        times = [(a, b) for a, b, _ in self.busy[v]]
        times += [(self.start[s], self.end[s]) for [s] in self.held[v] if plan]
        return sum(b - a for a, b in times if self.period(kind, a // DAY) == period)

    def cap(self, v: int, kind: str) -> int:
        return int(self.caps[v][CAPS.index(kind)])

    def breaks_cap(self, v: int, s: int, kind: str, plan: bool) -> bool:
        used = self.used(v, kind, self.period(kind, self.start[s] // DAY), plan)
        return bool(used + self.end[s] - self.start[s] > self.cap(v, kind))

    def clash(self, s: int, start: int, end: int, space: int) -> str:
        """How a shift meets a time given in a space: the code of CLASHES, or nothing."""
        if start // DAY != self.start[s] // DAY:
            return ""
        if start < self.end[s] and self.start[s] < end:
            return "overlap"
        minutes = 0 if space < 0 else self.travel[self.space[s]][space]
        gap = max(self.start[s] - end, start - self.end[s])
        return "no_time_to_travel" if minutes < 0 or gap < minutes else ""

    def own_filter(self, v: int, s: int) -> str:
        """The first filter that stops her whatever the plan, company left aside."""
        day, need = self.start[s] // DAY, self.mandatory[self.mission[s]]
        if (v, self.space[s]) not in self.reach:
            return "out_of_reach"
        if self.rank[v][self.mission[s]] < 0:
            return "mission_not_accepted"
        if need >= 0 and self.skill[v][need] < 0:
            return "mandatory_skill"
        if any(first <= day <= last for first, last in self.off[v]):
            return "away"
        if not self.is_free(v, s):
            return "not_available"
        if min(self.caps[v]) < self.end[s] - self.start[s]:
            return "cap_too_small"
        if self.most[s] == 0:
            return "closed"
        busy = any(self.clash(s, a, b, space) for a, b, space in self.busy[v])
        return "busy" if busy or any(self.breaks_cap(v, s, kind, plan=False) for kind in CAPS) else ""

    def is_free(self, v: int, s: int) -> bool:
        day = self.start[s] // DAY
        opens, closes = self.start[s] - day * DAY, self.end[s] - day * DAY
        if any(d == day % 7 and a <= opens and closes <= b for d, a, b in self.weekly[v]):
            return True
        return any(a <= self.start[s] and self.end[s] <= b for a, b in self.extra[v])

    def filter(self, v: int, s: int) -> str:
        """The first filter that stops her, whatever the plan."""
        found = self.own_filter(v, s)
        alone = self.newcomer[v] and not self.companions[s]
        return "nobody_experienced" if found in {"", "busy"} and alone else found

    def own_stops(self, v: int, s: int, leaving: int | None = None) -> set[str]:
        """Every rule of hers that the plan would break with her on this shift too."""
        found = {
            self.clash(s, self.start[t], self.end[t], self.space[t]) for [t] in self.held[v] if t != leaving
        }
        found |= {kind for kind in CAPS if self.breaks_cap(v, s, kind, plan=True)}
        return found - {""}

    def is_alone(self, v: int, s: int, leaving: int | None = None) -> bool:
        """A newcomer with nobody experienced beside her."""
        return self.newcomer[v] and not any(self.is_experienced(w) for w in self.on_shift(s) if w != leaving)

    def levels(self, v: int, s: int, who: list[int], mine: list[int]) -> list[float]:
        """The parts of the six levels that her shifts and the people of this shift decide."""
        heads, prio = len(who), self.prio[s]
        worth = [12 * max(0, self.least[s] - heads)]
        worth += [
            {1: 10, 2: 6, 3: 3, 4: 2}.get(place - self.least[s], 1)
            for place in range(max(heads, self.least[s]) + 1, self.ideal[s] + 1)
        ]
        left = sum(3 if self.start[t] < 7 * DAY else 1 for w, t in self.published if w == v and t not in mine)
        mute = sum(not any(self.speaks[w][language] for w in who) for [language] in self.wanted[s])
        return [
            prio * self.lacking(s, who),
            prio * sum(worth),
            float(self.wish[v] > 0 and not mine and not self.busy[v]),
            left,
            2.0 * mute + sum(self.taste(v, t) for t in mine) + self.unfair(v, mine),
            sum(self.reach.get((v, self.space[t]), 0) for t in mine),
        ]

    def taste(self, v: int, s: int) -> float:
        rank = self.rank[v][self.mission[s]]
        return (3 if rank < 0 else min(3, rank)) + (self.habit[v][0] >= 0 and not self.is_usual(v, s))

    def is_usual(self, v: int, s: int) -> bool:
        day = self.start[s] // DAY
        return bool(self.habit[v] == [day % 7, self.start[s] - DAY * day, self.space[s]])

    def minutes(self, v: int, month: int, mine: list[int]) -> int:
        times = [(a, b) for a, b, _ in self.busy[v]] + [(self.start[s], self.end[s]) for s in mine]
        return sum(b - a for a, b in times if self.period("month_cap", a // DAY) == month)

    def wish_of(self, v: int, month: int) -> float:
        first, end = self.months[month]
        return float(self.wish[v] * (end - first) / 28)

    def unfair(self, v: int, mine: list[int]) -> float:
        cost = 0.0
        for month in range(len(self.months) if self.wish[v] > 0 else 0):
            share = self.minutes(v, month, mine) / self.wish_of(v, month)
            cost += max(0.0, share - 1) + sum(max(0.0, step - share) for step in (0.25, 0.5, 0.75, 1.0))
        return 10.0 * cost

    def change(self, v: int, s: int, who: list[int], sign: int) -> list[float]:
        """Change of the six levels when she comes to (1) or leaves (-1) a shift where `who` are now."""
        mine = [t for [t] in self.held[v]]
        after = [*who, v] if sign > 0 else [w for w in who if w != v]
        later = [*mine, s] if sign > 0 else [t for t in mine if t != s]
        before_after = zip(self.levels(v, s, who, mine), self.levels(v, s, after, later), strict=True)
        return [b - a for a, b in before_after]


def _lines(table: list[list[int]]) -> dict[int, list[list[int]]]:
    lines: dict[int, list[list[int]]] = defaultdict(list)
    for first, *rest in table:
        lines[first].append(rest)
    return lines


def wrong_reasons(problem: Problem, pairs: list[list[int]], explanation: Explanation) -> list[str]:
    """Everything in the explanation that is not so; an empty list when every reason holds."""
    facts = Facts(problem, pairs)
    wrong = list(_whole(facts, explanation))
    for place in explanation.empty:
        wrong += [f"shift {place.shift}: {text}" for text in _empty(facts, place)]
    for idle in explanation.idle:
        wrong += [f"volunteer {idle.volunteer}: {text}" for text in _idle(facts, idle)]
    for choice in explanation.choices:
        wrong += [f"{choice.volunteer} on {choice.shift}: {text}" for text in _choice(facts, choice)]
    return wrong


def _whole(facts: Facts, explanation: Explanation) -> Iterator[str]:
    """Nothing is left out."""
    short = [
        s
        for s in facts.shifts
        if len(facts.on[s]) < facts.ideal[s] or facts.lacking(s, facts.on_shift(s)) > 0
    ]
    if sorted(p.shift for p in explanation.empty) != short:
        yield "not exactly the shifts below their ideal"
    idle = [v for v in facts.people if facts.wish[v] > 0 and not facts.held[v] and not facts.busy[v]]
    if [i.volunteer for i in explanation.idle] != idle:
        yield "not exactly the people without a shift"
    if {(c.volunteer, c.shift) for c in explanation.choices} != facts.pairs:
        yield "not exactly the assignments"


def _empty(facts: Facts, place: EmptyPlace) -> Iterator[str]:
    s, who = place.shift, facts.on_shift(place.shift)
    if place.missing != facts.lacking(s, who) or place.short != max(0, facts.ideal[s] - len(who)):
        yield "missing places"
    first = {v: facts.filter(v, s) for v in facts.people}
    told = {p.volunteer: p.reasons[0].code for p in place.stopped}
    counts = Counter(first[v] or told.get(v, "here") for v in facts.people)
    if dict(place.chain) != {code: counts[code] for code in (*FILTERS, *STOPS)}:
        yield f"chain {place.chain} is {counts}"
    if set(told) != {v for v in facts.people if not first[v]} - set(who):
        yield "not everybody who passed the filters is told"
    for person in place.stopped:
        for reason in person.reasons:
            if not _stops(facts, person.volunteer, s, reason):
                yield f"{person.volunteer}: {reason}"


def _stops(facts: Facts, v: int, s: int, reason: Reason) -> bool:
    """Whether what is said to stop her does."""
    code, told, who = reason.code, reason.facts, facts.on_shift(s)
    other = told.get("shift")
    if isinstance(other, int) and ([other] not in facts.held[v] or told["prio"] != facts.prio[other]):
        return False
    if code == "free":
        return not facts.own_stops(v, s) and not facts.is_alone(v, s) and len(who) < facts.most[s]
    if code == "full":
        return bool(len(who) >= facts.most[s])
    if code == "not_accompanied":
        return facts.is_alone(v, s)
    if code in CLASHES:
        assert isinstance(other, int)
        return facts.clash(s, facts.start[other], facts.end[other], facts.space[other]) == code
    if code in CAPS:
        same = other is None or (
            facts.period(code, facts.start[int(other)] // DAY) == facts.period(code, facts.start[s] // DAY)
        )
        return same and facts.breaks_cap(v, s, code, plan=True)
    if code == "lacks_skill":
        line = next(x for x in facts.req[s] if x[:2] == [told["skill"], told["level"]])
        held = sum(facts.skill[w][line[0]] >= line[1] for w in who)
        return bool(facts.skill[v][line[0]] < line[1] and held < line[2])
    return code == "move" and _is_move(facts, v, s, reason)


def _is_move(facts: Facts, v: int, s: int, reason: Reason) -> bool:
    """Whether leaving some shift of hers for this one costs and wins what is said."""
    told = reason.facts
    into = facts.change(v, s, facts.on_shift(s), 1)[:2]
    leaving = [facts.change(v, t, facts.on_shift(t), -1)[:2] for [t] in facts.held[v]]
    return (
        into == [told["coming_l1"], told["coming_l2"]]
        and [
            told["leaving_l1"],
            told["leaving_l2"],
        ]
        in leaving
    )


def _idle(facts: Facts, idle: Idle) -> Iterator[str]:
    v, told = idle.volunteer, dict(idle.chain)
    codes = Counter(facts.filter(v, s) or _idle_stop(facts, v, s) for s in facts.shifts)
    if {code: n for code, n in told.items() if n} != dict(codes):
        yield f"chain {idle.chain} is {codes}"
    order = [code for code, _ in idle.chain]
    last = max((order.index(code) for code in codes), default=None)
    if idle.reason != ("no_shift" if last is None else order[last]):
        yield f"reason {idle.reason}"


def _idle_stop(facts: Facts, v: int, s: int) -> str:
    """What stops somebody who holds nothing: only the shift can."""
    heads = len(facts.on[s])
    if heads >= facts.most[s]:
        return "full"
    if facts.is_alone(v, s):
        return "not_accompanied"
    return "free" if heads < facts.ideal[s] else "not_needed"


def _choice(facts: Facts, choice: Choice) -> Iterator[str]:
    v, s = choice.volunteer, choice.shift
    who = facts.on_shift(s)
    lost = facts.change(v, s, who, -1)
    if any(abs(a - b) > 1e-6 for a, b in zip(lost, choice.lost, strict=True)):
        yield f"lost {choice.lost} is {lost}"
    for reason in choice.reasons:
        if not _speaks_for(facts, v, s, reason, lost):
            yield f"{reason}"
    others = [w for w in who if w != v]
    best = sorted(_order(facts, w, s, others) for w in _instead(facts, v, s))[:SHOWN]
    told = [_order(facts, p.volunteer, s, others) for p in choice.following]
    if told != best:
        yield f"following {[p.volunteer for p in choice.following]} are {[x[-1] for x in best]}"
    for person in choice.following:
        yield from _next(facts, person, s, others)


def _instead(facts: Facts, v: int, s: int) -> Iterator[int]:
    """Everybody who could come in her stead without breaking a rule or leaving anything."""
    for w in facts.people:
        if (w, s) in facts.pairs or facts.filter(w, s) or facts.own_stops(w, s):
            continue
        left = [x for x in facts.on_shift(s) if x != v]
        newcomers = any(facts.newcomer[x] for x in [*left, w])
        if newcomers and not any(facts.is_experienced(x) for x in [*left, w]):
            continue
        if len(left) < facts.most[s]:
            yield w


def _order(facts: Facts, w: int, s: int, others: list[int]) -> tuple[float, ...]:
    return (*(round(x, 6) for x in facts.change(w, s, others, 1)), w)


def _next(facts: Facts, person: Person, s: int, others: list[int]) -> Iterator[str]:
    change = facts.change(person.volunteer, s, others, 1)
    for reason in person.reasons:
        if not _speaks_for(facts, person.volunteer, s, reason, [-x for x in change]):
            yield f"next {person.volunteer}: {reason}"


def _speaks_for(facts: Facts, v: int, s: int, reason: Reason, worth: list[float]) -> bool:
    """Whether what is said to speak for her does; `worth`: what each level gains with her."""
    code, told = reason.code, reason.facts
    month = facts.period("month_cap", facts.start[s] // DAY)
    rank = facts.rank[v][facts.mission[s]]
    if code == "holds_skill":
        line = next(x for x in facts.req[s] if x[:2] == [told["skill"], told["level"]])
        return bool(facts.skill[v][line[0]] >= line[1])
    if code == "hours":
        given = facts.minutes(v, month, [t for [t] in facts.held[v]])
        return told == {"given": given, "wished": facts.wish_of(v, month)}
    holds: dict[str, bool] = {
        "fills_minimum": worth[0] > 0 and told.get("worth") == worth[0],
        "fills_ideal": worth[0] <= 0 and worth[1] > 0 and told.get("worth") == worth[1],
        "only_shift": worth[2] > 0,
        "was_published": (v, s) in facts.published,
        "rank": told.get("rank") == (rank if rank >= 0 else None),
        "habit": facts.is_usual(v, s),
        "travel": told.get("minutes") == facts.reach.get((v, facts.space[s]), 0),
    }
    return holds[code]
