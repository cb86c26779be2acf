"""Towns priced apart: their bounds add up to a bound of the whole, and no best plan is left out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapart.rostering import exact, towns
from mapart.rostering.check import violations
from mapart.rostering.generate import generate
from mapart.rostering.level import settle
from mapart.rostering.matrix import Model
from mapart.rostering.problem import problem_of
from mapart.rostering.relaxation import NEVER, Budget, Relaxation
from mapart.rostering.solve import solve
from mapart.rostering.towns import Towns, taken_apart
from tests.rostering.brute import best_levels
from tests.rostering.strategies import tiny
from tests.rostering.test_exact import TRIES, points_of, rows_of


@st.composite
def tied_models(draw: st.DrawFn) -> tuple[Model, np.ndarray]:
    """Two towns of two or three columns with rows of their own, and rows that only their last columns enter."""
    sizes = [draw(st.integers(2, 3)), draw(st.integers(2, 3))]
    width = sum(sizes)
    far = np.zeros(width, bool)
    far[[sizes[0] - 1, width - 1]] = True
    matrix, low, high = [], [], []

    def add(columns: list[int]) -> None:
        row = [0] * width
        for column in columns:
            row[column] = draw(st.integers(1, 3))
        bound, is_least = draw(st.integers(1, 4)), draw(st.booleans())
        matrix.append(row)
        low.append(float(bound) if is_least else -np.inf)
        high.append(np.inf if is_least else float(bound))

    for begin, end in ((0, sizes[0]), (sizes[0], width)):
        for _ in range(draw(st.integers(1, 2))):
            add(list(range(begin, end)))
    for _ in range(draw(st.integers(1, 2))):
        add(np.nonzero(far)[0].tolist())
    return rows_of(matrix, low, high, [draw(st.integers(1, 2)) for _ in range(width)]), far


def least(model: Model, cost: np.ndarray) -> float:
    return min((float(cost @ point) for point in points_of(model)), default=NEVER)


def solved(model: Model, far: np.ndarray, cost: np.ndarray) -> tuple[Relaxation, Towns] | None:
    relax = Relaxation(model, owner=np.arange(len(far)))
    relax.aim(cost)
    relax.solve()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(towns, "TOWN", 1)
        return (relax, taken_apart(relax, far)) if relax.is_solved else None


@TRIES
@given(tied_models(), st.data())
def test_what_towns_cost_at_least_is_a_bound_of_the_whole(
    tied: tuple[Model, np.ndarray], data: st.DataObject
) -> None:
    model, far = tied
    cost = np.array([float(data.draw(st.integers(-4, 4))) for _ in range(len(far))])
    found = solved(model, far, cost)
    if found is None:
        return
    _, apart = found
    bounds = [least(town.model, town.cost) for town in apart.towns]
    best = least(model, cost)
    assert apart.bound(bounds) <= best


@TRIES
@given(tied_models(), st.data())
def test_what_towns_leave_holds_every_plan_of_their_bound(
    tied: tuple[Model, np.ndarray], data: st.DataObject
) -> None:
    model, far = tied
    cost = np.array([float(data.draw(st.integers(-4, 4))) for _ in range(len(far))])
    found = solved(model, far, cost)
    if found is None:
        return
    relax, apart = found
    parts, bounds = [], []
    for town in apart.towns:
        parts.append(town.relaxation(Budget(), 0))
        answer = settle(parts[-1], town.cost)
        if answer.values is None:
            return
        bounds.append(answer.bound)
    shared = apart.share(relax, parts)
    narrow, held = apart.join(relax, parts, shared), apart.held_rows(relax, parts)
    due = np.array([bound for part, bound in zip(parts, bounds, strict=True) if part.held])
    joined = narrow.with_rows(held, due, due)
    good = {tuple(p) for p in points_of(model) if abs(cost @ p - apart.bound(bounds)) < 1e-6}
    assert {tuple(p) for p in points_of(joined)} == good


@TRIES
@given(tied_models(), st.data())
def test_what_towns_share_leaves_every_plan(tied: tuple[Model, np.ndarray], data: st.DataObject) -> None:
    model, far = tied
    found = solved(model, far, np.array([float(data.draw(st.integers(-4, 4))) for _ in range(len(far))]))
    if found is None:
        return
    relax, apart = found
    parts = [town.relaxation(Budget(), 0) for town in apart.towns]
    for town, part in zip(apart.towns, parts, strict=True):
        settle(part, town.cost)
    apart.share(relax, parts)
    assert {tuple(p) for p in points_of(relax.model)} == {tuple(p) for p in points_of(model)}


@TRIES
@given(tied_models(), st.data())
def test_the_least_cost_of_tied_towns_is_proven(tied: tuple[Model, np.ndarray], data: st.DataObject) -> None:
    model, far = tied
    cost = np.array([float(data.draw(st.integers(-4, 4))) for _ in range(len(far))])
    best = least(model, cost)
    if best == NEVER:
        return
    relax = Relaxation(model, owner=np.arange(len(far)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(towns, "TOWN", 1)
        found = exact._second(relax, cost, far, lambda: True, exact.TRIES)
    assert found.bound == best
    assert found.values is not None
    assert cost @ found.values == pytest.approx(best)


def test_a_model_that_remote_rows_tie_falls_into_its_towns() -> None:
    rows = [[1, 1, 0, 0], [0, 0, 1, 1], [0, 1, 0, 1]]
    model = rows_of(rows, [-np.inf] * 3, [1, 1, 1], [1, 1, 1, 1])
    far = np.array([False, True, False, True])
    found = solved(model, far, np.array([-1.0, -2.0, -1.0, -2.0]))
    assert found is not None
    _, apart = found
    assert [town.columns.tolist() for town in apart.towns] == [[0, 1], [2, 3]]
    assert apart.tied.tolist() == [2]
    assert apart.bound([least(town.model, town.cost) for town in apart.towns]) == -3


@TRIES
@given(tiny())
def test_levels_are_those_of_brute_force_when_towns_are_small(data: dict[str, Any]) -> None:
    problem = problem_of(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(towns, "TOWN", 2)
        result = solve(problem)
    assert not violations(problem, result.assign)
    assert result.bounds[:4] == pytest.approx(best_levels(problem)[:4])


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_towns_prove_the_same_as_the_whole(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = problem_of(generate("tiny", seed=seed, remote=True))
    whole = solve(problem)
    parts: list[int] = []
    joined = exact._joined

    def counted(relax: Relaxation, apart: Towns, *rest: Any) -> Any:
        parts.append(len(apart.towns))
        return joined(relax, apart, *rest)

    monkeypatch.setattr(towns, "TOWN", 20)
    monkeypatch.setattr(exact, "_joined", counted)
    apart = solve(problem)
    assert max(parts) > 1, "remote shifts tie the towns of these seeds"
    assert apart.levels[:4] == whole.levels[:4]
    assert apart.bounds[:4] == whole.bounds[:4] == whole.levels[:4]
