"""A foreign proof of the solver: shift minimisation personnel task scheduling, the files of the OR-Library.

Krishnamoorthy, Ernst and Baatar (EJOR 219, 2012): tasks with fixed times, workers with a list of tasks each, one task
at a time; every task is done, by as few workers as possible. The number of tasks at the busiest moment bounds the
number of workers from below; a plan that reaches it is optimal.

The problem is written in our format as it stands, and asked as a question: can the bound be reached? A task is a
shift of one place in a space of its own, which the qualified workers reach. One more shift, "rest", lasts the whole
day, is open to everybody and wants as many people as the workers beyond the bound. Level 1 is 0 exactly when they all
rest and every task is done, and then no plan has fewer workers. Nothing in the product knows of this.

Run: ``python -m benchmarks.ptask FOLDER [--limit 60] [--only PARTS_OF_NAMES …] [--processor] [--seed 0]``. With
``--processor`` the limit is counted in processor time, as all happens on one thread: the wall clock of a quiet machine.
"""

import argparse
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from mapart.rostering.check import judge
from mapart.rostering.problem import problem_of
from mapart.rostering.solve import solve

DAY = 1440
FREE = 10**6  # minutes: no cap
REST = 9  # weight of a worker who should rest and works, against 1 for a task left undone


def read(path: Path) -> tuple[list[tuple[int, int]], list[list[int]]]:
    """Start and end of each task, tasks of each worker."""
    lines = [line for line in path.read_text(encoding="ascii").splitlines() if not line.startswith("#")]
    tasks: list[tuple[int, int]] = []
    workers: list[list[int]] = []
    for line in lines:
        if "=" in line:
            section = line.partition("=")[0].strip()
        elif section == "Jobs":
            start, end = line.split()
            tasks.append((int(start), int(end)))
        elif section == "Qualifications":
            workers.append([int(task) for task in line.partition(":")[2].split()])
    return tasks, workers


def instance(name: str, tasks: list[tuple[int, int]], workers: list[list[int]]) -> dict[str, Any]:
    """The file as 'volunteer-planning/1'; shift i is task i, the last one is the rest."""
    assert max(end for _, end in tasks) <= DAY, "tasks of one day"
    spare = len(workers) - busiest(tasks)
    assert spare > 0, "more workers than needed"
    places = [*((start, end, 1, 1) for start, end in tasks), (0, DAY, spare, REST)]
    shifts = [
        {"id": i, "space": i, "mission": 0, "start": start, "end": end, "min": heads, "ideal": heads}
        | {"max": heads, "req": [], "lang": [], "prio": prio}
        for i, (start, end, heads, prio) in enumerate(places)
    ]
    people = [
        {"id": v, "reach": [[space, 0] for space in [*mine, len(tasks)]], "weekly": [[0, 0, DAY]]}
        | {"off": [], "extra": [], "wish_month": 0, "max_day": FREE, "max_week": FREE, "max_month": FREE}
        | {"skills": [], "missions": [0], "langs": [], "newcomer": 0, "show": 1.0, "habit": None}
        for v, mine in enumerate(workers)
    ]
    return {
        "format": "volunteer-planning/1",
        "name": name,
        "days": 1,
        "months": [[0, 1]],
        "spaces": [{"id": i, "city": None, "remote": True} for i in range(len(shifts))],
        "travel": [],
        "missions": [{"id": 0, "name": "task", "skill": None}],
        "shifts": shifts,
        "volunteers": people,
        "published": [],
    }


def busiest(tasks: list[tuple[int, int]]) -> int:
    """Tasks running at the busiest moment: no plan has fewer workers."""
    moments = np.array([[start, 1] for start, _ in tasks] + [[end, -1] for _, end in tasks])
    order = np.lexsort((moments[:, 1], moments[:, 0]))
    return int(np.cumsum(moments[order, 1]).max())


def main() -> int:
    """Print one line a file; 1 when a rule is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds of wall clock a file")
    parser.add_argument("--only", nargs="+", default=[""], help="parts of file names")
    parser.add_argument(
        "--processor", action="store_true", help="count the limit in processor time: a busy machine"
    )
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    paths = sorted(arguments.folder.glob("*.dat"), key=lambda path: int(path.name.split("_")[1]))
    paths = [path for path in paths if any(part in path.name for part in arguments.only)]
    reached = broken = 0
    titles = ("tasks", "bound", "used", "undone", "level 1", "cpu s", "wall s", "broken")
    print(f"{'file':<26}" + "".join(f"{title:>8}" for title in titles))
    for path in paths:
        tasks, workers = read(path)
        problem = problem_of(instance(path.stem, tasks, workers))
        began, moment = time.process_time(), time.perf_counter()
        clocks = {"time": time.process_time, "perf_counter": time.process_time} if arguments.processor else {}
        with ExitStack() as stack:
            for name, clock in clocks.items():
                stack.enter_context(mock.patch.object(time, name, clock))
            result = solve(problem, time_limit=arguments.limit, seed=arguments.seed)
        seconds, wall = time.process_time() - began, time.perf_counter() - moment
        verdict = judge(problem, result.assign)
        done = result.assign[result.assign[:, 1] < len(tasks)]
        undone, used = len(tasks) - len(done), len(np.unique(done[:, 0]))
        reached += undone == 0 and used == busiest(tasks) and not verdict.violations
        broken += len(verdict.violations)
        counts = (len(tasks), busiest(tasks), used, undone, int(verdict.levels[0]))
        line = "".join(f"{count:>8}" for count in counts) + f"{seconds:>8.1f}{wall:>8.1f}"
        print(f"{path.stem:<26}{line}{len(verdict.violations):>8}", flush=True)
    print(f"bound reached on {reached} of {len(paths)}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
