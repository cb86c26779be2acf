"""What every view may need: fetching the one thing an address names, and the addresses of the rows of a list."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

Row = TypeVar("Row", bound=Model)
_ANY = UUID(int=0)


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


def addresses(view_name: str) -> Callable[[UUID], str]:
    """The address of a view by the key of a thing, resolved once for a whole list."""
    before, after = reverse(view_name, args=[_ANY]).split(str(_ANY))
    return lambda pk: f"{before}{pk}{after}"
