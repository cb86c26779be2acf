"""The promises of the stylesheet and of the script: weight, contrast, nothing inline."""

import re
from pathlib import Path

import brotli
import pytest

import mapart
from mapart.core.stylesheet import STYLE_TEXT

PACKAGE = Path(mapart.__file__).parent
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
TEXT_ON = [
    # (ink, ground, least contrast): main text at 7, other text at 4.5, controls and their rings at 3.
    *[("ink", ground, 7) for ground in ("paper", "card", "wash", "badw", "goodw")],
    *[("soft", ground, 7) for ground in ("paper", "card")],
    *[("deep", ground, 7) for ground in ("paper", "card", "wash")],
    ("deeper", "paper", 7),
    ("on", "deep", 7),
    ("on", "deeper", 7),
    *[("bad", ground, 4.5) for ground in ("paper", "card", "badw")],
    *[("good", ground, 4.5) for ground in ("paper", "card", "goodw")],
    *[("edge", ground, 3) for ground in ("paper", "card", "wash")],
]


def _tokens(theme: str) -> dict[str, str]:
    first, second = re.findall(r":root\{(.*?)\}", STYLE_TEXT)
    light = dict(re.findall(r"--(\w+):(#\w+)", first))
    return light if theme == "light" else light | dict(re.findall(r"--(\w+):(#\w+)", second))


def _luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2 for ``#rgb`` or ``#rrggbb``."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_ink_is_read_on_every_ground_it_meets(theme: str) -> None:
    tokens = _tokens(theme)
    faint = []
    for ink, ground, least in TEXT_ON:
        one, other = sorted((_luminance(tokens[ink]), _luminance(tokens[ground])))
        contrast = (other + 0.05) / (one + 0.05)
        if contrast < least:
            faint.append((ink, ground, round(contrast, 2), least))
    assert not faint


def test_the_stylesheet_weighs_little() -> None:
    assert len(STYLE_TEXT.encode()) <= 10_000
    assert len(brotli.compress(STYLE_TEXT.encode(), quality=11)) <= 3_000


def test_each_script_weighs_little_and_so_does_what_a_page_adds_to_the_style() -> None:
    scripts, styles = (sorted(PACKAGE.glob(f"*/static/**/*.{kind}")) for kind in ("js", "css"))
    assert [path.name for path in scripts] == ["mapart.js", "moves.js", "taps.js"]
    assert [path.name for path in styles] == ["mapart.css", "roster.css"]
    for path in [*scripts, styles[1]]:
        assert len(brotli.compress(path.read_bytes(), quality=11)) <= 2_000, path.name


def test_the_stylesheet_asks_nothing_of_others_and_works_from_right_to_left() -> None:
    assert "url(" not in STYLE_TEXT
    assert "@import" not in STYLE_TEXT
    assert not re.search(
        r"(margin|padding|border)-(left|right)|[{;](left|right):|text-align:(left|right)", STYLE_TEXT
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_template_carries_a_style_a_script_or_an_address_of_others(path: Path) -> None:
    text = path.read_text()
    assert "style=" not in text
    assert not re.search(r"<script(?! src=\"\{% static)", text)
    assert not re.search(r"\son\w+=", text)
    assert not re.search(r"(src|srcset|action)=\"(https?:)?//", text)
    assert text.count("<style>") == (path.name == "base_public.html")
