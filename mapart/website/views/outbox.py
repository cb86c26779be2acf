"""The outbox as staff see it: what was sent to the people of their spaces, what was not, and letters to post."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mapart.core.http import load
from mapart.notifications import actions, queries
from mapart.notifications.enums import MessageState
from mapart.notifications.models import Message
from mapart.people.models import Person
from mapart.people.perms import Permission, may, may_somewhere, spaces_where

_PER_PAGE = 40  # a page of the team stays under 1,500 nodes


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The newest messages first; ``?etat=`` keeps one state."""
    seen = _visible(request)
    state = request.GET.get("etat", "")
    chosen = seen.filter(state=state) if state in MessageState.values else seen
    context = {
        "page": Paginator(chosen, _PER_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": MessageState.choices,
        "letters": queries.letters_to_post(seen).count(),
    }
    return render(request, "website/outbox/list.html", context)


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """What must be printed, posted or said, one letter after the other."""
    waiting = queries.letters_to_post(_visible(request))
    page = Paginator(waiting, _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "website/outbox/letters.html", {"page": page})


@require_POST
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send a failed message again."""
    actions.retry_message(by=_staff(request), message=load(_visible(request), pk))
    messages.success(request, _("Le message va repartir."))
    return redirect("website:outbox")


@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a waiting message from leaving."""
    actions.cancel_message(by=_staff(request), message=load(_visible(request), pk))
    messages.success(request, _("Le message ne partira pas."))
    return redirect("website:outbox")


@require_POST
def posted(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A letter was posted, or said on the phone."""
    actions.mark_posted(by=_staff(request), message=load(_visible(request), pk))
    messages.success(request, _("C'est noté : la personne est prévenue."))
    return redirect("website:letters")


def _staff(request: HttpRequest) -> Person:
    """Who asks; 403 for whoever may see no outbox at all."""
    person = request.user
    if not isinstance(person, Person) or not may_somewhere(person, Permission.SEE_OUTBOX):
        raise PermissionDenied
    return person


def _visible(request: HttpRequest) -> QuerySet[Message]:
    """Messages of the spaces of this person; those of no space for who answers for the network."""
    person = _staff(request)
    spaces = spaces_where(person, Permission.SEE_OUTBOX).values_list("pk", flat=True)
    return queries.messages_of_spaces(spaces, and_of_none=may(person, Permission.SEE_OUTBOX))
