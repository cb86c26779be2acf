"""Cuts never cut off a plan, trees find what is there, and levels 1 to 4 are proven."""

from __future__ import annotations

import time
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from scipy import sparse

from mapart.rostering import exact, level, part, polish
from mapart.rostering.approach import approach
from mapart.rostering.branch import Answer, search
from mapart.rostering.check import violations
from mapart.rostering.cuts import gomory, of_cost, separate
from mapart.rostering.dive import dive
from mapart.rostering.frame import frame_of
from mapart.rostering.generate import generate
from mapart.rostering.greedy import greedy
from mapart.rostering.level import settle
from mapart.rostering.matrix import Model
from mapart.rostering.near import near
from mapart.rostering.plan import WEIGHTS, levels_of
from mapart.rostering.problem import Problem, problem_of
from mapart.rostering.proof import Proof
from mapart.rostering.relaxation import Budget, Relaxation, face
from mapart.rostering.search import Search
from mapart.rostering.solve import solve
from tests.rostering.brute import best_levels
from tests.rostering.strategies import tiny

NODES = 500  # of a tree that ends
STEPS = st.sampled_from([1, 2, 3, 6])  # what all costs are multiples of
TRIES = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def rows_of(matrix: list[list[int]], low: list[float], high: list[float], top: list[int]) -> Model:
    """A model of these whole rows: every column is a pair between 0 and `top`."""
    width = len(top)
    nothing = np.zeros(0, np.int64)
    return Model(
        pairs=np.arange(width),
        cost=np.zeros((6, width)),
        penalty=np.zeros(width),
        low=np.zeros(width),
        high=np.array(top, np.float64),
        matrix=sparse.csr_matrix(np.array(matrix, np.float64)),
        row_low=np.array(low, np.float64),
        row_high=np.array(high, np.float64),
        person_rows=(nothing, nothing, nothing),
        offset=np.zeros(6),
    )


def points_of(model: Model) -> list[np.ndarray]:
    """Every whole point of the model."""
    box = product(*(range(int(a), int(b) + 1) for a, b in zip(model.low, model.high, strict=True)))
    inside = []
    for point in box:
        value = model.matrix @ np.array(point, np.float64)
        if np.all(value >= model.row_low) and np.all(value <= model.row_high):
            inside.append(np.array(point))
    return inside


@st.composite
def models(draw: st.DrawFn) -> Model:
    width, height = draw(st.integers(2, 4)), draw(st.integers(1, 4))
    matrix = [[draw(st.integers(-3, 4)) for _ in range(width)] for _ in range(height)]
    low, high = [], []
    for _ in range(height):
        side, bound = draw(st.sampled_from("<>=")), draw(st.integers(-2, 6))
        low.append(-np.inf if side == "<" else float(bound))
        high.append(np.inf if side == ">" else float(bound + (side == "=") * draw(st.integers(0, 2))))
    return rows_of(matrix, low, high, [draw(st.integers(1, 2)) for _ in range(width)])


@TRIES
@given(models(), st.data())
def test_no_cut_cuts_off_a_whole_point(model: Model, data: st.DataObject) -> None:
    height, width = model.matrix.shape
    weights = sparse.csr_matrix(np.array([[data.draw(st.integers(-7, 7)) for _ in range(height)]]))
    k = np.array([data.draw(st.integers(2, 9))])
    at_high = np.array([data.draw(st.booleans()) for _ in range(width)])
    row_high = np.where(np.isfinite(model.row_low), data.draw(st.booleans()), True)
    row_high &= np.isfinite(model.row_high)
    matrix, low = gomory(model, weights, k, at_high, row_high)
    for point in points_of(model):
        assert (matrix @ point >= low).all()


def test_a_cut_closes_an_odd_circle() -> None:
    model = rows_of([[1, 1, 0], [0, 1, 1], [1, 0, 1]], [-np.inf] * 3, [1, 1, 1], [1, 1, 1])
    everywhere, nowhere = np.ones(3, bool), np.zeros(3, bool)
    matrix, low = gomory(model, sparse.csr_matrix(np.array([[1, 1, 1]])), np.array([2]), nowhere, everywhere)
    assert (matrix @ np.full(3, 0.5) < low).all(), "half of each is cut off"
    assert (matrix @ np.array([1, 0, 0]) >= low).all()


