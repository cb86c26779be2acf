"""Opening hours typed in French become the syntax that the site keeps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapart.spaces.rules import are_hours_readable
from mapart.spaces.typed_hours import hours_as_kept, hours_as_typed


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mo-Fr 09:00-12:00,14:00-17:00", "Mo-Fr 09:00-12:00,14:00-17:00"),
        ("lu-ve 9h-12h", "Mo-Fr 09:00-12:00"),
        ("du lundi au vendredi de 9 h à 12 h et de 14 h à 17 h 30", "Mo-Fr 09:00-12:00,14:00-17:30"),
        ("Du mardi au vendredi, de 9 h 30 à midi.", "Tu-Fr 09:30-12:00"),
        ("Lundi et jeudi 14h-18h ; jours fériés fermé", "Mo,Th 14:00-18:00; PH off"),
        ("mardi : 9h30-12h30\nsam. 10h-13h", "Tu 09:30-12:30; Sa 10:00-13:00"),
        ("Mercredis de 14:00 à 17:00; fermé les jours fériés", None),
        ("quand on veut", None),
        ("9h-12h", "09:00-12:00"),
        ("lundi de 25 h à 26 h", None),
        ("", None),
    ],
)
def test_hours_typed_in_french(typed: str, kept: str | None) -> None:
    assert hours_as_kept(typed) == (typed.strip() if kept is None else kept)


@given(st.text(alphabet="lundimareuvsf 0129h:-,;à\n.", max_size=60))
def test_any_text_is_readable_or_comes_back_as_typed(typed: str) -> None:
    kept = hours_as_kept(typed)
    assert kept == typed.strip() or are_hours_readable(kept)


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        (
            "Tu-Fr 09:30-12:30,14:00-17:00; Sa 09:30-12:30; PH off",
            "mardi au vendredi 9 h 30 - 12 h 30 et 14 h - 17 h ; samedi 9 h 30 - 12 h 30 ; jours fériés fermé",
        ),
        ("Mo-We,Fr 08:30-19:00", "lundi au mercredi et vendredi 8 h 30 - 19 h"),
        ("24/7", "24/7"),
        ("", ""),
    ],
)
def test_hours_that_are_kept_are_changed_in_french(kept: str, typed: str) -> None:
    assert hours_as_typed(kept) == typed
    assert hours_as_kept(typed) == kept
