"""The way of large problems: valid plans, bounds of the whole, and a peer that keeps the rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from mapart.rostering.check import violations
from mapart.rostering.generate import generate
from mapart.rostering.peers import PEERS
from mapart.rostering.problem import problem_of
from mapart.rostering.solve import solve
from tests.rostering.brute import best_levels
from tests.rostering.samples import instance, person, shift
from tests.rostering.strategies import tiny

TRIES = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    derandomize=True,
)


@pytest.fixture(autouse=True)
def everything_is_large() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mapart.rostering.solve.WHOLE_CELLS", 0)
        yield


@TRIES
@given(tiny())
def test_plans_are_valid_and_no_plan_beats_the_bounds(data: dict[str, Any]) -> None:
    problem = problem_of(data)
    result = solve(problem)
    assert violations(problem, result.assign) == []
    for bound, value in zip(result.bounds, best_levels(problem), strict=True):
        assert bound is None or bound <= value + 1e-6


@TRIES
@given(tiny())
def test_fixed_pairs_stay_even_against_a_rule(data: dict[str, Any]) -> None:
    problem = problem_of(data)
    result = solve(problem, fixed=[[0, 0]])
    assert [0, 0] in result.assign.tolist()
    caused = {(x.rule, x.code) for x in violations(problem, [[0, 0]])}
    assert {(x.rule, x.code) for x in violations(problem, result.assign)} <= caused


def test_remote_shifts_take_hours_that_the_town_leaves() -> None:
    shifts = [shift(space=0, prio=5), shift(space=2, day=1), shift(space=2, day=2, min=2, ideal=2)]
    people = [person(reach=[[0, 10], [2, 0]], max_week=180), person(reach=[[2, 0]]), person(reach=[[2, 0]])]
    result = solve(problem_of(instance(shifts, people)))
    assert result.levels[0] == 0
    assert [0, 0] in result.assign.tolist()


def test_remote_shifts_in_crowds_give_a_valid_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = problem_of(generate("tiny", seed=6))
    whole = solve(problem)
    monkeypatch.setattr("mapart.rostering.large.CROWD_CELLS", 4)
    crowds = solve(problem)
    assert violations(problem, crowds.assign) == []
    assert crowds.bounds[0] is not None
    assert whole.bounds[0] is not None
    assert crowds.bounds[0] <= whole.bounds[0] <= min(whole.levels[0], crowds.levels[0])


@pytest.mark.parametrize("name", sorted(set(PEERS) - {"cp-sat-8"}))
def test_peers_keep_the_rules(name: str) -> None:
    problem = problem_of(generate("tiny", seed=2))
    found = PEERS[name](problem, 1, 30.0)
    assert found.plan is not None
    assert len(found.plan) > 0
    assert violations(problem, found.plan) == []
