"""The command line of the solver: `mapart roster solve | check | repair | explain | gaps | generate |
bench`.

Exit codes: 0 done, 1 a rule is broken, 2 bad use or unreadable input. Results go to stdout, progress to
stderr.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from mapart.rostering import bench
from mapart.rostering.answers import Result
from mapart.rostering.check import judge, violations
from mapart.rostering.explain import explain
from mapart.rostering.faults import Fault
from mapart.rostering.gaps import gaps
from mapart.rostering.generate import generate
from mapart.rostering.options import parser_of
from mapart.rostering.plan import facts_of, pairs_array, plan_json, read_pairs
from mapart.rostering.problem import Ints, Problem, ProblemError, read_problem
from mapart.rostering.repair import Repair, proposals, repair
from mapart.rostering.rolling import plan_horizon
from mapart.rostering.solve import StopSearch, solve

DONE, BROKEN, BAD_USE = 0, 1, 2
SHOWN_FAULTS = 20
WRITING = 0.3  # seconds of a time limit kept for writing the plan
SMALL = 100_000  # volunteers * shifts below which starting processes costs more than it brings


def main(argv: list[str]) -> int:
    """Run one command; returns the exit code."""
    parser = parser_of(COMMANDS)
    try:
        arguments = parser.parse_args(argv)
    except SystemExit as stop:  # argparse has already said why
        return int(stop.code or 0)
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except ProblemError as bad:
        shown = "; ".join(str(fault) for fault in bad.faults[:SHOWN_FAULTS])
        more = len(bad.faults) - SHOWN_FAULTS
        _complain(f"{len(bad.faults)} fault(s): {shown}" + (f"; and {more} more" if more > 0 else ""))
        return BAD_USE
    except BrokenPipeError:  # who reads has enough, like `head`; nothing more is said at the end either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        where = error.filename or getattr(arguments, "output", None) or "standard output"
        _complain(f"{where}: {error.strerror}" if error.strerror else str(error))
        return BAD_USE
    except MemoryError:
        _complain("not enough memory for this instance")
        return BAD_USE
    except KeyboardInterrupt:
        _complain("stopped")
        return BAD_USE
    return code


def _complain(text: str) -> None:
    print("mapart roster: " + " ".join(_plain(text).split()), file=sys.stderr)  # noqa: T201


def _say(text: str) -> None:
    sys.stdout.write(_plain(text) + "\n")


def _plain(text: str) -> str:
    """The text without what cannot be written: a name may hold half a character."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _solve(arguments: argparse.Namespace) -> int:
    began = time.perf_counter()
    problem = read_problem(arguments.instance)
    limit = arguments.time_limit
    if limit is not None:
        limit = max(0.1, limit - (time.perf_counter() - began) - WRITING)
    with _bar("plan") as move:

        def show(phase: str, fraction: float, value: float | None, bound: float | None) -> None:
            known = "" if value is None else f" L1 {value:g}"
            known += "" if bound is None else f" (bound {bound:g})"
            move(total=1.0, completed=fraction, description=phase + known)

        small = problem.volunteers * problem.shifts < SMALL
        plan = solve if arguments.whole else plan_horizon
        with _stopped_by_ctrl_c():
            result = plan(
                problem,
                time_limit=limit,
                seed=arguments.seed,
                progress=show,
                processes=1 if small else arguments.processes,
                scheduler=arguments.scheduler,
            )
    if arguments.output is not None:
        _write(arguments.output, problem, result.assign)
    report = _report(problem, result)
    _say(json.dumps(report) if arguments.json else _sentence(report))
    return DONE


