"""What the web server is not let in with: words about its own letters that nobody can read.

Django reads the encoding of a request while it makes the request, before any middleware: what fails there, or at the
first look at a query, would be our failure. It is the caller's, so it is answered here.
"""

import codecs
import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
_WRITTEN_ON_THE_WEB = {"utf-8", "ascii", "iso8859-1", "cp1252"}  # as Python names them
_requests = logging.getLogger("mapart.requests")


def refuse_unreadable(application: Application) -> Application:
    """``application`` behind a 400 for a ``Content-Type`` that is broken, or names letters no page is written in."""

    def door(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if is_readable(environ.get("CONTENT_TYPE", "")):
            return application(environ, start_response)
        _requests.info("%s (unreadable Content-Type) 400", environ["REQUEST_METHOD"])
        start_response("400 Bad Request", [("Content-Length", "0")])
        return [b""]

    return door


def is_readable(content_type: str) -> bool:
    """Whether Django can read this header, and then the request as text. Without ``charset`` it is UTF-8."""
    if not content_type.isprintable():
        return False
    try:
        encoding = parse_header_parameters(content_type)[1].get("charset", "utf-8")
        return codecs.lookup(encoding).name in _WRITTEN_ON_THE_WEB
    except (LookupError, ValueError):  # no such encoding; no text at all
        return False
