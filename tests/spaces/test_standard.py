"""Reading and checking a file of the national standard."""

import csv
import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest

from mapart.spaces.standard import columns
from mapart.spaces.standard.checking import CheckedPlace, check_row, check_table
from mapart.spaces.standard.faults import SENTENCES, Fault, UnreadableError
from mapart.spaces.standard.reading import Row, read, read_file

FILES = Path(__file__).parent / "files"
REAL = Path(__file__).parents[3] / "shared" / "data" / "lieux"
TODAY = datetime.date(2026, 11, 24)
needs_real = pytest.mark.skipif(not REAL.exists(), reason="real files are not in a stranger's clone")

GOOD = {
    "id": "1",
    "nom": "Maison des clics",
    "commune": "Lille",
    "code_postal": "59000",
    "adresse": "1 rue Exemple",
    "source": "Exemple",
}


def check(**cells: str) -> tuple[CheckedPlace | None, list[Fault]]:
    """A good row with these cells instead; an empty one is left out, as the reader does."""
    return check_row(Row(2, {name: cell for name, cell in (GOOD | cells).items() if cell}), TODAY)


def values(**cells: str) -> dict[str, Any]:
    """The values kept of a good row with these cells."""
    place, _faults = check(**cells)
    assert place is not None
    return place.values


def as_file(*lines: str) -> bytes:
    """Lines under the titles of a good row."""
    return "\n".join([",".join(GOOD), *lines]).encode()


# --- the file ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"  \n ", "file_empty"),
        (b"\xff\xfei\x00d\x00", "file_utf16"),
        ("id,nom\n1,Médiathèque".encode("latin-1"), "file_latin1"),
        ("id,nom\n1,Médiathèque\n2,".encode() + "école".encode("latin-1"), "file_broken"),
        (b"PK\x03\x04\x00\x00", "file_not_text"),
        (b"id,nom,commune", "columns_missing"),
        (b"<html><body>Not found</body></html>", "columns_missing"),
        (b'"', "columns_missing"),
        (as_file().replace(b"source", b"id"), "columns_twice"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(data)
    assert caught.value.code == code
    assert "%" not in caught.value.sentence


def test_the_line_of_a_wrong_letter_is_named() -> None:
    with pytest.raises(UnreadableError) as caught:
        read("id\n1\né".encode("latin-1"))
    assert "ligne 3" in caught.value.sentence


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "rien.csv", tmp_path):
        with pytest.raises(UnreadableError) as caught:
            read_file(path)
        assert caught.value.code == "file_missing"


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(51_000_000)
    with pytest.raises(UnreadableError) as caught:
        read_file(path)
    assert caught.value.code == "file_too_big"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_titles_and_byte_order_mark(separator: str) -> None:
    titles = separator.join(title.upper() + " " for title in GOOD)
    table = read(b"\xef\xbb\xbf" + f"{titles}\r\n{separator.join(GOOD.values())}\r\n\r\n".encode())
    assert [row.cells for row in table.rows] == [GOOD]
    assert table.rows[0].line == 2


def test_lines_are_counted_through_quoted_line_breaks() -> None:
    table = read(as_file('1,"Maison\ndes\nclics",Lille,59000,1 rue,X', "2,Autre,Lille,59000,2 rue,X"))
    assert [row.line for row in table.rows] == [2, 5]
    assert check_row(table.rows[0], TODAY)[0].values["name"] == "Maison des clics"  # type: ignore[union-attr]


def test_a_line_of_the_wrong_width_or_with_wrong_quotes_costs_itself_only() -> None:
    table = read(as_file("1,trop,peu", '2,"Mal"fermé,Lille,59000,2 rue,X', "3,Bon,Lille,59000,3 rue,X"))
    assert [(fault.line, fault.code) for fault in table.faults] == [(2, "row_width"), (3, "row_quotes")]
    assert [row.cells["id"] for row in table.rows] == ["3"]


@pytest.mark.parametrize(("line", "said"), [("1", "a 1 case,"), ("1,trop,peu", "a 3 cases,")])
def test_a_line_of_the_wrong_width_says_how_many_cells_it_has(line: str, said: str) -> None:
    assert said in read(as_file(line)).faults[0].sentence


def test_a_quote_never_closed_is_named() -> None:
    table = read(
        as_file("1,Bon,Lille,59000,1 rue,X", '2,"Ouvert,Lille,59000,2 rue,X', "3,Perdu,Lille,59000,3 rue,X")
    )
    assert [row.cells["id"] for row in table.rows] == ["1"]
    assert [(fault.line, fault.code) for fault in table.faults] == [(3, "row_quotes")]


