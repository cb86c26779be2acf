"""Drawings of figures. Each stands beside the table that says the same; see ``core/README.md``."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template

register = template.Library()

_LEFT, _WIDTH, _ROW, _THICK = 4, 312, 68, 18


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of bars: ``value`` of ``whole``, ``more`` what could be added; ``words`` say it."""

    label: str
    words: str
    value: int
    whole: int
    more: int = 0


@dataclass(frozen=True, slots=True)
class _Drawn:
    label: str
    words: str
    y: int
    width: float
    more_at: float
    more: float


@register.inclusion_tag("core/bars.html")
def bars(title: str, rows: Iterable[Bar]) -> dict[str, Any]:
    """``{% bars "Recrues par espace" rows %}``: horizontal bars, each against its own whole."""
    drawn = []
    for number, row in enumerate(rows):
        whole = max(row.whole, row.value, 1)
        width = round(_WIDTH * row.value / whole, 1)
        more = round(min(_WIDTH - width, _WIDTH * row.more / whole), 1)
        drawn.append(_Drawn(row.label, row.words, number * _ROW, width, _LEFT + width, more))
    return {"title": title, "rows": drawn, "height": len(drawn) * _ROW + 4, "whole": _WIDTH, "thick": _THICK}
