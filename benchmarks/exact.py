"""The proof of levels 1 to 4 on seven cities, beside HiGHS alone on the same matrix in the same run.

Processor seconds and peak memory of a process for each; plans judged by ``check.py`` of this room. Run:
``python -m benchmarks.exact [--seeds 1 2 3] [--remote] [--alone]``; ``--alone`` leaves HiGHS out.
"""

import argparse
import json
import multiprocessing
import resource
import sys
from multiprocessing.connection import Connection

import numpy as np

from mapart.rostering.check import judge
from mapart.rostering.engine import best
from mapart.rostering.frame import frame_of
from mapart.rostering.generate import generate
from mapart.rostering.model import model_of
from mapart.rostering.problem import problem_of
from mapart.rostering.solve import solve


def ours(seed: int, remote: bool) -> dict[str, object]:
    """Levels, bounds and broken rules of our plan."""
    problem = problem_of(generate("cities7", seed=seed, remote=remote))
    result = solve(problem)
    verdict = judge(problem, result.assign)
    proven = [level == bound for level, bound in zip(verdict.levels[:4], result.bounds[:4], strict=True)]
    return {"levels": verdict.levels, "proven": proven, "broken": len(verdict.violations)}


def alone(seed: int, remote: bool) -> dict[str, object]:
    """Levels of the plan of one exact solution of the whole matrix."""
    problem = problem_of(generate("cities7", seed=seed, remote=remote))
    frame = frame_of(problem)
    model = model_of(frame)
    solved = best(model)
    pairs = model.pairs[solved.taken] if solved else np.zeros(0, np.int64)
    verdict = judge(problem, np.stack([frame.volunteer[pairs], frame.shift[pairs]], axis=1))
    return {"levels": verdict.levels, "broken": len(verdict.violations)}


def _measured(name: str, seed: int, remote: bool, answer: Connection) -> None:
    found = {"ours": ours, "alone": alone}[name](seed, remote)
    used = resource.getrusage(resource.RUSAGE_SELF)
    found |= {"cpu": round(used.ru_utime + used.ru_stime, 1), "peak_mb": round(used.ru_maxrss / 1024)}
    answer.send({"who": name, "seed": seed, "remote": remote} | found)


def main() -> int:
    """Print one JSON line a measure; 1 when a rule is broken or a level not proven."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--remote", action="store_true", help="with remote missions")
    parser.add_argument("--alone", action="store_true", help="without HiGHS beside")
    arguments = parser.parse_args()
    context, wrong = multiprocessing.get_context("spawn"), 0
    for seed in arguments.seeds:
        for name in ("ours",) if arguments.alone else ("ours", "alone"):
            here, there = context.Pipe()
            process = context.Process(target=_measured, args=(name, seed, arguments.remote, there))
            process.start()
            found = here.recv()
            process.join()
            print(json.dumps(found), flush=True)
            wrong += bool(found["broken"]) or not all(found.get("proven", [True]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