def test_unknown_columns_are_told() -> None:
    assert read(b"id,nom,commune,code_postal,adresse,couleur\n").unknown_columns == ("couleur",)


# --- the row -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("id", "", "empty"),
        ("nom", "", "empty"),
        ("nom", "M\ufffddiathèque", "garbled"),
        ("nom", "MÃ©diathÃ¨que", "garbled"),
        ("nom", "Maison\x07", "control"),
        ("nom", "x" * 256, "too_long"),
        ("commune", "", "empty"),
        ("adresse", "", "empty"),
        ("code_postal", "1400", "postal_code"),
        ("code_postal", "٥٩٠٠٠", "postal_code"),
        ("source", "", "source_empty"),
    ],
)
def test_a_row_without_what_it_needs_is_left_out(column: str, cell: str, code: str) -> None:
    place, faults = check(**{column: cell})
    assert place is None
    assert [(fault.line, fault.column, fault.code, fault.drops_row) for fault in faults] == [
        (2, column, code, True)
    ]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("pivot", "123", "pivot"),
        ("code_insee", "XX350", "insee_code"),
        ("code_insee", "20004", "insee_code"),
        ("telephone", "appelez", "phone"),
        ("telephone", "12", "phone"),
        ("telephone", "+1 212 555 0100", "phone"),
        ("courriels", "[courriel]", "mail"),
        ("site_web", "www.example.org", "url"),
        ("site_web", "javascript:alert(1)", "url"),
        ("horaires", "9h-12h", "hours"),
        ("date_maj", "24/11/2026", "date"),
        ("date_maj", "2026-02-30", "date"),
        ("date_maj", "1970-01-01", "date_unknown"),
        ("date_maj", "2026-11-25", "date_future"),
        ("services", "Réparer des ordinateurs", "not_in_list"),
        ("typologie", "CLUB", "not_in_list"),
        ("presentation_resume", "x" * 281, "too_long"),
    ],
)
def test_a_bad_value_is_left_out_and_the_place_is_kept(column: str, cell: str, code: str) -> None:
    place, faults = check(**{column: cell})
    assert place is not None
    assert [(fault.line, fault.column, fault.code, fault.drops_row) for fault in faults] == [
        (2, column, code, False)
    ]
    assert faults[0].value == cell[:60]
    assert cell not in json.dumps(place.values, default=str, ensure_ascii=False)


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        ("45,75", "4.85", "number"),
        ("nan", "4.85", "number"),
        ("1e1", "4.85", "number"),
        ("95", "4.85", "position_range"),
        ("0", "0.0", "position_range"),
        ("45.75", "", "position_half"),
    ],
)
def test_both_coordinates_or_none(latitude: str, longitude: str, code: str) -> None:
    place, faults = check(latitude=latitude, longitude=longitude)
    assert place is not None
    assert (place.values["latitude"], place.values["longitude"]) == (None, None)
    assert [fault.code for fault in faults] == [code]


@pytest.mark.parametrize(
    ("postal_code", "written", "kept"),
    [
        ("59000", "01 99 00 00 01", "+33199000001"),
        ("59000", "+33199000001", "+33199000001"),
        ("59000", "0033 1 99 00 00 01", "+33199000001"),
        ("97400", "0262 90 00 01", "+262262900001"),
        ("98800", "25 00 01", "+687250001"),
    ],
)
def test_phones_become_international(postal_code: str, written: str, kept: str) -> None:
    assert values(code_postal=postal_code, telephone=written)["phone"] == kept


def test_lists_forgive_case_spaces_apostrophes_and_separators() -> None:
    kept = values(
        services="aide aux démarches administratives ; Utilisation sécurisée du numérique",
        modalites_acces="Ce lieu n’accueille pas de public",
        formations_labels="Étapes numériques (La Poste)",
        typologie="PE|ASSO|ASSO",
    )
    assert kept["services"] == ["Aide aux démarches administratives", "Utilisation sécurisée du numérique"]
    assert kept["details"]["modalites_acces"] == ["Ce lieu n'accueille pas de public"]
    assert kept["details"]["formations_labels"] == ["Étapes numériques(La Poste)"]
    assert kept["details"]["typologie"] == ["FT", "ASSO"]


def test_letters_written_in_two_signs_become_one() -> None:
    assert values(nom="Me\u0301diathe\u0300que")["name"] == "Médiathèque"


def test_the_insee_code_is_derived_when_empty_or_wrong() -> None:
    assert values()["insee_code"] == "59350"
    assert values(code_insee="5935")["insee_code"] == "59350"
    assert values(code_insee="59001")["insee_code"] == "59001"


