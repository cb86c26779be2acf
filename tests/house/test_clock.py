"""Tests ask what day it is while they run: one worked out at import is last week's after a Sunday at midnight."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
_ASK = {"next_weekday", "today", "now", "utcnow"}


def asked_at_import(tree: ast.AST) -> Iterator[int]:
    """Lines where the clock is asked outside the body of a function: constants, parameters, default values."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.Lambda):
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for early in (*child.decorator_list, child.args):
                yield from asked_at_import(ast.Expr(early))  # type: ignore[arg-type]
            continue
        if isinstance(child, ast.Call):
            name = getattr(child.func, "attr", getattr(child.func, "id", ""))
            if name in _ASK:
                yield child.lineno
        yield from asked_at_import(child)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("DAY = clock.today()", [1]),
        ("def f(day=next_weekday(0)):\n    return day", [1]),
        ("@mark('day', [now()])\ndef f(day):\n    return day", [1]),
        ("def f():\n    return clock.now()", []),
        ("LATE = lambda: clock.now()", []),
        ("DAY = at(2026)", []),
    ],
)
def test_the_search_finds_and_spares(source: str, lines: list[int]) -> None:
    assert list(asked_at_import(ast.parse(source))) == lines


def test_no_test_asks_the_day_at_import() -> None:
    files = sorted(TESTS.rglob("*.py"))
    found = [
        f"{file.relative_to(TESTS)}:{line}"
        for file in files
        for line in asked_at_import(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert len(files) > 100
    assert not found, f"ask the day in the test or in a fixture: {', '.join(found)}"
