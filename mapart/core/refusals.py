"""A refusal: a rule of the house says no, with a code and facts; the front turns the code into a French sentence."""

from importlib import import_module
from typing import Any


class Refusal(Exception):  # noqa: N818 - the word of the house
    """Raised by an action when a rule forbids it. ``code`` is stable, ``facts`` fill the sentence.

    Codes have the form ``room.what`` (``agenda.session_full``). Sentences: ``refusals.py`` of the room that raises.
    """

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def sentence(refusal: Refusal) -> str:
    """What the person reads: the sentence of the code in the room that raises, with the facts filled in."""
    room = refusal.code.split(".", 1)[0]
    sentences = import_module(f"mapart.{room}.refusals").SENTENCES
    return str(sentences[refusal.code] % refusal.facts)  # a count chooses between one and many
