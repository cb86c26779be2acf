"""The gallery: each piece of a page in each of its states, to look at and to test."""

import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mapart.core.templatetags.icons import PATHS
from mapart.website.gallery_forms import SampleForm

_ANSWERS = [
    {"label": "Votre prénom", "value": "Camille", "change": "#prenom"},
    {"label": "Votre ville", "value": "Saint-Denis", "change": "#ville"},
    {
        "label": "Une réponse longue",
        "value": "Je parle français, arabe, anglais et portugais. " * 4,
        "change": "",
    },
    {"label": "Sans réponse", "value": "", "change": "#rien"},
]


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component. Only in development and in the demonstration."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    start = datetime.datetime(2026, 11, 24, 13, tzinfo=datetime.UTC)
    context = {
        "icons": PATHS,
        "starts_at": start,
        "ends_at": start + datetime.timedelta(hours=3),
        "rows": _ANSWERS,
        "page": Paginator(range(50), 10).page(2),
        "blank": SampleForm(prefix="blank"),
        "wrong": SampleForm({"wrong-first_name": "Camille", "wrong-notes": "Merci."}, prefix="wrong"),
    }
    return render(request, "website/gallery.html", context)


@login_not_required
def gallery_question(request: HttpRequest) -> HttpResponse:
    """The page with one question, empty at first and wrong once sent without an answer."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    form = SampleForm(request.POST if request.method == "POST" else None)
    for name in list(form.fields):
        if name != "moment":
            del form.fields[name]
    return render(
        request, "website/gallery_question.html", {"form": form, "step": 3, "steps": 6, "back": "/galerie/"}
    )
