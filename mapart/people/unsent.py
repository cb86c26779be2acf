"""What somebody of the team was sending when her sign-in ended: kept for her alone, until she has signed in again.

It stays in the session of her browser, on the server: an hour while nobody is in, then an hour more, or until she sends
a form or goes out. Whoever else signs in there never sees it. Nothing is sent without a press.
"""

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest

from mapart.core.http import page_of_form
from mapart.people.models import Person

TEAM = "/equipe/"
_KEPT_SECONDS = 3600
_MOST_LETTERS = 50_000
_LEAST_WORDS = 3  # a choice or a name is done again sooner than read again
_KEY = "unsent"


def keep(request: HttpRequest, person: Person) -> bool:
    """Keep the text that ``person`` was sending, in the session that opens; false when there is none to show again."""
    page = urlsplit(page_of_form(request)).path
    if request.method != "POST" or request.FILES or not page.startswith(TEAM):
        return False
    sent = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    fields = [(name, value) for name, values in sent.items() for value in values]
    texts = [value for _name, value in fields if len(value.split()) >= _LEAST_WORDS]
    if not texts or sum(len(value) for _name, value in fields) > _MOST_LETTERS:
        return False
    found = {"address": request.get_full_path(), "fields": fields, "texts": texts}
    request.session[_KEY] = {"person": str(person.pk), "page": page, "until": _in_an_hour(), **found}
    request.session.set_expiry(_KEPT_SECONDS)
    return True


def unsent_of(request: HttpRequest) -> dict[str, Any] | None:
    """``address``, ``fields`` and ``texts`` kept for the person who is in, on the page where she wrote them."""
    kept: dict[str, Any] = request.session.get(_KEY) or {}
    if kept.get("person") != str(request.user.pk) or kept["page"] != request.path:
        return None
    return None if is_over(request.session) else kept


def settle(request: HttpRequest, person: Person) -> None:
    """Whoever has just signed in keeps her own text, and finds no other."""
    if request.session.get(_KEY, {}).get("person") == str(person.pk):
        request.session[_KEY] = request.session[_KEY] | {"until": _in_an_hour()}
    else:
        request.session.pop(_KEY, None)
    request.session.set_expiry(None)


def drop(request: HttpRequest) -> None:
    """She has sent a form: there is nothing left to remind her of."""
    if request.user.is_authenticated:
        request.session.pop(_KEY, None)


def is_over(session: Mapping[str, Any]) -> bool:
    """Whether a session still holds a text whose hour is over."""
    return _KEY in session and session[_KEY].get("until", 0) < time.time()


def without(session: Mapping[str, Any]) -> dict[str, Any]:
    """What a session holds beside the text."""
    return {name: value for name, value in session.items() if name != _KEY}


def _in_an_hour() -> float:
    return time.time() + _KEPT_SECONDS
