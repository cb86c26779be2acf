"""One process, two, or a Dask cluster of real processes: the same plan, also when one of them is killed."""

import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator

import pytest
from distributed import LocalCluster

from mapart.rostering.answers import Result
from mapart.rostering.check import violations
from mapart.rostering.generate import PRESETS, Preset, generate
from mapart.rostering.problem import Problem, problem_of
from mapart.rostering.solve import StopSearch, solve

pytestmark = pytest.mark.xdist_group("cluster")  # one process: the cluster starts once


@pytest.fixture(scope="module")
def problem() -> Problem:
    data = generate("tiny", seed=3, remote=False)
    return problem_of(json.loads(json.dumps(data)))


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster:
        yield cluster


def test_two_processes_find_the_plan_of_one(problem: Problem) -> None:
    alone = solve(problem, seed=4)
    together = solve(problem, seed=4, processes=2)
    assert alone.assign.tolist() == together.assign.tolist()
    assert alone.bounds == together.bounds


def test_a_cluster_finds_the_plan_of_one(problem: Problem, cluster: LocalCluster) -> None:
    alone = solve(problem, seed=4)
    spread = solve(problem, seed=4, scheduler=cluster.scheduler_address)
    assert alone.assign.tolist() == spread.assign.tolist()
    assert violations(problem, spread.assign) == []


@pytest.fixture(scope="module")
def towns() -> Iterator[Problem]:
    """Three small towns and remote shifts, planned in the way of large problems."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PRESETS, "towns", Preset(3, 3, 40, 60))
        patch.setattr("mapart.rostering.solve.WHOLE_CELLS", 0)
        yield problem_of(generate("towns", seed=5))


@pytest.fixture(scope="module")
def alone(towns: Problem) -> Result:
    """Its plan by one process."""
    return solve(towns, seed=2)


def test_a_large_problem_has_the_same_plan_on_two_processes(towns: Problem, alone: Result) -> None:
    together = solve(towns, seed=2, processes=2)
    assert alone.assign.tolist() == together.assign.tolist()
    assert alone.bounds == together.bounds
    assert alone.bounds[0] is not None
    assert 0 < alone.bounds[0] <= alone.levels[0]
    assert violations(towns, alone.assign) == []


def test_a_killed_worker_costs_no_plan(towns: Problem, alone: Result, cluster: LocalCluster) -> None:
    killed: list[int] = []

    def kill_one(phase: str, fraction: float, value: float | None, bound: float | None) -> None:
        if phase == "level1" and not killed:
            killed.append(next(iter(cluster.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    spread = solve(towns, seed=2, scheduler=cluster.scheduler_address, progress=kill_one)
    assert killed
    assert spread.assign.tolist() == alone.assign.tolist()
    assert spread.bounds == alone.bounds


def test_a_killed_process_costs_no_plan(towns: Problem, alone: Result) -> None:
    killed: list[int] = []

    def kill_one(phase: str, fraction: float, value: float | None, bound: float | None) -> None:
        if phase == "level1" and not killed:
            killed.append(multiprocessing.active_children()[0].pid or 0)
            os.kill(killed[0], signal.SIGKILL)

    together = solve(towns, seed=2, processes=2, progress=kill_one)
    assert killed
    assert together.assign.tolist() == alone.assign.tolist()


@pytest.mark.parametrize("processes", [1, 2])
def test_an_order_to_stop_gives_the_plan_so_far(towns: Problem, alone: Result, processes: int) -> None:
    def interrupt(phase: str, fraction: float, value: float | None, bound: float | None) -> None:
        if phase == "level1" and bound:
            raise StopSearch

    result = solve(towns, seed=2, processes=processes, progress=interrupt)
    assert len(result.assign) > 0
    assert violations(towns, result.assign) == []
    assert result.bounds[0] is not None
    assert alone.bounds[0] is not None
    assert 0 < result.bounds[0] <= alone.bounds[0]
    assert result.levels[0] >= alone.levels[0]


def test_there_is_a_plan_and_a_bound_however_short_the_time(towns: Problem) -> None:
    for limit in (0.001, 0.3):
        result = solve(towns, time_limit=limit)
        assert violations(towns, result.assign) == []
        assert result.bounds[0] is not None
        assert result.bounds[0] <= result.levels[0]


def test_a_scheduler_needs_its_extra(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dask", None)
    with pytest.raises(OSError, match="extra"):
        solve(problem, scheduler="tcp://127.0.0.1:1")
