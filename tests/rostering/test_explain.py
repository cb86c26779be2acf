"""Reasons are true: each is tested again on the facts (see `reasons.py`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapart.rostering.check import violations
from mapart.rostering.explain import Choice, EmptyPlace, Explanation, Idle, Person, Reason, explain
from mapart.rostering.generate import generate
from mapart.rostering.problem import problem_of
from mapart.rostering.replace import replacements
from mapart.rostering.solve import solve
from tests.rostering.reasons import wrong_reasons
from tests.rostering.samples import instance, person, shift
from tests.rostering.strategies import tiny


def test_the_chain_counts_everybody_once() -> None:
    people = [
        person(reach=[[1, 5]]),
        person(missions=[1]),
        person(off=[[0, 2]]),
        person(weekly=[]),
        person(max_day=60),
        person(newcomer=1),
        person(),
    ]
    shifts = [shift(min=2, ideal=2), shift(start=600, end=780, prio=5)]
    explanation = explain(problem_of(instance(shifts, people)), [[6, 1]])
    place = next(p for p in explanation.empty if p.shift == 0)
    assert {code: n for code, n in place.chain if n} == {
        "out_of_reach": 1,
        "mission_not_accepted": 1,
        "away": 1,
        "not_available": 1,
        "cap_too_small": 1,
        "not_accompanied": 1,
        "overlap": 1,
    }
    stopped = {p.volunteer: p.reasons for p in place.stopped}
    assert stopped[6][0].facts == {"shift": 1, "prio": 5}


def test_somebody_without_a_shift_is_told_where_the_last_one_drops_out() -> None:
    people = [person(weekly=[[3, 480, 1200]]), person(reach=[])]
    explanation = explain(problem_of(instance([shift()], people)), [])
    assert [(i.volunteer, i.reason) for i in explanation.idle] == [(0, "not_available"), (1, "out_of_reach")]


def test_a_choice_says_what_would_be_lost_and_who_comes_next() -> None:
    people = [person(), person(), person(missions=[1, 0])]
    problem = problem_of(instance([shift(prio=3)], people))
    choice = explain(problem, [[0, 0]]).choices[0]
    assert choice.lost[0] == 3
    assert [p.volunteer for p in choice.following] == [1, 2]
    assert {"fills_minimum", "only_shift", "rank"} <= {reason.code for reason in choice.reasons}


def test_replacements_come_in_order_and_break_no_rule() -> None:
    people = [
        person(),
        person(missions=[1, 0], skills=[[4, 1]]),
        person(wish_month=0),
        person(newcomer=1),
        person(weekly=[[2, 480, 1200]]),
        person(),
    ]
    problem = problem_of(instance([shift(), shift(day=1)], people))
    plan = [[0, 0], [5, 1]]
    found = replacements(problem, plan, 0, without=0)
    assert [c.volunteer for c in found] == [1, 5, 2]
    for candidate in found:
        assert violations(problem, [[5, 1], [candidate.volunteer, 0]]) == []
    assert replacements(problem, plan, 0, without=0, at_most=1)[0].volunteer == 1


def test_who_follows_can_come_once_the_person_has_left() -> None:
    """A newcomer cannot follow the only experienced person; a skill that leaves with her counts."""
    people = [person(skills=[[0, 1]]), person(newcomer=1), person(), person(skills=[[0, 1]], missions=[1, 0])]
    people.append(person(newcomer=1))
    problem = problem_of(instance([shift(max=2, req=[[0, 1, 1]])], people))
    first, second = explain(problem, [[0, 0], [1, 0]]).choices
    assert [p.volunteer for p in first.following] == [3, 2]
    assert [p.volunteer for p in second.following] == [2, 4, 3]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_reason_of_a_plan_is_true(seed: int) -> None:
    problem = problem_of(generate("tiny", seed=seed, tension=0.7))
    plan = solve(problem).assign.tolist()
    explanation = explain(problem, plan)
    assert explanation.empty
    assert explanation.idle
    assert wrong_reasons(problem, plan, explanation) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(tiny(), st.booleans(), st.data())
def test_every_reason_of_any_plan_is_true(data: dict[str, Any], at_work: bool, draw: st.DataObject) -> None:
    """Also of a plan that somebody thinned out, and with time given elsewhere."""
    busy = [[0, 700, 800, 0], [0, 1440 + 600, 1440 + 660, None]] if at_work else []
    problem = problem_of(data | {"busy": busy})
    whole = solve(problem).assign.tolist()
    plan = [pair for pair in whole if draw.draw(st.integers(0, 3))]
    plan = [pair for pair in plan if not violations(problem, plan)]
    assert wrong_reasons(problem, plan, explain(problem, plan)) == []


def test_the_tester_sees_a_reason_that_is_not_so() -> None:
    problem = problem_of(generate("tiny", seed=1, tension=0.7))
    plan = solve(problem).assign.tolist()
    true = explain(problem, plan)
    place = next(p for p in true.empty if p.stopped)
    choice, idle = true.choices[0], true.idle[0]
    stopped = place.stopped[0]
    other = Reason("free") if stopped.reasons[0].code != "free" else Reason("full")
    lies: list[EmptyPlace | Idle | Choice] = [
        replace(place, missing=place.missing + 1),
        replace(place, chain=[("free", problem.volunteers)]),
        replace(place, stopped=place.stopped[1:]),
        replace(place, stopped=[Person(stopped.volunteer, [other]), *place.stopped[1:]]),
        replace(idle, reason="closed"),
        replace(choice, lost=(0.0,) * 6),
        replace(choice, following=[Person(choice.volunteer, [])]),
        replace(choice, reasons=[Reason("rank", {"rank": 9})]),
    ]
    for lie in lies:
        told = Explanation(
            [lie if isinstance(lie, EmptyPlace) and x is place else x for x in true.empty],
            [lie if isinstance(lie, Idle) and x is idle else x for x in true.idle],
            [lie if isinstance(lie, Choice) and x is choice else x for x in true.choices],
        )
        assert len(wrong_reasons(problem, plan, told)) >= 1, lie
    assert wrong_reasons(problem, plan, replace(true, empty=true.empty[1:]))
