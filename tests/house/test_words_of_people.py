"""Nobody is written in the masculine only: a neutral word, or both forms (screens of the design, 9)."""

import re
from pathlib import Path

import mapart

SOURCES = (".html", ".txt", ".py")
# Words that count or call people. « venus ou venues » names both.
MASCULINE = re.compile(
    r"\b(?:inscrits|attendus|absents|présents|actifs|invités|retenus|visiteurs|participants|candidats"
    r"|bénévoles déjà prévus|pas encore pointé|(?:combien sont|seront|sont) (?:venus|prévenus|invités)|sera prévenu"
    r"|(?:nouveaux|anciens|futurs|tous les|aucun) (?:bénévoles?|candidats?))\b(?! ou )",
    re.IGNORECASE,
)


def test_the_pattern_finds_and_spares() -> None:
    for text in ("3 inscrits sur 12", "2 bénévoles seront prévenus.", "Aucun bénévole ici"):
        assert MASCULINE.search(text), text
    for text in ("3 inscriptions pour 12 places", "absents ou absentes", "Merci de nous avoir prévenus"):
        assert not MASCULINE.search(text), text


def test_no_text_of_the_product_is_in_the_masculine_only() -> None:
    root, faults = Path(mapart.__file__).parent, []
    files = [file for file in root.rglob("*") if file.suffix in SOURCES and "migrations" not in file.parts]
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            faults += [f"{file.relative_to(root)}:{number} {found[0]}" for found in MASCULINE.finditer(line)]
    assert len(files) > 300
    assert not faults, "\n".join(faults)
