"""Workbooks that are small on the wire and huge once opened: another process reads them, and it is given up in time."""

import io
import resource
import zipfile
from collections.abc import Callable

import pytest

from mapart.core.sheets import apart
from mapart.core.sheets.apart import read_table_apart
from mapart.core.sheets.reading import MOST_BYTES, MOST_UNPACKED_BYTES, UnreadableTable, read_table
from tests.core.test_sheets import TEXT, workbook

# As much as the limits on the archive let through.
ROOM = MOST_UNPACKED_BYTES - 1_000_000


def blown_up(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook of one line, one of whose parts is made huge."""
    source, data = io.BytesIO(workbook(["a", "b"], ["1", "2"])), io.BytesIO()
    with (
        zipfile.ZipFile(source) as before,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for one in before.infolist():
            text = before.read(one)
            after.writestr(one.filename, change(text) if one.filename == part else text)
    assert len(data.getvalue()) < MOST_BYTES // 10, "nothing on the wire tells it from a list of ten people"
    return data.getvalue()


def many_styles() -> bytes:
    return blown_up(
        "xl/styles.xml", lambda text: text.replace(b"</cellXfs>", b"<xf/>" * (ROOM // 5) + b"</cellXfs>")
    )


def many_cells() -> bytes:
    cells = b"<row>" + b"<c/>" * (ROOM // 4) + b"</row></sheetData>"
    return blown_up("xl/worksheets/sheet1.xml", lambda text: text.replace(b"</sheetData>", cells))


def test_what_is_read_apart_is_what_would_be_read_here() -> None:
    data = workbook(["Prénom", "Nom"], ["Zoé", "Martin"], [None, None], ["Amina", 7.0])
    assert read_table_apart(data) == read_table(data)
    assert read_table_apart(TEXT.encode()) == read_table(TEXT.encode())


@pytest.mark.parametrize(
    ("data", "code"), [(b"PK\x03\x04 no archive", "not_a_table"), (workbook([]), "empty"), (b"", "empty")]
)
def test_what_is_wrong_with_it_is_said_all_the_same(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableTable) as fault:
        read_table_apart(data)
    assert fault.value.code == code
    assert fault.value.sentence


def test_the_weight_of_who_asks_is_not_the_fault_of_the_file() -> None:
    mine = bytearray(500_000_000)
    mine[:: resource.getpagesize()] = bytes(len(range(0, len(mine), resource.getpagesize())))  # 0, yet taken
    with pytest.raises(UnreadableTable) as fault:
        read_table_apart(b"PK\x03\x04 no archive")
    assert fault.value.code == "not_a_table"


def test_too_many_lines_say_how_many() -> None:
    lines: list[list[object]] = [[number] for number in range(5_001)]
    with pytest.raises(UnreadableTable) as fault:
        read_table_apart(workbook(["a"], *lines))
    assert "5000 lignes" in fault.value.sentence


def test_a_file_that_wants_memory_is_given_up_and_takes_none_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MOST_MEMORY", 200_000_000)
    data = many_styles()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UnreadableTable) as fault:
        read_table_apart(data)
    assert fault.value.code == "too_heavy"
    assert "format CSV" in fault.value.sentence
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert kilobytes < 50_000, "the process that makes the pages has not grown"


def test_a_file_that_wants_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MOST_CPU_SECONDS", 1)
    with pytest.raises(UnreadableTable) as fault:
        read_table_apart(many_cells())
    assert fault.value.code == "too_heavy"


def test_a_process_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MOST_SECONDS", 0.01)
    with pytest.raises(UnreadableTable) as fault:
        read_table_apart(workbook(["a"], ["1"]))
    assert fault.value.code == "too_heavy"
