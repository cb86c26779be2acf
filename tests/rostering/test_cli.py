"""The command line: one JSON object, exit codes, one clear line on bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mapart.rostering.cli import main
from tests.rostering.samples import instance, person, shift


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "instance.json"
    path.write_text(
        json.dumps(instance([shift(), shift(day=1, min=2, ideal=2)], [person(max_week=180)])),
        encoding="utf-8",
    )
    return path


def test_solve_writes_a_plan_that_check_accepts(problem: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = problem.with_name("plan.json")
    assert main(["solve", str(problem), "-o", str(plan), "--json", "--seed", "3"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["levels"][0] == 2
    assert report["bounds"][0] == 2
    assert {"seconds", "peak_mb", "gap_points", "components", "phases"} <= report.keys()
    assert main(["check", str(problem), str(plan), "--json"]) == 0
    verdict = json.loads(capsys.readouterr().out)
    assert verdict["feasible"] is True
    assert verdict["levels"] == pytest.approx(report["levels"])


def test_check_names_a_broken_rule_and_exits_with_one(
    problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = problem.with_name("plan.json")
    plan.write_text(
        json.dumps({"format": "volunteer-plan/1", "instance": "sample", "assign": [[0, 0], [7, 0]]})
    )
    assert main(["check", str(problem), str(plan)]) == 1
    assert "H1 unknown_pair volunteer=7" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"format": "volunteer-planning/1", "days": 28, "spa', "\ufffe"]
)
def test_unreadable_input_gives_one_line_and_exit_code_two(
    content: str, problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem.write_text(content, encoding="utf-16" if content == "\ufffe" else "utf-8")
    assert main(["solve", str(problem)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.strip().splitlines()) == 1


def test_impossible_data_names_every_fault_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "instance.json"
    path.write_text(json.dumps(instance([shift(end=500), shift(space=9)], [person(show=3)])))
    assert main(["solve", str(path)]) == 2
    error = capsys.readouterr().err
    assert "3 fault(s)" in error
    assert all(
        code in error for code in ("ends_before_start", "unknown_space", "volunteers[0].show: out_of_range")
    )


@pytest.mark.parametrize(
    "arguments",
    [[], ["solve"], ["solve", "x", "--time-limit", "-1"], ["solve", "x", "--seed", "a"], ["nothing"]],
)
def test_bad_use_exits_with_two(arguments: list[str]) -> None:
    assert main(arguments) == 2


def test_a_file_that_is_not_there_exits_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "/nowhere/a.json", "/nowhere/b.json"]) == 2
    assert "No such file" in capsys.readouterr().err
