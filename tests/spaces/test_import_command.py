"""``mapart spaces import``: what it says, what it writes, how it leaves."""

import contextlib
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapart.core import clock
from mapart.spaces import actions
from mapart.spaces.models import Place
from mapart.spaces.standard.checking import check_table
from mapart.spaces.standard.columns import COLUMNS, LISTS
from mapart.spaces.standard.faults import UnreadableError
from mapart.spaces.standard.reading import read

pytestmark = pytest.mark.django_db
OURS = Path(__file__).parent / "files" / "lieux.csv"
REAL = Path(__file__).parents[3] / "shared" / "data" / "lieux" / "lieux-mednum-v1.0.2-sample.csv"


def run(*arguments: Any) -> tuple[int, str, str]:
    """Exit code, output, errors."""
    out, err = StringIO(), StringIO()
    try:
        call_command("spaces", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as left:
        return int(left.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def report(*arguments: Any) -> tuple[int, dict[str, Any]]:
    """Exit code and the JSON object."""
    code, out, _err = run(*arguments, "--json")
    return code, json.loads(out)


def test_good_rows_are_taken_and_the_others_named() -> None:
    code, out, _err = run("import", OURS)
    assert code == 1
    assert "ligne 5, colonne horaires : « 9h-12h » Ces horaires ne se lisent pas." in out
    assert "7 lignes : 3 lieux ajoutés, 0 changé, 0 inchangé, 4 laissés de côté." in out
    assert sorted(Place.objects.values_list("source_id", flat=True)) == ["bon-1", "bon-2", "valeurs-3"]


def test_one_place_is_told_in_the_singular(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("".join(OURS.read_text(encoding="utf-8").splitlines(keepends=True)[:3]), encoding="utf-8")
    out = run("import", path)[1]
    assert "1 ligne : 1 lieu ajouté, 0 changé, 0 inchangé, 0 laissé de côté." in out


def test_a_second_run_changes_nothing() -> None:
    report("import", OURS)
    _code, second = report("import", OURS)
    assert (second["created"], second["changed"], second["unchanged"]) == (0, 0, 3)


def test_all_or_nothing() -> None:
    code, said = report("import", OURS, "--all-or-nothing")
    assert (code, said["created"], said["left_out"]) == (1, 0, 7)
    assert not Place.objects.exists()


def test_all_of_a_good_file(tmp_path: Path) -> None:
    lines = OURS.read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "good.csv"
    path.write_text("".join(lines[:2]).replace("PE", "FT") + lines[2], encoding="utf-8")
    code, said = report("import", path, "--all-or-nothing")
    assert (code, said["created"], said["faults"]) == (0, 1, [])


def test_a_dry_run_counts_and_writes_nothing() -> None:
    code, said = report("import", OURS, "--dry-run")
    assert (code, said["created"], said["dry_run"]) == (1, 3, True)
    assert not Place.objects.exists()


def test_each_fault_tells_a_program_where_and_what() -> None:
    _code, said = report("import", OURS)
    fault = next(fault for fault in said["faults"] if fault["line"] == 7)
    assert fault["column"] == "code_postal"
    assert (fault["code"], fault["value"], fault["drops_row"]) == ("postal_code", "1000", True)


def test_the_source_may_be_given(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("id,nom,commune,code_postal,adresse\n1,A,Lille,59000,1 rue Exemple\n", encoding="utf-8")
    code, said = report("import", path)
    assert (code, said["faults"][0]["code"]) == (1, "source_empty")
    code, said = report("import", path, "--source", "Ville d'exemple")
    assert (code, Place.objects.get().source) == (0, "Ville d'exemple")


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04\x00", "id,nom\n1,é".encode("latin-1"), b"\xff\xfe", b"a,b\n1,2"]
)
def test_an_unreadable_file_gets_one_line_and_exit_code_2(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    code, out, err = run("import", path)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    code, said = report("import", path)
    assert code == 2
    assert said["error"]


def test_a_missing_file_and_a_missing_word() -> None:
    assert run("import", "/nowhere.csv")[0] == 2
    with pytest.raises(CommandError):
        run()


def test_a_base_without_tables_gets_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_facts: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")

    monkeypatch.setattr("mapart.spaces.management.commands.spaces.import_places", broken)
    code, out, err = run("import", OURS, "--dry-run")
    assert (code, out) == (2, "")
    assert "mapart migrate" in err


@pytest.mark.skipif(not REAL.exists(), reason="real files are not in a stranger's clone")
def test_the_real_sample_twice() -> None:
    code, first = report("import", REAL)
    assert (code, first["rows"], first["created"], first["left_out"]) == (0, 1611, 1611, 0)
    assert len(first["faults"]) == 147
    code, second = report("import", REAL)
    assert (code, second["created"], second["changed"], second["unchanged"]) == (0, 0, 0, 1611)


TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30
)  # NUL: refused as no text
CELLS = st.one_of(
    TEXT,
    st.sampled_from(
        [
            "1", "59000", "Lille", "", "-1", "1e400", "nan", "90", "0", "Mo-Fr 09:00-12:00", "24/7", "+33199000001",
            "https://example.org", "http://[::1", "a@example.org", "9999-12-31", "2026-01-01", "|", ";", '"', "\n",
            *LISTS["services"][:2],
        ]
    ),
)  # fmt: skip


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=len(COLUMNS), max_size=len(COLUMNS)), max_size=5), st.data())
def test_any_cells_end_in_places_or_faults_and_can_be_written(
    rows: list[list[str]], data: st.DataObject
) -> None:
    """Whatever stands in the cells, what passes the check fits the base."""
    for row in rows:
        for column, good in (
            ("nom", "A"),
            ("commune", "B"),
            ("code_postal", "59000"),
            ("adresse", "C"),
            ("id", "1"),
        ):
            if data.draw(st.booleans()):
                row[COLUMNS.index(column)] = good
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    table = read("\n".join([",".join(COLUMNS), *quoted]).encode())
    places, faults = check_table(table, clock.today(), "Exemple")
    assert len(places) + len({fault.line for fault in faults if fault.drops_row}) == len(table.rows) + len(
        table.faults
    )
    actions.import_places(by=None, places=places)
    again = actions.import_places(by=None, places=places)
    assert (again.created, again.changed) == (0, 0)
    assert all(fault.sentence for fault in faults)


@settings(deadline=None, max_examples=100)
@given(st.one_of(st.binary(max_size=300), TEXT.map(str.encode)), st.integers(0, 3000), st.booleans())
def test_any_bytes_are_read_or_refused(noise: bytes, position: int, cut: bool) -> None:
    """Noise in the middle of a good file, or the file cut there: rows, faults, or one reason."""
    good = OURS.read_bytes()
    for data in (noise, good[:position] + noise + (b"" if cut else good[position:])):
        with contextlib.suppress(UnreadableError):
            places, faults = check_table(read(data), clock.today(), "Exemple")
            assert all(place.key[1] for place in places)
            assert all(fault.as_dict()["sentence"] for fault in faults)
