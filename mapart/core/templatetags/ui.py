"""Words and pictures that every template may use. See ``core/README.md`` and the gallery at ``/galerie/``."""

import datetime
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_stubs_ext import StrPromise

from mapart.core import clock, refusals, wording
from mapart.core.refusals import Refusal
from mapart.core.templatetags.icons import PATHS

register = template.Library()

_ICONS = {
    name: mark_safe(  # noqa: S308 - our own drawings, never input
        f'<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><path d="{path}"/></svg>'
    )
    for name, path in PATHS.items()
}
_HERE, _ABOVE, _ELSEWHERE = (
    mark_safe(mark)  # noqa: S308 - three constants
    for mark in (' aria-current="page"', ' aria-current="true"', "")
)
_TEAM = "/equipe/"
_ALERT_ICONS = {"success": "circle-check", "warning": "triangle-alert", "error": "circle-alert"}


# --- words --------------------------------------------------------------------------------------------------------
@register.filter
def day(value: datetime.date) -> str:
    """``{{ date|day }}`` → « mardi 24 novembre »."""
    return wording.day(value)


@register.filter
def short_day(value: datetime.date) -> str:
    """``{{ date|short_day }}`` → « mar. 24 nov. »."""
    return wording.short_day(value)


@register.filter
def hour(value: datetime.time) -> str:
    """``{{ window.starts_at|hour }}`` → « 14 h 30 »; for a wall-clock time."""
    return wording.hour(value)


@register.filter
def moment(value: datetime.datetime, time_zone: str = "Europe/Paris") -> str:
    """``{{ session.starts_at|moment:space.time_zone }}`` → « mardi 24 novembre à 14 h »."""
    return wording.moment(value, time_zone)


@register.filter
def moment_sms(value: datetime.datetime, time_zone: str = "Europe/Paris") -> str:
    """The same, in letters that an SMS can carry."""
    return wording.moment_sms(value, time_zone)


@register.simple_tag
def span(starts_at: datetime.datetime, ends_at: datetime.datetime, time_zone: str = "Europe/Paris") -> str:
    """``{% span session.starts_at session.ends_at space.time_zone %}`` → « mardi 24 novembre, de 14 h à 17 h »."""
    return wording.span(starts_at, ends_at, time_zone)


@register.filter
def duration(minutes: int | datetime.timedelta) -> str:
    """``{{ minutes|duration }}`` → « 2 h 30 »."""
    return wording.duration(minutes)


@register.filter
def of(name: str) -> str:
    """``{{ person.first_name|of }}`` → « d'Amina », « de Marie »."""
    return wording.of(name)


@register.filter
def ago(value: datetime.datetime) -> str:
    """``depuis {{ step.waits_from|ago }}`` → « 3 jours », « moins d'une heure »."""
    return wording.lasting(clock.now() - value)


@register.filter
def missing(people: int) -> str:
    """``{{ shift.missing|missing }}`` → « Il manque 2 personnes. »."""
    return wording.missing(people)


@register.filter
def cannot_come(names: Iterable[str]) -> str:
    """``{{ gone|cannot_come }}`` → « Camille R. ne peut pas venir. »."""
    return wording.cannot_come(names)


@register.filter
def distance(km: float) -> str:
    """``{{ km|distance }}`` → « 3,2 km »."""
    return wording.distance(km)


@register.filter
def thousands(number: int) -> str:
    """``{{ page.paginator.count|thousands }}`` → « 2 121 »."""
    return wording.thousands(number)


@register.filter
def euros(cents: int) -> str:
    """``{{ cents|euros }}`` → « 1 234,50 € »."""
    return wording.euros(cents)


@register.filter
def phone_pairs(phone: str) -> str:
    """``{{ person.phone|phone_pairs }}`` → « 06 39 98 00 01 »."""
    return wording.phone_pairs(phone)


@register.filter
def phone_link(phone: str) -> str:
    """``<a href="tel:{{ space.phone|phone_link }}">``."""
    return wording.phone_link(phone)


@register.filter
def sentence(refusal: Refusal) -> str:
    """``{{ refusal|sentence }}`` → why the house says no, and what to do."""
    return refusals.sentence(refusal)


