"""The steps of one part of a large problem: a first plan, then level 1 (its bound, and pieces around empty
places), then the other levels.

Each is a pure function of the part, its plan, the seed and the budget: it may run anywhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mapart.rostering.engine import proven_bound
from mapart.rostering.frame import Frame, frame_of
from mapart.rostering.greedy import greedy
from mapart.rostering.model import model_of
from mapart.rostering.part import EXACT_PAIRS, components, improve, known_costs
from mapart.rostering.plan import missing_places
from mapart.rostering.problem import Bools, Ints, Problem
from mapart.rostering.search import FIRST, SIZES, Search

BOUND_SHARE = 0.9  # of the budget of level 1, at most, for its bound
WHATEVER = 1e3  # a bound that stops half-way proves nothing: small ones stop with the whole only
PASSES = 2  # of level 1 at each size, while something is won


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one part: its plan so far and its budget.

    `free` is the part without the time that the plan gives elsewhere, for the bound (None: the same).
    """

    problem: Problem
    fixed: Ints
    plan: Ints  # (n, 2) pairs in the part's numbers, fixed ones left out
    seed: int
    bound: float  # of level 1, proven so far
    free: Problem | None
    seconds: float | None
    until: float | None  # the moment (time.time) at which the whole must stop

    def clock(self) -> Callable[[float], float | None]:
        """The seconds left of a share of the budget, None when there is no limit."""
        if self.seconds is None or self.until is None:
            return lambda share: None
        began, seconds, until = time.time(), self.seconds, self.until
        return lambda share: min(began + seconds * share, until) - time.time()


@dataclass(frozen=True, slots=True)
class Stepped:
    """The plan of a part, its level 1 and the bound proven for it."""

    plan: Ints
    value: float
    bound: float
    idle: int = 0  # people who wish hours and have no candidate shift


def first_plan(step: Step) -> Stepped:
    """The greedy plan; no plan at all when the time is over."""
    if _is_over(step.clock()(1.0)):
        return _stepped(step, step.plan, step.bound)
    frame = frame_of(step.problem, step.fixed, rows=False)
    return _stepped(step, _pairs(frame, greedy(frame, step.seed)), step.bound)


def level_one(step: Step) -> Stepped:
    """The bound of level 1, then exact pieces around empty places until the plan reaches it."""
    left = step.clock()
    if _is_over(left(1.0)):
        return _stepped(step, step.plan, step.bound)
    frame = frame_of(step.problem, step.fixed)
    wide = frame if step.free is None else frame_of(step.free, step.fixed)
    bound, _, idle = known_costs(wide)
    for people in components(wide):
        model = model_of(wide, people, lean=True)
        seconds = left(BOUND_SHARE if len(model.pairs) > EXACT_PAIRS else WHATEVER)
        bound += max(0.0, proven_bound(model, FIRST, seconds=None if seconds is None else max(0.01, seconds)))
    bound = max(bound, step.bound)
    seconds = left(1.0)
    end = None if seconds is None else time.perf_counter() + seconds
    search = Search(frame, _on(frame, step.plan), np.arange(step.problem.volunteers), step.seed, end)
    for size in SIZES:
        for _ in range(PASSES):
            if not search.fill(size, bound):
                break
    return _stepped(step, _pairs(frame, search.on), float(bound), int(idle))


def other_levels(step: Step) -> Stepped:
    """All levels by exact solutions or pieces, never worse."""
    left = step.clock()
    if _is_over(left(1.0)):
        return _stepped(step, step.plan, step.bound)
    frame = frame_of(step.problem, step.fixed)
    on = _on(frame, step.plan)
    sizes = frame.edges[1:] - frame.edges[:-1]
    for people in components(frame):
        seconds = left(float(sizes[people].sum()) / max(1, len(frame.shift)))
        end = None if seconds is None else time.perf_counter() + seconds
        improve(frame, on, people, step.seed, end)
    return _stepped(step, _pairs(frame, on), step.bound)


def _is_over(seconds: float | None) -> bool:
    return seconds is not None and seconds <= 0


def _pairs(frame: Frame, on: Bools) -> Ints:
    return np.stack([frame.volunteer[on], frame.shift[on]], axis=1)


def _on(frame: Frame, plan: Ints) -> Bools:
    """Which candidate pairs of the frame the plan holds."""
    size = max(1, frame.problem.shifts)
    return np.isin(frame.volunteer * size + frame.shift, plan[:, 0] * size + plan[:, 1])


def _stepped(step: Step, plan: Ints, bound: float, idle: int = 0) -> Stepped:
    held = np.concatenate([step.fixed, plan])
    value = step.problem.prio * missing_places(step.problem, held)
    return Stepped(plan, float(value.sum()), bound, idle)
