"""The conversation between a volunteer and her team, on both sides; and what she wants to receive."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mapart.core.pages import Leaves
from mapart.core.refusals import Refusal, sentence
from mapart.notifications import actions as notifications
from mapart.notifications.enums import MessageFamily
from mapart.notifications.queries import refused_families
from mapart.people.models import Person
from mapart.people.perms import Permission, reader_who_may, space_keys_where, spaces_where
from mapart.volunteering.actions import note_reading, write_note
from mapart.volunteering.models import Letter, Note, Volunteer
from mapart.volunteering.perms import load_volunteer
from mapart.volunteering.queries import conversations, letters_for, volunteer_of
from mapart.website.talk_forms import NoteForm, WantedForm

PER_PAGE = 20
NOTES_SHOWN = 50
LETTERS_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def my_messages(request: HttpRequest) -> HttpResponse:
    """``/mon-espace/messages/``: what the team wrote, and the conversation with it."""
    assert isinstance(request.user, Person)
    volunteer = volunteer_of(request.user)
    if volunteer is None:
        return redirect("website:my_space")
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _written(request.user, volunteer, form):
        messages.success(request, _("Votre message est parti. L'équipe vous répond dès que possible."))
        return redirect("website:my_messages")
    context = _conversation(volunteer) | {
        "form": form,
        "volunteer": volunteer,
        "letters": list(letters_for(volunteer)[:LETTERS_SHOWN]),
    }
    return render(request, "website/talk/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def my_choices(request: HttpRequest) -> HttpResponse:
    """``/mon-espace/messages/choix/``: which messages she wants."""
    assert isinstance(request.user, Person)
    key = request.user.pk
    refused = refused_families(key)
    families = [family for family in MessageFamily if family != MessageFamily.SERVICE]
    if request.method == "POST":
        form = WantedForm(request.POST)
        if form.is_valid():
            for family in families:
                is_wanted = family in form.cleaned_data["wanted"]
                act = notifications.opt_in if is_wanted else notifications.opt_out
                act(by=request.user, recipient=key, family=family)
            messages.success(request, _("Vos choix sont enregistrés."))
            return redirect("website:my_choices")
    else:
        form = WantedForm(initial={"wanted": [family for family in families if family not in refused]})
    return render(request, "website/talk/choices.html", {"form": form, "most": settings.MESSAGES_A_WEEK})


@require_safe
def conversation_list(request: HttpRequest) -> HttpResponse:
    """``/equipe/conversations/``: who waits for an answer, the oldest wait first; then the letters of the team."""
    person = reader_who_may(request, Permission.EDIT_VOLUNTEERS)
    found = conversations(space_keys_where(person, Permission.EDIT_VOLUNTEERS))
    shown = Note.objects.select_related("volunteer__person", "volunteer__home_space")
    page = Leaves(found, shown, PER_PAGE).get_page(request.GET.get("page"))
    spaces = spaces_where(person, Permission.EDIT_VOLUNTEERS)
    letters = Letter.objects.filter(space__in=spaces).select_related("space", "author")[:PER_PAGE]
    return render(request, "website/talk/list.html", {"page": page, "letters": list(letters)})


@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    """One conversation, read and answered by the team."""
    person = reader_who_may(request, Permission.EDIT_VOLUNTEERS)
    volunteer = load_volunteer(person, volunteer_id, edit=True)
    note_reading(by=person, volunteer=volunteer)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _written(person, volunteer, form):
        messages.success(request, _("Votre réponse est partie."))
        return redirect("website:conversation", volunteer_id=volunteer.pk)
    context = _conversation(volunteer) | {"form": form, "volunteer": volunteer}
    return render(request, "website/talk/conversation.html", context)


def _written(by: Person, volunteer: Volunteer, form: NoteForm) -> bool:
    """Whether the note is kept; else the form says why not, and keeps what was typed."""
    try:
        write_note(by=by, volunteer=volunteer, body=form.cleaned_data["body"], key=form.attempt)
    except Refusal as refusal:
        form.add_error("body", sentence(refusal))
        return False
    return True


def _conversation(volunteer: Volunteer) -> dict[str, Any]:
    """The last notes, the oldest of them first."""
    notes = volunteer.notes.select_related("author").order_by("-created_at", "-pk")[:NOTES_SHOWN]
    return {"notes": list(notes)[::-1]}
