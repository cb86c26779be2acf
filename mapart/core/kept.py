"""Public pages are the same for every visitor: each is kept for some seconds, so that a rush costs one page.

Whoever brings a session or a message (staff, members, somebody in the middle of the sign-up) always gets a fresh page,
and what a page offers is claimed anew when it is asked for: an old page never gives a seat away.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

MOST_PAGES = 500
_OWN_COOKIES = ("messages", settings.SESSION_COOKIE_NAME)
_kept: dict[tuple[str, ...], tuple[float, bytes, str]] = {}


def kept_for_visitors(view: View[P]) -> View[P]:
    """Keep each answer 200 of ``view`` for ``PAGES_KEPT_SECONDS``, in this process, by address and language."""

    @wraps(view)
    def kept(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method != "GET" or any(name in request.COOKIES for name in _OWN_COOKIES):
            return view(request, *args, **kwargs)
        key = (request.get_host(), request.get_full_path(), get_language() or "")
        until, content, content_type = _kept.get(key, (0, b"", ""))
        if time.monotonic() < until:
            return HttpResponse(content, content_type=content_type)
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and settings.PAGES_KEPT_SECONDS:
            if len(_kept) >= MOST_PAGES:
                _kept.clear()
            until = time.monotonic() + settings.PAGES_KEPT_SECONDS
            _kept[key] = (until, response.content, response.headers["Content-Type"])
        return response

    return kept
