"""A plan from a process of its own is the plan made here; a process that dies is said, one given up is stopped."""

from __future__ import annotations

import multiprocessing
import os
import signal
from typing import Any

import pytest

from mapart.rostering.apart import EXPLAINING, apart, plan_and_gaps, plan_and_reasons
from mapart.rostering.generate import generate
from mapart.rostering.problem import Problem, problem_of


@pytest.fixture(scope="module")
def problem() -> Problem:
    return problem_of(generate("tiny", seed=3))


class Told:
    """What was said of the way, and by which processes."""

    def __init__(self) -> None:
        self.phases: list[str] = []

    def __call__(self, phase: str, share: float, value: float | None, bound: float | None) -> None:
        self.phases.append(phase)


def test_the_plan_of_another_process_is_the_plan_made_here(problem: Problem) -> None:
    here, there = Told(), Told()
    one = plan_and_reasons(problem, here, small=10**9, fixed=[], time_limit=None)
    other = plan_and_reasons(problem, there, small=0, fixed=[], time_limit=None)
    assert one[0].assign.tolist() == other[0].assign.tolist()
    assert one[0].bounds == other[0].bounds
    assert one[1] == other[1]
    assert here.phases == there.phases
    assert there.phases[-1] == EXPLAINING
    assert not multiprocessing.active_children()


def test_so_are_its_gaps(problem: Problem) -> None:
    asked: dict[str, Any] = {"time_limit": None, "top": 3, "tries": 5}
    one, found = plan_and_gaps(problem, Told(), small=10**9, **asked)
    other, same = plan_and_gaps(problem, Told(), small=0, **asked)
    assert (one.tolist(), found) == (other.tolist(), same)


def dies(problem: Problem, progress: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fails(problem: Problem, progress: Any) -> None:
    raise ZeroDivisionError


def goes_on(problem: Problem, progress: Any) -> None:
    while True:
        progress("far", 0.5, None, None)


def test_a_process_that_is_killed_is_an_error_and_no_plan(problem: Problem) -> None:
    with pytest.raises(ChildProcessError, match="-9"):
        apart(f"{__name__}:dies", problem, Told(), 0)


def test_what_goes_wrong_there_goes_wrong_here(problem: Problem) -> None:
    with pytest.raises(ZeroDivisionError):
        apart(f"{__name__}:fails", problem, Told(), 0)


def test_who_waits_no_longer_stops_it(problem: Problem) -> None:
    def enough(*_: Any) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        apart(f"{__name__}:goes_on", problem, enough, 0)
    assert not multiprocessing.active_children()
