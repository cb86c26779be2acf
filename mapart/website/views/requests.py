"""Somebody without an account asks what we know of her, or to be forgotten: who heads the network answers for her."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mapart.core.http import done_already, load
from mapart.core.refusals import Refusal, sentence
from mapart.people.models import Person
from mapart.people.perms import Permission, asks_code_again, may
from mapart.website import actions
from mapart.website.queries import people_asked_for
from mapart.website.views.my_data import file_of, rows_of


@require_safe
def data_requests(request: HttpRequest) -> HttpResponse:
    """``/equipe/donnees/``: find the person, by her name, or by all of her mail address or number."""
    _reader(request)
    words = request.GET.get("qui", "").strip()[:254]
    found = people_asked_for(words) if words else []
    return render(request, "website/requests/search.html", {"words": words, "found": found})


@require_safe
def data_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Her page: read, take away, erase. It shows her name alone: what is read is noted, and a GET notes nothing."""
    _reader(request)
    return render(request, "website/requests/person.html", {"person": _person(pk)})


@asks_code_again
@require_POST
def data_request_read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything, to read with her or to print; ``file``: to take away (JSON)."""
    reader, person = _reader(request), _person(pk)
    data = actions.read_on_request(by=reader, person=person)
    if "file" in request.POST:
        return file_of(data, name="donnees")
    return render(request, "website/requests/read.html", {"person": person, "rows": rows_of(data)})


@asks_code_again
@require_http_methods(["GET", "HEAD", "POST"])
def data_request_erase(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Says what goes and what stays; then erases, for ever."""
    reader = _reader(request)
    if request.method == "POST" and Person.objects.filter(pk=pk, erased_on__isnull=False).exists():
        return done_already(request, reverse("website:data_requests"))
    person = _person(pk)
    if request.method != "POST":
        return render(request, "website/requests/erase.html", {"person": person})
    try:
        actions.forget_on_request(by=reader, person=person)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("website:data_request", pk=pk)
    messages.success(request, _("C'est fait : ces données sont effacées. Dites-le à la personne."))
    return redirect("website:data_requests")


def _reader(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person) or not may(request.user, Permission.ANSWER_REQUESTS):
        raise PermissionDenied
    return request.user


def _person(pk: UUID) -> Person:
    """Somebody who is not erased yet."""
    return load(Person, pk=pk, erased_on=None)
