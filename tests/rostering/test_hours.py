"""Crowded days: pieces of some people and some hours fill what the first plan leaves, and never break a rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from mapart.rostering.check import violations
from mapart.rostering.frame import frame_of
from mapart.rostering.greedy import greedy
from mapart.rostering.hours import fill_hours, is_crowded
from mapart.rostering.problem import Problem, problem_of
from mapart.rostering.search import Search
from mapart.rostering.solve import solve
from tests.rostering.brute import best_levels
from tests.rostering.samples import instance, person, shift
from tests.rostering.strategies import tiny

TRIES = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    derandomize=True,
)
DAY = (0, 1440)


@pytest.fixture
def everything_is_crowded() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mapart.rostering.hours.CROWDED", 0)
        yield


def tiled(people: int, tasks: int, seed: int, spare: int = 0) -> Problem:
    """A day that these people can just fill, `tasks` shifts each without a pause; each could take a third of all.

    `spare`: people who are not needed.
    """
    chance = np.random.default_rng(seed)
    cuts = np.sort(chance.choice(np.arange(20, 1420, 20), (people, tasks - 1)), axis=1)
    edges = np.hstack([np.full((people, 1), DAY[0]), cuts, np.full((people, 1), DAY[1])])
    shifts: list[dict[str, Any]] = []
    owner: list[int] = []
    for v in range(people):
        for start, end in zip(edges[v, :-1].tolist(), edges[v, 1:].tolist(), strict=True):
            if end > start:
                shifts.append(shift(space=len(shifts), start=start, end=end, max=1))
                owner.append(v)
    can = chance.random((people + spare, len(shifts))) < 0.33
    can[owner, np.arange(len(shifts))] = True
    caps = {"max_day": 1440, "max_week": 1440, "max_month": 1440, "wish_month": 0, "weekly": [[0, *DAY]]}
    crowd = [person(reach=[[int(s), 0] for s in np.nonzero(mine)[0]], **caps) for mine in can]
    spaces = [{"id": i, "city": 0} for i in range(len(shifts))]
    travel = [[a, b, 0] for b in range(len(shifts)) for a in range(b)]
    return problem_of(instance(shifts, crowd, spaces=spaces, travel=travel))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_day_that_people_can_just_fill_is_filled(seed: int) -> None:
    problem = tiled(people=24, tasks=8, seed=seed)
    frame = frame_of(problem)
    everybody = np.arange(problem.volunteers)
    search = Search(frame, greedy(frame, 0), everybody, 0)
    assert is_crowded(frame, everybody)
    assert search.value() > 0
    fill_hours(search)
    assert search.value() == 0
    result = solve(problem)
    assert result.levels[:4] == result.bounds[:4] == (0, 0, 0, 0)
    assert violations(problem, result.assign) == []


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = tiled(people=20, tasks=6, seed=3, spare=2)
    first, second = (solve(problem, seed=5).assign for _ in range(2))
    assert np.array_equal(first, second)


@TRIES
@given(tiny())
@pytest.mark.usefixtures("everything_is_crowded")
def test_plans_stay_valid_and_best(data: dict[str, Any]) -> None:
    problem = problem_of(data)
    result = solve(problem)
    assert violations(problem, result.assign) == []
    best = best_levels(problem)
    assert result.levels[:2] == tuple(best[:2])
    for bound, value in zip(result.bounds, best, strict=True):
        assert bound is None or bound <= value + 1e-6


@TRIES
@given(tiny())
@pytest.mark.usefixtures("everything_is_crowded")
def test_fixed_pairs_stay_even_against_a_rule(data: dict[str, Any]) -> None:
    problem = problem_of(data)
    result = solve(problem, fixed=[[0, 0]])
    assert [0, 0] in result.assign.tolist()
    caused = {(x.rule, x.code) for x in violations(problem, [[0, 0]])}
    assert {(x.rule, x.code) for x in violations(problem, result.assign)} <= caused
