"""Nobody's data goes without notice: who is still to be told, and whose notice is over."""

import datetime
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.notifications.models import Message
from mapart.people.models import Person
from mapart.recruitment.rules import NOTICE_OF_FORGETTING


class OfPerson(Protocol):
    """A row about somebody."""

    @property
    def person(self) -> Person:
        """Who."""


Row = TypeVar("Row", bound=OfPerson)


def to_warn(rows: Iterable[Row], key: Callable[[Row], str]) -> list[Row]:
    """Those who were not told yet; ``key``: that of the message. Not on paper: we have no postal address."""
    reached = [row for row in rows if row.person.channel != Channel.PAPER]
    told = _told(map(key, reached), before=clock.now())
    return [row for row in reached if key(row) not in told]


def to_forget(rows: Iterable[Row], key: Callable[[Row], str]) -> list[Person]:
    """Those whose notice is over; on paper, there was none to give."""
    rows = list(rows)
    told = _told(map(key, rows), before=clock.now() - NOTICE_OF_FORGETTING)
    return [row.person for row in rows if row.person.channel == Channel.PAPER or key(row) in told]


def _told(keys: Iterable[str], *, before: datetime.datetime) -> set[str]:
    sent = Message.objects.filter(key__in=list(keys), created_at__lte=before)
    return set(sent.values_list("key", flat=True))
