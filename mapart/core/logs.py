"""Logs without personal data: addresses by their pattern, exceptions by their class and lines, never their words."""

import traceback


def frames(exception: BaseException) -> str:
    """The class of ``exception`` and the lines it came through, without its words (they may quote a person's data)."""
    lines = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(exception.__traceback__)
    ]
    kind = type(exception)
    return " < ".join([f"{kind.__module__}.{kind.__qualname__}", *reversed(lines[-8:])])
