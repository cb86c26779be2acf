"""What a visitor has answered so far, kept in her session for two hours at most."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from mapart.core.ids import uuid7

STEPS = ("town", "mission", "moment", "meeting", "first_name", "contact")
CHECK = "check"
_ANSWERS, _DONE = "signup", "signup_done"
_KEPT_SECONDS = 2 * 3600


class Draft:
    """The answers of one sign-up. Reading it writes nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.answers: dict[str, Any] = request.session.get(_ANSWERS, {})
        self.done: dict[str, Any] | None = request.session.get(_DONE)

    @property
    def key(self) -> UUID:
        """The name of this attempt: sent twice, it makes one application."""
        return UUID(self.answers["key"])

    @property
    def steps(self) -> list[str]:
        """The questions asked: not the mission when its page was the way in."""
        return [step for step in STEPS if step != "mission" or not self.answers.get("is_mission_given")]

    def keep(self, **answers: Any) -> None:
        """Save answers; the first one begins the attempt."""
        if "key" not in self.answers:
            self.answers["key"] = str(uuid7())
        self.answers |= answers
        self._write()

    def drop(self, step: str) -> None:
        """Forget one answer, so that it is asked again."""
        self.answers.pop(step, None)
        self._write()

    def finish(self, **facts: Any) -> None:
        """Forget the answers; keep what the confirmation page says, and the name of the attempt."""
        self._request.session[_DONE] = {"key": str(self.key), **facts}
        self.answers = {}
        self._write()

    def first_missing(self, before: str = CHECK) -> str | None:
        """The first question without an answer, of those that come before ``before``."""
        steps = self.steps
        asked = steps[: steps.index(before)] if before in steps else steps
        return next((step for step in asked if step not in self.answers), None)

    def next_address(self) -> str:
        """Where to go after an answer: the first question without one, else the page to check them."""
        return address_of_step(self.first_missing() or CHECK)

    def _write(self) -> None:
        """Keep the answers. A cookie that the browser has already is not sent again: it weighs more than an answer."""
        session = self._request.session
        is_new = session.session_key is None
        session[_ANSWERS] = self.answers
        if not self._request.user.is_authenticated:
            session.set_expiry(_KEPT_SECONDS)
        if not is_new:
            session.save()
            session.modified = False


def address_of_step(step: str) -> str:
    """The address of a question, or of the page to check."""
    return reverse(f"recruitment:signup_{step}")
