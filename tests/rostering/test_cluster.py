"""One process, two, or a Dask cluster of real processes: the same plan."""

import json
import sys
from collections.abc import Iterator

import pytest
from distributed import LocalCluster

from mapart.rostering.check import violations
from mapart.rostering.generate import generate
from mapart.rostering.problem import Problem, problem_of
from mapart.rostering.solve import solve


@pytest.fixture(scope="module")
def problem() -> Problem:
    data = generate("tiny", seed=3, remote=False)
    return problem_of(json.loads(json.dumps(data)))


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
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


def test_a_scheduler_needs_its_extra(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dask", None)
    with pytest.raises(OSError, match="extra"):
        solve(problem, scheduler="tcp://127.0.0.1:1")
