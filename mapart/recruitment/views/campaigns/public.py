"""What everybody sees of a campaign: how many came, where, and how to join. No personal data."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from mapart.core import clock
from mapart.core.http import load
from mapart.core.kept import kept_for_visitors
from mapart.core.templatetags.charts import Bar
from mapart.recruitment.enums import CampaignState
from mapart.recruitment.models import Campaign
from mapart.recruitment.queries import SpaceCount, public_campaigns, public_counts, recruits_of


@login_not_required
@require_safe
@kept_for_visitors
def campaign_list(request: HttpRequest) -> HttpResponse:
    """``/campagnes/``: those that run, those that are over."""
    campaigns = list(public_campaigns())
    came = recruits_of(campaigns)
    lines = [(one, came.get(one.pk, 0), is_running(one)) for one in campaigns]
    context = {
        "running": [line for line in lines if line[2]],
        "over": [line for line in lines if not line[2]],
    }
    return render(request, "recruitment/campaigns/list.html", context)


@login_not_required
@require_safe
@kept_for_visitors
def campaign_show(request: HttpRequest, slug: str) -> HttpResponse:
    """``/campagnes/<slug>/``: the count, in words, as a drawing and as a table."""
    campaign = load(public_campaigns(), slug=slug)
    counts = public_counts(campaign)
    came, wanted = sum(one.came for one in counts), sum(one.wanted for one in counts)
    context = {
        "campaign": campaign,
        "is_running": is_running(campaign),
        "counts": counts,
        "bars": [_bar(one) for one in counts],
        "came": came,
        "wanted": wanted,
        "left": max(0, wanted - came),
        "days_left": (campaign.ends_on - clock.today()).days,
    }
    return render(request, "recruitment/campaigns/show.html", context)


def is_running(campaign: Campaign) -> bool:
    """Whether volunteers invite today."""
    return campaign.state == CampaignState.OPEN and campaign.starts_on <= clock.today() <= campaign.ends_on


def _bar(count: SpaceCount) -> Bar:
    words = ngettext("%(came)s personne", "%(came)s personnes", count.came) % {"came": count.came}
    if count.wanted:
        wanted = ngettext("%(wanted)s attendue", "%(wanted)s attendues", count.wanted)
        words = f"{words}, {wanted % {'wanted': count.wanted}}"
    return Bar(count.space.in_city, words, count.came, count.wanted or count.came)
