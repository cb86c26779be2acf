"""Opening hours as people write them in French, put into the syntax that the site keeps (OpenStreetMap's)."""

import re
import unicodedata

from mapart.spaces.rules import LONGEST_HOURS, are_hours_readable

_DAYS = {
    "Mo": "lundis?|lun|lu|mo",
    "Tu": "mardis?|mar|ma|tu",
    "We": "mercredis?|mer|me|we",
    "Th": "jeudis?|jeu|je|th",
    "Fr": "vendredis?|ven|ve|fr",
    "Sa": "samedis?|sam|sa",
    "Su": "dimanches?|dim|di|su",
    "PH": r"(?:les )?(?:jours? )?feries?|ph",
}
_TIME = re.compile(r"\b(\d{1,2}) ?[h:](?: ?(\d{2}))?(?!\d)")
_WORDS = [
    (re.compile(r"\b(?:ferme(?:e|s|es)?|off)\b"), "off"),
    (re.compile(r"\bmidi\b"), "12:00"),
    (re.compile(r"\b(?:au|a|jusqu'a)\b|–|—"), "-"),
    (re.compile(r"\bet\b"), ","),
    (re.compile(r"\b(?:du|le|les|de|des)\b"), " "),
    (re.compile(r"\s*\n\s*"), "; "),
    *((re.compile(rf"\b(?:{names})\b\.?"), day) for day, names in _DAYS.items()),
]
_TIDY = [
    (re.compile(r"\s*([-,])\s*"), r"\1"),
    (re.compile(r"\s*;\s*"), "; "),
    (re.compile(r"([A-Z][a-zH])\s*[:,]?\s*(?=\d|off)"), r"\1 "),
    (re.compile(r"\s+"), " "),
]


_NAMES = dict(
    zip(
        _DAYS,
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "jours fériés"),
        strict=True,
    )
)


def hours_as_typed(kept: str) -> str:
    """``Mo-Fr 09:00-12:00; PH off`` → « lundi au vendredi 9 h - 12 h ; jours fériés fermé », to be changed in French.

    What would not be read back as it was stays in its syntax.
    """
    text = re.sub(r"\b(\d\d):(\d\d)\b", lambda time: f"{int(time[1])} h {time[2]}".removesuffix(" 00"), kept)
    text = re.sub(r"([A-Z][a-zH])-(?=[A-Z])", r"\1 au ", text)
    text = re.sub(r"([A-Z][a-zH]),\s*(?=[A-Z])", r"\1 et ", text)
    text = re.sub(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)\b", lambda day: _NAMES[day[0]], text)
    text = re.sub(r"(?<=[\dh])-(?=\d)", " - ", text).replace("off", "fermé")
    text = re.sub(r"(?<=[\dh]),\s*(?=\d)", " et ", text)
    text = re.sub(r"\s*;\s*", " ; ", text)
    return text if len(text) <= LONGEST_HOURS and hours_as_kept(text) == kept else kept


def hours_as_kept(typed: str) -> str:
    """« du lundi au vendredi de 9 h à 12 h ; jours fériés fermé » → ``Mo-Fr 09:00-12:00; PH off``.

    What is already in the syntax, or makes no sense in it, comes back as it was typed.
    """
    kept = typed.strip()
    if are_hours_readable(kept):
        return kept
    text = unicodedata.normalize("NFD", kept.casefold().replace("’", "'"))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = _TIME.sub(lambda time: f"{int(time[1]):02}:{time[2] or '00'}", text)
    for pattern, written in (*_WORDS, *_TIDY):
        text = pattern.sub(written, text)
    text = text.strip(" ;.,")
    return text if are_hours_readable(text) else kept
