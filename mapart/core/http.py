"""What every view may need: fetching the one thing an address names, and the addresses of the rows of a list."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

Row = TypeVar("Row", bound=Model)
_ANY = UUID(int=0)


def load(source: type[Row] | QuerySet[Row], pk: UUID | str | None = None, /, **lookup: object) -> Row:
    """The row of ``source`` with this key, or that ``lookup`` names; ``Http404`` when none is, or it is unreadable.

    Hand over a queryset already narrowed to what this person may see: a stranger then gets the same 404.
    """
    if pk is not None:
        lookup["pk"] = pk
    try:
        return get_object_or_404(source, **lookup)
    except (ValueError, ValidationError, DataError):  # the last: text that PostgreSQL cannot hold
        raise Http404 from None


class LinkOfAnother(PermissionDenied):
    """A private link, opened in the space of somebody to whom it was not sent."""


def require_own_link(request: HttpRequest, owner: UUID) -> None:
    """A private link acts for ``owner`` (the key of a person), so nobody else uses it while signed in as herself.

    Raises ``LinkOfAnother``. Without a sign-in the link is the proof: whoever holds it is taken for its owner.
    """
    if request.user.is_authenticated and request.user.pk != owner:
        raise LinkOfAnother


def is_key(text: str) -> bool:
    """Whether this is the key of some row, there or gone."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def still_there(source: QuerySet[Row], pk: str) -> Row | None:
    """The row of ``source`` with this key, null when it is gone; ``Http404`` for what is no key at all.

    One look: of two who press at once, the second may lose the row between asking whether it is there and reading it.
    """
    if not is_key(pk):
        raise Http404
    return source.filter(pk=pk).first()


def done_already(request: HttpRequest, page: str) -> HttpResponse:
    """The answer to a button whose thing is gone, pressed twice or by two people: in words, on ``page`` as it is."""
    messages.info(request, _("C'est déjà fait, ou cela a changé entre-temps. Voici où l'on en est."))
    return redirect(page)


def back_from_sign_in(request: HttpRequest, *, is_kept: bool = False) -> str:
    """Where to be after the sign-in that ``request`` has to ask for first.

    Who was sending something learns that nothing is done, or that her text waits for her (``is_kept``).
    """
    if request.method != "POST":
        return request.get_full_path()
    messages.warning(
        request,
        _("Vous étiez sorti ou sortie de votre espace. Rien n'est parti. Entrez : votre texte vous attend.")
        if is_kept
        else _(
            "Vous étiez sorti ou sortie de votre espace. Rien n'est enregistré. Entrez, puis recommencez."
        ),
    )
    return page_of_form(request)


def page_of_form(request: HttpRequest) -> str:
    """Where the form that was sent stands: many an address takes a form and shows no page of its own."""
    form = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(form, {request.get_host()}):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    return urlunsplit(("", "", *urlsplit(form)[2:4], ""))


def on_this_site(request: HttpRequest, wanted: str, otherwise: str) -> str:
    """``wanted`` when it is an address of ours, from the root: nobody is sent elsewhere; else ``otherwise``."""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if is_ours else resolve_url(otherwise)


def page_above(address: str) -> str:
    """The nearest address above this one that the site knows; the home page when there is no nearer one."""
    while address != "/":
        address = address.rstrip("/").rsplit("/", 1)[0] + "/"
        try:
            resolve(address)
        except Resolver404:
            continue
        break
    return address


def addresses(view_name: str) -> Callable[[UUID], str]:
    """The address of a view by the key of a thing, resolved once for a whole list."""
    before, after = reverse(view_name, args=[_ANY]).split(str(_ANY))
    return lambda pk: f"{before}{pk}{after}"
