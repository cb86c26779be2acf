"""The command line: one JSON object, exit codes, one clear line on bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest

import mapart
from mapart.rostering import cli
from mapart.rostering.cli import main
from mapart.rostering.faults import faults_of
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
    ("arguments", "said"),
    [
        ([], "COMMAND"),
        (["solve"], "instance"),
        (["nothing"], "'nothing'"),
        (["solve", "x", "--time-limit", "-1"], "'-1' is no number between 0.001 and"),
        (["solve", "x", "--time-limit", "nan"], "'nan' is no number"),
        (["solve", "x", "--seed", "a"], "--seed: 'a' is no whole number between 0 and 2147483647"),
        (["solve", "x", "--processes", "0"], "'0' is no whole number"),
        (["solve", "x", "--scheduler", "garbage"], "'garbage' is no address like tcp://machine:8786"),
        (["repair", "x", "y", "--at-most", "0"], "'0' is no whole number"),
    ],
)
def test_bad_use_exits_with_two_and_one_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert line.endswith("--help)")


@pytest.mark.parametrize("command", ["solve", "generate", "bench"])
@pytest.mark.parametrize("place", ["", "nowhere/file"])
def test_a_place_that_cannot_be_written_is_said_before_the_work(
    command: str,
    place: str,
    problem: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(cli.COMMANDS, command, lambda _: pytest.fail("worked first"))
    words = [command, *([str(problem)] if command == "solve" else []), "-o", str(tmp_path / place)]
    assert main(words) == 2
    assert f"'{tmp_path / place}' cannot be written" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is always full")
def test_a_full_disk_is_said_with_the_name_of_the_file(
    problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["solve", str(problem), "-o", "/dev/full"]) == 2
    assert capsys.readouterr().err == "mapart roster: /dev/full: No space left on device\n"


def test_a_reader_who_has_enough_ends_the_command_in_silence(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "mapart.rostering", "generate", "--preset", "tiny", "-o"]
    subprocess.run([*words, str(tmp_path / "i.json")], check=True)
    empty = {"format": "volunteer-plan/1", "instance": "tiny-1-4w", "assign": []}
    (tmp_path / "p.json").write_text(json.dumps(empty))
    words = [sys.executable, "-m", "mapart.rostering", "explain", "i.json", "p.json"]
    told = subprocess.Popen(
        words,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(mapart.__file__).parents[1])},
        stdout=PIPE,
        stderr=PIPE,
    )
    assert told.stdout
    told.stdout.close()
    assert told.communicate()[1] == b""
    assert told.returncode == 0


def test_a_file_that_is_not_there_exits_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "/nowhere/a.json", "/nowhere/b.json"]) == 2
    assert "No such file" in capsys.readouterr().err


def test_a_generated_instance_is_sound_and_repeats_itself(tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    for path in (first, second):
        assert main(["generate", "--preset", "tiny", "--seed", "4", "-o", str(path)]) == 0
    assert first.read_bytes() == second.read_bytes()
    assert faults_of(json.loads(first.read_bytes())) == []


def test_a_plan_is_repaired_explained_and_its_gaps_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance_, plan, mended = (str(tmp_path / name) for name in ("i.json", "p.json", "m.json"))
    main(["generate", "--preset", "tiny", "--seed", "2", "-o", instance_])
    main(["solve", instance_, "-o", plan, "--json"])
    volunteer, shift_ = json.loads(Path(plan).read_bytes())["assign"][0]
    capsys.readouterr()
    assert (
        main(["repair", instance_, plan, "--cancel", str(volunteer), str(shift_), "-o", mended, "--json"])
        == 0
    )
    assert [volunteer, shift_] in json.loads(capsys.readouterr().out)["removed"]
    assert main(["check", instance_, mended, "--json"]) == 0
    cancel = ["--cancel", str(volunteer), str(shift_)]
    assert main(["repair", instance_, plan, *cancel, "--proposals", "3", "--json"]) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert not set(found["moved"]) & {v for one in found["others"] for v in one["moved"]}
    capsys.readouterr()
    assert main(["explain", instance_, mended, "--json"]) == 0
    assert {"empty", "idle", "choices"} == json.loads(capsys.readouterr().out).keys()
    assert main(["gaps", instance_, mended, "--top", "2", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["gaps"]) <= 2
    assert main(["explain", instance_, mended]) == 0
    assert main(["gaps", instance_, mended]) == 0
    assert main(["repair", instance_, plan, "--cancel", "0", "9999"]) == 2


def test_bench_writes_a_table_of_peers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "table.md"
    options = ["--preset", "tiny", "--repeats", "1", "--peers", "sign-up", "coordinator", "highs-whole"]
    assert main(["bench", *options, "-o", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert text == capsys.readouterr().out
    rows = {
        line.split(" | ")[0].strip("| "): line.split(" | ") for line in text.splitlines() if line[:2] == "| "
    }
    assert {"this solver", "sign-up", "coordinator", "highs-whole"} <= set(rows)
    assert all(row[8].strip("| ") == "0" for name, row in rows.items() if name != "who")
    assert int(rows["this solver"][3]) <= int(rows["coordinator"][3]) <= int(rows["sign-up"][3])
