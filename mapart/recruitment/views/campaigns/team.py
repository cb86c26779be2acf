"""What the team reads of its campaigns: the result by city, the goals, who invited."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mapart.core.pages import Leaves
from mapart.core.sheets import writing
from mapart.people.models import Person
from mapart.people.perms import (
    Permission,
    is_staff,
    may_somewhere,
    reader_of,
    space_keys_where,
    spaces_where,
)
from mapart.recruitment.campaign_forms import GoalForm
from mapart.recruitment.enums import CampaignState, GoalSearch
from mapart.recruitment.models import Campaign, Sponsor
from mapart.recruitment.perms import load_campaign, may_run, visible_campaigns
from mapart.recruitment.queries import (
    Funnel,
    SpaceFunnel,
    funnel_by_space,
    funnel_by_sponsor,
    goals_found,
    recruits_of,
    sponsors_who_invited,
    was_announced,
)

_PER_PAGE = 40
_COLUMNS = (
    "ville",
    "espace",
    "objectif",
    "inscrites",
    "réunion réservée",
    "venues",
    "premier créneau",
    "venues il y a 90 jours ou plus",
    "encore là à 90 jours",
)


def campaigner(request: HttpRequest) -> Person:
    """Who reads campaigns: 403 for a role that sees no figures; to everybody else these pages do not exist (404)."""
    person = reader_of(request)
    if not is_staff(person):
        raise Http404
    if not may_somewhere(person, Permission.SEE_FIGURES):
        raise PermissionDenied
    return person


@require_safe
def campaign_team_list(request: HttpRequest) -> HttpResponse:
    """``/equipe/campagnes/``: each campaign, where it stands, its recruits."""
    person = campaigner(request)
    campaigns = list(visible_campaigns(person))
    came = recruits_of(campaigns)
    context = {
        "lines": [(one, came.get(one.pk, 0)) for one in campaigns],
        "may_write": may_somewhere(person, Permission.RUN_CAMPAIGNS),
    }
    return render(request, "recruitment/campaigns/team_list.html", context)


@require_safe
def campaign_team_show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/equipe/campagnes/<id>/``: the result by city, and what to do next."""
    return team_page(request, load_campaign(campaigner(request), pk))


@require_safe
def campaign_sponsors(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/equipe/campagnes/<id>/parrainages/``: who invited, by name, in the spaces whose volunteers she sees."""
    person = campaigner(request)
    campaign = load_campaign(person, pk)
    spaces = spaces_where(person, Permission.SEE_VOLUNTEERS)
    shown = Sponsor.objects.filter(campaign=campaign).select_related("person", "space")
    in_order = shown.order_by("person__last_name", "person__first_name", "person_id")
    page = Leaves(sponsors_who_invited(campaign, spaces), in_order, _PER_PAGE, by="person").get_page(
        request.GET.get("page")
    )
    context = {
        "campaign": campaign,
        "page": page,
        "lines": funnel_by_sponsor(page.object_list),
        "may_write": may_run(person, campaign.spaces.all()),
    }
    return render(request, "recruitment/campaigns/sponsors.html", context)


@require_safe
def campaign_figures(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/equipe/campagnes/<id>/chiffres.csv``: the result by space, for a spreadsheet; counts only."""
    campaign = load_campaign(campaigner(request), pk)
    rows: list[tuple[writing.Cell, ...]] = [
        (line.space.city, line.space.name, line.wanted, *_numbers(line.funnel))
        for line in funnel_by_space(campaign)
    ]
    response = HttpResponse(writing.as_csv(_COLUMNS, rows), content_type=writing.CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{campaign.slug}.csv"'
    return response


def team_page(request: HttpRequest, campaign: Campaign, goal_form: GoalForm | None = None) -> HttpResponse:
    """The page of a campaign, what is of her spaces first; ``goal_form`` must be shown again."""
    person = reader_of(request)
    own = space_keys_where(person, Permission.SEE_FIGURES)
    lines = funnel_by_space(campaign)
    goals = goals_found(campaign)
    may_write = may_run(person, campaign.spaces.all())
    is_changing = campaign.state in (CampaignState.DRAFT, CampaignState.OPEN)
    context: dict[str, Any] = {
        "campaign": campaign,
        "lines": sorted(lines, key=lambda line: not _is_own(line.space.pk, own)),
        "total": _total(lines),
        "own": set() if may_write else own or set(),
        "has_goals": bool(goals),
        "goals": [line for line in goals if _is_own(line[0].space_id, own)],
        "goals_elsewhere": [line for line in goals if not _is_own(line[0].space_id, own)],
        "may_write": may_write,
        "is_changing": may_write and is_changing,
        "is_searching": campaign.search == GoalSearch.ASKED,
        "form": goal_form or (GoalForm(campaign=campaign) if may_write and is_changing else None),
        "has_error": goal_form is not None,
        "sponsors": campaign.sponsors.count(),
        "was_announced": may_write and campaign.state == CampaignState.OPEN and was_announced(campaign),
    }
    return render(request, "recruitment/campaigns/team_show.html", context)


def _is_own(space: UUID, own: set[UUID] | None) -> bool:
    return own is None or space in own


def _total(lines: list[SpaceFunnel]) -> dict[str, Any]:
    funnel = Funnel()
    for line in lines:
        funnel.add(line.funnel)
    return {"funnel": funnel, "wanted": sum(line.wanted for line in lines), "label": _("Ensemble")}


def _numbers(funnel: Funnel) -> list[int]:
    return [funnel.invited, funnel.booked, funnel.came, funnel.first_shift, funnel.due, funnel.stayed]
