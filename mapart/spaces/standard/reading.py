"""From the bytes of a file to rows of text, or to the one reason why it cannot be read."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mapart.spaces.standard.columns import COLUMNS, NEEDED
from mapart.spaces.standard.faults import Fault, UnreadableError

MOST_MEGABYTES = 50
MOST_ROWS = 200_000
_MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file: its number (titles are line 1) and its cells by column, empty ones left out."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """What the file holds: rows, the lines that cannot be read, and columns that the standard does not know."""

    rows: list[Row]
    faults: list[Fault]
    unknown_columns: tuple[str, ...]


def read_file(path: Path) -> Table:
    """Read a file of the standard. Raises ``UnreadableError`` when nothing can be taken from it."""
    try:
        if path.stat().st_size > MOST_MEGABYTES * 1_000_000:
            raise UnreadableError("file_too_big", most=MOST_MEGABYTES)
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError("file_missing") from error
    return read(data)


def read(data: bytes) -> Table:
    """Read the bytes of a file: UTF-8, titles first, comma, semicolon or tab between cells."""
    records = _records(_decode(data))
    _line, first = next(records, (1, None))
    titles = [title.strip().lower() for title in first or []]
    _check_titles(titles)
    rows: list[Row] = []
    faults: list[Fault] = []
    for line, cells in records:
        if cells is None:
            faults.append(Fault(line, "", "row_quotes", drops_row=True))
        elif len(cells) != len(titles):
            facts = (("found", len(cells)), ("wanted", len(titles)))
            faults.append(Fault(line, "", "row_width", drops_row=True, facts=facts))
        else:
            known = {title: cell for title, cell in zip(titles, cells) if title in COLUMNS and cell.strip()}
            rows.append(Row(line, known))
        if len(rows) > MOST_ROWS:
            raise UnreadableError("too_many_rows", most=MOST_ROWS)
    return Table(rows, faults, tuple(title for title in titles if title and title not in COLUMNS))


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("file_utf16")
    if not data.strip():
        raise UnreadableError("file_empty")
    if b"\x00" in data:
        raise UnreadableError("file_not_text", line=_line_at(data, data.index(b"\x00")))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Letters that are well-formed UTF-8 elsewhere in the file show that two encodings are mixed.
        code = "file_broken" if _MULTIBYTE.search(data) else "file_latin1"
        raise UnreadableError(code, line=_line_at(data, error.start)) from error


def _line_at(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _check_titles(titles: list[str]) -> None:
    missing = [name for name in NEEDED if name not in titles]
    if missing:
        raise UnreadableError("columns_missing", columns=", ".join(missing))
    twice = sorted({name for name in titles if name in COLUMNS and titles.count(name) > 1})
    if twice:
        raise UnreadableError("columns_twice", columns=", ".join(twice))


def _records(text: str) -> Iterator[tuple[int, list[str] | None]]:
    """Each record that is not empty, with the number of its first line; null when its quotes are wrong."""
    title_line = text.partition("\n")[0]
    separator = max(",;\t", key=title_line.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = lines.line_num + 1
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error:
            yield line, None
        else:
            if any(cell.strip() for cell in cells):
                yield line, cells
