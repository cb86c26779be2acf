"""How a test reads a text: as it sounds. No-break blanks are for the eye. And what stands hidden in a page."""

import re

from django.http import HttpResponseBase


def plain(text: str) -> str:
    """``text`` with plain blanks in place of the no-break ones."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def key_of(page: HttpResponseBase) -> str:
    """The hidden key of the attempt in the form of a page: what is sent with it twice is done once."""
    found = re.search(r'name="key" value="([^"]+)"', page.content.decode())  # type: ignore[attr-defined]
    assert found is not None
    return found[1]
