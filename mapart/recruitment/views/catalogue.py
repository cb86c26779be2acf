"""The public catalogue of missions."""

from collections import defaultdict
from dataclasses import dataclass
from operator import itemgetter
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapart.core.http import load
from mapart.core.kept import kept_for_visitors
from mapart.planning.queries import NeedNow, needs_now
from mapart.recruitment.forms import CatalogueForm
from mapart.spaces.communes import Commune
from mapart.spaces.models import Space
from mapart.spaces.queries import NEAR_KM, nearest_spaces
from mapart.volunteering.enums import Skill
from mapart.volunteering.models import Mission

_SPACES_NEAR = 3
_FAR = 100


@dataclass(frozen=True)
class Card:
    """A mission of the list, with the minimum places still empty and where they are.

    ``is_near``: they are in ``space``, near the town that was asked. Without a town they are everywhere it is done.
    """

    mission: Mission
    places: int
    spaces: int
    space: str
    is_near: bool


@login_not_required
@require_safe
@kept_for_visitors
def mission_list(request: HttpRequest) -> HttpResponse:
    """``/missions/``: all missions, those wanted near the visitor first."""
    form = CatalogueForm(request.GET)
    is_readable = form.is_valid()
    towns: list[Commune] = form.cleaned_data.get("ville", []) if is_readable else []
    near = nearest_spaces(towns[0].latitude, towns[0].longitude, limit=_SPACES_NEAR) if towns else []
    missions = Mission.objects.filter(is_open=True).defer("tasks", "learning")
    if is_readable and form.cleaned_data["distance"]:
        missions = missions.filter(is_remote=True)
    cards = _cards(list(missions), near)
    if is_readable and form.cleaned_data["competence"]:
        wanted = form.cleaned_data["competence"]
        cards = [card for card in cards if wanted in card.mission.wanted_skills]
    context = {
        "form": form,
        "cards": cards,
        "says_far": bool(near),
        "near": near,
        "town": towns[0] if towns else None,
        "other_towns": towns[1:],
    }
    return render(request, "recruitment/mission_list.html", context)


@login_not_required
@require_safe
@kept_for_visitors
def mission_show(request: HttpRequest, slug: str) -> HttpResponse:
    """``/missions/<slug>/``: what one does, what one learns, the time asked, where it is wanted now."""
    mission = load(Mission, slug=slug, is_open=True)
    context = {
        "mission": mission,
        "needs": needs_now(mission=mission),
        "skills": [Skill(code).label for code in mission.wanted_skills],
    }
    return render(request, "recruitment/mission_show.html", context)


def _cards(missions: list[Mission], near: list[tuple[Space, float]]) -> list[Card]:
    """Missions wanted near first, then wanted anywhere, then the rest, each in the order of the catalogue."""
    rank = {space.pk: place for place, (space, km) in enumerate(near) if km <= NEAR_KM}
    wanted: dict[UUID, list[NeedNow]] = defaultdict(list)
    for need in needs_now():
        wanted[need.mission_id].append(need)
    cards = []
    for mission in missions:
        needs = wanted[mission.pk]
        nearest = min(needs, key=lambda need: rank.get(need.space_id, _FAR), default=None)
        order = _FAR + 1 if nearest is None else rank.get(nearest.space_id, _FAR)
        cards.append((order, _card(mission, needs, nearest if order < _FAR else None)))
    return [card for _order, card in sorted(cards, key=itemgetter(0))]


def _card(mission: Mission, needs: list[NeedNow], near: NeedNow | None) -> Card:
    if near is not None:
        return Card(mission, near.places, 1, near.space_name, is_near=True)
    where = f"{needs[0].space_name}, {needs[0].city}" if needs and needs[0].city else ""
    return Card(mission, sum(need.places for need in needs), len(needs), where, is_near=False)
