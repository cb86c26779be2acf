"""What we know of somebody: she reads it, takes it away, closes her sessions, asks to be forgotten."""

import datetime
import re
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mapart.core import clock, wording
from mapart.people.actions import end_sessions
from mapart.people.perms import reader_of
from mapart.website import actions
from mapart.website.queries import export_person

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """The page with the three doors."""
    return render(request, "website/my_data/home.html", {"person": request.user})


@require_safe
def read(request: HttpRequest) -> HttpResponse:
    """Everything, to read."""
    return render(request, "website/my_data/read.html", {"rows": rows_of(export_person(reader_of(request)))})


@require_safe
def take(request: HttpRequest) -> HttpResponse:
    """Everything, in a file that other programs read (JSON)."""
    return file_of(export_person(reader_of(request)), name="mes-donnees")


@require_POST
def close_sessions(request: HttpRequest) -> HttpResponse:
    """Close every session but this one."""
    person = end_sessions(by=reader_of(request), person=reader_of(request))
    update_session_auth_hash(request, person)
    messages.success(request, _("Vos autres appareils sont sortis de votre espace."))
    return redirect("website:my_data")


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Says what goes and what stays; then erases, at once and for ever."""
    if request.method != "POST":
        return render(request, "website/my_data/erase.html")
    person = reader_of(request)
    actions.forget_person(by=person, person=person)
    logout(request)
    messages.success(request, _("Vos données sont effacées. Merci pour le temps donné."))
    return redirect("website:home")


def file_of(data: dict[str, Any], *, name: str) -> HttpResponse:
    """What ``queries.export_person`` gave, as a file of today."""
    response = JsonResponse(data, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{name}-{clock.today()}.json"'
    return response


def _said(value: Any) -> str:
    """A value as one reads it: yes or no, an instant or a date in words, a number to call by pairs."""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    try:
        if isinstance(value, str) and _INSTANT.fullmatch(value):
            return wording.moment(datetime.datetime.fromisoformat(value))
        if isinstance(value, str) and _DATE.fullmatch(value):
            return wording.day(datetime.date.fromisoformat(value))
    except (ValueError, OverflowError):  # typed by somebody: it only looks like a date
        pass
    return wording.phone_pairs(value) if isinstance(value, str) else str(value)


def rows_of(data: Any) -> list[dict[str, Any]]:
    """Labels, each with a text or with rows below it, for a page. A plain text in a list has no label."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data, start=1)
    rows = []
    for label, value in pairs:
        if isinstance(value, dict | list):
            rows.append({"label": label, "rows": rows_of(value)})
        elif value not in (None, ""):
            rows.append({"label": label if isinstance(data, dict) else "", "text": _said(value)})
    return [row for row in rows if row.get("text") or row.get("rows")]
