"""What the solver answers, for those who read it and need no solver for that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from mapart.rostering.problem import Ints

# Phase, share of the way, six levels of the best plan as one number, its bound.
Progress = Callable[[str, float, float | None, float | None], None]


@dataclass(frozen=True, slots=True)
class Result:
    """A plan and its certificate.

    `assign`: (n, 2) volunteer, shift, fixed pairs included. `bounds[k]`: no plan at least as good as this one
    on the levels before k has a smaller level k; None when nothing is proven. `gap_points`: distance to the
    bound in points of weighted coverage, 100 * (L1 - bound) / sum of prio * min. `phases`: seconds by phase.
    """

    assign: Ints
    levels: tuple[float, ...]
    bounds: tuple[float | None, ...]
    gap_points: float | None
    seconds: float
    peak_mb: float
    components: int
    phases: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gap:
    """A wanted volunteer: experienced, free in one weekly slot, for one mission in one space.

    `skills`: what the shifts of the profile ask. `worth`: weighted minimum places she would fill (level 1),
    exact; `at_most`: what the duals allow. `shifts`: those she would take; `filled`: those that would lack
    fewer people.
    """

    space: int
    mission: int
    skills: list[int]
    weekday: int
    start: int
    end: int
    worth: float
    at_most: float
    shifts: list[int]
    filled: list[int]


@dataclass(frozen=True, slots=True)
class Gaps:
    """The best profiles, best first. `exact`: no other profile can be better; `tried`.

    Exact what-ifs made, of `profiles`.
    """

    gaps: list[Gap]
    exact: bool
    tried: int
    profiles: int
