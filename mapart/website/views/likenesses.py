"""Volunteers who may have been written down twice: seen side by side, judged by staff."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mapart.core import wording
from mapart.core.pages import Leaves
from mapart.core.refusals import Refusal, sentence
from mapart.people.models import Person
from mapart.people.perms import Permission, reader_who_may, space_keys_where
from mapart.planning.models import Assignment
from mapart.volunteering.actions import dismiss_likeness, note_reading
from mapart.volunteering.models import HoursEntry, Likeness, Volunteer
from mapart.volunteering.perms import load_likeness, may_merge
from mapart.volunteering.queries import likenesses
from mapart.website.actions import merge_volunteers

PER_PAGE = 25


@dataclass(frozen=True)
class Compared:
    """One thing that is known of both: a label and two texts."""

    label: str
    one: str
    other: str

    @property
    def is_same(self) -> bool:
        """Whether both say the same."""
        return self.one == self.other


@require_safe
def likeness_list(request: HttpRequest) -> HttpResponse:
    """``/equipe/benevoles/doublons/``: pairs to judge, the oldest first."""
    person = reader_who_may(request, Permission.EDIT_VOLUNTEERS)
    pairs = likenesses(space_keys_where(person, Permission.EDIT_VOLUNTEERS))
    shown = Likeness.objects.select_related(
        "one__person", "one__home_space", "other__person", "other__home_space"
    )
    page = Leaves(pairs, shown, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "website/likenesses/list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def likeness(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One pair: what stays, what goes, and that it is for ever; then one of two buttons."""
    person = reader_who_may(request, Permission.EDIT_VOLUNTEERS)
    if not Likeness.objects.filter(pk=pk).exists():
        # Pressed twice, or judged by a colleague meanwhile: what was asked is done.
        messages.info(request, sentence(Refusal("website.merge_over")))
        return redirect("website:likeness_list")
    pair = load_likeness(person, pk)
    if request.method == "POST":
        return _judge(request, person, pair)
    for volunteer in (pair.one, pair.other):
        note_reading(by=person, volunteer=volunteer)
    context = {
        "pair": pair,
        "rows": _compared(pair.one, pair.other),
        "may_merge": may_merge(person, pair.one, pair.other),
    }
    return render(request, "website/likenesses/pair.html", context)


def _judge(request: HttpRequest, person: Person, pair: Likeness) -> HttpResponse:
    if request.POST.get("act") == "two":
        dismiss_likeness(by=person, pair=pair)
        messages.success(request, _("C'est noté : ce sont deux personnes."))
        return redirect("website:likeness_list")
    kept, gone = pair.one, pair.other
    keep = request.POST.get("keep", "")
    if keep == str(pair.other_id):
        kept, gone = gone, kept
    elif keep != str(pair.one_id):
        messages.error(request, _("Choisissez la fiche à garder."))
        return redirect("website:likeness", pk=pair.pk)
    try:
        merge_volunteers(by=person, kept=kept, gone=gone)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("website:likeness", pk=pair.pk)
    messages.success(request, _("Il n'y a plus qu'une fiche. Rien n'est perdu."))
    return redirect("website:volunteer", volunteer_id=kept.pk)


def _compared(one: Volunteer, other: Volunteer) -> list[Compared]:
    facts = [_facts(one), _facts(other)]
    return [Compared(label, facts[0][label], facts[1][label]) for label in facts[0]]


def _facts(volunteer: Volunteer) -> dict[str, str]:
    """What tells two people apart, in words."""
    person: Any = volunteer.person
    nothing = _("rien")
    shifts = Assignment.objects.filter(volunteer=volunteer).count()
    hours = HoursEntry.objects.standing().filter(volunteer=volunteer, minutes__gt=0).count()
    return {
        _("Adresse mail"): person.email or nothing,
        _("Téléphone"): wording.phone_pairs(person.phone) if person.phone else nothing,
        _("Espace"): volunteer.home_space.name if volunteer.home_space else nothing,
        _("Situation"): str(volunteer.get_state_display()),
        _("Bénévole depuis"): wording.day(volunteer.started_on) if volunteer.started_on else nothing,
        _("Créneaux au planning"): str(shifts),
        _("Lignes d'heures"): str(hours),
        _("Dernière entrée dans l'espace"): wording.day(person.last_login) if person.last_login else nothing,
    }
