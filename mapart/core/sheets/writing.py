"""Writing a CSV or XLSX that no spreadsheet program runs anything of."""

import csv
import datetime
import io
import re
from collections.abc import Iterable, Sequence

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NO_SHEET_TAKES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # XML 1.0 cannot say them

Cell = str | int | float | datetime.date | None


def guarded(cell: Cell) -> Cell:
    """``cell`` as it is, or a text without the signs no sheet takes, nor a formula at its start (ASVS 1.2.10)."""
    if not isinstance(cell, str):
        return cell
    text = _NO_SHEET_TAKES.sub("", cell)
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text


def as_csv(titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with its mark and « ; », which the spreadsheets of French machines open at once."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([guarded(title) for title in titles])
    writer.writerows([_written(guarded(cell)) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(name: str, titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet called ``name``, with its titles in bold and kept in sight."""
    import openpyxl  # 20 MB, for the few who ask for a workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    bold = []
    for title in titles:
        cell = WriteOnlyCell(sheet, value=str(guarded(title)))
        cell.font = Font(bold=True)
        bold.append(cell)
    sheet.append(bold)
    for row in rows:
        sheet.append([guarded(cell) for cell in row])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _written(cell: Cell) -> Cell:
    """Numbers with a comma and dates in ISO, in a CSV."""
    if isinstance(cell, float):
        return f"{cell:.2f}".replace(".", ",")
    return cell.isoformat() if isinstance(cell, datetime.date) else cell
