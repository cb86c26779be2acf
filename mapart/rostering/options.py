"""The words of the command line: commands, options, and what each accepts."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, TypeVar

from mapart.rostering.generate import PRESETS
from mapart.rostering.peers import PEERS

Number = TypeVar("Number", int, float)
Command = Callable[[argparse.Namespace], int]
_ADDRESS = re.compile(r"(tcp|tls|wss?)://[\w.-]+:[1-9]\d{0,4}", re.ASCII)


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with the words of a command."""

    def error(self, message: str) -> NoReturn:
        """Leave with 2."""
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def _between(kind: type[Number], least: Number, most: Number) -> Callable[[str], Number]:
    """A reader of numbers of this kind, both ends included."""
    what = "whole number" if kind is int else "number"

    def read(text: str) -> Number:
        with suppress(ValueError):
            value = kind(text)
            if least <= value <= most:
                return value
        raise argparse.ArgumentTypeError(f"{text!r} is no {what} between {least} and {most}")

    return read


def _file_to_write(text: str) -> Path:
    """A file that can be written, said before the work and not after it."""
    path = Path(text)
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise argparse.ArgumentTypeError(f"{text!r} cannot be written")
    return path


def _scheduler(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no address like tcp://machine:8786")
    return text


_COUNT = _between(int, 1, 10_000)
_WEEKS = _between(int, 1, 520)
_SEED = _between(int, 0, 2**31 - 1)
_TENSION = _between(float, 0.01, 100.0)
_SECONDS = _between(float, 0.001, 1e7)


class _Commands:
    """The commands of one parser, each with its example."""

    def __init__(self, parser: argparse.ArgumentParser, runs: Mapping[str, Command]) -> None:
        self._group = parser.add_subparsers(required=True, metavar="COMMAND")
        self._runs = runs

    def add(self, name: str, summary: str, example: str) -> argparse.ArgumentParser:
        """A command whose options are still to be said."""
        one = self._group.add_parser(name, help=summary, epilog=f"example: mapart roster {name} {example}")
        one.set_defaults(run=self._runs[name])
        return one

    def add_reader(self, name: str, summary: str, options: str) -> argparse.ArgumentParser:
        """A command that reads an instance and a plan."""
        one = self.add(name, summary, f"instance.json plan.json {options}".strip())
        one.add_argument("instance", type=Path)
        one.add_argument("plan", type=Path)
        one.add_argument("--json", action="store_true", help="print one JSON object")
        return one


def parser_of(runs: Mapping[str, Command]) -> argparse.ArgumentParser:
    """The parser of all commands; `run` of what it parses is the command of that name."""
    parser = _Parser(prog="mapart roster", description="Give people the shifts that fit them.")
    commands = _Commands(parser, runs)
    _add_solve(commands)
    commands.add_reader("check", "judge a plan", "")
    _add_repair(commands)
    commands.add_reader("explain", "why places stay empty, why people have no shift, why her", "--json")
    gaps = commands.add_reader("gaps", "whom to look for", "--top 5")
    gaps.add_argument("--top", type=_COUNT, default=10, help="so many profiles at most")
    _add_generate(commands)
    _add_bench(commands)
    return parser


def _add_solve(commands: _Commands) -> None:
    one = commands.add("solve", "make a plan", "instance.json -o plan.json --time-limit 60")
    one.add_argument("instance", type=Path)
    one.add_argument("-o", "--output", type=_file_to_write, help="where to write the plan (JSON)")
    one.add_argument("--time-limit", type=_SECONDS, metavar="SECONDS")
    one.add_argument("--seed", type=_SEED, default=0)
    one.add_argument("--json", action="store_true", help="print one JSON object")
    one.add_argument("--processes", type=_COUNT, default=os.cpu_count() or 1, help="work on so many cores")
    one.add_argument(
        "--whole", action="store_true", help="all weeks at once (else some weeks after the others above six)"
    )
    one.add_argument(
        "--scheduler", type=_scheduler, metavar="ADDRESS", help="work on a Dask cluster instead (extra: dask)"
    )


def _add_repair(commands: _Commands) -> None:
    one = commands.add_reader("repair", "mend a plan after somebody cancelled", "--cancel 12 340 -o new.json")
    one.add_argument(
        "--cancel", nargs=2, type=int, action="append", default=[], metavar=("VOLUNTEER", "SHIFT")
    )
    one.add_argument("--shift", type=int, action="append", default=[], help="a shift that appeared")
    one.add_argument("--person", type=int, action="append", default=[], help="a person who joined")
    one.add_argument("--at-most", type=_COUNT, default=3, help="other people who may be moved")
    one.add_argument(
        "--still-free", action="store_true", help="who cancelled may take something else at those hours"
    )
    one.add_argument(
        "--proposals", type=_COUNT, metavar="COUNT", help="so many ways to mend it, each moving other people"
    )
    one.add_argument("-o", "--output", type=_file_to_write, help="where to write the new plan (JSON)")


def _add_generate(commands: _Commands) -> None:
    one = commands.add("generate", "make a believable instance", "--preset cities7 --seed 1 -o instance.json")
    one.add_argument("--preset", choices=sorted(PRESETS), default="cities7")
    one.add_argument("--seed", type=_SEED, default=1)
    one.add_argument("--weeks", type=_WEEKS, default=4)
    one.add_argument("--no-remote", action="store_true", help="without remote missions")
    one.add_argument("--tension", type=_TENSION, default=1.0, help="multiplies the hours offered")
    one.add_argument("-o", "--output", type=_file_to_write, required=True)


def _add_bench(commands: _Commands) -> None:
    one = commands.add(
        "bench", "measure the solver beside its peers", "--preset cities7 --no-remote --repeats 3 -o table.md"
    )
    one.add_argument("--preset", choices=sorted(PRESETS), nargs="+", default=["tiny", "cities7"])
    one.add_argument("--seed", type=_SEED, default=1)
    one.add_argument("--no-remote", action="store_true", help="without remote missions only (else both)")
    one.add_argument("--tension", type=_TENSION, default=1.0, help="multiplies the hours offered")
    one.add_argument("--repeats", type=_COUNT, default=3)
    one.add_argument("--peers", nargs="*", choices=sorted(PEERS), default=list(PEERS))
    one.add_argument("--peer-seconds", type=_SECONDS, default=60.0, help="wall clock of each peer")
    one.add_argument("--time-limit", type=_SECONDS, help="wall clock of the solver (default: until it ends)")
    one.add_argument("--processes", type=_COUNT, default=1, help="of the solver")
    one.add_argument("-o", "--output", type=_file_to_write, help="where to write the table (Markdown)")
