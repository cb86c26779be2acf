"""What every view may need: fetching the one thing an address names."""

from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

Row = TypeVar("Row", bound=Model)


def load(source: type[Row] | QuerySet[Row], pk: UUID | str | None = None, /, **lookup: object) -> Row:
    """The row of ``source`` with this key, or that ``lookup`` names; ``Http404`` when none is, or it is unreadable.

    Hand over a queryset already narrowed to what this person may see: a stranger then gets the same 404.
    """
    if pk is not None:
        lookup["pk"] = pk
    try:
        return get_object_or_404(source, **lookup)
    except (ValueError, ValidationError):
        raise Http404 from None
