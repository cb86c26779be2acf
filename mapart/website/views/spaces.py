"""Where to find us: the list of spaces, the nearest ones, and the page of each."""

from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapart.agenda.queries import upcoming_meetings
from mapart.core import clock
from mapart.core.http import load
from mapart.core.kept import kept_for_visitors
from mapart.planning.queries import needs_now
from mapart.spaces import queries, rules
from mapart.spaces.communes import Commune
from mapart.spaces.models import Space
from mapart.website.space_forms import NearMeForm

MOST_SPACES = 6
MOST_PLACES = 10
MOST_MEETINGS = 3
MOST_NEEDS = 6
MOST_TOWNS = 5
ANOTHER_TOWN_KM = 30


@login_not_required
@require_safe
@kept_for_visitors
def space_list(request: HttpRequest) -> HttpResponse:
    """Every space by city; or, when a place is given (``?ou=59000``), the nearest ones and other places of help."""
    form = NearMeForm(request.GET) if request.GET.get("ou", "").strip() else NearMeForm()
    if form.is_bound and form.is_valid():
        return render(request, "website/spaces/near.html", {"form": form} | _near(form.towns))
    spaces = list(queries.spaces_to_visit())
    doors = queries.doors_of_all(spaces, clock.now())
    context = {"form": form, "spaces": [(space, doors[space.pk]) for space in spaces]}
    return render(request, "website/spaces/list.html", context)


def _near(towns: list[Commune]) -> dict[str, Any]:
    town = towns[0]
    found = queries.nearest_spaces(town.latitude, town.longitude, limit=MOST_SPACES)
    near = [(space, km) for space, km in found if km <= queries.NEAR_KM]
    doors = queries.doors_of_all([space for space, _km in near], clock.now())
    return {
        "town": town,
        "other_towns": [other for other in towns[1:] if _is_elsewhere(other, town)][:MOST_TOWNS],
        "spaces": [(space, km, rules.travel_minutes(km), doors[space.pk]) for space, km in near],
        "nearest": found[0] if found else None,
        "near_km": queries.NEAR_KM,
        "places": queries.nearest_places(town.latitude, town.longitude, limit=MOST_PLACES),
    }


def _is_elsewhere(other: Commune, town: Commune) -> bool:
    km = rules.distance_km(other.latitude, other.longitude, town.latitude, town.longitude)
    return km > ANOTHER_TOWN_KM


@login_not_required
@require_safe
@kept_for_visitors
def space_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One space: where, when, how to come, what happens there and whom it looks for."""
    space = load(queries.spaces_to_visit(), slug=slug)
    closures = list(queries.upcoming_closures(space))
    context = {
        "space": space,
        "doors": queries.doors_of(space, closures, clock.now()),
        "hours": rules.hours_in_words(space.opening_hours),
        "closures": closures,
        "map_link": _map_link(space),
        "meetings": [
            (meeting, meeting.capacity - meeting.booked)
            for meeting in upcoming_meetings([space.pk]).order_by("starts_at")[:MOST_MEETINGS]
        ],
        "needs": needs_now(space=space)[:MOST_NEEDS],
        "others": _others(space),
    }
    return render(request, "website/spaces/detail.html", context)


def _map_link(space: Space) -> str:
    """Opens the map of the phone, whichever it is (RFC 5870)."""
    address = quote(f"{space.address}, {space.postal_code} {space.city}")
    return f"geo:{space.latitude},{space.longitude}?q={address}"


def _others(space: Space) -> list[tuple[Space, float]]:
    """The two nearest spaces around this one."""
    found = queries.nearest_spaces(space.latitude, space.longitude, limit=3)
    return [(other, km) for other, km in found if other != space][:2]
