"""How often something may be done in a while: what keeps a public form from sending messages by the thousand.

Counts lie in the cache, shared by every process and gone with their time. What is counted (an address, a phone) is
never kept: only a keyed hash of it. Two at the very same moment may count as one; a limit is no lock.
"""

import time

from django.core.cache import cache
from django.utils.crypto import salted_hmac

HOUR, DAY = 3_600, 86_400


def is_too_much(what: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count one more ``what`` by ``who``, and say whether it passes ``limit`` in this slice of ``seconds``."""
    name = salted_hmac(f"throttle.{what}", who, algorithm="sha256").hexdigest()
    key = f"{what}:{int(time.time()) // seconds}:{name}"
    count: int = cache.get(key, 0) + 1
    cache.set(key, count, seconds)
    return count > limit
