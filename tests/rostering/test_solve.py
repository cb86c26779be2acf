"""The solver finds the best plan, keeps what is fixed, proves its bounds and repeats itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from mapart.rostering.check import judge, violations
from mapart.rostering.generate import generate
from mapart.rostering.plan import levels_of, pairs_array
from mapart.rostering.problem import problem_of, read_problem
from mapart.rostering.solve import StopSearch, solve
from tests.rostering.brute import best_levels
from tests.rostering.samples import instance, person, shift
from tests.rostering.strategies import tiny

TRIES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@TRIES
@given(tiny())
def test_the_plan_is_the_best_of_all_plans(data: dict[str, Any]) -> None:
    problem = problem_of(data)
    result = solve(problem)
    best = best_levels(problem)
    assert violations(problem, result.assign) == []
    assert result.levels[:4] == best[:4]
    # levels 5 and 6 are weighed together: a long way may count for a small wish
    assert result.levels[4] <= best[4] + 0.2
    for bound, value in zip(result.bounds, best, strict=True):
        assert bound is None or bound <= value + 1e-6


@TRIES
@given(tiny())
def test_the_score_is_the_judge_s(data: dict[str, Any]) -> None:
    problem = problem_of(data)
    pairs = pairs_array(
        [(v, s) for v in range(problem.volunteers) for s in range(problem.shifts) if (v + s) % 2]
    )
    assert np.allclose(levels_of(problem, pairs), judge(problem, pairs).levels)


@TRIES
@given(tiny())
def test_fixed_pairs_stay_even_against_a_rule(data: dict[str, Any]) -> None:
    problem = problem_of(data)
    result = solve(problem, fixed=[[0, 0]])
    assert [0, 0] in result.assign.tolist()
    caused = {(x.rule, x.code) for x in violations(problem, [[0, 0]])}
    assert {(x.rule, x.code) for x in violations(problem, result.assign)} <= caused


@pytest.mark.parametrize("cells", [0, 6_000_000], ids=["large", "small"])
@pytest.mark.parametrize("space", [1, 2], ids=["of another town", "remote"])
def test_a_place_given_to_somebody_who_does_not_reach_it_is_taken(
    space: int, cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mapart.rostering.solve.WHOLE_CELLS", cells)
    shifts = [shift(space=0), shift(space=space, day=1, max=1)]
    data = instance(shifts, [person(reach=[[0, 10]]), person(reach=[[space, 10]])])
    assert solve(problem_of(data), fixed=[[0, 1]]).assign.tolist() == [[0, 0], [0, 1]]


def test_a_fixed_newcomer_gets_company() -> None:
    data = instance([shift(min=1, ideal=1, max=2), shift(min=1, prio=5)], [person(newcomer=1), person()])
    result = solve(problem_of(data), fixed=[[0, 0]])
    assert [1, 0] in result.assign.tolist()


def test_busy_hours_are_left_alone() -> None:
    data = instance([shift()], [person(wish_month=180)], busy=[[0, 700, 760, 0]])
    result = solve(problem_of(data))
    assert result.assign.tolist() == []
    assert result.levels[2] == 0, "somebody who already gives time is not forgotten"


def test_an_empty_problem_has_an_empty_plan() -> None:
    result = solve(problem_of(instance([], [])))
    assert result.assign.tolist() == []
    assert result.levels == (0, 0, 0, 0, 0, 0)


def test_the_same_seed_gives_the_same_plan_and_progress_ends_at_one() -> None:
    shifts = [shift(day=d, start=s, end=s + 180, min=2, ideal=3, max=4) for d in range(5) for s in (540, 800)]
    people = [
        person(weekly=[[v % 5, 480, 1200], [(v + 2) % 5, 480, 800]], newcomer=v % 4 == 0) for v in range(12)
    ]
    problem = problem_of(instance(shifts, [p | {"newcomer": int(p["newcomer"])} for p in people]))
    seen: list[float] = []
    first = solve(problem, seed=3, progress=lambda phase, fraction, value, bound: seen.append(fraction))
    assert solve(problem, seed=3).assign.tolist() == first.assign.tolist()
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_a_search_that_is_stopped_at_once_gives_a_valid_plan() -> None:
    problem = problem_of(generate("tiny", seed=3))

    def stop(phase: str, fraction: float, value: float | None, bound: float | None) -> None:
        if value is not None and phase == "parts":
            raise StopSearch

    result = solve(problem, progress=stop)
    assert violations(problem, result.assign) == []
    assert len(result.assign) > 0
    assert result.bounds[0] is not None
    assert result.bounds[0] <= solve(problem).levels[0] <= result.levels[0]


JUDGE = Path(__file__).parents[3] / "shared" / "rostering" / "check.py"


@pytest.mark.skipif(not JUDGE.exists(), reason="the outside judge is not here")
@TRIES
@given(tiny())
def test_the_outside_judge_agrees(data: dict[str, Any]) -> None:
    scope: dict[str, Any] = {"__name__": "outside"}
    exec(compile(JUDGE.read_text(encoding="utf-8"), str(JUDGE), "exec"), scope)
    problem = problem_of(data)
    everything = [[v, s] for v in range(problem.volunteers) for s in range(problem.shifts)]
    for pairs in (solve(problem).assign.tolist(), everything, everything[::2]):
        ours, theirs = judge(problem, pairs), scope["check"](data, {"assign": pairs})
        assert np.allclose(ours.levels, theirs["levels"])
        assert sorted(x.rule for x in ours.violations) == sorted(text[:2] for text in theirs["errors"])


def test_a_problem_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "instance.json"
    path.write_text(json.dumps(instance([shift()], [person()])), encoding="utf-8")
    assert solve(read_problem(path)).assign.tolist() == [[0, 0]]
