"""The command line of the solver: `mapart roster solve | check`.

Exit codes: 0 done, 1 a rule is broken, 2 bad use or unreadable input. Results go to stdout, progress to
stderr.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from mapart.rostering.check import judge
from mapart.rostering.plan import facts_of, pairs_array, plan_json, read_pairs
from mapart.rostering.problem import Problem, ProblemError, read_problem
from mapart.rostering.solve import Result, solve

DONE, BROKEN, BAD_USE = 0, 1, 2
SHOWN_FAULTS = 20


def main(argv: list[str]) -> int:
    """Run one command; returns the exit code."""
    parser = _parser()
    try:
        arguments = parser.parse_args(argv)
    except SystemExit as stop:  # argparse has already said why
        return int(stop.code or 0)
    try:
        code: int = arguments.run(arguments)
    except ProblemError as bad:
        shown = "; ".join(str(fault) for fault in bad.faults[:SHOWN_FAULTS])
        more = len(bad.faults) - SHOWN_FAULTS
        _complain(f"{len(bad.faults)} fault(s): {shown}" + (f"; and {more} more" if more > 0 else ""))
        return BAD_USE
    except OSError as error:
        _complain(f"{error.filename or ''}: {error.strerror or error}")
        return BAD_USE
    return code


def _complain(text: str) -> None:
    print("mapart roster: " + " ".join(text.split()), file=sys.stderr)  # noqa: T201


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mapart roster", description="Give people the shifts that fit them."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser(
        "solve",
        help="make a plan",
        epilog="example: mapart roster solve instance.json -o plan.json --time-limit 60",
    )
    one.add_argument("instance", type=Path)
    one.add_argument("-o", "--output", type=Path, help="where to write the plan (JSON)")
    one.add_argument("--time-limit", type=_seconds, metavar="SECONDS")
    one.add_argument("--seed", type=_seed, default=0)
    one.add_argument("--json", action="store_true", help="print one JSON object")
    one.set_defaults(run=_solve)
    one = commands.add_parser(
        "check", help="judge a plan", epilog="example: mapart roster check instance.json plan.json"
    )
    one.add_argument("instance", type=Path)
    one.add_argument("plan", type=Path)
    one.add_argument("--json", action="store_true", help="print one JSON object")
    one.set_defaults(run=_check)
    return parser


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < 10**7:
        raise argparse.ArgumentTypeError("must be a number of seconds above 0")
    return value


def _seed(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**31:
        raise argparse.ArgumentTypeError("must be between 0 and 2147483647")
    return value


def _solve(arguments: argparse.Namespace) -> int:
    problem = read_problem(arguments.instance)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("plan", total=1.0)

        def show(phase: str, fraction: float, value: float | None, bound: float | None) -> None:
            known = "" if value is None else f" L1 {value:g}"
            known += "" if bound is None else f" (bound {bound:g})"
            bar.update(task, completed=fraction, description=phase + known)

        result = solve(problem, time_limit=arguments.time_limit, seed=arguments.seed, progress=show)
    if arguments.output is not None:
        text = json.dumps(plan_json(problem, result.assign), separators=(",", ":"))
        arguments.output.write_text(text, encoding="utf-8")
    report = _report(problem, result)
    _say(json.dumps(report) if arguments.json else _sentence(report))
    return DONE


def _report(problem: Problem, result: Result) -> dict[str, object]:
    return {
        "instance": problem.name,
        "levels": list(result.levels),
        "bounds": list(result.bounds),
        "gap_points": result.gap_points,
        "seconds": round(result.seconds, 3),
        "peak_mb": round(result.peak_mb, 1),
        "components": result.components,
        "phases": {name: round(seconds, 3) for name, seconds in result.phases.items()},
        **asdict(facts_of(problem, result.assign)),
    }


def _sentence(report: dict[str, object]) -> str:
    return "\n".join(f"{key:<14} {value}" for key, value in report.items())


def _check(arguments: argparse.Namespace) -> int:
    problem = read_problem(arguments.instance)
    assign = read_pairs(arguments.plan, problem)
    verdict = judge(problem, assign)
    known = [p for p in assign if 0 <= p[0] < problem.volunteers and 0 <= p[1] < problem.shifts]
    report = {
        "instance": problem.name,
        "feasible": verdict.is_valid,
        "violations": [asdict(v) for v in verdict.violations],
        "levels": list(verdict.levels),
        **asdict(facts_of(problem, pairs_array(sorted({(v, s) for v, s in known})))),
    }
    if arguments.json:
        _say(json.dumps(report))
    else:
        for v in verdict.violations:
            _say(f"{v.rule} {v.code} volunteer={v.volunteer} shift={v.shift} {v.facts}")
        _say(_sentence({**report, "violations": len(verdict.violations)}))
    return DONE if verdict.is_valid else BROKEN
