"""The second factor: setting it up, showing it, its recovery codes."""

import base64
from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mapart.core.http import on_this_site
from mapart.people import actions
from mapart.people.adapter import SecondFactorAdapter
from mapart.people.forms import SecondFactorAgainForm, SecondFactorForm, SecondFactorSetUpForm
from mapart.people.models import Person
from mapart.people.perms import reader_of
from mapart.people.queries import has_second_factor_set_up, recovery_codes_of
from mapart.people.sessions import has_recent_second_factor, mark_second_factor


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Shows the secret for the application, then asks for a first code."""
    person = reader_of(request)
    if has_second_factor_set_up(person):
        return redirect("people:recovery_codes")
    secret = _secret_for(request, person)
    form = SecondFactorSetUpForm(request.POST or None, person=person, secret=secret)
    if form.is_valid():
        actions.set_up_second_factor(by=person, secret=secret)
        mark_second_factor(request, person, how="totp")
        return redirect(_with_next(request, "people:recovery_codes"))
    adapter = SecondFactorAdapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(person, secret))
    context = {
        "form": form,
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "picture": f"data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode()}",
    }
    return render(request, "people/second_factor_set_up.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes that open without the phone, to write down; a button makes new ones."""
    person = reader_of(request)
    if not has_second_factor_set_up(person):
        return redirect("mfa_activate_totp")
    if not has_recent_second_factor(request):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.path})}")
    if request.method == "POST":
        actions.renew_recovery_codes(by=person)
        return redirect("people:recovery_codes")
    context = {"codes": recovery_codes_of(person), "next": _next(request)}
    return render(request, "people/recovery_codes.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_again(request: HttpRequest) -> HttpResponse:
    """Asks for a code in an open session: before a secret, or when the session never saw one."""
    person = reader_of(request)
    if not has_second_factor_set_up(person):
        return redirect("mfa_activate_totp")
    form = SecondFactorAgainForm(data=request.POST or None, user=person)
    if form.is_valid():
        form.save()
        return redirect(_next(request))
    return render(request, "people/second_factor.html", {"form": form})


@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Asks for a code after the code of the mail or the phone: the session opens here."""
    stage: Any = request._login_stage  # type: ignore[attr-defined] # set by the decorator
    form = SecondFactorForm(data=request.POST or None, user=stage.login.user)
    if form.is_valid():
        form.save()
        response: HttpResponse = stage.exit()
        return response
    return render(request, "people/second_factor.html", {"form": form})


def _secret_for(request: HttpRequest, person: Person) -> str:
    """A secret of 160 bits in base 32 (RFC 6238), the same as long as this session lasts.

    Drawn from the key of the session rather than stored in it: showing the page writes nothing, and the back
    button or a second tab shows the same picture.
    """
    drawn = salted_hmac(
        "second factor", f"{request.session.session_key}:{person.pk}:{person.password}"
    ).digest()
    return base64.b32encode(drawn).decode()


def _next(request: HttpRequest) -> str:
    """Where the person was going, when it is a page of ours; else her home page."""
    return on_this_site(request, request.GET.get("next", ""), settings.LOGIN_REDIRECT_URL)


def _with_next(request: HttpRequest, name: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': _next(request)})}"
