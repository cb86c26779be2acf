"""The words of the command line: commands, options, and what each accepts."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from mapart.rostering.generate import PRESETS
from mapart.rostering.peers import PEERS

Command = Callable[[argparse.Namespace], int]


def parser_of(commands: Mapping[str, Command]) -> argparse.ArgumentParser:
    """The parser of all commands; `run` of what it parses is the command of that name."""
    parser = argparse.ArgumentParser(
        prog="mapart roster", description="Give people the shifts that fit them."
    )
    group = parser.add_subparsers(required=True, metavar="COMMAND")
    one = group.add_parser(
        "solve",
        help="make a plan",
        epilog="example: mapart roster solve instance.json -o plan.json --time-limit 60",
    )
    one.add_argument("instance", type=Path)
    one.add_argument("-o", "--output", type=Path, help="where to write the plan (JSON)")
    one.add_argument("--time-limit", type=_seconds, metavar="SECONDS")
    one.add_argument("--seed", type=_seed, default=0)
    one.add_argument("--json", action="store_true", help="print one JSON object")
    one.add_argument("--processes", type=_count, default=os.cpu_count() or 1, help="work on so many cores")
    one.add_argument(
        "--whole", action="store_true", help="all weeks at once (else some weeks after the others above six)"
    )
    one.add_argument("--scheduler", metavar="ADDRESS", help="work on a Dask cluster instead (extra: dask)")
    one.set_defaults(run=commands["solve"])
    one = group.add_parser(
        "check", help="judge a plan", epilog="example: mapart roster check instance.json plan.json"
    )
    one.add_argument("instance", type=Path)
    one.add_argument("plan", type=Path)
    one.add_argument("--json", action="store_true", help="print one JSON object")
    one.set_defaults(run=commands["check"])
    _add_plan_commands(group, commands)
    one = group.add_parser(
        "generate",
        help="make a believable instance",
        epilog="example: mapart roster generate --preset cities7 --seed 1 -o instance.json",
    )
    one.add_argument("--preset", choices=sorted(PRESETS), default="cities7")
    one.add_argument("--seed", type=_seed, default=1)
    one.add_argument("--weeks", type=_weeks, default=4)
    one.add_argument("--no-remote", action="store_true")
    one.add_argument("--tension", type=_tension, default=1.0, help="multiplies the hours offered")
    one.add_argument("-o", "--output", type=Path, required=True)
    one.set_defaults(run=commands["generate"])
    _add_bench(group, commands)
    return parser


def _add_bench(
    group: argparse._SubParsersAction[argparse.ArgumentParser], commands: Mapping[str, Command]
) -> None:
    one = group.add_parser(
        "bench",
        help="measure the solver beside its peers",
        epilog="example: mapart roster bench --preset cities7 --no-remote --repeats 3 -o table.md",
    )
    one.add_argument("--preset", choices=sorted(PRESETS), nargs="+", default=["tiny", "cities7"])
    one.add_argument("--seed", type=_seed, default=1)
    one.add_argument("--no-remote", action="store_true", help="without remote missions only (else both)")
    one.add_argument("--tension", type=_tension, default=1.0, help="multiplies the hours offered")
    one.add_argument("--repeats", type=_count, default=3)
    one.add_argument("--peers", nargs="*", choices=sorted(PEERS), default=list(PEERS))
    one.add_argument("--peer-seconds", type=_seconds, default=60.0, help="wall clock of each peer")
    one.add_argument("--time-limit", type=_seconds, help="wall clock of the solver (default: until it ends)")
    one.add_argument("--processes", type=_count, default=1, help="of the solver")
    one.add_argument("-o", "--output", type=Path, help="where to write the table (Markdown)")
    one.set_defaults(run=commands["bench"])


def _add_plan_commands(
    group: argparse._SubParsersAction[argparse.ArgumentParser], commands: Mapping[str, Command]
) -> None:
    """Commands that read an instance and a plan, and print one JSON object."""
    one = group.add_parser(
        "repair",
        help="mend a plan after somebody cancelled",
        epilog="example: mapart roster repair instance.json plan.json --cancel 12 340 -o new.json",
    )
    one.add_argument(
        "--cancel", nargs=2, type=int, action="append", default=[], metavar=("VOLUNTEER", "SHIFT")
    )
    one.add_argument("--shift", type=int, action="append", default=[], help="a shift that appeared")
    one.add_argument("--person", type=int, action="append", default=[], help="a person who joined")
    one.add_argument("--at-most", type=_count, default=3, help="other people who may be moved")
    one.add_argument(
        "--still-free", action="store_true", help="who cancelled may take something else at those hours"
    )
    one.add_argument(
        "--proposals", type=_count, metavar="COUNT", help="so many ways to mend it, each moving other people"
    )
    one.add_argument("-o", "--output", type=Path)
    one.set_defaults(run=commands["repair"])
    two = group.add_parser(
        "explain",
        help="why places stay empty, why people have no shift, why her",
        epilog="example: mapart roster explain instance.json plan.json --json",
    )
    two.set_defaults(run=commands["explain"])
    three = group.add_parser(
        "gaps", help="whom to look for", epilog="example: mapart roster gaps instance.json plan.json --top 5"
    )
    three.add_argument("--top", type=_count, default=10)
    three.set_defaults(run=commands["gaps"])
    for command in (one, two, three):
        command.add_argument("instance", type=Path)
        command.add_argument("plan", type=Path)
        command.add_argument("--json", action="store_true", help="print one JSON object")


def _count(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 10_000:
        raise argparse.ArgumentTypeError("must be between 1 and 10000")
    return value


def _weeks(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 520:
        raise argparse.ArgumentTypeError("must be between 1 and 520")
    return value


def _tension(text: str) -> float:
    value = float(text)
    if not 0.01 <= value <= 100:
        raise argparse.ArgumentTypeError("must be between 0.01 and 100")
    return value


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
