"""What every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import mark_safe

from mapart.core.stylesheet import STYLE_TEXT


def page(request: HttpRequest) -> dict[str, Any]:
    """The stylesheet for inline use, the phone of the association, when it answers, whether all is invented."""
    return {
        "style_text": mark_safe(STYLE_TEXT),  # noqa: S308 - our own file, never input
        "association_phone": settings.ASSOCIATION_PHONE,
        "phone_hours": settings.PHONE_HOURS,
        "is_demo": settings.DEMO,
    }
