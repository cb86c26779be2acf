"""Rules about people, on plain values."""

import unicodedata

# How often a code may be typed, how many codes leave to one person in an hour, and how long one code serves.
MOST_TRIES = 3
MOST_CODES_AN_HOUR = 5
CODE_MINUTES = 10
CODE_DIGITS = 8

# Letters that Unicode does not take apart, as people type them on another keyboard.
_TYPED_OTHERWISE = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})


def same_mail(text: str) -> str:
    """The one form in which a mail address is kept and looked for: no blanks around, small letters."""
    return text.strip().lower()


def plain_name(text: str) -> str:
    """``text`` as one looks for a name: small letters without accents, one blank for any other sign.

    « Jean-Benoît  d'Étang » and « jean benoit d etang » are the same; « Lebœuf » and « leboeuf » too. What is kept in
    ``Person.search_name`` was made by this function: a change of it needs a migration like ``people/0006``.
    """
    letters = unicodedata.normalize("NFKD", text.casefold()).translate(_TYPED_OTHERWISE)
    kept = (letter for letter in letters if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in kept).split())


def searched_name(first_name: str, last_name: str) -> str:
    """A name as it is kept to be searched: a blank stands before each word, so that « blank, letters » begins one."""
    return f" {plain_name(f'{first_name} {last_name}')}"