def _costs(data: st.DataObject, model: Model, step: int = 1) -> np.ndarray:
    return np.array([float(step * data.draw(st.integers(-4, 4))) for _ in range(len(model.high))])


def _solved(model: Model, cost: np.ndarray) -> Relaxation:
    relax = Relaxation(model)
    relax.aim(cost)
    relax.solve()
    return relax


def test_a_row_alone_is_cut_where_the_point_divides_it() -> None:
    model = rows_of([[2, 2, 2]], [-np.inf], [3], [1, 1, 1])
    relax = _solved(model, np.array([-3.0, -2.0, -1.0]))
    assert relax.values == pytest.approx([1, 0.5, 0])
    cuts = separate(relax.solver, model, relax.values)
    assert cuts is not None
    assert (cuts.matrix @ relax.values < cuts.low).any()
    assert all(
        (cuts.matrix @ np.array(point) >= cuts.low).all() for point in ([0, 0, 0], [1, 0, 0], [0, 0, 1])
    )


@TRIES
@given(models(), st.data())
def test_no_cut_of_a_relaxation_cuts_off_a_whole_point(model: Model, data: st.DataObject) -> None:
    relax = _solved(model, _costs(data, model, step=data.draw(STEPS)))
    divides = relax.is_solved and not relax.is_whole()
    cuts = separate(relax.solver, model, relax.values) if divides else None
    for point in points_of(model):
        assert cuts is None or (cuts.matrix @ point >= cuts.low).all()


@TRIES
@given(models(), st.data())
def test_no_cut_of_a_cost_cuts_off_a_whole_point(model: Model, data: st.DataObject) -> None:
    relax = _solved(model, _costs(data, model, step=data.draw(STEPS)))
    cuts = of_cost(model, relax.values, relax.duals)
    for point in points_of(model):
        assert cuts is None or (cuts.matrix @ point >= cuts.low).all()


@TRIES
@given(models(), st.data())
def test_a_bound_is_rounded_up_to_no_more_than_the_least_cost(model: Model, data: st.DataObject) -> None:
    cost = _costs(data, model, step=data.draw(STEPS))
    least = min((float(cost @ point) for point in points_of(model)), default=np.inf)
    relax = _solved(model, cost)
    assume(relax.is_solved)
    before, rows = relax.bound, len(relax.model.row_low)
    rises = relax.round_up()
    assert relax.bound <= least
    assert not relax.is_impossible or least == np.inf
    assert (relax.bound > before or relax.is_impossible) is rises
    assert (len(relax.model.row_low) > rows) is rises
    assert relax.solver.getNumRow() == len(relax.model.row_low)


@TRIES
@given(models(), st.data())
def test_a_relaxation_forgets_only_cuts_that_its_point_does_not_touch(
    model: Model, data: st.DataObject
) -> None:
    relax = Relaxation(model)
    relax.aim(_costs(data, model, step=data.draw(STEPS)))
    relax.tighten(np.inf, 2)
    assume(relax.is_solved)
    held = sparse.csr_matrix(relax.cost[None, :])
    relax.hold_row(held, float(relax.cost @ relax.values))
    far = sparse.csr_matrix(np.ones((1, len(model.high))))
    relax.append(far, np.full(1, -9.0), np.full(1, np.inf))
    relax.solve()
    before, rows = relax.bound, len(relax.model.row_low)
    relax.forget()
    assert relax.bound == before
    assert rows > len(relax.model.row_low) == relax.solver.getNumRow()
    assert (relax.model.matrix[: relax.rows] != model.matrix).nnz == 0
    assert (relax.model.matrix[relax.held] != held).nnz == 0


@pytest.mark.parametrize(("price", "least"), [(6, 12), (5, 11)])
def test_a_bound_is_rounded_up_to_what_plans_can_cost(price: int, least: int) -> None:
    model = rows_of([[1, 1, 0], [0, 1, 1], [1, 0, 1]], [1] * 3, [np.inf] * 3, [1, 1, 1])
    relax = _solved(model, np.array([6.0, 6.0, price]))
    assert relax.bound == np.ceil((12 + price) / 2)
    while relax.round_up():
        pass
    assert relax.bound == least


