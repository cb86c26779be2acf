"""``mapart volunteers import``: exit codes, JSON, and nothing written when nothing should be."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from mapart.volunteering.models import Volunteer
from tests.factories import make_mission, make_space

pytestmark = pytest.mark.django_db
GOOD = "prénom;nom;mail;espace;missions\nZoé;Martin;zoe@example.org;Fives;accueil\n"
WRONG = "Léa;Petit;lea@;Fives;accueil\n"


@pytest.fixture(autouse=True)
def _house() -> None:
    make_space(name="Fives")
    make_mission(slug="accueil")


def run(path: Path, text: str, capsys: Any, *options: str) -> tuple[int, dict[str, Any]]:
    file = path / "liste.csv"
    file.write_text(text, encoding="utf-8")
    code = 0
    try:
        call_command("volunteers", "import", str(file), "--json", *options)
    except SystemExit as end:
        code = int(str(end.code))
    return code, json.loads(capsys.readouterr().out)


def test_everything_is_taken(tmp_path: Path, capsys: Any) -> None:
    code, report = run(tmp_path, GOOD, capsys)
    assert (code, report["created"], report["faults"]) == (0, 1, [])
    assert Volunteer.objects.count() == 1
    code, report = run(tmp_path, GOOD, capsys)
    assert (code, report["created"], Volunteer.objects.count()) == (0, 0, 1)


def test_a_mission_is_named_once_for_all_lines(tmp_path: Path, capsys: Any) -> None:
    text = "prénom;nom;mail\nZoé;Martin;zoe@example.org\n"
    assert run(tmp_path, text, capsys)[0] == 1
    assert run(tmp_path, text, capsys, "--mission", "acueil")[0] == 2
    assert run(tmp_path, text, capsys, "--mission", "accueil")[0] == 0
    assert Volunteer.objects.get().choices.get().mission.slug == "accueil"


def test_the_good_lines_are_taken_and_the_others_told(tmp_path: Path, capsys: Any) -> None:
    code, report = run(tmp_path, GOOD + WRONG, capsys)
    assert (code, report["created"], report["faults"][0]["line"]) == (1, 1, 3)
    assert "adresse mail" in report["faults"][0]["sentence"]


@pytest.mark.parametrize("option", ["--dry-run", "--all-or-nothing"])
def test_or_nothing_at_all(tmp_path: Path, capsys: Any, option: str) -> None:
    code, report = run(tmp_path, GOOD + WRONG, capsys, option)
    assert (code, report["state"]) == (1, "dropped")
    assert not Volunteer.objects.exists()


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 ligne lue : 1 ajoutée, 0 complétée, 0 laissée de côté."),
        (2, "2 lignes lues : 2 ajoutées, 0 complétée, 0 laissée de côté."),
    ],
)
def test_the_end_agrees_with_its_counts(tmp_path: Path, capsys: Any, count: int, said: str) -> None:
    file = tmp_path / "liste.csv"
    people = [f"Zoé;Martin{n};zoe{n}@example.org;Fives;accueil\n" for n in range(count)]
    file.write_text(GOOD.splitlines(keepends=True)[0] + "".join(people), encoding="utf-8")
    call_command("volunteers", "import", str(file))
    assert said in capsys.readouterr().out
    call_command("volunteers", "import", str(file))
    again = "1 ligne lue, 1 juste. Rien" if count == 1 else "2 lignes lues, 2 justes. Rien"
    assert again in capsys.readouterr().out


def test_what_cannot_be_read(tmp_path: Path, capsys: Any) -> None:
    assert run(tmp_path, "", capsys)[0] == 2
    with pytest.raises(SystemExit, match="2"):
        call_command("volunteers", "import", str(tmp_path / "none.csv"))
    assert "ne s'ouvre pas" in capsys.readouterr().err
