"""The first question is the same for every newcomer but for the guard of its form: kept for some seconds, in halves.

Drawing it took twenty times a bare view; putting the guard between two kept halves takes as little as a kept page.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

_OWN_COOKIES = ("messages", settings.SESSION_COOKIE_NAME)
_GUARD = re.compile(rb'(name="csrfmiddlewaretoken" value=")\w+')


@dataclass(frozen=True)
class Halves:
    """A page without its guard, and until when (monotonic seconds) it may be shown."""

    before: bytes
    after: bytes
    until: float


_kept: dict[str, Halves] = {}


def kept_but_for_the_guard(request: HttpRequest, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """The page of ``draw``, drawn again after ``PAGES_KEPT_SECONDS``; each visitor gets a guard of her own.

    Whoever has a session or a message, or comes from the page of a mission, always gets a fresh page.
    """
    if request.GET or any(name in request.COOKIES for name in _OWN_COOKIES):
        return draw()
    language = get_language() or ""
    kept = _kept.get(language)
    if kept is not None and time.monotonic() < kept.until:
        return HttpResponse(kept.before + get_token(request).encode() + kept.after)
    response = draw()
    halves = _GUARD.search(response.content)
    if settings.PAGES_KEPT_SECONDS and halves:
        _kept[language] = Halves(
            response.content[: halves.end(1)],
            response.content[halves.end() :],
            time.monotonic() + settings.PAGES_KEPT_SECONDS,
        )
    return response
