"""The page of the loop: from the plan to the campaign and back."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapart.people.models import Person
from mapart.people.perms import Permission, is_staff, may_somewhere
from mapart.recruitment.enums import CampaignState
from mapart.recruitment.perms import load_campaign
from mapart.website.loop import loop_of


@require_safe
def campaign_loop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/equipe/campagnes/<id>/boucle/``: who lacked, who was found, what is covered then."""
    person = request.user
    if not isinstance(person, Person) or not is_staff(person):
        raise Http404
    if not may_somewhere(person, Permission.SEE_FIGURES):
        raise PermissionDenied
    campaign = load_campaign(person, pk)
    loop = loop_of(campaign)
    context = {
        "campaign": campaign,
        "loop": loop,
        "bars": [one.bar for one in loop.stretches if one.needed],
        "is_changing": campaign.state in (CampaignState.DRAFT, CampaignState.OPEN),
    }
    return render(request, "website/team/loop.html", context)
