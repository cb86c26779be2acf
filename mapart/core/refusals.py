"""A refusal: a rule of the house says no, with a code and facts; the front turns the code into a French sentence."""

from typing import Any


class Refusal(Exception):
    """Raised by an action when a rule forbids it. ``code`` is stable, ``facts`` fill the sentence.

    Codes have the form ``room.what`` (``agenda.session_full``). Sentences: ``refusals.py`` of the room that raises.
    """

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