# --- pictures and boxes -------------------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str) -> SafeString:
    """A Lucide icon, hidden from readers of the screen: always beside a word. Raises ``KeyError`` on another name."""
    return _ICONS[name]


@register.simple_block_tag
def alert(content: str, kind: str = "info", role: str = "") -> SafeString:
    """``{% alert "success" %}<p>…</p>{% endalert %}``: info, success, warning or error.

    ``role="status"`` only for what has just happened, so that a screen reader says it.
    """
    return format_html(
        '<div class="alert {}"{}>{}<div>{}</div></div>',
        kind,
        format_html(' role="{}"', role) if role else "",
        _ICONS[_ALERT_ICONS.get(kind, "info")],
        content,
    )


@register.simple_tag
def steps(number: int, total: int) -> SafeString:
    """« Étape 3 sur 6 » with a small bar, above the question."""
    return format_html(
        '<p class="steps">{}<progress value="{}" max="{}" aria-hidden="true"></progress></p>',
        _("Étape %(number)s sur %(total)s") % {"number": number, "total": total},
        number,
        total,
    )


# --- ways through the site ----------------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def nav_link(context: Context, href: str, label: str | StrPromise) -> SafeString:
    """An item of a menu: « you are here » when the page is this one or below it."""
    return _nav_item(href, label, _nav_mark(context, href), get_language())


@register.simple_tag(takes_context=True)
def nav_links(context: Context, items: Iterable[Any]) -> SafeString:
    """The items of a menu, each with its ``address`` and ``label``."""
    drawn = (nav_link(context, item.address, item.label) for item in items)
    return mark_safe("".join(drawn))  # noqa: S308 - each is escaped


@lru_cache(maxsize=256)
def _nav_item(href: str, label: str | StrPromise, mark: SafeString, _language: str | None) -> SafeString:
    """Drawn once: menus are the same on every page but for where one is."""
    return format_html('<li><a href="{}"{}>{}</a></li>', href, mark, label)


def _nav_mark(context: Context, href: str) -> SafeString:
    """The page itself, something above it, or neither; a home page is above nothing."""
    request: HttpRequest | None = context.get("request")
    path = request.path if request else ""
    if path == href:
        return _HERE
    return _ABOVE if href not in ("/", "/equipe/", "/mon-espace/") and path.startswith(href) else _ELSEWHERE


@register.simple_tag
def breadcrumb(*labels_and_addresses: str) -> SafeString:
    """``{% breadcrumb "Missions" "/missions/" mission.title %}``: pairs of label and address, then this page.

    The pages of the team begin at its own home: « Accueil » there is the desk, not the site of the visitors.
    """
    *pairs, here = labels_and_addresses
    above = list(zip(pairs[1::2], pairs[::2], strict=True))
    if not above or not above[0][0].startswith(_TEAM):
        above.insert(0, ("/", _("Accueil")))
    elif above[0][0] != _TEAM:
        above.insert(0, (_TEAM, _("Équipe")))
    items = format_html_join("", '<li><a href="{}">{}</a></li>', above)
    return format_html(
        '<nav class="crumb" aria-label="{}"><ol>{}<li aria-current="page">{}</li></ol></nav>',
        _("Vous êtes ici"),
        items,
        here,
    )


@register.inclusion_tag("core/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Previous, « page 2 sur 5 », next; the other words of the address stay."""
    return {"page": page, "request": context["request"]}


# --- forms --------------------------------------------------------------------------------------------------------
@register.inclusion_tag("core/form/errors.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """The box at the top that lists what is missing or wrong, with a link to each field; nothing when all is well."""
    return {
        "general": [error for form in forms for error in form.non_field_errors()],
        "fields": [field for form in forms for field in form if field.errors],
    }


@register.inclusion_tag("core/form/question.html")
def question(field: BoundField, hint: str = "") -> dict[str, Any]:
    """One field whose label is the h1 of the page."""
    return {"field": field, "hint": hint or field.help_text}


@register.inclusion_tag("core/answers.html")
def answers(field: BoundField) -> dict[str, Any]:
    """The choices of a field as big buttons: to press one is to answer. Stands inside a ``<form method="post">``."""
    return {"field": field, "choices": [choice for choice in field.field.choices if choice[0] != ""]}  # type: ignore[attr-defined]
