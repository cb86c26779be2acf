"""A repair fills the place, moves few people and breaks no rule."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings

from mapart.rostering.check import violations
from mapart.rostering.problem import problem_of
from mapart.rostering.repair import repair
from mapart.rostering.solve import solve
from tests.rostering.samples import instance, person, shift
from tests.rostering.strategies import tiny


def test_somebody_free_simply_comes() -> None:
    problem = problem_of(instance([shift()], [person(), person()]))
    after = repair(problem, [[0, 0]], cancelled=[[0, 0]])
    assert after.assign.tolist() == [[1, 0]]
    assert (after.added, after.removed, after.moved, after.rings) == ([[1, 0]], [[0, 0]], [1], 0)


def _chain() -> dict[str, Any]:
    """Only 1 can replace 0, and only 2 can replace 1 where she is."""
    both = [[0, 480, 1200]]
    people = [person(weekly=both), person(weekly=both, missions=[0, 1], skills=[[4, 1]])]
    people.append(person(weekly=both, missions=[1], skills=[[4, 1]]))
    return instance([shift(prio=5), shift(mission=1, prio=5)], people)


def test_a_chain_moves_two_people_when_it_may() -> None:
    problem = problem_of(_chain())
    after = repair(problem, [[0, 0], [1, 1]], cancelled=[[0, 0]])
    assert after.assign.tolist() == [[1, 0], [2, 1]]
    assert after.moved == [1, 2]
    alone = repair(problem, [[0, 0], [1, 1]], cancelled=[[0, 0]], at_most=1)
    assert len(alone.moved) <= 1
    assert alone.levels[0] == 5
    assert repair(problem, [[0, 0], [1, 1]], cancelled=[[0, 0]], at_most=0).assign.tolist() == [[1, 1]]


def test_a_newcomer_left_alone_steps_back() -> None:
    problem = problem_of(instance([shift(max=3)], [person(), person(newcomer=1)]))
    after = repair(problem, [[0, 0], [1, 0]], cancelled=[[0, 0]])
    assert after.assign.tolist() == []


def test_a_new_shift_and_a_new_person_find_each_other() -> None:
    problem = problem_of(instance([shift(), shift(day=1)], [person(weekly=[[0, 480, 1200]]), person()]))
    assert repair(problem, [[0, 0]], shifts=[1]).assign.tolist() == [[0, 0], [1, 1]]
    assert repair(problem, [[0, 0]], people=[1]).assign.tolist() == [[0, 0], [1, 1]]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(tiny())
def test_no_repair_breaks_a_rule_or_moves_too_many(data: dict[str, Any]) -> None:
    problem = problem_of(data)
    plan = solve(problem).assign
    for pair in plan.tolist():
        after = repair(problem, plan, cancelled=[pair], at_most=2)
        assert violations(problem, after.assign) == []
        assert pair not in after.assign.tolist()
        assert len(after.moved) <= 2
