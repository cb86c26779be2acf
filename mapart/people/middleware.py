"""The second factor of staff, before any page where a role counts."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _

from mapart.core.http import back_from_sign_in, page_of_form
from mapart.people import unsent
from mapart.people.models import Person
from mapart.people.perms import is_staff
from mapart.people.queries import has_second_factor_set_up
from mapart.people.sessions import (
    GRAVE_SECONDS,
    has_recent_second_factor,
    has_second_factor,
    is_over_for_staff,
)

GetResponse = Callable[[HttpRequest], HttpResponse]
_OWN_PLACES = ("/connexion/", "/mon-espace/")


def second_factor(get_response: GetResponse) -> GetResponse:
    """Staff without a second factor in this session are led to it before any closed page.

    Only what is theirs as volunteers stays open without it. Public pages are not looked at: they open no session.
    """
    return Middleware(get_response)


class Middleware:
    """Judges a view once Django knows which one it is."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code < 400 and request.path.startswith(unsent.TEAM):
            unsent.drop(request)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead to sign-in, to the set-up or to the code; null lets the request through."""
        person = request.user if getattr(view, "login_required", True) else None
        if not isinstance(person, Person) or not is_staff(person):
            return None
        if is_over_for_staff(request):
            logout(request)
            is_kept = unsent.keep(request, person)
            return _lead("account_login", back_from_sign_in(request, is_kept=is_kept))
        if request.path.startswith(_OWN_PLACES):
            return None
        if has_second_factor(request):
            is_grave = getattr(view, "asks_code_again", False) and not settings.DEMO
            return _ask_again(request) if is_grave else None
        is_set_up = has_second_factor_set_up(person)
        # A form that was being sent is not sent twice.
        is_get = request.method == "GET"
        back = request.get_full_path() if is_get else resolve_url(settings.LOGIN_REDIRECT_URL)
        return _lead("mfa_reauthenticate" if is_set_up else "mfa_activate_totp", back)


def _ask_again(request: HttpRequest) -> HttpResponse | None:
    """To a code, then to the page of the form; null when one was shown not long ago."""
    if has_recent_second_factor(request, GRAVE_SECONDS):
        return None
    back = request.get_full_path()
    if request.method == "POST":
        back = page_of_form(request)
        messages.warning(request, _("Rien n'est fait. Montrez d'abord un code, puis recommencez."))
    return _lead("mfa_reauthenticate", back)


def _lead(name: str, back: str) -> HttpResponse:
    """To the page ``name``, and to ``back`` afterwards."""
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': back})}")
