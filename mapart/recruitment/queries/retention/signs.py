"""Signs of life: what keeps somebody among us."""

import datetime
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from mapart.core.models import JournalEntry
from mapart.people.models import Role

Found = TypeVar("Found", bound=Model)


def without(rows: QuerySet[Found], *signs: QuerySet[Any]) -> QuerySet[Found]:
    """Those of ``rows`` for whom none of ``signs`` is there."""
    for sign in signs:
        rows = rows.exclude(Exists(sign))
    return rows


def roles_since(hers: OuterRef, day: datetime.date) -> tuple[QuerySet[Any], ...]:
    """Her roles on ``day`` or after, those that were withdrawn since included."""
    return (
        Role.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), person=hers),
        JournalEntry.objects.filter(subject=hers, act="end_role", at__date__gte=day),
    )
