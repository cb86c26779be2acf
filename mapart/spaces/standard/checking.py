"""From the text of a row to the checked values of a place, and every value that is not good."""

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator, validate_email

from mapart.spaces import communes, rules
from mapart.spaces.standard import columns
from mapart.spaces.standard.faults import Fault
from mapart.spaces.standard.reading import Row, Table

OLDEST_DATE = datetime.date(2015, 1, 1)
LONGEST_SHOWN = 60

_NUMBER = re.compile(r"[+-]?\d{1,3}(\.\d+)?", re.ASCII)
_GARBLED = re.compile("�|Ã[\x80-\xbf]|â€[™œ¦“”]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_REGIONS = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT", "977": "BL", "978": "MF",
    "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip


def _bare(value: str) -> str:
    """What stays of a value when case, spaces and the form of apostrophes are forgiven."""
    return "".join(value.replace("’", "'").casefold().split())


_SPELLINGS = {column: {_bare(value): value for value in values} for column, values in columns.LISTS.items()}
_is_url = URLValidator(schemes=["http", "https"])
_is_not_too_long_a_mail = MaxLengthValidator(254)


@dataclass(frozen=True, slots=True)
class CheckedPlace:
    """Values of a place under the names of our table, ready to be written; ``line`` tells where it comes from."""

    line: int
    values: dict[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        """What identifies a place: its producer and the producer's own id."""
        return self.values["source"], self.values["source_id"]


@dataclass(slots=True)
class _Check:
    """The row being read, and what was found wrong in it."""

    row: Row
    faults: list[Fault] = field(default_factory=list)

    def fault(self, column: str, code: str, value: str | None = None, **facts: int) -> None:
        shown = self.row.cells.get(column, "") if value is None else value
        shown = "".join(letter if letter.isprintable() else "·" for letter in shown[:LONGEST_SHOWN])
        self.faults.append(
            Fault(
                line=self.row.line,
                column=column,
                code=code,
                value=shown,
                drops_row=column in columns.NEEDED or column == "source",
                facts=tuple(facts.items()),
            )
        )

    def text(self, column: str, one_line: bool = True) -> str:
        """The cell without what makes it unfit to keep; empty when it is not good."""
        if column not in self.row.cells:
            return ""
        value = unicodedata.normalize("NFC", self.row.cells[column]).strip()
        value = " ".join(value.split()) if one_line else value.replace("\r\n", "\n")
        most = columns.LONGEST.get(column, columns.LONGEST_OTHER)
        if _GARBLED.search(value):
            self.fault(column, "garbled")
        elif _CONTROL.search(value):
            self.fault(column, "control")
        elif len(value) > most:
            self.fault(column, "too_long", found=len(value), most=most)
        else:
            return value
        return ""

    def checked(self, column: str, is_good: Callable[[str], bool], code: str) -> str:
        """The cell when it is good, else nothing and a fault."""
        value = self.text(column)
        if not value or is_good(value):
            return value
        self.fault(column, code)
        return ""

    def items(self, column: str, separators: str = "|;") -> list[str]:
        """The values of a cell that may hold several, once each."""
        pieces = re.split(f"[{separators}]", self.text(column))
        return list(dict.fromkeys(piece.strip() for piece in pieces if piece.strip()))


def check_table(
    table: Table,
    today: datetime.date,
    default_source: str = "",
    watch: Callable[[list[Row]], Iterable[Row]] = iter,
) -> tuple[list[CheckedPlace], list[Fault]]:
    """Every good place of a file, and every fault in the order of its lines.

    ``default_source`` stands for an empty one. ``watch`` may wrap the rows, to show how far the work is.
    """
    places: list[CheckedPlace] = []
    faults = list(table.faults)
    seen: dict[tuple[str, str], int] = {}
    for row in watch(table.rows):
        place, found = check_row(row, today, default_source)
        faults += found
        if place is None:
            continue
        first = seen.setdefault(place.key, row.line)
        if first == row.line:
            places.append(place)
        else:
            facts = (("first", first),)
            faults.append(Fault(row.line, "id", "row_twice", place.key[1], drops_row=True, facts=facts))
    return places, sorted(faults, key=lambda fault: fault.line)


def check_row(
    row: Row, today: datetime.date, default_source: str = ""
) -> tuple[CheckedPlace | None, list[Fault]]:
    """The place of a row, or null when something it cannot do without is wrong; and what was left out."""
    check = _Check(row)
    for column in columns.NEEDED:
        if column not in row.cells:
            check.fault(column, "empty")
    source = check.text("source") or default_source
    if not source and "source" not in row.cells:
        check.fault("source", "source_empty")
    latitude, longitude = _position(check)
    mails = _mails(check)
    sites = _urls(check, "site_web")
    values: dict[str, Any] = {
        "source": source,
        "source_id": check.text("id"),
        "name": check.text("nom"),
        "city": check.text("commune"),
        "postal_code": check.checked("code_postal", _matches(columns.POSTAL_CODE), "postal_code"),
        "insee_code": check.checked("code_insee", _matches(columns.INSEE_CODE), "insee_code"),
        "address": check.text("adresse"),
        "latitude": latitude,
        "longitude": longitude,
        "phone": _phone(check),
        "email": mails[0] if mails else "",
        "website": sites[0] if sites else "",
        "opening_hours": check.checked("horaires", rules.are_hours_readable, "hours"),
        "services": _listed(check, "services"),
        "details": _details(check, mails, sites),
        "updated_on": _updated_on(check, today),
    }
    if not values["insee_code"]:
        values["insee_code"] = communes.insee_code_of(values["city"], values["postal_code"])
    if any(fault.drops_row for fault in check.faults):
        return None, check.faults
    return CheckedPlace(row.line, values), check.faults


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: pattern.fullmatch(value) is not None


def _position(check: _Check) -> tuple[float | None, float | None]:
    """Both coordinates or none."""
    texts = [check.checked(column, _matches(_NUMBER), "number") for column in ("latitude", "longitude")]
    present = [column for column in ("latitude", "longitude") if column in check.row.cells]
    if len(present) == 1:
        check.fault(present[0], "position_half")
    if not all(texts):
        return None, None
    latitude, longitude = float(texts[0]), float(texts[1])
    if abs(latitude) > 90 or abs(longitude) > 180 or latitude == longitude == 0:
        check.fault("latitude", "position_range")
        return None, None
    return latitude, longitude


def _phone(check: _Check) -> str:
    """The number in E.164. National forms are read in the country of the postal code (overseas has its own)."""
    value = check.text("telephone")
    region = _REGIONS.get(check.row.cells.get("code_postal", "").strip()[:3], "FR")
    try:
        number = phonenumbers.parse(value, region) if value else None
    except phonenumbers.NumberParseException:
        number = None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if number else ""
    if number and phonenumbers.is_possible_number(number) and columns.PHONE.fullmatch(written):
        return written
    if value:
        check.fault("telephone", "phone")
    return ""


def _mails(check: _Check) -> list[str]:
    return [mail for mail in check.items("courriels") if _passes(check, "courriels", "mail", mail, _is_mail)]


def _is_mail(value: str) -> None:
    validate_email(value)
    _is_not_too_long_a_mail(value)


def _urls(check: _Check, column: str) -> list[str]:
    return [url for url in check.items(column, "|") if _passes(check, column, "url", url, _is_url)]


def _passes(check: _Check, column: str, code: str, value: str, validate: Callable[[str], None]) -> bool:
    try:
        validate(value)
    except ValidationError:
        check.fault(column, code, value)
        return False
    return True


def _listed(check: _Check, column: str) -> list[str]:
    """Values of a list as the standard spells them, whatever the case, the spaces and the apostrophes."""
    good: list[str] = []
    for value in check.items(column):
        spelled = _SPELLINGS[column].get(_bare(columns.RENAMED.get((column, value), value)))
        if spelled is None:
            check.fault(column, "not_in_list", value)
        elif spelled not in good:
            good.append(spelled)
    return good


def _updated_on(check: _Check, today: datetime.date) -> datetime.date | None:
    value = check.text("date_maj")
    if not value:
        return None
    try:
        day = datetime.date.fromisoformat(value)
    except ValueError:
        check.fault("date_maj", "date")
        return None
    if OLDEST_DATE <= day <= today:
        return day
    check.fault("date_maj", "date_unknown" if day < OLDEST_DATE else "date_future")
    return None


def _details(check: _Check, mails: list[str], sites: list[str]) -> dict[str, Any]:
    """The other columns under their own names, those with a good value only."""
    pivot = check.checked("pivot", _matches(columns.PIVOT), "pivot")
    found: dict[str, Any] = {
        "pivot": "" if pivot == columns.UNKNOWN_PIVOT else pivot,
        "complement_adresse": check.text("complement_adresse"),
        "courriels": mails[1:],
        "site_web": sites[1:],
        "presentation_resume": check.text("presentation_resume", one_line=False),
        "presentation_detail": check.text("presentation_detail", one_line=False),
        "structure_parente": check.text("structure_parente"),
        "autres_formations_labels": check.items("autres_formations_labels"),
        "fiche_acces_libre": _urls(check, "fiche_acces_libre")[:1],
        "prise_rdv": _urls(check, "prise_rdv")[:1],
    }
    found |= {column: _listed(check, column) for column in columns.LISTS if column != "services"}
    return {column: value for column, value in found.items() if value}
