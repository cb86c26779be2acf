"""A repair fills the place, moves few people and breaks no rule."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from mapart.rostering.check import judge, violations
from mapart.rostering.generate import generate
from mapart.rostering.problem import Problem, problem_of
from mapart.rostering.repair import proposals, repair
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


def test_what_somebody_holds_in_another_town_binds_her_too() -> None:
    """1 leaves a remote shift for the place of 0; 2 is in another town at those hours and cannot replace her."""
    shifts = [
        shift(prio=9),
        shift(space=2),
        shift(space=2, day=2, ideal=2),
        shift(space=1, start=600, end=660),
    ]
    reach = [[[0, 10]], [[0, 10], [2, 0]], [[1, 10], [2, 0]]]
    problem = problem_of(instance(shifts, [person(reach=one) for one in reach]))
    plan = [[0, 0], [1, 1], [1, 2], [2, 2], [2, 3]]
    assert violations(problem, plan) == []
    after = repair(problem, plan, cancelled=[[0, 0]])
    assert after.assign.tolist() == [[1, 0], [1, 2], [2, 2], [2, 3]]


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


def test_nobody_moves_for_a_place_that_somebody_free_fills_as_well() -> None:
    """A place beyond the minimum: 1 is free; 2 would have to leave a shift, for 4 who has none yet."""
    shifts = [shift(ideal=2, min=1), shift(mission=1), shift(day=2)]
    people = [person(), person(), person(missions=[0, 1], skills=[[4, 1]]), person()]
    people.append(person(missions=[1], skills=[[4, 1]]))
    problem = problem_of(instance(shifts, people))
    after = repair(problem, [[0, 0], [3, 0], [2, 1], [1, 2]], cancelled=[[0, 0]])
    assert (after.moved, after.rings) == ([1], 0)


def test_who_cancelled_is_asked_for_other_hours_only_when_nobody_else_helps() -> None:
    shifts = [shift(), shift(day=1)]
    alone = problem_of(instance(shifts, [person(max_week=180)]))
    after = repair(alone, [[0, 0]], cancelled=[[0, 0]])
    assert (after.assign.tolist(), after.moved, after.rings) == ([[0, 1]], [], 2)
    both = problem_of(instance(shifts, [person(max_week=180), person(max_week=180)]))
    assert repair(both, [[0, 0]], cancelled=[[0, 0]]).assign.tolist() == [[1, 0]]


def test_who_was_taken_off_a_shift_may_take_another_at_the_same_hours() -> None:
    problem = problem_of(instance([shift(), shift(prio=2)], [person()]))
    assert repair(problem, [[0, 0]], cancelled=[[0, 0]]).assign.tolist() == []
    assert repair(problem, [[0, 0]], cancelled=[[0, 0]], still_free=True).assign.tolist() == [[0, 1]]


def test_people_to_spare_keep_what_they_have() -> None:
    problem = problem_of(instance([shift()], [person(), person(), person()]))
    assert repair(problem, [[0, 0]], cancelled=[[0, 0]], spare=[1]).assign.tolist() == [[2, 0]]
    assert repair(problem, [[0, 0]], cancelled=[[0, 0]], spare=[1, 2]).assign.tolist() == []


def test_newcomers_come_back_with_the_person_who_replaces_their_company() -> None:
    people = [person(), person(newcomer=1), person(newcomer=1), person()]
    problem = problem_of(instance([shift(min=3, ideal=3, max=3)], people))
    after = repair(problem, [[0, 0], [1, 0], [2, 0]], cancelled=[[0, 0]], at_most=1)
    assert after.assign.tolist() == [[1, 0], [2, 0], [3, 0]]
    assert after.moved == [3]


def test_proposals_move_different_people() -> None:
    problem = problem_of(instance([shift()], [person() for _ in range(4)]))
    found = proposals(problem, [[0, 0]], [[0, 0]])
    assert sorted(p.moved for p in found) == [[1], [2], [3]]
    nobody = proposals(problem_of(instance([shift()], [person()])), [[0, 0]], [[0, 0]])
    assert [p.moved for p in nobody] == [[]]


def test_no_proposal_comes_twice() -> None:
    """The newcomer steps back whoever is spared: the second look finds the plan of the first."""
    problem = problem_of(instance([shift(max=3)], [person(), person(newcomer=1)]))
    [only] = proposals(problem, [[0, 0], [1, 0]], [[0, 0]])
    assert (only.added, only.removed) == ([], [[0, 0], [1, 0]])


@pytest.mark.parametrize("seed", [1, 2])
def test_proposals_on_a_town_break_no_rule_and_the_first_moves_few(seed: int) -> None:
    problem = problem_of(generate("tiny", seed=seed))
    plan = solve(problem).assign
    counts = set()
    for pair in plan[::9].tolist():
        found = proposals(problem, plan, [pair])
        counts.add(len(found))
        # a newcomer left alone steps back whatever is proposed
        moved = [v for one in found for v in one.moved if not problem.newcomer[v]]
        assert len(moved) == len(set(moved)), "nobody is in two proposals"
        assert len(found[0].moved) <= 2
        changes = {str((one.added, one.removed)) for one in found}
        assert len(changes) == len(found), "no proposal comes twice"
        for one in found:
            assert violations(problem, one.assign) == []
            assert pair not in one.assign.tolist()
    assert max(counts) == 3


@pytest.mark.parametrize("seed", [1, 2])
def test_several_changes_at_once_break_no_rule(seed: int) -> None:
    """Three people cancel, a shift appears and a person joins."""
    problem = problem_of(generate("tiny", seed=seed))
    whole = solve(problem).assign
    new = int(np.argmax(np.bincount(whole[:, 1])))
    plan = whole[(whole[:, 1] != new) & (whole[:, 0] != 7)]
    gone = plan[[3, 20, 40]]
    after = repair(problem, plan, cancelled=gone, shifts=[new], people=[7], at_most=6)
    assert violations(problem, after.assign) == []
    assert len(set(after.moved) - {7}) <= 6
    assert not {tuple(p) for p in gone.tolist()} & {tuple(p) for p in after.assign.tolist()}
    assert new in after.assign[:, 1]


def _least(problem: Problem, plan: list[list[int]], gone: list[int], at_most: int) -> float:
    """The lowest level 1 of all valid plans that move few people, by trying them all."""
    v, s = gone
    hers = {
        t
        for t in range(problem.shifts)
        if problem.start[t] < problem.end[s] and problem.start[s] < problem.end[t]
    }
    pairs = [(w, t) for w in range(problem.volunteers) for t in range(problem.shifts)]
    pairs = [p for p in pairs if p != (v, s) and not (p[0] == v and p[1] in hers and list(p) not in plan)]
    pairs = [p for p in pairs if {x.rule for x in violations(problem, [p])} <= {"H8"}]
    held = {(w, t) for w, t in plan}
    best = float("inf")
    for size in range(len(pairs) + 1):
        for chosen in combinations(pairs, size):
            moved = {w for w, _ in set(chosen) ^ held} - {v}
            verdict = judge(problem, chosen)
            if len(moved) <= at_most and verdict.is_valid:
                best = min(best, verdict.levels[0])
    return best


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(tiny())
def test_no_plan_that_moves_as_few_people_fills_more(data: dict[str, Any]) -> None:
    problem = problem_of(data)
    plan = solve(problem).assign.tolist()
    for pair in plan[:1]:
        after = repair(problem, plan, cancelled=[pair], at_most=2)
        assert after.levels[0] <= _least(problem, plan, pair, 2)
