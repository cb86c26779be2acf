"""Each command shows by an example how it is typed, its subcommands too."""

import argparse
from collections.abc import Iterator

import pytest
from django.core.management import get_commands, load_command_class

from mapart.rostering.cli import COMMANDS
from mapart.rostering.options import parser_of


def parsers_in(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parser itself when it takes no subcommand, else those of its subcommands."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield parser
    for group in groups:
        for one in group.choices.values():
            yield from parsers_in(one)


def parsers() -> list[argparse.ArgumentParser]:
    """Of every command of ours, the solver's included."""
    ours = [(app, name) for name, app in get_commands().items() if app.startswith("mapart.")]
    made = [load_command_class(app, name).create_parser("mapart", name) for app, name in sorted(ours)]
    return [one for parser in (*made, parser_of(COMMANDS)) for one in parsers_in(parser)]


def test_the_commands_are_found() -> None:
    assert {"mapart serve", "mapart spaces import", "mapart roster solve"} <= {one.prog for one in parsers()}


@pytest.mark.parametrize("parser", parsers(), ids=lambda parser: parser.prog)
def test_its_help_shows_how_it_is_typed(parser: argparse.ArgumentParser) -> None:
    example = " ".join(parser.format_help().partition("xample")[2].split())
    assert parser.prog in example
