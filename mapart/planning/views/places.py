"""Open places, as one volunteer sees them: what she can do first, the rest says why."""

from collections.abc import Iterable
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
from mapart.planning import actions, bridge
from mapart.planning.models import StaffingNeed
from mapart.planning.reasons import own_sentence
from mapart.planning.rules import HERS_TO_DECIDE
from mapart.planning.views.page import reader_of
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Volunteer
from mapart.volunteering.queries import volunteer_of

SHOWN = 40
FEW = 5


@dataclass(frozen=True)
class Place:
    """A shift in words. ``about``: what stands in the way, empty when nothing does; ``rank``: on the waiting list."""

    pk: UUID
    when: str
    where: str
    mission: str
    is_short: bool
    about: str
    may_take: bool
    rank: int


@dataclass(frozen=True)
class Places:
    """What she can take, what is full and she may wait for, what does not fit and why."""

    free: list[Place]
    full: list[Place]
    others: list[Place]


def places_for(volunteer: Volunteer) -> Places:
    """The shifts of the next weeks in words, for one volunteer; nothing for somebody who is not active."""
    fits = bridge.fits_of(volunteer) if volunteer.state == VolunteerState.ACTIVE else []
    good = [fit for fit in fits if not fit.code]
    return Places(
        free=_places(fit for fit in good if not fit.is_full),
        full=_places(fit for fit in good if fit.is_full),
        others=_places(fit for fit in fits if fit.code and not fit.is_full),
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
            messages.success(request, _("C'est noté : vous avez la place. Merci !"))
            return redirect("planning:shift_show", secret=assignment.secret)
        if name == "wait":
            actions.join_queue(**hers)
            messages.success(
                request, _("C'est noté : vous attendez cette place. Un message part dès qu'elle est libre.")
            )
        else:
            actions.leave_queue(**hers)
            messages.success(request, _("C'est noté : vous n'attendez plus cette place."))
    except Refusal as refusal:
        _say_no(request, refusal)
    return redirect(back)


def _say_no(request: HttpRequest, refusal: Refusal) -> None:
    if refusal.code == "planning.place_taken":
        messages.info(
            request,
            _("Quelqu'un a été plus rapide : cette place est prise. Merci ! En voici d'autres."),
        )
    else:
        messages.error(request, sentence(refusal))


def _places(fits: Iterable[bridge.Fit]) -> list[Place]:
    """The first of them in words."""
    return [_place(fit) for fit in islice(fits, SHOWN)]


def _place(fit: bridge.Fit) -> Place:
    need = fit.need
    session, space = need.session, need.session.space
    return Place(
        pk=need.pk,
        when=span(session.starts_at, session.ends_at, space.time_zone),
        where=space.name,
        mission=need.mission.title,
        is_short=need.filled < need.minimum,
        about=own_sentence(fit.code) if fit.code else "",
        may_take=fit.code in HERS_TO_DECIDE,
        rank=fit.rank,
    )