@TRIES
@given(models(), st.data())
def test_a_level_is_settled_at_the_least_cost(model: Model, data: st.DataObject) -> None:
    cost = np.array([float(data.draw(st.integers(-4, 4))) for _ in range(len(model.high))])
    costs = [float(cost @ point) for point in points_of(model)]
    likely = np.array([data.draw(st.booleans()) for _ in model.pairs])
    relax = Relaxation(model, likely=likely if data.draw(st.booleans()) else None)
    answer = settle(relax, cost)
    assert answer.bound <= min(costs, default=np.inf)
    if costs:
        assert answer.is_reached
        assert answer.bound == min(costs)
        assert answer.values is not None
        assert cost @ np.round(answer.values) == min(costs)


@pytest.mark.parametrize("taken", [[1, 0, 1], [0, 1, 1], [1, 1, 0]])
def test_of_points_that_cost_the_same_the_plan_at_hand_is_taken(taken: list[int]) -> None:
    model = rows_of([[1, 1, 1]], [2], [np.inf], [1, 1, 1])
    relax = Relaxation(model, likely=np.array(taken, bool))
    relax.aim(np.ones(3))
    relax.solve()
    assert (relax.bound, np.round(relax.values).tolist()) == (2.0, taken)


def test_the_plan_at_hand_does_not_make_what_costs_more_the_least() -> None:
    model = rows_of([[1, 1, 1]], [2], [np.inf], [1, 1, 1])
    relax = Relaxation(model, likely=np.array([1, 1, 0], bool))
    relax.aim(np.array([1.0, 2.0, 1.0]))
    relax.solve()
    assert (relax.bound, np.round(relax.values).tolist()) == (2.0, [1, 0, 1])


@TRIES
@given(models(), st.data())
def test_a_tree_finds_a_plan_or_proves_that_there_is_none(model: Model, data: st.DataObject) -> None:
    cost = np.array([float(data.draw(st.integers(-4, 4))) for _ in range(len(model.high))])
    goal = float(data.draw(st.integers(-6, 6)))
    relax = Relaxation(model)
    relax.aim(cost)
    answer = search(relax, goal, 500)
    costs = [float(cost @ point) for point in points_of(model)]
    assert (answer.values is not None) is any(c <= goal for c in costs)
    if answer.values is None:
        assert goal < answer.bound <= min(costs, default=np.inf)


@TRIES
@given(models(), st.data())
def test_a_face_holds_every_plan_of_the_value_and_where_it_says_so_no_other(
    model: Model, data: st.DataObject
) -> None:
    cost = _costs(data, model)
    relax = Relaxation(model)
    relax.aim(cost)
    relax.tighten(np.inf, data.draw(st.integers(0, 2)))
    if not relax.is_solved:
        return
    value = relax.bound + data.draw(st.integers(0, 2))
    narrow, is_face = face(relax.model, relax.evidence(), value)
    points = {tuple(point) for point in points_of(model)}
    inside = {tuple(point) for point in points_of(narrow)}
    assert inside <= points
    assert inside >= {point for point in points if cost @ np.array(point) <= value}
    if is_face:
        assert {float(cost @ np.array(point)) for point in inside} <= {value}


@TRIES
@given(models(), st.data())
def test_what_is_found_near_a_point_is_a_plan_of_the_value(model: Model, data: st.DataObject) -> None:
    cost = _costs(data, model)
    relax = Relaxation(model, owner=np.array([data.draw(st.integers(0, 1)) for _ in model.high]))
    relax.aim(cost)
    relax.tighten(np.inf, 0)
    if not relax.is_solved:
        return
    found = near(relax, relax.evidence(), relax.bound)
    if found is not None:
        assert tuple(np.round(found)) in {tuple(point) for point in points_of(model)}
        assert cost @ found <= relax.bound + 1e-6


@TRIES
@given(models(), st.data())
def test_no_plan_costs_less_than_the_ends_of_its_columns(model: Model, data: st.DataObject) -> None:
    cost = _costs(data, model)
    ends = Relaxation(model).ends(cost)
    assert all(cost @ ends <= cost @ point for point in points_of(model))


@TRIES
@given(tiny())
def test_levels_1_to_4_are_proven(data: dict[str, Any]) -> None:
    problem = problem_of(data)
    result = solve(problem)
    assert result.bounds[:4] == pytest.approx(result.levels[:4])
    assert result.bounds[:4] == pytest.approx(best_levels(problem)[:4])


