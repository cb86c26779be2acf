"""The best extra volunteer is the one that trying every profile finds."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings

from mapart.rostering.gaps import gaps
from mapart.rostering.problem import problem_of
from mapart.rostering.solve import solve
from tests.rostering.samples import instance, person, shift
from tests.rostering.strategies import tiny


def test_the_wanted_person_is_named_with_the_shifts_she_fills() -> None:
    shifts = [shift(day=d, prio=3) for d in (1, 8, 15)] + [shift(day=2, mission=1, prio=5)]
    problem = problem_of(instance(shifts, [person(weekly=[[4, 480, 1200]])]))
    found = gaps(problem, solve(problem).assign, top=2)
    assert found.exact
    assert [(g.weekday, g.mission, g.worth, g.shifts) for g in found.gaps] == [
        (1, 0, 9.0, [0, 1, 2]),
        (2, 1, 5.0, [3]),
    ]
    assert found.gaps[1].skills == [4]


def test_somebody_can_be_worth_more_than_her_own_place() -> None:
    """She takes a shift that was held, so that its holder fills another that nobody else can."""
    shifts = [shift(prio=1), shift(day=1, mission=1, prio=5)]
    problem = problem_of(instance(shifts, [person(missions=[0, 1], skills=[[4, 1]], max_week=180)]))
    found = gaps(problem, [[0, 1]], top=5).gaps
    assert (found[0].worth, found[0].filled) == (1.0, [0])


def _profiles(data: dict[str, Any]) -> set[tuple[int, ...]]:
    """Space, mission, weekday, start and end of every slot."""
    found: set[tuple[int, ...]] = set()
    for one in data["shifts"]:
        day, start = divmod(one["start"], 1440)
        found.add((one["space"], one["mission"], day % 7, start, one["end"] - 1440 * day))
    return found


def _level_1_with(data: dict[str, Any], profile: tuple[int, ...]) -> float:
    """Level 1 of the best plan when such a person joins, from the instance itself."""
    space, mission, weekday, start, end = profile
    skills = {data["missions"][mission]["skill"]} - {None}
    for one in data["shifts"]:
        if (one["space"], one["mission"]) == (space, mission):
            skills |= {line[0] for line in one["req"]}
    minutes = end - start
    new = person(reach=[[space, 0]], weekly=[[weekday, start, end]], missions=[mission], wish_month=0)
    new |= {"skills": [[k, 9] for k in skills], "id": len(data["volunteers"])}
    new |= {"max_day": minutes, "max_week": minutes, "max_month": 9 * minutes}
    return solve(problem_of(data | {"volunteers": [*data["volunteers"], new]})).levels[0]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(tiny())
def test_the_best_profiles_are_those_that_trying_each_finds(data: dict[str, Any]) -> None:
    problem = problem_of(data)
    plan = solve(problem)
    worths = {profile: plan.levels[0] - _level_1_with(data, profile) for profile in _profiles(data)}
    found = gaps(problem, plan.assign, top=3)
    assert found.exact
    assert [g.worth for g in found.gaps] == sorted((w for w in worths.values() if w > 0), reverse=True)[:3]
    for gap in found.gaps:
        assert worths[gap.space, gap.mission, gap.weekday, gap.start, gap.end] == gap.worth <= gap.at_most


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(tiny())
def test_the_first_gap_is_the_best_of_all_profiles(data: dict[str, Any]) -> None:
    problem = problem_of(data)
    plan = solve(problem).assign
    first = gaps(problem, plan, top=1)
    everything = gaps(problem, plan, top=10_000)
    assert first.exact
    assert [g.worth for g in first.gaps] == [g.worth for g in everything.gaps[:1]]
    assert all(g.worth <= g.at_most + 1e-6 for g in everything.gaps)
