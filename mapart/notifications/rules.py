"""What an address and an SMS may hold."""

import re
import unicodedata

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


def unsendable(text: str) -> list[str]:
    """The letters of ``text`` that are in neither table, each once, in order."""
    return [letter for letter in dict.fromkeys(text) if letter not in _BASIC and letter not in _EXTENSION]


def is_phone_number(text: str) -> bool:
    """Whether ``text`` is a number in E.164, and nothing else: no header can hide in it."""
    return _E164.fullmatch(text) is not None


def is_mail_address(text: str) -> bool:
    """Whether ``text`` is one bare mail address: no name, no second address, no line break."""
    return _MAIL.fullmatch(text) is not None
