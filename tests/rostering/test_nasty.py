"""Nasty files: no traceback, one clear line, and every fault named where it stands."""

from __future__ import annotations

import contextlib
import io
import json
import math
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapart.rostering.cli import main
from mapart.rostering.faults import faults_of
from tests.rostering.samples import instance, person, shift
from tests.rostering.strategies import tiny

NASTY: list[Any] = [
    None,
    True,
    -1,
    10**9,
    10**30,
    1.5,
    math.nan,
    math.inf,
    "",
    "\ud800",
    [],
    [[]],
    [[[0, 1, 2]]],
    {},
    {"id": 0},
    [True, False],
    [None],
]
COMMANDS = (
    ["solve", "{i}", "-o", "{p}", "--json"],
    ["check", "{i}", "{p}", "--json"],
    ["explain", "{i}", "{p}"],
)
MORE = (["gaps", "{i}", "{p}"], ["repair", "{i}", "{p}", "--cancel", "0", "0", "--json"])


@st.composite
def _spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """A sound instance in which one to three things are replaced, doubled or taken away."""
    data: dict[str, Any] = json.loads(json.dumps(draw(tiny()) | {"busy": [[0, 540, 600, None]]}))
    for _ in range(draw(st.integers(1, 3))):
        place: Any = data
        while True:
            keys = sorted(place) if isinstance(place, dict) else list(range(len(place)))
            key = draw(st.sampled_from(keys))
            inner = place[key]
            if not isinstance(inner, list | dict) or not inner or draw(st.integers(0, 3)) == 0:
                break
            place = inner
        kind = draw(st.sampled_from(["replace", "replace", "double", "remove"]))
        if kind == "replace":
            place[key] = draw(st.sampled_from(NASTY))
        elif kind == "double" and isinstance(place, list):
            place.append(place[key])
        else:
            del place[key]
        if not data:
            break
    return data


def _run(arguments: list[str], folder: Path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        names = {"i": str(folder / "i.json"), "p": str(folder / "p.json")}
        code = main([text.format(**names) for text in arguments])
    return code, out.getvalue(), err.getvalue()


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(_spoilt(), st.integers(0, 9))
def test_no_file_makes_a_traceback(tmp_path: Path, data: dict[str, Any], cut: int) -> None:
    text = json.dumps(data)
    (tmp_path / "i.json").write_text(text[: len(text) // 2] if cut == 0 else text)
    (tmp_path / "p.json").write_text('{"format": "volunteer-plan/1", "assign": [[0, 0]]}')
    sound = cut != 0 and not faults_of(json.loads(text))
    for command in (*COMMANDS, *MORE):
        code, out, err = _run(command, tmp_path)
        assert code in {0, 1, 2}
        if code == 2:
            assert out == ""
            assert len(err.strip().splitlines()) == 1
        if command[0] in {"solve", "check"}:
            assert (code == 0) == sound, "what has no fault can be planned, and its plan breaks no rule"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(NASTY), max_size=3), st.sampled_from(NASTY))
def test_no_plan_file_makes_a_traceback(assign: list[Any], whole: Any) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "i.json").write_text(json.dumps(instance([shift()], [person()])))
        for plan in (whole, {"format": "volunteer-plan/1", "assign": assign}):
            (folder / "p.json").write_text(json.dumps(plan))
            for command in (*COMMANDS[1:], *MORE):
                assert _run(command, folder)[0] in {0, 1, 2}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"shifts": [shift(max=10**30)]}, ("shifts[0].min", "bad_headcounts")),
        ({"shifts": [shift(id=True)]}, ("shifts[0].id", "id_is_not_position")),
        ({"shifts": [shift(id=0), shift(id=0)]}, ("shifts[1].id", "id_is_not_position")),
        ({"shifts": [shift(req=[[10**9, 1, 1]])]}, ("shifts[0].req", "out_of_range")),
        ({"volunteers": [person(reach=[[0, 10**30]])]}, ("volunteers[0].reach", "out_of_range")),
        ({"volunteers": [person(skills=[[10**9, 1]])]}, ("volunteers[0].skills", "out_of_range")),
        ({"volunteers": [person(wish_month=math.inf)]}, ("volunteers[0].wish_month", "out_of_range")),
        ({"volunteers": [person(extra=[[0, 10**30]])]}, ("volunteers[0].extra", "bad_window")),
        ({"volunteers": [person(newcomer=False)]}, ("volunteers[0].newcomer", "wrong_type")),
        (
            {"spaces": [{"city": 0, "remote": "no"}, {"city": 0}, {"city": 0}]},
            ("spaces[0].remote", "wrong_type"),
        ),
        ({"months": [[0, 10**30]]}, ("months", "bad_months")),
        ({"days": math.nan}, ("days", "out_of_range")),
        ({"name": ["a"]}, ("name", "wrong_type")),
        ({"travel": [[0, 1, 10**30]]}, ("travel[0]", "out_of_range")),
    ],
)
def test_numbers_that_no_table_holds_are_faults(change: dict[str, Any], fault: tuple[str, str]) -> None:
    data = instance([shift()], [person()]) | change
    assert [(x.where, x.code) for x in faults_of(data)] == [fault]


def test_a_missing_section_hides_no_other_fault() -> None:
    data = instance([shift(space=7, end=500)], [person(show=3)], travel=[[0, 9, 5]])
    del data["spaces"], data["days"]
    assert {(x.where, x.code) for x in faults_of(data)} == {
        ("spaces", "missing"),
        ("days", "missing"),
        ("shifts[0].end", "ends_before_start"),
        ("volunteers[0].show", "out_of_range"),
    }
    everything = instance([shift(space=7)], [person()]) | {"missions": 3}
    assert {(x.where, x.code) for x in faults_of(everything)} == {
        ("missions", "not_a_list"),
        ("shifts[0].space", "unknown_space"),
    }


def test_a_number_of_many_digits_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "i.json").write_text('{"format": "volunteer-planning/1", "days": ' + "9" * 5000 + "}")
    code, _, err = _run(["solve", "{i}"], tmp_path)
    assert code == 2
    assert "not_json" in err


@pytest.mark.parametrize(
    "arguments",
    [["--weeks", "0"], ["--weeks", "9999"], ["--tension", "nan"], ["--tension", "1e9"], ["--seed", "-1"]],
)
def test_nothing_absurd_is_generated(arguments: list[str], tmp_path: Path) -> None:
    assert _run(["generate", "--preset", "tiny", *arguments, "-o", "{i}"], tmp_path)[0] == 2
