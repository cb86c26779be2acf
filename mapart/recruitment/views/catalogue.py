"""The public catalogue of missions."""

from dataclasses import dataclass

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
from mapart.spaces.queries import nearest_spaces
from mapart.volunteering.enums import Skill
from mapart.volunteering.models import Mission

_SPACES_NEAR = 3


@dataclass(frozen=True)
class Card:
    """A mission of the list, and where it lacks people first: nearest to the visitor, or most of all."""

    mission: Mission
    need: NeedNow | None


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
    rank = {space.pk: place for place, (space, _km) in enumerate(near)}
    best: dict[object, NeedNow] = {}
    for need in needs_now():
        known = best.get(need.mission_id)
        if known is None or rank.get(need.space_id, 99) < rank.get(known.space_id, 99):
            best[need.mission_id] = need
    cards = [Card(mission, best.get(mission.pk)) for mission in missions]
    return sorted(cards, key=lambda card: 100 if card.need is None else rank.get(card.need.space_id, 99))
