"""What a session remembers of the sign-in: when it was, and whether the second factor was shown."""

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest

from mapart.people.models import Person

SECOND_FACTOR = "mfa"
STAFF_SECONDS = 12 * 3600
RECENT_SECONDS = 5 * 60


def mark_second_factor(request: HttpRequest, person: Person, *, how: str) -> None:
    """Write in the session that the second factor was shown just now; ``how``: totp, demonstration."""
    record_authentication(request, person, method=SECOND_FACTOR, type=how, reauthenticated=True)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the second factor was shown since the sign-in."""
    return any(record["method"] == SECOND_FACTOR for record in _records(request))


def has_recent_second_factor(request: HttpRequest) -> bool:
    """Whether it was shown in the last minutes, as secrets ask for."""
    last = max((record["at"] for record in _records(request) if record["method"] == SECOND_FACTOR), default=0)
    return time.time() - last < RECENT_SECONDS


def is_over_for_staff(request: HttpRequest) -> bool:
    """Whether the sign-in is too old for somebody with a role; a volunteer stays in for 30 days."""
    first = min((record["at"] for record in _records(request)), default=None)
    return first is not None and time.time() - first > STAFF_SECONDS


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    return get_authentication_records(request, request.user)  # type: ignore[no-any-return]