@pytest.mark.parametrize(("seed", "remote"), [(64, False), (230, False), (76, True), (188, True)])
def test_a_bound_at_a_level_1_that_no_plan_reaches_is_no_bound_of_the_others(seed: int, remote: bool) -> None:
    result = solve(problem_of(generate("tiny", seed=seed, remote=remote)))
    assert result.bounds[:4] == pytest.approx(result.levels[:4])


def _only_tries(patch: pytest.MonkeyPatch, *tries: tuple[int, int]) -> None:
    patch.setattr(exact, "FIRST_TRIES", tries[:1])
    patch.setattr(exact, "TRIES", tries)


@TRIES
@given(tiny())
def test_bounds_hold_when_the_search_is_cut_short(data: dict[str, Any]) -> None:
    problem = problem_of(data)
    best = best_levels(problem)
    with pytest.MonkeyPatch.context() as patch:
        _only_tries(patch, (0, 0))
        patch.setattr(level, "PATIENCE", 0)
        patch.setattr(level, "near", lambda *_: None)
        patch.setattr(level, "search", lambda _relax, goal, _nodes: Answer(None, goal))
        result = solve(problem)
    assert violations(problem, result.assign) == []
    for k in range(4):
        if result.levels[:k] == pytest.approx(best[:k]):
            bound = result.bounds[k]
            assert bound is not None
            assert bound <= best[k] + 1e-6


@TRIES
@given(tiny(), st.sampled_from([0.0, 1.0, 300.0]))
def test_bounds_hold_when_the_work_is_used_up(data: dict[str, Any], work: float) -> None:
    problem = problem_of(data)
    best = best_levels(problem)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exact, "WORK", work)
        result = solve(problem)
    assert violations(problem, result.assign) == []
    assert result.bounds[0] is not None
    assert result.bounds[0] <= best[0] + 1e-6
    if result.levels[0] == pytest.approx(best[0]):
        assert result.bounds[1] is not None
        assert result.bounds[1] <= best[1] + 1e-6


@pytest.mark.parametrize("remote", [False, True], ids=["local", "remote"])
def test_a_problem_that_is_too_much_work_ends_with_a_plan_near_its_bound(remote: bool) -> None:
    problem = problem_of(generate("tiny", seed=3, remote=remote))
    best = solve(problem)
    frame = frame_of(problem)
    first, stopped = greedy(frame, 0), []

    def near_what_is_known(*given: Any) -> tuple[float, float]:
        stopped.append(approach(*given))
        return stopped[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exact, "WORK", 1.0)
        patch.setattr(exact, "approach", near_what_is_known)
        patch.setattr(Search, "sweep", lambda *_: pytest.fail("pieces would take for ever"))
        plans = [solve(problem) for _ in range(2)]
    assert stopped, "it was too much"
    assert plans[0].assign.tolist() == plans[1].assign.tolist()
    found = plans[0]
    assert violations(problem, found.assign) == []
    begun = levels_of(problem, np.stack([frame.volunteer[first], frame.shift[first]], axis=1))
    for k in (0, 1):
        assert best.levels[k] <= found.levels[k] <= begun[k]
    assert found.levels[1] - best.levels[1] <= (begun[1] - best.levels[1]) / 4
    assert WEIGHTS @ np.array(found.levels) < WEIGHTS @ begun


def test_a_budget_ends_by_work_or_by_its_share_of_the_time() -> None:
    budget = Budget(work=1.0)
    assert not budget.is_over()
    budget.work -= 1
    assert budget.is_over()
    budget.allow(0.5)
    assert not budget.is_over()
    timed = Budget(time.perf_counter() + 1000)
    timed.allow(0.0)
    assert timed.is_over()
    timed.allow(0.5)
    assert not timed.is_over()


