"""The proof of levels 1 to 4 on seven cities, beside HiGHS alone on the same matrix in the same run.

A process for each, one after the other: processor seconds of the solution, peak memory; plans judged by ``check.py`` of
this room. The last line says what part of HiGHS's processor time ours is: median and spread over instances and rounds,
and that of the sums. Run: ``python -m benchmarks.exact [INSTANCE.json …] [--seeds 1 2 3] [--remote] [--repeats 3]
[--alone] [--limit SECONDS]``; ``--alone`` leaves HiGHS out, ``--limit`` stops it (the part is then said too
large).
"""

import argparse
import json
import multiprocessing
import resource
import statistics
import sys
import time
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
    began = time.process_time()
    found = {"ours": ours, "alone": alone}[name](problem, limit)
    spent, most = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer.send(
        {"who": name, "instance": problem.name} | found | {"cpu": round(spent, 2), "peak_mb": most // 1024}
    )


def parts(pairs: list[tuple[float, float]]) -> dict[str, float]:
    """What part of HiGHS's processor seconds ours are, of pairs (ours, HiGHS alone)."""
    ratios = [mine / its for mine, its in pairs]
    of_sums = sum(mine for mine, _ in pairs) / sum(its for _, its in pairs)
    found = {
        "median": statistics.median(ratios),
        "least": min(ratios),
        "most": max(ratios),
        "of_sums": of_sums,
    }
    within = sum(ratio <= 1 / 3 for ratio in ratios), sum(ratio <= 1 / 6 for ratio in ratios)
    rounded = {name: round(value, 3) for name, value in found.items()}
    return rounded | {"runs": len(ratios), "within_a_third": within[0], "within_a_sixth": within[1]}


def main() -> int:
    """Print one JSON line a measure; 1 when a rule is broken or a level not proven."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instance", type=Path, nargs="*", help="files instead of seeds")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--remote", action="store_true", help="with remote missions")
    parser.add_argument("--repeats", type=int, default=1, help="rounds")
    parser.add_argument("--alone", action="store_true", help="without HiGHS beside")
    parser.add_argument("--limit", type=float, help="seconds of wall clock of HiGHS alone")
    arguments = parser.parse_args()
    sources = arguments.instance or [(seed, arguments.remote) for seed in arguments.seeds]
    names = ("ours",) if arguments.alone else ("ours", "alone")
    context, wrong, seconds = multiprocessing.get_context("spawn"), 0, []
    for source in sources * arguments.repeats:
        spent = []
        for name in names:
            here, there = context.Pipe()
            process = context.Process(target=_measured, args=(name, source, arguments.limit, there))
            process.start()
            found = here.recv()
            process.join()
            print(json.dumps(found), flush=True)
            wrong += bool(found["broken"]) or not all(found.get("proven", [True]))
            spent.append(found["cpu"])
        seconds.append(tuple(spent))
    if not arguments.alone:
        print(json.dumps(parts(seconds)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
