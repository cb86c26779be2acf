"""The list of volunteers for templates: each line is drawn in one step."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def volunteer_lines(lines: Iterable[dict[str, Any]]) -> SafeString:
    """Her name, which leads to her page, what is to know of her, and her number; the words are those of the view."""
    drawn = (
        f'<li><p><b><a href="{line["pk"]}/">{escape(line["name"])}</a></b>'
        + (f' <span class="tag">{escape(line["tag"])}</span>' if line["tag"] else "")
        + f"<br><small>{escape(line['about'])}</small></p>"
        + (f'<a href="tel:{escape(line["phone"])}">{escape(line["call"])}</a>' if line["call"] else "")
        + "</li>\n"
        for line in lines
    )
    return mark_safe("".join(drawn))  # noqa: S308 - each word is escaped
