"""How a person is reached: she chooses it herself, or staff write down what she says on the phone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mapart.core.enums import Channel
from mapart.core.forms import Form
from mapart.core.http import load
from mapart.core.refusals import Refusal, sentence
from mapart.notifications.queries import refused_families
from mapart.people.actions import (
    ask_address,
    choose_channels,
    note_called_number,
    prove_address,
    remove_address,
)
from mapart.people.models import Person
from mapart.people.perms import may_change_contact
from mapart.people.queries import awaited_address, channels_open_to
from mapart.recruitment.actions import note_application_reading
from mapart.recruitment.perms import require_edit
from mapart.recruitment.queries import applicants_for
from mapart.volunteering.actions import note_reading
from mapart.volunteering.perms import load_volunteer, may_edit
from mapart.volunteering.queries import volunteer_of
from mapart.website.contact_forms import AddressForm, CalledForm, ChannelsForm, CodeForm, RemoveForm


@dataclass
class _Card:
    """Whose page it is, who writes, where it stands, and the form that must be corrected."""

    by: Person
    person: Person
    here: str
    home: str
    typed: dict[str, Form] = field(default_factory=dict)

    @property
    def is_hers(self) -> bool:
        """Whether she writes herself."""
        return self.by.pk == self.person.pk


@require_http_methods(["GET", "HEAD", "POST"])
def contact(
    request: HttpRequest, volunteer_id: UUID | None = None, application_id: UUID | None = None
) -> HttpResponse:
    """``/mon-espace/joindre/``; for staff ``/joindre/`` below the page of a volunteer or of an applicant."""
    card = _open(request, volunteer_id, application_id)
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise SuspiciousOperation
        if act(request, card):
            return redirect(card.here)
    context = _page(card) | {"leaving": _leaving(request, card.person)}
    return render(request, "website/my_data/contact.html", context)


def _open(request: HttpRequest, volunteer_id: UUID | None, application_id: UUID | None) -> _Card:
    """404 for a stranger; 403 for staff who may only read, or when the account is that of somebody with more rights."""
    by = request.user
    assert isinstance(by, Person)
    if application_id is not None:
        card = _of_applicant(by, application_id)
    elif volunteer_id is not None:
        card = _of_volunteer(by, volunteer_id)
    else:
        return _Card(by, by, reverse("website:my_contact"), reverse("website:my_space"))
    if not may_change_contact(by, card.person):
        raise PermissionDenied
    return card


def _of_volunteer(by: Person, pk: UUID) -> _Card:
    volunteer = load_volunteer(by, pk, edit=True)
    note_reading(by=by, volunteer=volunteer)
    here, home = reverse("website:volunteer_contact", args=[pk]), reverse("website:volunteer", args=[pk])
    return _Card(by, volunteer.person, here, home)


def _of_applicant(by: Person, pk: UUID) -> _Card:
    """Who follows applicants; once she is a volunteer, only who may change volunteers."""
    application = load(applicants_for(by), pk)
    require_edit(by, application.space)
    volunteer = volunteer_of(application.person)
    if volunteer is not None and not may_edit(by, volunteer):
        raise PermissionDenied
    note_application_reading(by=by, application=application)
    here, home = (
        reverse(name, args=[pk]) for name in ("website:applicant_contact", "recruitment:applicant_show")
    )
    return _Card(by, application.person, here, home)


def _page(card: _Card) -> dict[str, Any]:
    awaited = awaited_address(card.person)
    return {
        "card": card,
        "person": card.person,
        "layout": "base_member.html" if card.is_hers else "base_staff.html",
        "form": next(iter(card.typed.values()), None),
        "awaited": awaited,
        "code": card.typed.get("code") or CodeForm(),
        "address": card.typed.get("address") or AddressForm(),
        "called": card.typed.get("called") or CalledForm(),
        "channels": card.typed.get("channels") or _channels_form(card, None),
        "refused": refused_families(card.person.pk),
    }


def _leaving(request: HttpRequest, person: Person) -> Channel | None:
    """The address that she thinks of removing (``?retirer=``), while another stays."""
    asked = [way for way in (Channel.MAIL, Channel.SMS) if way == request.GET.get("retirer")]
    return asked[0] if asked and person.email and person.phone else None


def _channels_form(card: _Card, data: Any) -> ChannelsForm:
    return ChannelsForm(
        data,
        person=card.person,
        ways=channels_open_to(card.person),
        refused=refused_families(card.person.pk),
    )


# --- acts: whether all is done; else the page is shown again with what was typed -------------------------------------
def _written(card: _Card, form: Any, where: str | None, write: Callable[[dict[str, Any]], object]) -> bool:
    if form.is_valid():
        try:
            write(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(where, sentence(refusal))
        else:
            return True
    card.typed[form.name] = form
    return False


def _ask(request: HttpRequest, card: _Card) -> bool:
    def write(answers: dict[str, Any]) -> None:
        new = answers["address"]
        ask_address(by=card.by, person=card.person, channel=new.channel, address=new.text)

    done = _written(card, AddressForm(request.POST), "address", write)
    if done:
        messages.success(request, _("Un code est parti. Écrivez-le ci-dessous."))
    return done


def _prove(request: HttpRequest, card: _Card) -> bool:
    def write(answers: dict[str, Any]) -> None:
        prove_address(by=card.by, person=card.person, code=answers["code"])

    return _changed(request, card, _written(card, CodeForm(request.POST), "code", write))


def _called(request: HttpRequest, card: _Card) -> bool:
    def write(answers: dict[str, Any]) -> None:
        note_called_number(by=card.by, person=card.person, phone=answers["phone"])

    return _changed(request, card, _written(card, CalledForm(request.POST), "phone", write))


def _changed(request: HttpRequest, card: _Card, done: bool) -> bool:
    """An address that opens the account has changed: this session alone stays open when she writes herself."""
    if done:
        if card.is_hers:
            update_session_auth_hash(request, card.person)
        messages.success(request, _("C'est changé. L'ancienne adresse est prévenue."))
    return done


def _remove(request: HttpRequest, card: _Card) -> bool:
    def write(answers: dict[str, Any]) -> None:
        remove_address(by=card.by, person=card.person, channel=Channel(answers["channel"]))

    return _changed(request, card, _written(card, RemoveForm(request.POST), None, write))


def _choose(request: HttpRequest, card: _Card) -> bool:
    form = _channels_form(card, request.POST)

    def write(answers: dict[str, Any]) -> None:
        choose_channels(
            by=card.by, person=card.person, channel=Channel(answers["channel"]), families=form.families()
        )

    done = _written(card, form, None, write)
    if done:
        messages.success(request, _("Les choix sont enregistrés."))
    return done


_ACTS: dict[str, Callable[[HttpRequest, _Card], bool]] = {
    "address": _ask,
    "code": _prove,
    "called": _called,
    "remove": _remove,
    "channels": _choose,
}
