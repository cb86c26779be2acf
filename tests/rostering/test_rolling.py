"""Long horizons: some weeks after the others, with the rules kept across the seams."""

from __future__ import annotations

import pytest

from mapart.rostering.check import violations
from mapart.rostering.generate import generate
from mapart.rostering.problem import Problem, problem_of
from mapart.rostering.rolling import blocks_of, plan_horizon, roll
from mapart.rostering.solve import solve
from tests.rostering.samples import instance, person, shift


def _long(weeks: int, months: list[list[int]], days: list[int], **facts: int) -> Problem:
    shifts = [shift(day=day) for day in days]
    return problem_of(instance(shifts, [person(**facts)], days=7 * weeks, months=months))


@pytest.mark.parametrize(
    ("weeks", "months", "expected"),
    [
        (13, [[0, 28], [28, 56], [56, 91]], [(0, 28), (28, 56), (56, 91)]),
        (13, [[0, 91]], [(0, 28), (28, 56), (56, 91)]),
        (12, [[0, 35], [35, 84]], [(0, 35), (35, 63), (63, 84)]),
        (13, [[0, 23], [23, 54], [54, 91]], [(0, 28), (28, 56), (56, 91)]),
        (4, [[0, 28]], [(0, 28)]),
    ],
)
def test_blocks_cover_the_horizon_and_end_with_a_month_when_one_is_near(
    weeks: int, months: list[list[int]], expected: list[tuple[int, int]]
) -> None:
    assert blocks_of(_long(weeks, months, [0])) == expected


def test_a_month_cap_holds_across_a_seam() -> None:
    """Shifts of the fourth and of the fifth week share one month."""
    problem = _long(8, [[0, 14], [14, 56]], [24, 31], max_month=200)
    result = roll(problem)
    assert violations(problem, result.assign) == []
    assert len(result.assign) == 1
    assert result.bounds[0] is None, "one block binds the other: nothing is proven"
    apart = _long(8, [[0, 28], [28, 56]], [24, 31], max_month=200)
    assert roll(apart).assign.tolist() == [[0, 0], [0, 1]]


def test_nobody_is_given_a_first_shift_twice() -> None:
    """Who holds a shift of the first block gives way to the other in the second."""
    people = [person(weekly=[[0, 480, 1200]]), person(weekly=[[0, 480, 1200], [1, 480, 1200]])]
    data = instance([shift(day=1, max=1), shift(day=35, max=1)], people, days=56, months=[[0, 28], [28, 56]])
    assert roll(problem_of(data)).assign.tolist() == [[0, 1], [1, 0]]


def test_fixed_pairs_of_a_later_block_are_time_given() -> None:
    problem = _long(8, [[0, 14], [14, 56]], [24, 31], max_month=200)
    assert roll(problem, fixed=[[0, 1]]).assign.tolist() == [[0, 1]]


@pytest.mark.parametrize("seed", [1, 2])
def test_thirteen_weeks_break_no_rule_and_stay_above_their_bounds(seed: int) -> None:
    problem = problem_of(generate("tiny", seed=seed, weeks=13))
    told: list[float] = []
    result = roll(problem, seed=seed, progress=lambda phase, fraction, value, bound: told.append(fraction))
    assert violations(problem, result.assign) == []
    assert told == sorted(told)
    assert told[-1] == 1.0
    first, second, third = result.bounds[:3]
    assert first is not None
    assert second is not None
    assert third is not None
    assert first <= result.levels[0] <= first + 0.005 * problem.places
    assert second <= result.levels[1]
    assert third <= result.levels[2]


def test_a_short_horizon_is_planned_whole_and_a_long_one_in_blocks() -> None:
    short, long = (problem_of(generate("tiny", seed=1, weeks=weeks)) for weeks in (6, 8))
    assert plan_horizon(short).assign.tolist() == solve(short).assign.tolist()
    assert plan_horizon(long).assign.tolist() == roll(long).assign.tolist()
