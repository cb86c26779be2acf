"""The judge names each broken rule."""

from __future__ import annotations

from typing import Any

import pytest

from mapart.rostering.check import judge, violations
from mapart.rostering.problem import problem_of
from tests.rostering.samples import instance, person, shift


def _broken(data: dict[str, Any], pairs: list[list[int]]) -> list[tuple[str, str]]:
    return [(v.rule, v.code) for v in violations(problem_of(data), pairs)]


def test_a_plan_within_the_rules_breaks_none() -> None:
    data = instance(
        [shift(), shift(space=1, start=780, end=900)], [person(reach=[[0, 10], [1, 10]], max_day=480)]
    )
    assert _broken(data, [[0, 0], [0, 1]]) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"reach": [[1, 5]]}, ("H2", "out_of_reach")),
        ({"missions": [1]}, ("H3", "mission_not_accepted")),
        ({"weekly": [[0, 600, 1200]]}, ("H4", "not_available")),
        ({"off": [[0, 0]], "extra": [[0, 1440]]}, ("H4", "away")),
        ({"max_day": 170}, ("H6", "day_cap")),
        ({"max_week": 170}, ("H6", "week_cap")),
        ({"max_month": 170}, ("H6", "month_cap")),
        ({"newcomer": 2}, ("H8", "not_accompanied")),
    ],
)
def test_each_rule_about_one_pair_is_named(change: dict[str, Any], expected: tuple[str, str]) -> None:
    assert _broken(instance([shift()], [person(**change)]), [[0, 0]]) == [expected]


def test_a_mandatory_skill_is_asked_of_everyone() -> None:
    data = instance([shift(mission=1)], [person(missions=[1])])
    assert _broken(data, [[0, 0]]) == [("H3", "mandatory_skill")]


def test_unknown_and_duplicate_pairs_break_the_first_rule() -> None:
    data = instance([shift()], [person()])
    found = _broken(data, [[0, 0], [0, 0], [1, 0], [0, 9]])
    assert sorted(found) == [("H1", "duplicate_pair"), ("H1", "unknown_pair"), ("H1", "unknown_pair")]


def test_overlap_and_travel_break_the_fifth_rule() -> None:
    people = [person(reach=[[0, 10], [1, 10], [2, 0]], max_day=900)]
    shifts = [
        shift(),
        shift(start=600, end=700),
        shift(space=1, start=735, end=800),
        shift(space=2, start=720, end=735),
    ]
    data = instance(shifts, people)
    assert _broken(data, [[0, 0], [0, 1]]) == [("H5", "overlap")]
    assert _broken(data, [[0, 0], [0, 2]]) == [("H5", "no_time_to_travel")]
    assert _broken(data, [[0, 0], [0, 3]]) == [], "remote work needs no travel"


def test_too_many_people_break_the_seventh_rule() -> None:
    data = instance([shift(max=1)], [person(), person()])
    assert _broken(data, [[0, 0], [1, 0]]) == [("H7", "too_many")]


def test_a_newcomer_beside_somebody_experienced_is_fine() -> None:
    data = instance([shift()], [person(newcomer=1), person()])
    assert _broken(data, [[0, 0], [1, 0]]) == []


def test_time_given_elsewhere_counts_in_overlaps_and_caps() -> None:
    data = instance([shift(), shift(start=800, end=900)], [person()], busy=[[0, 500, 600, None]])
    assert _broken(data, [[0, 0]]) == [("H5", "overlap"), ("H6", "day_cap")]


def test_levels_follow_the_format() -> None:
    shifts = [shift(min=2, ideal=4, max=5, prio=3, req=[[0, 2, 1]], lang=["ar"])]
    data = instance(shifts, [person(wish_month=360, habit=[0, 600, 0])], published=[[0, 0]])
    empty, taken = judge(problem_of(data), []), judge(problem_of(data), [[0, 0]])
    assert empty.levels[:4] == (6, 3 * (24 + 16), 1, 3)
    assert empty.levels[4] == 2 + 25
    # one place and the skill are missing; habit broken, half the wish given (0.25 + 0.5), nobody speaks Arabic
    assert taken.levels[:4] == (3, 3 * (12 + 16), 0, 0)
    assert taken.levels[4:] == (1 + 2 + 10 * 0.75, 10)
