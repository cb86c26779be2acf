"""A plan and its score: the six levels of the objective, vectorised over the whole problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mapart.rostering.candidates import home_minutes, keep_values, tastes
from mapart.rostering.faults import Fault
from mapart.rostering.frame import side_of
from mapart.rostering.problem import DAY, Floats, Ints, Problem, ProblemError, read_json

FORMAT = "volunteer-plan/1"
LEVELS = ("L1", "L2", "L3", "L4", "L5", "L6")
WEIGHTS = np.array([1e5, 1e3, 100.0, 10.0, 1.0, 1e-3])
EXTRA = (10, 6, 3, 2)  # worth of the extra places beyond the minimum, then 1 each
SHORT = 12  # worth of a minimum place at level 2
STEPS = (0.25, 0.5, 0.75, 1.0)  # fairness: shares of the wish


def pairs_array(pairs: Sequence[Sequence[int]] | Ints) -> Ints:
    """Pairs as an (n, 2) array of volunteer, shift."""
    return np.asarray(pairs, np.int64).reshape(-1, 2)


def read_pairs(path: str | Path, problem: Problem) -> list[list[int]]:
    """The pairs of a plan file, as written.

    Raises `ProblemError` when the file is no plan of this problem.
    """
    data = read_json(path)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ProblemError([Fault("unknown_format", "format", {"expected": FORMAT})])
    assign = data.get("assign")
    if not isinstance(assign, list) or not all(
        isinstance(p, list) and len(p) == 2 and all(type(x) is int for x in p) for p in assign
    ):
        raise ProblemError([Fault("wrong_type", "assign")])
    if data.get("instance", problem.name) != problem.name:
        raise ProblemError(
            [Fault("other_instance", "instance", {"found": data["instance"], "is": problem.name})]
        )
    return assign


def plan_json(problem: Problem, assign: Ints) -> dict[str, object]:
    """The JSON form 'volunteer-plan/1' of a plan."""
    return {"format": FORMAT, "instance": problem.name, "assign": assign.tolist()}


@dataclass(frozen=True, slots=True)
class Facts:
    """What people ask of a plan beside its levels."""

    opened: int
    shifts: int
    least_filled: int
    least_places: int
    ideal_filled: int
    ideal_places: int
    minutes: int
    attendance: float  # people expected to come, sum of `show`
    used: int  # volunteers with at least one shift


def missing_places(problem: Problem, assign: Ints) -> Ints:
    """(S) places missing below the minimum, counting the skills asked: max(min - heads, k - holders)."""
    side = side_of(problem, assign[:, 0], assign[:, 1])
    missing = np.maximum(problem.least - side.heads, 0)
    np.maximum.at(missing, problem.req[:, 0], problem.req[:, 3] - side.holders)
    return np.asarray(missing, np.int64)


def short_cost(problem: Problem, heads: Ints) -> Ints:
    """(S) level 2 before priority.

    12 per missing minimum place, then 10, 6, 3, 2, 1… per missing ideal place.
    """
    cost = SHORT * np.maximum(problem.least - heads, 0)
    widest = int((problem.ideal - problem.least).max(initial=0))
    for j in range(1, widest + 1):
        worth = EXTRA[j - 1] if j <= len(EXTRA) else 1
        cost += worth * ((heads < problem.least + j) & (problem.least + j <= problem.ideal))
    return np.asarray(cost, np.int64)


def unfairness(share: Floats) -> Floats:
    """Convex cost of giving a share of the hours wished (level 5)."""
    cost = np.maximum(share - 1.0, 0.0)
    for step in STEPS:
        cost += np.maximum(step - share, 0.0)
    return cost


def used_minutes(problem: Problem, assign: Ints) -> Floats:
    """(V, months) minutes given in each month, time given elsewhere included."""
    used = np.zeros((problem.volunteers, len(problem.months)))
    who, what = assign[:, 0], assign[:, 1]
    np.add.at(used, (who, problem.month_of(problem.day[what])), problem.duration[what])
    busy = problem.busy
    np.add.at(used, (busy[:, 0], problem.month_of(busy[:, 1] // DAY)), busy[:, 2] - busy[:, 1])
    return used


def levels_of(problem: Problem, assign: Ints) -> Floats:
    """The six levels of a plan given as (n, 2) pairs without duplicates."""
    who, what = assign[:, 0], assign[:, 1]
    side = side_of(problem, who, what)
    has = np.zeros(problem.volunteers, bool)
    has[who] = True
    has[problem.busy[:, 0]] = True
    published = np.unique(problem.published, axis=0)
    paid = (
        keep_values(problem, published[:, 0], published[:, 1]).sum() - keep_values(problem, who, what).sum()
    )
    wish = problem.wish_of_month()
    wishing = problem.wish > 0
    share = used_minutes(problem, assign)[wishing] / wish[wishing]
    speechless = 2.0 * float((side.speakers == 0).sum())
    return np.array(
        [
            float((problem.prio * missing_places(problem, assign)).sum()),
            float((problem.prio * short_cost(problem, side.heads)).sum()),
            float((wishing & ~has).sum()),
            float(paid),
            float(tastes(problem, who, what).sum() + 10.0 * unfairness(share).sum() + speechless),
            float(np.maximum(home_minutes(problem, who, what), 0).sum()),
        ]
    )


def facts_of(problem: Problem, assign: Ints) -> Facts:
    """Coverage and attendance of a plan."""
    who, what = assign[:, 0], assign[:, 1]
    missing = missing_places(problem, assign)
    heads = np.bincount(what, minlength=problem.shifts)
    return Facts(
        opened=int((missing == 0).sum()),
        shifts=problem.shifts,
        least_filled=int(np.maximum(problem.least - missing, 0).sum()),
        least_places=int(problem.least.sum()),
        ideal_filled=int(np.minimum(heads, problem.ideal).sum()),
        ideal_places=int(problem.ideal.sum()),
        minutes=int(problem.duration[what].sum()),
        attendance=float(problem.show[who].sum()),
        used=len(np.unique(who)),
    )


def is_better(left: Floats, right: Floats) -> bool:
    """Whether `left` comes before `right` in the strict order of levels (tolerance 1e-6)."""
    for a, b in zip(left, right, strict=True):
        if abs(a - b) > 1e-6:
            return bool(a < b)
    return False
