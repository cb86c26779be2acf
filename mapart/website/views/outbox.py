"""The outbox as staff see it: what was sent to the people of their spaces, what was not, and letters to post."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mapart.core import wording
from mapart.core.enums import Channel
from mapart.core.http import addresses, load
from mapart.core.pages import Leaves
from mapart.core.refusals import Refusal, sentence
from mapart.notifications import actions, queries
from mapart.notifications.enums import MessageState
from mapart.notifications.models import Message, is_secret_kind
from mapart.people.models import Person
from mapart.people.perms import Permission, may_somewhere, space_keys_where

_PER_PAGE = 15
_MOST_LETTERS = 99  # beyond, the page says « plus de 99 »
_SHOWN = (
    "pk",
    "created_at",
    "kind",
    "channel",
    "address",
    "subject",
    "body",
    "state",
    "tries",
    "last_answer",
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A line of the list, in words. ``body`` is empty when it is secret; ``action`` when no button acts on it."""

    title: str
    state: str
    tag: str
    address: str
    to: str
    about: str
    body: str
    action: str
    button: str


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The newest messages first; ``?etat=`` keeps one state."""
    seen = _visible(request)
    state = request.GET.get("etat", "")
    chosen = seen.filter(state=state) if state in MessageState.values else seen
    newest = chosen.order_by("-created_at", "-pk")
    page = Leaves(newest, queries.recent_messages().values(*_SHOWN), _PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": _in_words(page.object_list),
        "state": state,
        "states": MessageState.choices,
        "letters": len(queries.letters_to_post(seen).values_list("pk")[: _MOST_LETTERS + 1]),
        "most_letters": _MOST_LETTERS,
    }
    return render(request, "website/outbox/list.html", context)


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """What must be printed, posted or said, one letter after the other, each with the number to call."""
    waiting = queries.letters_to_post(_visible(request))
    page = Leaves(waiting, Message.objects.all(), _PER_PAGE).get_page(request.GET.get("page"))
    people = Person.objects.filter(pk__in=[letter.recipient for letter in page if letter.recipient])
    phones = dict(people.values_list("pk", "phone"))
    lines = [(letter, phones.get(letter.recipient) or "") for letter in page]
    return render(request, "website/outbox/letters.html", {"page": page, "letters": lines})


@require_POST
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send a failed message again."""
    return _do(request, pk, actions.retry_message, _("Le message va repartir."), "website:outbox")


@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a waiting message from leaving."""
    return _do(request, pk, actions.cancel_message, _("Le message ne partira pas."), "website:outbox")


@require_POST
def posted(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A letter was posted, or said on the phone."""
    return _do(
        request, pk, actions.mark_posted, _("C'est noté : la personne est prévenue."), "website:letters"
    )


def _do(request: HttpRequest, pk: UUID, act: Callable[..., Message], said: str, back: str) -> HttpResponse:
    """Do it and say so; what the worker or a colleague did meanwhile is said on the same page."""
    try:
        act(by=_staff(request), message=load(_visible(request), pk))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, said)
    return redirect(back)


def _staff(request: HttpRequest) -> Person:
    """Who asks; 403 for whoever may see no outbox at all."""
    person = request.user
    if not isinstance(person, Person) or not may_somewhere(person, Permission.SEE_OUTBOX):
        raise PermissionDenied
    return person


def _visible(request: HttpRequest) -> QuerySet[Message]:
    """Messages of the spaces of this person; those of no space for who answers for the network."""
    spaces = space_keys_where(_staff(request), Permission.SEE_OUTBOX)
    return Message.objects.all() if spaces is None else queries.messages_of_spaces(spaces)


def _in_words(messages: Iterable[dict[str, Any]]) -> list[Sent]:
    """The lines of a page. Labels and addresses are worked out once, not for each message."""
    states = {value: str(label) for value, label in MessageState.choices}
    channels = {value: str(label) for value, label in Channel.choices}
    to, answer = _("à %(address)s"), _("réponse : %(answer)s")
    buttons = {
        MessageState.FAILED: (addresses("website:message_retry"), _("Renvoyer ce message")),
        MessageState.WAITING: (addresses("website:message_cancel"), _("Annuler ce message")),
    }
    tags = {MessageState.SENT: " good", MessageState.FAILED: " bad"}
    rows = []
    for message in messages:
        state, channel, tries = message["state"], channels[message["channel"]], message["tries"]
        about = [wording.moment(message["created_at"]), channel]
        if tries > 1:
            about.append(ngettext("%(count)s essai", "%(count)s essais", tries) % {"count": tries})
        if message["last_answer"] and state != MessageState.SENT:
            about.append(answer % {"answer": message["last_answer"]})
        address = wording.phone_pairs(message["address"])
        action, button = buttons.get(state, (None, ""))
        rows.append(
            Sent(
                title=message["subject"] or channel,
                state=states[state],
                tag=tags.get(state, ""),
                address=address,
                to=to % {"address": address},
                about=" · ".join(about),
                body="" if is_secret_kind(message["kind"]) else message["body"],
                action=action(message["pk"]) if action else "",
                button=button,
            )
        )
    return rows
