"""Words of the roster for templates: a week shows hundreds of shifts, each drawn in one step."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.simple_tag
def cells_of_row(cells: Iterable[Iterable[Any]]) -> SafeString:
    """The cells of one row of the week; of each shift, who holds it (a link), and how many people it lacks."""
    drawn = ("<td>" + "".join(_shift(line) for line in cell) + "</td>" for cell in cells)
    return mark_safe("".join(drawn))  # noqa: S308 - each word is escaped


def _shift(line: Any) -> str:
    missing = f'<b class="bad">{escape(line.missing)}</b>' if line.missing else ""
    return f'<a href="{escape(line.address)}">{escape(line.people)}</a>{missing}'


@register.simple_tag
def holes_of_week(holes: Iterable[Any], button: str, is_first_loud: bool = False) -> SafeString:
    """The shifts that lack people; the ``button`` of the first one stands out when ``is_first_loud``."""
    drawn = (
        f"<li><p><b>{escape(capfirst(hole.when))}</b><br>{escape(hole.mission)}<br>"
        f'<span class="bad">{escape(hole.missing)}</span> <small>{escape(hole.about)}</small></p>\n'
        f'<p><a class="button{"" if is_first_loud and not place else " quiet"} small" '
        f'href="{escape(hole.address)}">{escape(button)}'
        f'<span class="vh"> : {escape(hole.moment)}, {escape(hole.mission)}</span></a></p></li>'
        for place, hole in enumerate(holes)
    )
    return mark_safe("".join(drawn))  # noqa: S308 - each word is escaped


@register.simple_tag
def places_in_words(places: Iterable[Any]) -> SafeString:
    """The open places that a volunteer reads, each with what she can do."""
    return mark_safe("".join(_place(one) for one in places))  # noqa: S308 - each word is escaped


def _place(one: Any) -> str:
    when, mission, where = escape(one.when), escape(one.mission), escape(one.where)
    short = f' <span class="tag bad">{escape(one.short)}</span>' if one.short else ""
    said = "".join(f"<br><small>{escape(words)}</small>" for words in (one.about, one.rank) if words)
    button = (
        f'<button class="small{" quiet" if one.is_quiet else ""}" name="{one.button}" value="{one.pk}">'
        f'{escape(one.label)}<span class="vh"> : {when}, {mission}, {where}</span></button>'
    )
    return (
        f"<li><p><b>{capfirst(when)}</b><br>{mission}, {where}{short}{said}</p>\n"
        f"{button if one.button else ''}</li>"
    )
