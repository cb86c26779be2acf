"""Logs without personal data: addresses by their pattern, exceptions by their class and lines, never their words."""

import logging
import traceback
from types import TracebackType

from django.http import HttpRequest

_SHOWN = 8  # the innermost frames


def frames(exception: BaseException) -> str:
    """The class of ``exception`` and the lines it came through, without its words (they may quote a person's data)."""
    lines = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(exception.__traceback__)
    ]
    kind = type(exception)
    return " < ".join([f"{kind.__module__}.{kind.__qualname__}", *reversed(lines[-_SHOWN:])])


def route(request: HttpRequest) -> str:
    """The pattern of the address asked for (``reunion/<str:secret>/``): the address itself may be a secret."""
    match = request.resolver_match
    return f"/{match.route}" if match is not None else "(unknown address)"


class Formatter(logging.Formatter):
    """One line a record; line breaks in it are shown as such, so that nobody forges a line."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).replace("\r", "\\r").replace("\n", "\\n")

    def formatException(  # noqa: N802 - logging's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return frames(ei[1]) if ei[1] is not None else ""


class AddressFilter(logging.Filter):
    """What Django says of a request names its pattern instead of its address."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            record.args = tuple(route(request) if value == request.path else value for value in record.args)
        return True
