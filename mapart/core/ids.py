"""Identifiers that may stand in an address: ordered unguessable ids, secrets and short speakable codes."""

import os
import secrets
import time
import uuid
from collections.abc import Callable

# No vowel (no word by accident), no 0/O, 1/I/L.
CODE_LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"


def uuid7() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562 §5.7 and §6.2, method 3), so that keys grow with time, also those made in a row.

    48 bits of milliseconds, 12 of the fraction of one, 62 random.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    value = milliseconds << 80 | 0x7 << 76 | (rest << 12) // 1_000_000 << 64 | int.from_bytes(os.urandom(8))
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def secret() -> str:
    """A 128-bit secret for a private link or feed, 22 letters."""
    return secrets.token_urlsafe(16)


def short_code(length: int = 6) -> str:
    """A code that can be said on the phone and typed by hand; not a secret on its own."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(length))


def free_code(is_taken: Callable[[str], bool]) -> str:
    """A short code that nothing has yet: among some thousands, chance draws one twice more often than one thinks."""
    while is_taken(code := short_code()):
        pass
    return code
