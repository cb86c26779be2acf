"""From the bytes of a CSV or XLSX file to titles and rows of text, or to the one reason why it cannot be read.

A file comes from outside: its size, its unpacked size, its rows and its columns are bounded before anything is kept,
and ``defusedxml``, which openpyxl uses by itself when it is there, refuses entities in the XML of a workbook.
"""

import csv
import datetime
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

MOST_BYTES = 2_000_000
MOST_UNPACKED_BYTES = 30_000_000
MOST_PARTS = 200
MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_LETTERS = 1_000
_ZIP = b"PK\x03\x04"

_SENTENCES = {
    "too_big": _("Ce fichier dépasse %(most)s Mo. Coupez-le en plusieurs fichiers."),
    "empty": _(
        "Ce fichier est vide. Il faut une ligne de titres, puis une ligne par personne ou par moment."
    ),
    "not_a_table": _("Ce fichier n'est ni un CSV ni un XLSX. Enregistrez-le dans l'un de ces formats."),
    "too_heavy": _(
        "Ce fichier demande trop de mémoire ou de temps. Ouvrez-le, puis enregistrez-le au format CSV."
    ),
    "too_many_rows": _("Ce fichier dépasse %(most)s lignes. Coupez-le en plusieurs fichiers."),
    "too_many_columns": _("Ce fichier dépasse %(most)s colonnes. Gardez seulement les colonnes utiles."),
}


class UnreadableTable(Exception):  # noqa: N818 - a word of the house, as Refusal
    """Nothing can be taken from the file; ``code`` is stable, ``facts`` fill its sentence."""

    def __init__(self, code: str, **facts: int) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts

    @property
    def sentence(self) -> str:
        """What a person reads."""
        return str(_SENTENCES[self.code]) % self.facts


@dataclass(frozen=True, slots=True)
class Row:
    """A row with something in it: its number in the file (titles are line 1) and its cells, as long as the titles."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds."""

    titles: tuple[str, ...]
    rows: tuple[Row, ...]


def is_workbook(data: bytes) -> bool:
    """Whether these are the first bytes of an archive, hence of an XLSX."""
    return data.startswith(_ZIP)


def read_table(data: bytes) -> Table:
    """Titles and rows of a CSV (UTF-8, UTF-16 or Windows-1252; « ; », « , » or tab) or of the first sheet of an XLSX.

    Dates become ISO texts, times HH:MM, whole numbers lose « .0 ». Raises ``UnreadableTable``. A workbook may take much
    memory and time: what comes from outside is read by ``apart.read_table_apart``.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableTable("too_big", most=MOST_BYTES // 1_000_000)
    records = _of_workbook(data) if is_workbook(data) else _of_text(_decode(data))
    _line, titles = next(records, (1, ()))
    while titles and not titles[-1]:
        titles = titles[:-1]
    if not titles:
        raise UnreadableTable("empty")
    if len(titles) > MOST_COLUMNS:
        raise UnreadableTable("too_many_columns", most=MOST_COLUMNS)
    rows = []
    for line, cells in records:
        rows.append(Row(line, (*cells, *[""] * len(titles))[: len(titles)]))
        if len(rows) > MOST_ROWS:
            raise UnreadableTable("too_many_rows", most=MOST_ROWS)
    return Table(titles, tuple(rows))


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in data:
        raise UnreadableTable("not_a_table")
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable("not_a_table")


def _of_text(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each record that is not empty, with the number of its first line."""
    first_line = text.lstrip().partition("\n")[0]
    separator = max(";,\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    while True:
        line = reader.line_num + 1
        try:
            cells = tuple(_trimmed(cell) for cell in next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableTable("not_a_table") from error
        if any(cells):
            yield line, cells


def _of_workbook(data: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    import openpyxl  # 20 MB, for the few who bring a workbook

    _refuse_bomb(data)
    # A damaged workbook fails anywhere in openpyxl, zipfile or zlib; it means the same to whoever sent it.
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        # One row and one column past the limits are read, so that the limits are seen.
        found = sheet.iter_rows(max_row=MOST_ROWS + 3, max_col=MOST_COLUMNS + 1, values_only=True)
        for line, values in enumerate(found, start=1):
            cells = tuple(_trimmed(_as_text(value)) for value in values)
            if any(cells):
                yield line, cells
        book.close()
    except MemoryError:
        raise
    except Exception as error:
        raise UnreadableTable("not_a_table") from error


def _refuse_bomb(data: bytes) -> None:
    """Look at the directory of the archive before anything is unpacked."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableTable("not_a_table") from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise UnreadableTable("too_big", most=MOST_BYTES // 1_000_000)


def _as_text(value: Any) -> str:
    """A cell of a workbook as somebody would have typed it."""
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime.datetime():
            is_midnight = value.time() == datetime.time.min
            return value.date().isoformat() if is_midnight else value.strftime("%Y-%m-%d %H:%M")
        case datetime.date():
            return value.isoformat()
        case datetime.time():
            return value.strftime("%H:%M")
        case datetime.timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
    return str(value)


def _trimmed(cell: str) -> str:
    return " ".join(cell.replace("\x00", "").split())[:MOST_LETTERS]