@contextmanager
def _bar(title: str) -> Iterator[Callable[..., None]]:
    """A bar on the error output of a terminal; it only says that work goes on until it is told how far."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield partial(bar.update, bar.add_task(title, total=None))


@contextmanager
def _stopped_by_ctrl_c() -> Iterator[None]:
    """The first Ctrl-C ends the search with the plan so far, the second one ends the command."""

    def stop(number: int, frame: object) -> None:
        signal.signal(signal.SIGINT, before)
        raise StopSearch

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _write(path: Path, problem: Problem, assign: Ints) -> None:
    path.write_text(json.dumps(plan_json(problem, assign), separators=(",", ":")), encoding="utf-8")


def _read_valid(arguments: argparse.Namespace) -> tuple[Problem, Ints]:
    """Instance and plan; a plan with unknown pairs cannot be worked on."""
    problem = read_problem(arguments.instance)
    assign = read_pairs(arguments.plan, problem)
    unknown = [v for v in violations(problem, assign) if v.rule == "H1"]
    if unknown:
        facts = {"volunteer": unknown[0].volunteer, "shift": unknown[0].shift}
        raise ProblemError([Fault(unknown[0].code, "assign", facts)])
    return problem, pairs_array(assign)


def _repair(arguments: argparse.Namespace) -> int:
    problem, assign = _read_valid(arguments)
    if faults := list(_repair_faults(arguments, problem, assign)):
        raise ProblemError(faults)
    began = time.perf_counter()
    with _bar("repair"):
        found = _repairs(arguments, problem, assign)
    if arguments.output is not None:
        _write(arguments.output, problem, found[0].assign)
    first, *others = [_changes(one) for one in found]
    first["seconds"] = round(time.perf_counter() - began, 4)
    if arguments.proposals is not None:
        first["others"] = others
    _say(json.dumps(first) if arguments.json else _sentence(first))
    return DONE


def _repairs(arguments: argparse.Namespace, problem: Problem, assign: Ints) -> list[Repair]:
    if arguments.proposals is not None:
        return proposals(
            problem, assign, arguments.cancel, count=arguments.proposals, at_most=arguments.at_most
        )
    found = repair(
        problem,
        assign,
        cancelled=arguments.cancel,
        shifts=arguments.shift,
        people=arguments.person,
        at_most=arguments.at_most,
        still_free=arguments.still_free,
    )
    return [found]


def _repair_faults(arguments: argparse.Namespace, problem: Problem, assign: Ints) -> Iterator[Fault]:
    """What was asked about pairs, shifts and people that are not there."""
    held = {(v, s) for v, s in assign.tolist()}
    for pair in arguments.cancel:
        if tuple(pair) not in held:
            yield Fault("not_in_plan", "--cancel", {"pair": pair})
    for shift in arguments.shift:
        if not 0 <= shift < problem.shifts:
            yield Fault("unknown_shift", "--shift", {"id": shift})
    for person in arguments.person:
        if not 0 <= person < problem.volunteers:
            yield Fault("unknown_person", "--person", {"id": person})


def _changes(after: Repair) -> dict[str, object]:
    return {
        "levels": list(after.levels),
        "added": after.added,
        "removed": after.removed,
        "moved": after.moved,
        "rings": after.rings,
    }


def _explain(arguments: argparse.Namespace) -> int:
    problem, assign = _read_valid(arguments)
    with _bar("reasons"):
        explanation = explain(problem, assign)
    if arguments.json:
        _say(json.dumps(asdict(explanation)))
        return DONE
    for place in explanation.empty:
        chain = " ".join(f"{code}={count}" for code, count in place.chain if count)
        _say(f"shift {place.shift}: missing {place.missing}, below ideal {place.short}: {chain}")
    for person in explanation.idle:
        _say(f"volunteer {person.volunteer}: no shift: {person.reason}")
    return DONE


def _gaps(arguments: argparse.Namespace) -> int:
    problem, assign = _read_valid(arguments)
    with _bar("gaps"):
        found = gaps(problem, assign, top=arguments.top)
    if arguments.json:
        _say(json.dumps(asdict(found)))
        return DONE
    for gap in found.gaps:
        slot = f"weekday {gap.weekday} {gap.start}-{gap.end}"
        wanted = f"space {gap.space} mission {gap.mission} skills {gap.skills} {slot}"
        _say(f"{wanted}: worth {gap.worth:g}, shifts {gap.shifts}")
    return DONE


def _generate(arguments: argparse.Namespace) -> int:
    data = generate(
        arguments.preset,
        seed=arguments.seed,
        weeks=arguments.weeks,
        remote=not arguments.no_remote,
        tension=arguments.tension,
    )
    arguments.output.write_text(json.dumps(data, separators=(",", ":")), encoding="utf-8")
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


COMMANDS = {
    "solve": _solve,
    "check": _check,
    "repair": _repair,
    "explain": _explain,
    "gaps": _gaps,
    "generate": _generate,
    "bench": bench.run,
}