@TRIES
@given(tiny())
def test_levels_1_to_4_are_proven_with_the_remote_pairs_held(data: dict[str, Any]) -> None:
    problem = problem_of(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(polish, "HELD_PAIRS", 0)
        result = solve(problem)
    assert violations(problem, result.assign) == []
    assert result.bounds[:4] == pytest.approx(result.levels[:4])
    assert result.bounds[:4] == pytest.approx(best_levels(problem)[:4])


@pytest.mark.parametrize("nodes", [0, NODES])
def test_each_way_of_a_town_proves_what_brute_force_finds(nodes: int) -> None:
    @TRIES
    @given(tiny())
    def proves(data: dict[str, Any]) -> None:
        problem = problem_of(data)
        with pytest.MonkeyPatch.context() as patch:
            _only_tries(patch, (nodes, 0))
            result = solve(problem)
        assert violations(problem, result.assign) == []
        assert result.bounds[:4] == pytest.approx(result.levels[:4])
        assert result.bounds[:4] == pytest.approx(best_levels(problem)[:4])

    proves()


@pytest.mark.parametrize("others", [(), ((NODES, 0),)], ids=["alone", "with another"])
def test_another_way_is_tried_when_one_finds_nothing_and_in_the_end_the_whole(
    others: tuple[Any, ...],
) -> None:
    by_towns, is_settled = [], []

    def settle(relax: Relaxation, cost: np.ndarray, *given: Any, **more: Any) -> level.Settled:
        if more.get("trees") != (0,):
            return level.settle(relax, cost, *given, **more)
        relax.aim(cost)  # the way without a tree is blind: it makes no cut at all
        relax.solve()
        return level.Settled(relax.bound, False)

    def apart(*given: Any) -> level.Settled | None:
        by_towns.append(_by_towns(*given))
        return by_towns[-1]

    def solved(*given: Any) -> tuple[Proof, bool]:
        answer = exact.solve_exactly(*given)
        is_settled.append(answer[1])
        return answer

    _by_towns = exact._by_towns
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(level, "near", lambda *_: None)
        _only_tries(patch, (0, 0), *others)
        patch.setattr(exact, "settle", settle)
        patch.setattr(exact, "_by_towns", apart)
        patch.setattr(part, "solve_exactly", solved)
        solve(problem_of(generate("tiny")))
    assert by_towns.count(None) > 0, "blind as it is"
    assert (by_towns[-1] is None) is not bool(others)
    assert is_settled
    assert all(is_settled)


@pytest.mark.parametrize("held", [0, polish.HELD_PAIRS])
def test_the_polish_wins_at_level_5_and_leaves_the_levels_before(held: int) -> None:
    problem = problem_of(generate("tiny", seed=3, remote=True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(polish, "HELD_PAIRS", held)
        after = solve(problem)
        patch.setattr(exact, "polish", lambda *_: None)
        before = solve(problem)
    assert violations(problem, after.assign) == []
    assert after.levels[:4] == before.levels[:4]
    assert after.levels[4] < before.levels[4]


def _town() -> Problem:
    return problem_of(generate("tiny", seed=3))


def test_a_published_plan_is_kept_as_far_as_proven() -> None:
    data = generate("tiny", seed=3)
    before = solve(_town())
    data["published"] = [pair for pair in before.assign.tolist() if pair[0] % 7]
    after = solve(problem_of(data))
    assert after.levels[:4] == (*before.levels[:3], 0.0)
    assert after.bounds[:4] == after.levels[:4]
    data["volunteers"][data["published"][0][0]]["off"] = [[0, 27]]
    left = solve(problem_of(data))
    assert left.levels[3] > 0
    assert left.bounds[:4] == left.levels[:4]


def test_a_bound_of_level_2_gives_way_to_plans_that_miss_level_1() -> None:
    proof = Proof(np.array([3.0, 50.0, 1.0, 0.0]), np.zeros(4), trade=10.0)
    assert proof.bounds(np.array([3.0, 50.0, 1.0, 0.0])).tolist() == [3, 50, 1, 0]
    assert proof.bounds(np.array([5.0, 40.0, 1.0, 0.0])).tolist() == [3, 30, 0, 0]


@TRIES
@given(models(), st.data())
def test_a_dive_finds_nothing_but_plans(model: Model, data: st.DataObject) -> None:
    cost = _costs(data, model)
    relax = Relaxation(model)
    relax.aim(cost)
    relax.solve()
    if not relax.is_solved:
        return
    goal = relax.bound + data.draw(st.integers(0, 2))
    found = dive(relax, goal, many=1)
    assert np.array_equal(relax.low, model.low), "the bounds are left as they were"
    if found is not None:
        assert tuple(np.round(found)) in {tuple(point) for point in points_of(model)}
        assert cost @ found <= goal + 1e-6
