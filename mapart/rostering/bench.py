"""Measure the solver beside its peers: `mapart roster bench`.

Instances are made from a seed; in each round everybody solves the same one in this process, one after the other.
Times are processor time of all threads, read as ratios to the solver in the same round. Every plan is judged by
`check.py`, which shares no code with any search.
"""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from itertools import product
from pathlib import Path
from typing import Any

from mapart.rostering.check import judge
from mapart.rostering.generate import generate
from mapart.rostering.peers import Peer, available
from mapart.rostering.plan import facts_of, pairs_array
from mapart.rostering.problem import Ints, Problem, problem_of
from mapart.rostering.solve import solve

US = "this solver"
COLUMNS = (
    "| who | CPU s | CPU ÷ ours (median, spread) | L1 | bound | shifts opened | L2 | L3 | rules broken |"
)
RULE = "|---|---|---|---|---|---|---|---|---|"
PACKAGES = ("highspy", "ortools", "numpy", "scipy")

HEAD = """# Benchmarks of the solver

Written by `{command}`. Machine: {machine}.

In each round everybody solves the same instance, one after the other. CPU s: processor time of all threads and
processes, medians of the rounds; the ratio is taken within each round. L1: weighted minimum places missing, with the
solver's own proven bound; L2: weighted ideal places missing; L3: people without a shift. Every plan is judged by
`mapart/rostering/check.py`.

- sign-up: first come, first served, each takes what she likes best.
- coordinator: the most urgent place to its least flexible candidate (the solver's own first plan).
- highs-whole: HiGHS on the solver's whole matrix at once, all levels weighted.
- cp-sat-8: CP-SAT, 8 workers, on the same matrix without fairness of hours and languages.
- Both are stopped after `--peer-seconds`; at that time, their figures are those of the best plan so far.

"""


@dataclass(frozen=True, slots=True)
class Run:
    """One plan by one peer."""

    seconds: float
    levels: tuple[float, ...]
    bound: float | None
    opened: int
    shifts: int
    broken: int


@dataclass(frozen=True, slots=True)
class Budget:
    """Rounds; wall clock of each peer; of the solver (None: until it ends), on so many processes."""

    repeats: int = 3
    peer_seconds: float = 60.0
    time_limit: float | None = None
    processes: int = 1


def measure(
    problem: Problem, budget: Budget, peers: dict[str, Peer], say: Callable[[str], None]
) -> dict[str, list[Run]]:
    """Runs by name."""
    runs: dict[str, list[Run]] = {}
    for seed in range(budget.repeats):
        for name in (US, *peers):
            began, bound = _cpu(), None
            plan: Ints | None
            if name == US:
                result = solve(problem, seed=seed, time_limit=budget.time_limit, processes=budget.processes)
                plan, bound, spent = result.assign, result.bounds[0], _cpu() - began
            else:
                own = time.process_time()
                found = peers[name](problem, seed, budget.peer_seconds)
                plan, spent = found.plan, time.process_time() - own + found.elsewhere
            if plan is None:
                say(f"{problem.name}: {name}: no plan in {budget.peer_seconds:g} s")
                continue
            verdict, facts = judge(problem, plan), facts_of(problem, pairs_array(plan))
            run = Run(spent, verdict.levels, bound, facts.opened, facts.shifts, len(verdict.violations))
            runs.setdefault(name, []).append(run)
            say(f"{problem.name} round {seed + 1}: {name} {spent:.2f} s, L1 {verdict.levels[0]:g}")
    return runs


def _cpu() -> float:
    """Processor time of this process and of those that it started and that ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def table(runs: dict[str, list[Run]]) -> list[str]:
    """The runs as lines of Markdown; levels are medians."""
    ours = [run.seconds for run in runs[US]]
    lines = [COLUMNS, RULE]
    for name, mine in runs.items():
        ratios = [run.seconds / max(1e-9, own) for run, own in zip(mine, ours, strict=False)]
        bounds = [run.bound for run in mine if run.bound is not None]
        cells = [
            name,
            f"{statistics.median(run.seconds for run in mine):.2f}",
            "1"
            if name == US
            else f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})",
            _median(run.levels[0] for run in mine),
            _median(bounds) if bounds else "",
            f"{_median(run.opened for run in mine)} / {mine[0].shifts}",
            _median(run.levels[1] for run in mine),
            _median(run.levels[2] for run in mine),
            str(sum(run.broken for run in mine)),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def machine() -> str:
    """Processor, cores, Python and versions, in one sentence."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [x.split(":", 1)[1].strip() for x in cpuinfo.read_text().splitlines() if "model name" in x]
        model = f"{len(names)} × {names[0]}" if names else model
    known = [f"{name} {found}" for name in PACKAGES if (found := _version(name))]
    return f"{model}, {platform.system()}, Python {platform.python_version()}, {', '.join(known)}"


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _median(values: Iterable[float]) -> str:
    return f"{statistics.median(values):,.0f}"


def run(arguments: argparse.Namespace) -> int:
    """Measure and write; 1 when a plan breaks a rule."""
    budget = Budget(arguments.repeats, arguments.peer_seconds, arguments.time_limit, arguments.processes)
    lines: list[str] = []
    broken = 0
    kinds = (False,) if arguments.no_remote else (False, True)
    for preset, remote in product(arguments.preset, kinds):
        data = generate(preset, seed=arguments.seed, remote=remote, tension=arguments.tension)
        more, bad = section(data, budget, arguments.peers)
        lines, broken = [*lines, *more], broken + bad
    text = page("mapart roster " + shlex.join(sys.argv[2:]), lines)
    if arguments.output is not None:
        arguments.output.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 1 if broken else 0


def page(command: str, lines: Sequence[str]) -> str:
    """The tables under what one must know to read them."""
    return HEAD.format(command=command, machine=machine()) + "\n".join(lines).rstrip() + "\n"


def section(data: dict[str, Any], budget: Budget, names: Sequence[str]) -> tuple[list[str], int]:
    """The table of one instance under its title, and how many rules its plans break."""
    peers, missing = available(names)
    if missing:
        _say(missing)
    problem = problem_of(data)
    runs = measure(problem, budget, peers, _say)
    limit = "no limit" if budget.time_limit is None else f"{budget.time_limit:g} s"
    title = f"### {problem.name}, rounds: {budget.repeats}, solver: {limit} on {budget.processes} process(es)"
    broken = sum(run.broken for mine in runs.values() for run in mine)
    return [title, "", *table(runs), ""], broken


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201
