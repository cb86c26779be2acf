"""Pages of long lists that cost the same whatever stands behind them.

Which rows stand on a page is found by an index alone, before anything is joined to show them. Nobody counts a list to
show twenty lines of it: a page knows whether another follows. Measured in ``benchmarks/size.py``.
"""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


class Leaf(Page[Any]):
    """One page of ``Leaves``."""

    def __init__(self, rows: list[Any], number: int, leaves: "Leaves", *, is_last: bool) -> None:
        super().__init__(rows, number, leaves)
        self.is_last = is_last

    def has_next(self) -> bool:
        """Whether another follows."""
        return not self.is_last

    def next_page_number(self) -> int:
        """The one that follows, when there is one."""
        return self.number + 1

    def previous_page_number(self) -> int:
        """The one before, when there is one."""
        return self.number - 1


class Leaves(Paginator[Any]):
    """The rows of ``shown`` in the order of ``found``, a page in one query.

    ``found``: which rows, in an order given by names of columns, joined to as little as can be. ``shown``: what is read
    of them, with no condition of its own, or the database would look for them twice. ``total``: how many there are,
    where the page says it anyway; without it, the number of pages is not known. ``by``: the column of ``shown`` that
    the key of ``found`` is in, when that is another table; ``shown`` is in its own order then. ``least``: how many are
    known of those that nobody counted, for the page to say.
    """

    def __init__(
        self,
        found: QuerySet[Any, Any],
        shown: QuerySet[Any, Any],
        per_page: int,
        total: int | None = None,
        by: str = "pk",
        least: int = 0,
    ) -> None:
        super().__init__([], per_page)
        self.found, self.total, self.by, self.least = found, total, by, least
        self.shown = shown.order_by(*found.query.order_by) if by == "pk" else shown

    @property
    def count(self) -> int:
        """How many rows there are; 0 when nobody counted."""
        return self.total or 0

    @property
    def num_pages(self) -> int:
        """How many pages there are; 0 when nobody counted."""
        return -(-self.count // self.per_page)

    def get_page(self, number: Any) -> Leaf:
        """The page of this number as it stands in an address; the first or the last one for what is none."""
        at = page_number(number)
        if self.num_pages:
            at = min(at, self.num_pages)
        start = (at - 1) * self.per_page
        keys = self.found.values("pk")[start : start + self.per_page + 1]
        rows = list(self.shown.filter(**{f"{self.by}__in": keys}))
        if not rows and at > 1:
            return self.get_page(1)
        return Leaf(rows[: self.per_page], at, self, is_last=len(rows) <= self.per_page)


def page_number(text: Any) -> int:
    """The number of a page as it stands in an address; 1 when it cannot be read."""
    digits = str(text or "")
    return max(1, int(digits)) if digits.isdecimal() and len(digits) < 7 else 1
