"""The communes of France: from a postal code or the name of a town, as people type them, to a place on the map.

The data lies in ``data/communes.tsv.gz`` (sources and licence: ``data/SOURCE.md``), read at the first question.
"""

import csv
import gzip
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

DATA = Path(__file__).parent / "data" / "communes.tsv.gz"
COLUMNS = ("code_insee", "nom", "codes_postaux", "population", "latitude", "longitude")
MOST_ANSWERS = 20

# INSEE codes of the districts, and of the city they make together.
_DISTRICTS = re.compile(r"751(?!00)\d\d|6938[1-9]|132(?!00)\d\d")
_CITIES_OF_DISTRICTS = frozenset({"75056", "69123", "13055"})
_POSTAL_CODE = re.compile(r"(?<!\d)\d\d ?\d{3}(?!\d)")
_DISTRICT_TYPED = re.compile(
    r"(paris|lyon|marseille) 0*(\d{1,2})(?:er|e|eme|ieme|nd|nde)?(?: (?:eme )?arr\w*)?"
)
_CEDEX = re.compile(r"\bcedex\b.*")
_SHORT_WORDS = {"st": "saint", "ste": "sainte", "s": "sur"}


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune or a municipal district. The position is its centre, in WGS84 degrees."""

    insee_code: str
    name: str
    postal_codes: tuple[str, ...]
    population: int
    latitude: float
    longitude: float

    @property
    def department(self) -> str:
        """Code of the département: ``59``, ``2A``, ``974``."""
        return self.insee_code[: 3 if self.insee_code.startswith("97") else 2]

    @property
    def is_district(self) -> bool:
        """Whether it is an arrondissement of Paris, Lyon or Marseille."""
        return _DISTRICTS.fullmatch(self.insee_code) is not None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The columns of the data, and two long texts to search: folded names, postal codes, one line per commune.

    Searching a text of 500 KB takes less than a millisecond; an index would take longer to build than to serve.
    """

    columns: tuple[list[str], ...]
    names: str
    postal_codes: str

    def communes(self, rows: Iterable[int]) -> list[Commune]:
        """The communes of some rows, the most populous first."""
        return sorted((self._commune(row) for row in rows), key=lambda commune: -commune.population)

    def _commune(self, row: int) -> Commune:
        insee_code, name, postal_codes, population, latitude, longitude = (
            column[row] for column in self.columns
        )
        said = name.replace(" Arrondissement", " arrondissement")
        return Commune(
            insee_code, said, tuple(postal_codes.split()), int(population), float(latitude), float(longitude)
        )


