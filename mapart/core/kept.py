"""Public pages are the same for every visitor: each is kept for some seconds, so that a rush costs one page.

A page with a form differs by the guard of the form alone: it is kept in two halves, around the guard of each visitor.

Whoever brings a session or a message (staff, members, somebody in the middle of the sign-up) always gets a fresh page,
and what a page offers is claimed anew when it is asked for: an old page never gives a seat away.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.utils.translation import get_language

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

MOST_PAGES = 500
_OWN_COOKIES = ("messages", settings.SESSION_COOKIE_NAME)
_kept: dict[tuple[str, ...], tuple[float, bytes, dict[str, str]]] = {}
_GUARD = re.compile(rb'(name="csrfmiddlewaretoken" value=")\w+')


@dataclass(frozen=True)
class Halves:
    """A page without its guard, and until when (monotonic seconds) it may be shown."""

    before: bytes
    after: bytes
    until: float


_halves: dict[tuple[str, str], Halves] = {}


def kept_for_visitors(view: View[P]) -> View[P]:
    """Keep each answer 200 of ``view``, its headers with it, for ``PAGES_KEPT_SECONDS`` by address and language."""

    @wraps(view)
    def kept(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method != "GET" or any(name in request.COOKIES for name in _OWN_COOKIES):
            return view(request, *args, **kwargs)
        key = (request.get_host(), request.get_full_path(), get_language() or "")
        until, content, headers = _kept.get(key, (0, b"", {}))
        if time.monotonic() < until:
            return HttpResponse(content, headers=headers)
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and settings.PAGES_KEPT_SECONDS:
            if len(_kept) >= MOST_PAGES:
                _kept.clear()
            until = time.monotonic() + settings.PAGES_KEPT_SECONDS
            _kept[key] = (until, response.content, dict(response.items()))
        return response

    return kept


def kept_but_for_the_guard(request: HttpRequest, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """The page of ``draw``, drawn again after ``PAGES_KEPT_SECONDS``; each visitor gets a guard of her own.

    For the few addresses whose first page, with its one form, is the same for every newcomer. Whoever has a session or
    a message, or comes with a question in the address, always gets a fresh page.
    """
    if request.GET or any(name in request.COOKIES for name in _OWN_COOKIES):
        return draw()
    key = (request.path, get_language() or "")
    kept = _halves.get(key)
    if kept is not None and time.monotonic() < kept.until:
        return HttpResponse(kept.before + get_token(request).encode() + kept.after)
    response = draw()
    if isinstance(response, TemplateResponse):
        response.render()
    guards = list(_GUARD.finditer(response.content))
    if settings.PAGES_KEPT_SECONDS and len(guards) == 1 and response.status_code == 200:
        [guard] = guards
        _halves[key] = Halves(
            response.content[: guard.end(1)],
            response.content[guard.end() :],
            time.monotonic() + settings.PAGES_KEPT_SECONDS,
        )
    return response
