"""What a session remembers of the sign-in: when it was, and whether the second factor was shown."""

import datetime
import time
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mapart.people.models import Person
from mapart.people.unsent import unsent_of

SECOND_FACTOR = "mfa"
STAFF_SECONDS = 12 * 3600
RECENT_SECONDS = 5 * 60
GRAVE_SECONDS = 30 * 60
CLOSING_SECONDS = 3600


def mark_second_factor(request: HttpRequest, person: Person, *, how: str) -> None:
    """Write in the session that the second factor was shown just now; ``how``: totp, demonstration."""
    record_authentication(request, person, method=SECOND_FACTOR, type=how, reauthenticated=True)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the second factor was shown since the sign-in."""
    return any(record["method"] == SECOND_FACTOR for record in _records(request))


def has_recent_second_factor(request: HttpRequest, seconds: int = RECENT_SECONDS) -> bool:
    """Whether it was shown in the last minutes, as secrets ask for."""
    last = max((record["at"] for record in _records(request) if record["method"] == SECOND_FACTOR), default=0)
    return time.time() - last < seconds


def is_over_for_staff(request: HttpRequest) -> bool:
    """Whether the sign-in is too old for somebody with a role; a volunteer stays in for 30 days."""
    first = _signed_in_at(request)
    return first is not None and time.time() - first > STAFF_SECONDS


@dataclass(frozen=True)
class Closing:
    """When the sign-in of somebody of the team ends: ``hour`` on our walls, and in how many ``seconds`` to say so."""

    hour: datetime.time
    seconds: int


def closing_of(request: HttpRequest) -> Closing | None:
    """Told within the last hour, so that nobody loses what she writes; null for a session that does not say."""
    first = _signed_in_at(request)
    if first is None:
        return None
    ends_at = datetime.datetime.fromtimestamp(first + STAFF_SECONDS, ZoneInfo(settings.TIME_ZONE))
    seconds = ends_at.timestamp() - CLOSING_SECONDS - time.time()
    return Closing(ends_at.time().replace(second=0, microsecond=0), max(0, round(seconds)))


def context(request: HttpRequest) -> dict[str, Any]:
    """``closing`` and ``unsent`` for the layouts; nothing is read on a page that does not show them."""
    return {
        "closing": SimpleLazyObject(lambda: closing_of(request)),
        "unsent": SimpleLazyObject(lambda: unsent_of(request)),
    }


def _signed_in_at(request: HttpRequest) -> float | None:
    return min((record["at"] for record in _records(request)), default=None)


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    return get_authentication_records(request, request.user)  # type: ignore[no-any-return]
