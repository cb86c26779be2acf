"""Reasons are true: each is tested again on the facts by the judge."""

from __future__ import annotations

import pytest

from mapart.rostering.check import violations
from mapart.rostering.explain import explain
from mapart.rostering.generate import generate
from mapart.rostering.problem import problem_of
from mapart.rostering.repair import replacements
from mapart.rostering.solve import solve
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


RULE_OF = {
    "out_of_reach": "H2",
    "mission_not_accepted": "H3",
    "mandatory_skill": "H3",
    "away": "H4",
    "not_available": "H4",
    "cap_too_small": "H6",
    "closed": "H7",
    "full": "H7",
    "overlap": "H5",
    "no_time_to_travel": "H5",
    "day_cap": "H6",
    "week_cap": "H6",
    "month_cap": "H6",
    "not_accompanied": "H8",
    "nobody_experienced": "H8",
}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_reason_of_every_empty_place_is_true(seed: int) -> None:
    """Each person is added to the place by force.

    The judge must name the very rule, and nothing when she is free.
    """
    problem = problem_of(generate("tiny", seed=seed, tension=0.7))
    plan = solve(problem).assign.tolist()
    tested = 0
    for place in explain(problem, plan).empty:
        held = {v for v, s in plan if s == place.shift}
        passed = {p.volunteer: p.reasons[0].code for p in place.stopped}
        told = dict(place.chain)
        seen: dict[str, int] = {}
        others = [v for v in range(problem.volunteers) if v in passed or (v + place.shift) % 8 == 0]
        for volunteer in set(others) - held:
            found = {x.rule for x in violations(problem, [*plan, [volunteer, place.shift]])}
            if volunteer in passed:
                code = passed[volunteer]
                assert found == set() if code == "free" else RULE_OF[code] in found
                seen[code] = seen.get(code, 0) + 1
            else:
                assert found & {"H2", "H3", "H4", "H6", "H7", "H8"}
            tested += 1
        assert sum(told.values()) == problem.volunteers
        assert all(told[code] == count for code, count in seen.items())
    assert tested > 0
