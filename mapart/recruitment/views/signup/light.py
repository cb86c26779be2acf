"""Eight pages in a row must stay under 25 KB: each is packed tight, and what the browser has is not sent again."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

_EFFORT = 5  # of 11: a sixth lighter than gzip, in a third of a millisecond


def light_and_private(view: View[P]) -> View[P]:
    """Never stored by the browser (it may be a shared one), packed by Brotli, with the guard of forms sent once.

    Django sends the cookie of this guard again with every form to push its end back one year; a sign-up lasts two
    hours. The guard in the form changes each time, so that packing tells nothing of it.
    """

    @wraps(view)
    def light(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if settings.CSRF_COOKIE_NAME in request.COOKIES:
            request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
        if isinstance(response, HttpResponse) and response.content and _reads_brotli(request):
            response.content = brotli.compress(response.content, quality=_EFFORT)
            response.headers["Content-Encoding"] = "br"
            patch_vary_headers(response, ["Accept-Encoding"])
        return response

    return cache_control(private=True, no_store=True)(light)


def _reads_brotli(request: HttpRequest) -> bool:
    return "br" in {word.strip() for word in request.headers.get("Accept-Encoding", "").split(",")}
