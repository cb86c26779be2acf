"""The queues: what runs beside what, how many at once, and how often a failure is tried again."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Queue:
    """``attempts``: tries before a job is given up. ``limit``: how many of its jobs run at once, in all workers."""

    attempts: int
    limit: int | None = None


# Messages: a gateway may be away for hours, so 50 tries, most of them 5 minutes apart, about 4 hours.
# Long: a computation that takes all processors; one at a time.
QUEUES = {
    "messages": Queue(attempts=50, limit=4),
    "default": Queue(attempts=10),
    "long": Queue(attempts=3, limit=1),
}

# One thread of a worker for each: a computation of minutes never holds back a sign-in code.
LANES = (("messages", "default"), ("long",))


def wait_seconds(attempts: int) -> float:
    """How long to wait after the ``attempts``-th failure: 5 s doubled up to 5 min, spread by half either way.

    The spread keeps a thousand messages refused together from coming back together.
    """
    return min(5.0 * 2.0 ** min(attempts - 1, 10), 300.0) * random.uniform(0.5, 1.5)  # noqa: S311 - no secret
