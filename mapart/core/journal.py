"""Writing in the journal: call it inside the transaction of the act."""

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

    ``act`` is verb_object as the action's name. ``facts`` are codes, numbers and keys that JSON can hold;
    never a name, an address, a free text.
    """
    return JournalEntry.objects.create(
        at=clock.now(),
        actor=by.pk if by is not None else None,
        act=act,
        subject_type=on._meta.label_lower if on is not None else "",
        subject=on.pk if on is not None and isinstance(on.pk, UUID) else None,
        facts={name: str(value) if isinstance(value, UUID) else value for name, value in facts.items()},
    )