def fold(text: str) -> str:
    """What stays of a name when case, accents, hyphens, apostrophes and short forms are forgiven."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = re.sub(r"[^a-z0-9]+", " ", plain).split()
    return " ".join(_SHORT_WORDS.get(word, word) for word in words)


def find(text: str) -> list[Commune]:
    """The communes somebody means by ``text``: a postal code, a name, or both; the most populous first.

    A postal code of Paris, Lyon or Marseille gives the arrondissement. Nothing that fits: an empty list.
    """
    typed = _POSTAL_CODE.search(text)
    name = _CEDEX.sub("", fold(_POSTAL_CODE.sub(" ", text))).strip()
    if typed is None:
        return _named(name)
    there = _most_precise(at_postal_code(typed.group().replace(" ", "")))
    return [commune for commune in there if name and _fits(commune, name)] or there


@lru_cache(maxsize=4096)
def at_postal_code(postal_code: str) -> tuple[Commune, ...]:
    """Every commune served by a postal code, districts and their city alike."""
    gazetteer = _gazetteer()
    return tuple(gazetteer.communes(_rows_holding(gazetteer.postal_codes, f" {postal_code} ")))


def insee_code_of(town: str, postal_code: str) -> str:
    """The INSEE code of a written address, or nothing when the town cannot be told from others.

    A postal code that does not fit (CEDEX, a slip) is forgiven when the town has the only such name in its
    département; a town that the postal code does not know is taken for a part of the only commune there.
    """
    there = at_postal_code(postal_code)
    name = _district_name(_CEDEX.sub("", fold(town)).strip())
    department = postal_code[: 3 if postal_code.startswith("97") else 2]
    here = [commune.insee_code for commune in there if fold(commune.name) == name]
    around = [commune.insee_code for commune in _named_exactly(name) if commune.department == department]
    alone = [commune.insee_code for commune in there if not commune.is_district]
    for codes in (here[:1], around, alone):
        if len(codes) == 1:
            return codes[0]
    return ""


def pack(source: Path, target: Path = DATA) -> int:
    """Make the data file from a CSV file with the columns ``COLUMNS``; return the number of communes.

    Raises ``OSError``, or ``ValueError`` when the file holds no commune: the list that is there stays.
    """
    with source.open(encoding="utf-8", newline="") as lines:
        table = csv.DictReader(lines)
        if missing := set(COLUMNS) - set(table.fieldnames or ()):
            raise ValueError(_("Il manque des colonnes : %(names)s.") % {"names": ", ".join(sorted(missing))})
        rows = [[row[name] or "" for name in COLUMNS] for row in table]
    if not rows:
        raise ValueError(_("Ce fichier ne contient aucune commune."))
    text = "\n".join("\t".join(column) for column in zip(*rows, strict=True))
    target.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    return len(rows)


@cache
def _gazetteer() -> Gazetteer:
    lines = gzip.decompress(DATA.read_bytes()).decode().split("\n")
    columns = tuple(line.split("\t") for line in lines)
    names = "\n" + _fold_all(lines[1]).replace("\t", "\n") + "\n"
    return Gazetteer(columns, names, "\n " + lines[2].replace("\t", " \n ") + " \n")


def _fold_all(names: str) -> str:
    """``fold`` of every name at once: one pass per letter over the whole text is ten times faster."""
    text = names.lower().replace("(", "").replace(")", "")
    for letter in {letter for letter in set(text) if not letter.isascii()} | set("-'"):
        text = text.replace(letter, fold(letter) or " ")
    return text.replace("   ", " ")


def _rows_holding(text: str, words: str) -> Iterator[int]:
    """Numbers of the lines of ``text``, which starts with an end of line, that hold ``words``."""
    line, seen, start = -1, 0, text.find(words)
    while start >= 0:
        line += text.count("\n", seen, start + 1)
        yield line
        seen = start + 1
        start = text.find(words, max(seen, text.find("\n", start + 1)))


def _named(name: str) -> list[Commune]:
    """Communes of this name, else of this name with an article before it or more words after it."""
    if len(name) < 2:
        return []
    gazetteer = _gazetteer()
    name = _district_name(name)
    for form in (f"{name}\n", f"le {name}\n", f"la {name}\n", f"les {name}\n", f"l {name}\n", f"{name} "):
        rows = list(_rows_holding(gazetteer.names, f"\n{form}"))
        if rows:
            return gazetteer.communes(rows)[:MOST_ANSWERS]
    return []


@lru_cache(maxsize=4096)
def _named_exactly(name: str) -> tuple[Commune, ...]:
    gazetteer = _gazetteer()
    return tuple(gazetteer.communes(_rows_holding(gazetteer.names, f"\n{name}\n"))) if name else ()


def _district_name(name: str) -> str:
    """« lyon 3eme » → « lyon 3e arrondissement »."""
    typed = _DISTRICT_TYPED.fullmatch(name)
    if typed is None:
        return name
    number = int(typed[2])
    return f"{typed[1]} {number}{'er' if number == 1 else 'e'} arrondissement"


def _fits(commune: Commune, name: str) -> bool:
    return fold(commune.name) == name or fold(commune.name).endswith(f" {name}")


def _most_precise(communes: tuple[Commune, ...]) -> list[Commune]:
    """Districts in place of the city they belong to."""
    if not any(commune.is_district for commune in communes):
        return list(communes)
    return [commune for commune in communes if commune.insee_code not in _CITIES_OF_DISTRICTS]
