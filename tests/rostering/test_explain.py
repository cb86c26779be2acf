"""Reasons are true: each is tested again on the facts by the judge."""

from __future__ import annotations

from mapart.rostering.check import violations
from mapart.rostering.explain import explain
from mapart.rostering.problem import problem_of
from mapart.rostering.repair import replacements
from tests.rostering.samples import instance, person, shift


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
