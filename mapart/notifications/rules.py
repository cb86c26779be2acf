"""What an address and an SMS may hold."""

import datetime
import re
import unicodedata
from itertools import groupby
from zoneinfo import ZoneInfo

from mapart.notifications.enums import MessageFamily

SMS_LENGTH = 160
# The 7-bit alphabet of mobile networks (3GPP TS 23.038 §6.2.1), and its extension, where a letter counts for two.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("^{}\\[~]|€\f")
_ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."}
    | {"œ": "oe", "Œ": "Oe", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2011": "-", "\t": " "}
)
_QUOTES = re.compile(r"«\s?|\s?»")
_FAMILIES = {
    "volunteering.letter": MessageFamily.TEAM,
    "volunteering.news": MessageFamily.NEWS,
    "volunteering.anniversary": MessageFamily.THANKS,
    "volunteering.farewell": MessageFamily.THANKS,
}
_WAKES_AT, _SLEEPS_AT, _SUNDAY = 8, 20, 6
_E164 = re.compile(r"\+[1-9][0-9]{5,14}", re.ASCII)
_MAIL = re.compile(r"[^\s@<>(),;:\"\\\[\]]{1,64}@[^\s@<>(),;:\"\\\[\]]{1,189}")


def to_gsm7(text: str) -> str:
    """``text`` in letters that an SMS carries: « Benoît » becomes « Benoit », typographic signs their plain likeness.

    What has no likeness (Arabic, pictures) stays, and ``unsendable`` finds it.
    """
    plain = []
    for letter in _QUOTES.sub('"', unicodedata.normalize("NFC", text)).translate(_ALIKE):
        if letter in _BASIC or letter in _EXTENSION:
            plain.append(letter)
        else:
            bare = "".join(
                part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part)
            )
            plain.append(bare if bare in _BASIC else letter)
    return "".join(plain)


def gsm7_length(text: str) -> int:
    """How many of the 160 places ``text`` takes: one a letter, two for ^ { } \\ [ ~ ] | €."""
    return len(text) + sum(letter in _EXTENSION for letter in text)


SIGNATURE = "Ma Part"


def signed(text: str) -> str:
    """An SMS that says who writes, when there is room: the number it comes from says nothing to anybody."""
    named = f"{SIGNATURE} : {text}"
    return text if SIGNATURE in text or gsm7_length(named) > SMS_LENGTH else named


def unsendable(text: str) -> list[str]:
    """The letters of ``text`` that are in neither table, each once, in order."""
    return [letter for letter in dict.fromkeys(text) if letter not in _BASIC and letter not in _EXTENSION]


def without_unsendable(text: str) -> str:
    """``text`` with « ... » for what no SMS carries, a name in other letters: who reads it gets the rest at once."""
    runs = groupby(text, lambda letter: letter in _BASIC or letter in _EXTENSION)
    return "".join("".join(letters) if is_carried else "..." for is_carried, letters in runs)


def is_phone_number(text: str) -> bool:
    """Whether ``text`` is a number in E.164, and nothing else: no header can hide in it."""
    return _E164.fullmatch(text) is not None


def is_mail_address(text: str) -> bool:
    """Whether ``text`` is one bare mail address: no name, no second address, no line break."""
    return _MAIL.fullmatch(text) is not None


def family_of(kind: str) -> MessageFamily:
    """What messages of this kind are accepted or refused with; service unless said."""
    return _FAMILIES.get(kind, MessageFamily.SERVICE)


def kinds_of(family: MessageFamily) -> list[str]:
    """The kinds of a family that can be refused."""
    return [kind for kind, its_family in _FAMILIES.items() if its_family == family]


def refusable_kinds() -> list[str]:
    """Every kind that somebody may refuse: what the share of the week counts."""
    return list(_FAMILIES)


def next_polite_moment(now: datetime.datetime, time_zone: str) -> datetime.datetime:
    """``now``, or the next moment from 8 to 20 h, Sundays left out, on the walls of ``time_zone``."""
    local = now.astimezone(ZoneInfo(time_zone))
    while local.weekday() == _SUNDAY or not _WAKES_AT <= local.hour < _SLEEPS_AT:
        is_over = local.weekday() == _SUNDAY or local.hour >= _SLEEPS_AT
        day = local.date() + datetime.timedelta(days=is_over)
        local = datetime.datetime.combine(day, datetime.time(_WAKES_AT), tzinfo=ZoneInfo(time_zone))
    return max(now, local)
