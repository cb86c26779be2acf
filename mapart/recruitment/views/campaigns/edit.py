"""What the team does with a campaign: write it down, open, announce, close; look for goals; note an invitation."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from django_stubs_ext import StrPromise

from mapart.core import wording
from mapart.core.http import load
from mapart.core.ids import uuid7
from mapart.core.refusals import Refusal, sentence
from mapart.people.perms import Permission, reader_of, refuse_without_space, spaces_where
from mapart.recruitment import actions
from mapart.recruitment.campaign_forms import CampaignForm, GoalForm, KnownCodeForm
from mapart.recruitment.enums import CampaignState, InvitationWay
from mapart.recruitment.models import Campaign
from mapart.recruitment.perms import load_campaign, require_edit
from mapart.recruitment.queries import applicants_for
from mapart.recruitment.views.campaigns.team import campaigner, team_page

_MOVES: dict[str, Callable[..., Campaign]] = {
    CampaignState.OPEN: actions.open_campaign,
    CampaignState.CLOSED: actions.close_campaign,
    CampaignState.DROPPED: actions.drop_campaign,
}
_MOVED: dict[str, StrPromise] = {
    CampaignState.OPEN: gettext_lazy("La campagne est ouverte. Chaque bénévole de ses espaces a un lien."),
    CampaignState.CLOSED: gettext_lazy("La campagne est terminée. Son résultat reste ici."),
    CampaignState.DROPPED: gettext_lazy("La campagne est abandonnée."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    """``/equipe/campagnes/nouvelle/``: a draft; nobody is told yet."""
    person = campaigner(request)
    spaces = spaces_where(person, Permission.RUN_CAMPAIGNS).filter(is_open=True)
    if not spaces.exists():
        refuse_without_space(person, Permission.RUN_CAMPAIGNS)
        raise PermissionDenied
    form = CampaignForm(request.POST or None, spaces=spaces, initial={"key": uuid7()})
    if form.is_valid():
        try:
            campaign = actions.create_campaign(by=person, key=form.cleaned_data["key"], **form.facts())
        except Refusal as refusal:
            form.add_error("ends_on", sentence(refusal))
        else:
            messages.success(request, _("La campagne est prête à relire. Personne n'est encore prévenu."))
            return redirect("recruitment:campaign_team_show", pk=campaign.pk)
    return render(request, "recruitment/campaigns/form.html", {"form": form, "campaign": None})


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/equipe/campagnes/<id>/changer/``: dates, words, spaces."""
    person = campaigner(request)
    campaign = load_campaign(person, pk, edit=True)
    known = {name: getattr(campaign, name) for name in ("title", "pitch", "starts_on", "ends_on")}
    form = CampaignForm(
        request.POST or None,
        spaces=spaces_where(person, Permission.RUN_CAMPAIGNS),
        initial=known | {"spaces": campaign.spaces.all(), "key": campaign.pk},
    )
    if form.is_valid():
        try:
            actions.change_campaign(by=person, campaign=campaign, **form.facts())
        except Refusal as refusal:
            form.add_error("ends_on", sentence(refusal))
        else:
            messages.success(request, _("C'est noté."))
            return redirect("recruitment:campaign_team_show", pk=pk)
    return render(request, "recruitment/campaigns/form.html", {"form": form, "campaign": campaign})


@require_POST
def campaign_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open, close or give up: the state asked for is in ``state``."""
    state = request.POST.get("state", "")
    return _act(request, pk, _MOVES.get(state), str(_MOVED.get(state, "")))


@require_POST
def campaign_announce(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send each volunteer her link."""
    done = _("Les messages partent. Chaque bénévole reçoit son lien une seule fois.")
    return _act(request, pk, actions.announce_campaign, done)


@require_POST
def goals_search(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the solver whom to look for."""
    done = _("Le calcul a commencé. Revenez dans quelques minutes.")
    return _act(request, pk, actions.search_goals, done)


@require_POST
def goal_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write a wanted profile."""
    person = campaigner(request)
    campaign = load_campaign(person, pk, edit=True)
    form = GoalForm(request.POST, campaign=campaign)
    if form.is_valid():
        try:
            actions.add_goal(by=person, campaign=campaign, **form.facts())
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("C'est noté."))
            return redirect("recruitment:campaign_team_show", pk=pk)
    return team_page(request, campaign, form)


@require_POST
def goal_remove(request: HttpRequest, pk: UUID, goal_pk: UUID) -> HttpResponse:
    """Look for this profile no more."""
    person = campaigner(request)
    campaign = load_campaign(person, pk, edit=True)
    goal = campaign.goals.filter(pk=goal_pk).select_related("campaign").first()
    if goal is not None:
        try:
            actions.remove_goal(by=person, goal=goal)
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
    return redirect("recruitment:campaign_team_show", pk=pk)


@require_POST
def applicant_invitation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/equipe/candidatures/<id>/invitation/``: the team notes the code that an applicant tells."""
    person = reader_of(request)
    application = load(applicants_for(person), pk)
    require_edit(person, application.space)
    form = KnownCodeForm(request.POST)
    if form.is_valid():
        sponsor = form.cleaned_data["code"]
        try:
            actions.record_invitation(
                by=person, application=application, code=sponsor.code, way=InvitationWay.STAFF
            )
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(
                request,
                _("C'est noté, de la part %(whose)s") % {"whose": wording.of(sponsor.person.short_name)},
            )
    else:
        messages.error(request, str(form.errors["code"][0]))
    return redirect("recruitment:applicant_show", pk=pk)


def _act(request: HttpRequest, pk: UUID, act: Callable[..., Campaign] | None, done: str) -> HttpResponse:
    """Do ``act`` on the campaign, say ``done`` or why not, and show its page again."""
    person = campaigner(request)
    campaign = load_campaign(person, pk, edit=True)
    if act is None:
        raise Http404
    try:
        act(by=person, campaign=campaign)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, done)
    return redirect("recruitment:campaign_team_show", pk=pk)
