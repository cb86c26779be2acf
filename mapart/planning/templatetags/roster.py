"""Words of the roster for templates: a week shows hundreds of shifts, each drawn in one step."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def shifts_of_cell(lines: Iterable[Any]) -> SafeString:
    """The shifts of one cell of the week: who holds each (a link), and how many people it lacks."""
    drawn = (
        f'<a href="{escape(line.address)}">{escape(line.people)}</a>'
        + (f'<b class="bad">{escape(line.missing)}</b>' if line.missing else "")
        for line in lines
    )
    return mark_safe("".join(drawn))  # noqa: S308 - each word is escaped