def test_fourteen_zeros_are_no_pivot() -> None:
    assert "pivot" not in values(pivot="00000000000000")["details"]
    assert values(pivot="12345678901234")["details"]["pivot"] == "12345678901234"


def test_every_mail_address_is_kept_the_first_apart() -> None:
    kept = values(courriels="a@example.org|b@example.org")
    assert (kept["email"], kept["details"]["courriels"]) == ("a@example.org", ["b@example.org"])


def test_the_source_can_be_given_for_a_whole_file() -> None:
    table = read(b"id,nom,commune,code_postal,adresse\n1,A,Lille,59000,1 rue")
    places, faults = check_table(table, TODAY, "Ville d'exemple")
    assert [place.key for place in places] == [("Ville d'exemple", "1")]
    assert faults == []


def test_our_own_file_names_every_fault_by_line_and_column() -> None:
    places, faults = check_table(read_file(FILES / "lieux.csv"), TODAY)
    assert [place.values["source_id"] for place in places] == ["bon-1", "bon-2", "valeurs-3"]
    assert [(fault.line, fault.column, fault.code) for fault in faults if fault.drops_row] == [
        (6, "nom", "empty"),
        (7, "code_postal", "postal_code"),
        (8, "id", "row_twice"),
        (9, "", "row_width"),
    ]
    assert sorted(fault.column for fault in faults if fault.line == 5) == [
        "code_insee", "courriels", "date_maj", "horaires", "itinerance", "latitude", "pivot", "services", "site_web",
        "telephone", "typologie",
    ]  # fmt: skip
    assert places[0].values["details"]["presentation_detail"].count("\n") == 1


def test_every_fault_has_a_sentence_without_holes() -> None:
    _places, faults = check_table(read_file(FILES / "lieux.csv"), TODAY)
    for fault in faults:
        assert "%" not in fault.sentence
    assert {fault.code for fault in faults} <= SENTENCES.keys()


# --- the real files, where they are --------------------------------------------------------------------------------
@needs_real
def test_our_columns_and_lists_are_those_of_the_schema() -> None:
    schema = json.loads((REAL / "schema-lieux-mediation-numerique-v1.0.2.json").read_text(encoding="utf-8"))
    fields = {field["name"]: field.get("constraints", {}) for field in schema["fields"]}
    assert tuple(fields) == columns.COLUMNS
    required = {name for name, rules in fields.items() if rules.get("required")}
    assert required == {*columns.NEEDED, "pivot", "date_maj"}
    for name, values in columns.LISTS.items():
        if name != "typologie":  # the schema leaves it open; the list comes from the reference library
            assert set(_values_of(fields[name]["pattern"])) == set(values)
    assert fields["presentation_resume"]["maxLength"] == columns.LONGEST["presentation_resume"]
    for name, pattern in (
        ("pivot", columns.PIVOT), ("code_postal", columns.POSTAL_CODE), ("code_insee", columns.INSEE_CODE),
        ("telephone", columns.PHONE),
    ):  # fmt: skip
        assert fields[name]["pattern"] == f"^{pattern.pattern}$"


def _values_of(pattern: str) -> list[str]:
    """« (?:(?:^|\\|)(A|B \\(c\\)))+$ » → A, B (c)."""
    inside = pattern.removeprefix(r"(?:(?:^|\|)(").removesuffix("))+$")
    return [re.sub(r"\\(.)", r"\1", value) for value in inside.split("|")]


@needs_real
def test_the_valid_example_of_the_standard_has_no_fault() -> None:
    places, faults = check_table(read_file(REAL / "exemple-valide-v1.0.2.csv"), TODAY)
    assert faults == []
    assert places[0].values["website"] == "https://www.laquincaillerie.tl/"


@needs_real
def test_the_real_sample_is_taken_whole_and_its_faults_are_named() -> None:
    places, faults = check_table(read_file(REAL / "lieux-mednum-v1.0.2-sample.csv"), TODAY)
    assert len(places) == 1611
    counts = {
        column: sum(fault.column == column for fault in faults) for column in {f.column for f in faults}
    }
    assert counts == {"date_maj": 106, "horaires": 7, "courriels": 34}
    assert sum(place.values["insee_code"] == "" for place in places) < 0.03 * 1611


@needs_real
def test_derived_insee_codes_agree_with_those_that_producers_gave() -> None:
    with (REAL / "lieux-mednum-v1.0.2-sample.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["code_insee"] and row["code_postal"] < "98000"]
    agreed = 0
    for row in rows:
        cells = {name: cell for name, cell in row.items() if cell and name != "code_insee"}
        place, _faults = check_row(Row(2, cells), TODAY)
        agreed += place is not None and place.values["insee_code"] == row["code_insee"]
    assert agreed >= 0.8 * len(rows) > 0
