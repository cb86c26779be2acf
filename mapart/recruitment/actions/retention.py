"""Telling people that their data will go: who never went on, who left long ago, whom nothing binds to us."""

import datetime
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from mapart.core import clock, journal
from mapart.recruitment import mails
from mapart.recruitment.queries.retention import (
    applicants_to_warn,
    application_mark,
    departure_mark,
    unbound_mark,
    unbound_to_warn,
    volunteers_to_warn,
)
from mapart.recruitment.rules import NOTICE_OF_FORGETTING

Row = TypeVar("Row")


def warn_idle_applicants(*, by: None) -> int:
    """Tell each idle applicant, once, the day after which what we know of her goes; returns how many are told.

    Upkeep of the worker.
    """
    return _warn(
        "warn_idle_applicants",
        applicants_to_warn,
        lambda one, day: mails.tell_forgetting(one, application_mark(one), day),
    )


def warn_former_volunteers(*, by: None) -> int:
    """The same for volunteers who left almost five years ago."""
    return _warn(
        "warn_former_volunteers",
        volunteers_to_warn,
        lambda one, day: mails.tell_former(one, departure_mark(one), day),
    )


def warn_unbound_people(*, by: None) -> int:
    """The same for people whom nothing has bound to us for almost two years, such as a former team."""
    return _warn(
        "warn_unbound_people",
        unbound_to_warn,
        lambda one, day: mails.tell_unbound(one.person, unbound_mark(one), day),
    )


def _warn(act: str, whom: Callable[[], list[Row]], tell: Callable[[Row, datetime.date], None]) -> int:
    goes_after = clock.today() + NOTICE_OF_FORGETTING
    with transaction.atomic():
        warned = whom()
        for one in warned:
            tell(one, goes_after)
        if warned:
            journal.record(None, act, count=len(warned))
    return len(warned)
