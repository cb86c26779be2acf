"""Open places, as one volunteer sees them: what she can do first, the rest says why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mapart.core.http import load
from mapart.core.refusals import Refusal, sentence
from mapart.core.wording import span
from mapart.people.perms import reader_of
from mapart.planning import actions, bridge
from mapart.planning.models import StaffingNeed
from mapart.planning.reasons import own_sentence
from mapart.planning.rules import BEYOND_HER_TIME, HERS_TO_DECIDE
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Volunteer
from mapart.volunteering.queries import volunteer_of

SHOWN = 40
FEW = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A shift in words. ``short``: it lacks people; ``about``: what stands in the way; ``rank``: on the waiting list.

    Each is empty when there is nothing to say. ``button``: its name, empty when she can do nothing, and its ``label``;
    ``is_quiet``: not what she is here for.
    """

    pk: UUID
    when: str
    where: str
    mission: str
    short: str
    about: str
    rank: str
    button: str
    label: str
    is_quiet: bool


@dataclass(frozen=True)
class Places:
    """What she can take, what is full and she may wait for, what does not fit and why.

    ``beyond``: at her hours, but more than she gives already; she may all the same.
    """

    free: list[Place]
    full: list[Place]
    beyond: list[Place]
    others: list[Place]


def places_for(volunteer: Volunteer) -> Places:
    """The shifts of the next weeks in words, for one volunteer; nothing for somebody who is not active."""
    fits = bridge.fits_of(volunteer) if volunteer.state == VolunteerState.ACTIVE else []
    good = [fit for fit in fits if not fit.code]
    rest = [fit for fit in fits if fit.code and not fit.is_full]
    return Places(
        free=_places((fit for fit in good if not fit.is_full), _to_take),
        full=_places((fit for fit in good if fit.is_full), _to_wait_for),
        beyond=_places((fit for fit in rest if fit.code in BEYOND_HER_TIME), _to_take),
        others=_places((fit for fit in rest if fit.code not in BEYOND_HER_TIME), _to_take),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def open_places(request: HttpRequest) -> HttpResponse:
    """``/mon-espace/places/``: take a place, wait for one, wait no more."""
    volunteer = volunteer_of(reader_of(request))
    if volunteer is None:
        return redirect("website:my_space")
    if request.method == "POST":
        return act_on_place(request, volunteer, reverse("planning:open_places"))
    context = {"volunteer": volunteer, "places": places_for(volunteer)}
    return render(request, "planning/open_places.html", context)


def act_on_place(request: HttpRequest, volunteer: Volunteer, back: str) -> HttpResponse:
    """What her button said, then the page ``back`` (an address). Who came too late is told so there, beside others."""
    name = next((name for name in ("take", "wait", "leave") if name in request.POST), "")
    if not name:
        return redirect(back)
    need = load(StaffingNeed.objects.select_related("session__space", "mission"), request.POST[name])
    hers: dict[str, Any] = {"by": volunteer.person, "need": need, "volunteer": volunteer}
    try:
        if name == "take":
            assignment = actions.take_shift(**hers)
            messages.success(request, _("C'est noté : vous avez la place. Merci !"))
            return redirect("planning:shift_show", secret=assignment.secret)
        if name == "wait":
            actions.join_queue(**hers)
            messages.success(
                request, _("C'est noté : vous attendez cette place. Un message part dès qu'elle est libre.")
            )
        else:
            actions.leave_queue(**hers)
            messages.success(request, _("C'est noté : vous n'attendez plus cette place."))
    except Refusal as refusal:
        _say_no(request, refusal)
    return redirect(back)


def _say_no(request: HttpRequest, refusal: Refusal) -> None:
    if refusal.code == "planning.place_taken":
        messages.info(
            request,
            _("Quelqu'un a été plus rapide : cette place est prise. Merci ! En voici d'autres."),
        )
    else:
        messages.error(request, sentence(refusal))


def _places(fits: Iterable[bridge.Fit], words: Callable[[bridge.Fit], tuple[str, str, bool]]) -> list[Place]:
    """The first of them in words; ``words`` gives the button of each."""
    short, ranked = _("besoin de vous"), _("Vous êtes numéro %(n)s sur la liste.")
    return [
        Place(
            fit.need.pk,
            span(fit.need.session.starts_at, fit.need.session.ends_at, fit.need.session.space.time_zone),
            fit.need.session.space.name,
            fit.need.mission.title,
            short if fit.need.filled < fit.need.minimum else "",
            own_sentence(fit.code) if fit.code else "",
            ranked % {"n": fit.rank} if fit.rank else "",
            *words(fit),
        )
        for fit in islice(fits, SHOWN)
    ]


def _to_take(fit: bridge.Fit) -> tuple[str, str, bool]:
    """The button of a shift with a place for her; what she said is hers to change."""
    if not fit.code:
        return "take", _("Prendre cette place"), False
    return ("take", _("Venir quand même"), True) if fit.code in HERS_TO_DECIDE else ("", "", True)


def _to_wait_for(fit: bridge.Fit) -> tuple[str, str, bool]:
    """The button of a full shift."""
    return ("leave", _("Ne plus attendre"), True) if fit.rank else ("wait", _("Attendre une place"), True)
