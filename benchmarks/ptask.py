"""A foreign proof of the solver: shift minimisation personnel task scheduling, the files of the OR-Library.

Krishnamoorthy, Ernst and Baatar (EJOR 219, 2012): tasks with fixed times, workers with a list of tasks each, one task
at a time; every task is done, by as few workers as possible. The number of tasks at the busiest moment bounds the
number of workers from below; a plan that reaches it is optimal.

The problem is written in our format as it stands. A task is a shift of one place in a space of its own, which the
qualified workers reach. Each worker has a shift "rest" that lasts the whole day and that nobody else can take: level 1
counts the rests not taken, which are the workers used, and five for a task left undone. A plan that leaves none and
whose level 1 is the bound uses as few workers as any. Nothing in the product knows of this. Times are processor time.

Run: ``python -m benchmarks.ptask FOLDER [--limit 60] [--only PART_OF_A_NAME]``.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from mapart.rostering.check import judge
from mapart.rostering.problem import problem_of
from mapart.rostering.solve import solve

DAY = 1440
FREE = 10**6  # minutes: no cap
UNDONE = 5  # weight of a task left undone, against 1 for one more worker


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
    """The file as 'volunteer-planning/1'."""
    end = DAY * -(-max(end for _, end in tasks) // DAY)
    assert end == DAY, "tasks of one day"
    places = [*((start, end, UNDONE) for start, end in tasks), *((0, DAY, 1) for _ in workers)]
    shifts = [
        {"id": i, "space": i, "mission": 0, "start": start, "end": end, "min": 1, "ideal": 1, "max": 1}
        | {"req": [], "lang": [], "prio": prio}
        for i, (start, end, prio) in enumerate(places)
    ]
    people = [
        {"id": v, "reach": [[space, 0] for space in [*mine, len(tasks) + v]], "weekly": [[0, 0, DAY]]}
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
    parser.add_argument("--only", default="", help="part of the file names")
    arguments = parser.parse_args()
    paths = sorted(arguments.folder.glob("*.dat"), key=lambda path: int(path.name.split("_")[1]))
    paths = [path for path in paths if arguments.only in path.name]
    reached = broken = 0
    print(
        f"{'file':<26}{'tasks':>6}{'bound':>7}{'ours':>6}{'own bound':>11}{'undone':>8}{'cpu s':>8}{'broken':>8}"
    )
    for path in paths:
        tasks, workers = read(path)
        problem = problem_of(instance(path.stem, tasks, workers))
        began = time.process_time()
        result = solve(problem, time_limit=arguments.limit)
        seconds = time.process_time() - began
        verdict = judge(problem, result.assign)
        undone = len(tasks) - int((result.assign[:, 1] < len(tasks)).sum())
        used = int(verdict.levels[0]) - UNDONE * undone
        bound = busiest(tasks)
        reached += undone == 0 and used == bound
        broken += len(verdict.violations)
        own = "-" if result.bounds[0] is None else f"{result.bounds[0]:.0f}"
        print(
            f"{path.stem:<26}{len(tasks):>6}{bound:>7}{used:>6}{own:>11}{undone:>8}{seconds:>8.1f}"
            f"{len(verdict.violations):>8}",
            flush=True,
        )
    print(f"bound reached on {reached} of {len(paths)}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
