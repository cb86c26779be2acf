"""Tables of outside: read in every usual form, bounded, and written without a formula."""

import datetime
import io
import zipfile
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapart.core.sheets import reading
from mapart.core.sheets.reading import UnreadableTable, read_table
from mapart.core.sheets.writing import Cell, as_csv, as_xlsx, guarded

TEXT = "Prénom;Nom\nZoé;Martin\n\nAmina;Bénali\n"


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_every_usual_encoding_and_separator(encoding: str, separator: str) -> None:
    table = read_table(TEXT.replace(";", separator).encode(encoding))
    assert table.titles == ("Prénom", "Nom")
    assert [(row.line, row.cells) for row in table.rows] == [(2, ("Zoé", "Martin")), (4, ("Amina", "Bénali"))]


def test_quotes_and_line_breaks_inside_a_cell() -> None:
    table = read_table(b'a,b\n"x, y","one\ntwo"\nlast,1\n')
    assert [(row.line, row.cells) for row in table.rows] == [(2, ("x, y", "one two")), (4, ("last", "1"))]


def test_short_rows_are_filled_and_long_ones_cut() -> None:
    table = read_table(b"a;b;c;;\n1\n1;2;3;4;5;6\n")
    assert [row.cells for row in table.rows] == [("1", "", ""), ("1", "2", "3")]


def test_a_workbook_gives_what_somebody_would_have_typed() -> None:
    data = workbook(
        ["date", "durée", "nombre", "vrai"],
        [datetime.date(2026, 11, 24), datetime.timedelta(hours=2, minutes=30), 7.0, True],
        [None, None, None, None],
        [datetime.datetime(2026, 11, 24, 14, 5), datetime.time(9, 0), 2.5, "x"],  # noqa: DTZ001 - as a workbook holds it
    )
    table = read_table(data)
    assert [(row.line, row.cells) for row in table.rows] == [
        (2, ("2026-11-24", "2:30", "7", "oui")),
        (4, ("2026-11-24 14:05", "09:00", "2.5", "x")),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"a;b\x00c\n", "not_a_table"),
        (b"PK\x03\x04 no archive", "not_a_table"),
        (b"x" * (reading.MOST_BYTES + 1), "too_big"),
        (b";".join(b"c" for _ in range(reading.MOST_COLUMNS + 1)) + b"\n", "too_many_columns"),
        (b"a\n" + b"1\n" * (reading.MOST_ROWS + 1), "too_many_rows"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableTable) as fault:
        read_table(data)
    assert fault.value.code == code
    assert "%" not in fault.value.sentence


def test_the_last_row_allowed_is_read() -> None:
    assert len(read_table(b"a\n" + b"1\n" * reading.MOST_ROWS).rows) == reading.MOST_ROWS


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (reading.MOST_UNPACKED_BYTES + 1))
    with pytest.raises(UnreadableTable) as fault:
        read_table(data.getvalue())
    assert fault.value.code == "too_big"


def test_entities_in_a_workbook_are_never_opened() -> None:
    source, data = io.BytesIO(workbook(["title"], ["1"])), io.BytesIO()
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(data, "w") as after:
        for part in before.infolist():
            text = before.read(part)
            if part.filename == "xl/sharedStrings.xml":
                assert b"title" in text
                text = b'<!DOCTYPE x [<!ENTITY a "opened">]>' + text.replace(b"title", b"t&a;")
            after.writestr(part.filename, text)
    try:
        table = read_table(data.getvalue())
    except UnreadableTable as fault:
        seen = fault.code
    else:
        seen = str(table)
    assert "opened" not in seen


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda tail: b"PK\x03\x04" + tail))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        table = read_table(data)
    except UnreadableTable:
        return
    assert all(len(row.cells) == len(table.titles) for row in table.rows)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused(place: int, noise: bytes) -> None:
    data = bytearray(workbook(["a", "b"], ["1", "2"]))
    start = place % len(data)
    data[start : start + len(noise)] = noise
    with suppress(UnreadableTable):
        read_table(bytes(data))


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-2", "@SUM(A1)", "\tx", "\r=1", "  =1"])
def test_a_text_that_starts_a_formula_is_held(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"
    assert b"'" in as_csv(["titre"], [[cell]])
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx("feuille", ["titre"], [[cell]])))
    assert str(book.active["A2"].value).startswith("'")  # type: ignore[index]
    assert book.active["A2"].data_type == "s"  # type: ignore[index]


def test_signs_no_sheet_takes_are_left_out() -> None:
    for data in (
        as_csv(["prénom"], [["Zo\x02é\x1b"], ["\x00=1+1"]]),
        as_xlsx("f", ["prénom"], [["Zo\x02é\x1b"]]),
    ):
        assert read_table(data).rows[0].cells == ("Zoé",)
    assert guarded("\x00=1+1") == "'=1+1"


def test_what_is_written_is_read_back() -> None:
    rows: list[list[Cell]] = [["Zoé", 7, datetime.date(2026, 11, 24)], ["a;b\nc", 2, None]]
    for data in (as_csv(["a", "b", "c"], rows), as_xlsx("feuille", ["a", "b", "c"], rows)):
        table = read_table(data)
        assert table.titles == ("a", "b", "c")
        assert [row.cells for row in table.rows] == [("Zoé", "7", "2026-11-24"), ("a;b c", "2", "")]


def test_numbers_of_a_csv_have_a_comma() -> None:
    assert as_csv(["a"], [[12.5], [-3]]).decode("utf-8-sig") == "a\r\n12,50\r\n-3\r\n"
