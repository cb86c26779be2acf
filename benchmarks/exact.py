"""The proof of levels 1 to 4 on seven cities, beside HiGHS alone on the same matrix in the same run.

Processor seconds and peak memory of a process for each; plans judged by ``check.py`` of this room. Run:
``python -m benchmarks.exact [INSTANCE.json …] [--seeds 1 2 3] [--remote] [--alone] [--limit SECONDS]``; ``--alone``
leaves HiGHS out, ``--limit`` stops it.
"""

import argparse
import json
import multiprocessing
import resource
import sys
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from mapart.rostering.check import judge
from mapart.rostering.engine import best
from mapart.rostering.frame import frame_of
from mapart.rostering.generate import generate
from mapart.rostering.model import model_of
from mapart.rostering.problem import Problem, problem_of, read_problem
from mapart.rostering.solve import solve


def ours(problem: Problem, _limit: float | None) -> dict[str, object]:
    """Levels, bounds and broken rules of our plan."""
    result = solve(problem)
    verdict = judge(problem, result.assign)
    proven = [level == bound for level, bound in zip(verdict.levels[:4], result.bounds[:4], strict=True)]
    return {"levels": verdict.levels, "proven": proven, "broken": len(verdict.violations)}


def alone(problem: Problem, limit: float | None) -> dict[str, object]:
    """Levels of the plan of one exact solution of the whole matrix, and whether it says that it is the best."""
    frame = frame_of(problem)
    model = model_of(frame)
    solved = best(model, seconds=limit)
    pairs = model.pairs[solved.taken] if solved else np.zeros(0, np.int64)
    verdict = judge(problem, np.stack([frame.volunteer[pairs], frame.shift[pairs]], axis=1))
    ended = solved is not None and solved.optimal
    return {"levels": verdict.levels, "broken": len(verdict.violations), "ended": ended}


def _measured(name: str, source: Path | tuple[int, bool], limit: float | None, answer: Connection) -> None:
    if isinstance(source, Path):
        problem = read_problem(source)
    else:
        problem = problem_of(generate("cities7", seed=source[0], remote=source[1]))
    found = {"ours": ours, "alone": alone}[name](problem, limit)
    used = resource.getrusage(resource.RUSAGE_SELF)
    found |= {"cpu": round(used.ru_utime + used.ru_stime, 1), "peak_mb": round(used.ru_maxrss / 1024)}
    answer.send({"who": name, "instance": problem.name} | found)


def main() -> int:
    """Print one JSON line a measure; 1 when a rule is broken or a level not proven."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instance", type=Path, nargs="*", help="files instead of seeds")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--remote", action="store_true", help="with remote missions")
    parser.add_argument("--alone", action="store_true", help="without HiGHS beside")
    parser.add_argument("--limit", type=float, help="seconds of wall clock of HiGHS alone")
    arguments = parser.parse_args()
    sources = arguments.instance or [(seed, arguments.remote) for seed in arguments.seeds]
    context, wrong = multiprocessing.get_context("spawn"), 0
    for source in sources:
        for name in ("ours",) if arguments.alone else ("ours", "alone"):
            here, there = context.Pipe()
            process = context.Process(target=_measured, args=(name, source, arguments.limit, there))
            process.start()
            found = here.recv()
            process.join()
            print(json.dumps(found), flush=True)
            wrong += bool(found["broken"]) or not all(found.get("proven", [True]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
