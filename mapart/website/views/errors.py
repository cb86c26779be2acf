"""Pages shown when something goes wrong: each says what to do next."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from mapart.core import outages
from mapart.core.context import page
from mapart.core.http import LinkOfAnother

_COME_BACK_SECONDS = 10


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the address or what was sent cannot be read."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: known, but not allowed; or the private link of somebody else."""
    if isinstance(exception, LinkOfAnother):
        return render(request, "errors/link_of_another.html", status=403)
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing here, or nothing for this person."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Reads neither the session, the database nor the list of static files, which may be broken.

    503 when the database is away or too busy: whoever asks by machine comes back, and nobody takes it for a fault.
    """
    response = HttpResponse(get_template("errors/500.html").render(page(request)), status=500)
    if outages.is_outage(sys.exc_info()[1]):
        response.status_code, response.headers["Retry-After"] = 503, str(_COME_BACK_SECONDS)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page stayed open too long, or cookies are refused: ask to send again."""
    return render(request, "errors/csrf.html", status=403)
