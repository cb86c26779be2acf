"""The questions on a volunteer for templates: a page has eighty boxes to tick, drawn a question at a time."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def answers_to(field: BoundField, answers: Iterable[Any], kind: str) -> SafeString:
    """The answers to a question, as boxes (``checkbox``) or of which one is hers (``radio``)."""
    name, known = escape(field.html_name), escape(str(field.auto_id))
    drawn = (
        f'<label class="choice"><input type="{kind}" name="{name}" value="{escape(answer.value)}" '
        f'id="{known}_{place}"{" checked" if answer.is_hers else ""}> '
        f"<span>{escape(answer.label)}</span></label>"
        for place, answer in enumerate(answers)
    )
    return mark_safe("".join(drawn))  # noqa: S308 - each word is escaped


@register.simple_tag
def half_days_of_day(boxes: Iterable[Any]) -> SafeString:
    """The cells of a day in the grid of half-days, a box in each."""
    drawn = (
        f'<td><label><input type="checkbox" name="half_days" value="{escape(box.value)}"'
        f'{" checked" if box.is_ticked else ""}><span class="vh">{escape(box.label)}</span></label></td>'
        for box in boxes
    )
    return mark_safe("".join(drawn))  # noqa: S308 - each word is escaped
