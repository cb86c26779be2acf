"""Writing in the journal: call it inside the transaction of the act. ``seals.py`` makes a change visible."""

import datetime
from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from django.db import models

from mapart.core import clock
from mapart.core.models import JournalEntry


class Actor(Protocol):
    """Whoever acts: a person who is signed in."""

    @property
    def pk(self) -> Any: ...


def record(by: Actor | None, act: str, on: models.Model | None = None, **facts: Any) -> JournalEntry:
    """Write that ``by`` (null: the system, a visitor) did ``act`` on ``on``.

    ``act`` is verb_object as the action's name. ``facts`` are codes, numbers, keys, dates, or lists of them;
    never a name, an address, a free text. Raises ``TypeError`` on anything else (a row, for one).
    """
    return JournalEntry.objects.create(
        at=clock.now(),
        actor=by.pk if by is not None else None,
        act=act,
        subject_type=on._meta.label_lower if on is not None else "",
        subject=on.pk if on is not None and isinstance(on.pk, UUID) else None,
        facts={name: _plain(value) for name, value in facts.items()},
    )


def _plain(value: Any) -> Any:
    """``value`` as JSON holds it."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return str(value)
        case UUID():
            return str(value)
        case datetime.date() | datetime.time():
            return value.isoformat()
        case Mapping():
            return {str(name): _plain(item) for name, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(item) for item in value]
    raise TypeError(f"the journal holds plain values, not {type(value).__name__}")
