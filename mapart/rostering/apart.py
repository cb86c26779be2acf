"""The solver in a process of its own.

For a few towns it takes 300 MB. In a process of its own they go back to the machine when the plan is there, a lack of
memory ends that process and no other, and whoever waits can give it up at any time. A small problem is solved here:
it takes little, and to start a process takes a second. Nothing here loads the solver before it is asked.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any

from mapart.rostering.answers import Gap, Progress, Result
from mapart.rostering.explain import Explanation
from mapart.rostering.problem import Ints, Problem

SMALL = 20_000  # volunteers times shifts
EXPLAINING = "explain"  # the phase after those of `solve`


def plan_and_reasons(
    problem: Problem,
    progress: Progress,
    *,
    fixed: Sequence[Sequence[int]] | Ints,
    time_limit: float | None,
    small: int = SMALL,
) -> tuple[Result, Explanation]:
    """What `plan_horizon` and `explain` give. Raises as `apart` does."""
    work = "mapart.rostering.works:plan_and_reasons"
    result, explanation = apart(work, problem, progress, small, fixed, time_limit)
    return result, explanation


def plan_and_gaps(
    problem: Problem,
    progress: Progress,
    *,
    time_limit: float | None,
    top: int,
    tries: int,
    small: int = SMALL,
) -> tuple[Ints, list[Gap]]:
    """The pairs of `solve`, and the `gaps` of this plan. Raises as `apart` does."""
    work = "mapart.rostering.works:plan_and_gaps"
    plan, found = apart(work, problem, progress, small, time_limit, top, tries)
    return plan, found


def apart(work: str, problem: Problem, progress: Progress, small: int, *arguments: Any) -> Any:
    """`work(problem, progress, *arguments)` in another process; here up to `small` volunteers times shifts.

    `work`: a function by its path, `module:name`. An exception of `progress` gives the work up and is raised. Raises
    `ChildProcessError` when the other process ends without an answer: killed, or out of memory.
    """
    if problem.volunteers * problem.shifts <= small:
        return _found(work)(problem, progress, *arguments)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_do, args=(theirs, work, problem, arguments), daemon=True)
    process.start()
    theirs.close()
    try:
        while True:
            kind, said = ours.recv()
            if kind == "failed":
                raise said
            if kind == "done":
                return said
            progress(*said)
    except EOFError:
        process.join()
        raise ChildProcessError(f"The solver ended without a plan (code {process.exitcode}).") from None
    finally:
        process.terminate()
        process.join()
        ours.close()


def _do(sender: Connection, work: str, problem: Problem, arguments: tuple[Any, ...]) -> None:
    """In the other process: how far it is, again and again, then the answer or what went wrong."""

    def tell(*far: Any) -> None:
        sender.send(("progress", far))

    try:
        sender.send(("done", _found(work)(problem, tell, *arguments)))
    except Exception as error:
        sender.send(("failed", error))


def _found(work: str) -> Callable[..., Any]:
    module, name = work.split(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found
