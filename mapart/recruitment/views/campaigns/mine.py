"""A volunteer invites: her link, how to send it, and how many came."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mapart.core.http import load
from mapart.core.refusals import Refusal, sentence
from mapart.people.perms import reader_of
from mapart.recruitment.actions import join_campaign
from mapart.recruitment.queries import my_sponsors, running_campaigns
from mapart.recruitment.views.campaigns.invited import Kit
from mapart.volunteering.queries import volunteer_of
from mapart.volunteering.rules import HERE


@require_http_methods(["GET", "HEAD", "POST"])
def my_invitations(request: HttpRequest) -> HttpResponse:
    """``/mon-espace/inviter/``: a campaign she may join is one button; her codes are ready to send."""
    person = reader_of(request)
    if request.method == "POST":
        if "campaign" not in request.POST:
            raise Http404
        try:
            join_campaign(by=person, campaign=load(running_campaigns(), request.POST["campaign"]))
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
        return redirect("recruitment:my_invitations")
    sponsors = my_sponsors(person)
    volunteer = volunteer_of(person)
    may_join = volunteer is not None and volunteer.state in HERE
    joined = [one.campaign_id for one in sponsors]
    context = {
        "kits": [Kit(one) for one in sponsors],
        "others": list(running_campaigns().filter(spaces=volunteer.home_space).exclude(pk__in=joined))
        if volunteer is not None and may_join
        else [],
    }
    return render(request, "recruitment/campaigns/mine.html", context)
