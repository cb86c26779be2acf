"""Pages opened by a private link, without an account: my shift, and the answer to a question."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from mapart.agenda.enums import SessionState
from mapart.core import clock
from mapart.core.http import require_own_link
from mapart.core.refusals import Refusal, sentence
from mapart.planning import actions
from mapart.planning.enums import AskState
from mapart.planning.models import Ask, Assignment, StaffingNeed, Withdrawal
from mapart.planning.queries import (
    ask_by_secret,
    asked_to_swap,
    mates_of,
    shift_by_secret,
    shifts_after,
    withdrawal_by_secret,
)
from mapart.planning.views.places import FEW, Place, act_on_place, places_for


@login_not_required
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def shift_show(request: HttpRequest, secret: str) -> HttpResponse:
    """``/creneau/<secret>/``: where, when, with whom, whom to call; « I come », « I cannot come ».

    A message may be kept for years, or passed on: once the shift is over, its link leads to no other shift of hers.
    """
    assignment = shift_by_secret(secret)
    withdrawal = None if assignment else withdrawal_by_secret(secret)
    hers = assignment or withdrawal
    if hers is None:
        return render(request, "planning/link_unknown.html", status=404)
    require_own_link(request, hers.volunteer.person_id)
    if request.method == "POST":
        try:
            _act(request, assignment, withdrawal)
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
        return redirect("planning:shift_show", secret=secret)
    if withdrawal is not None:
        need = withdrawal.need
        context = {"need": need, "space": need.session.space, "has_room": _has_room(need)}
        return render(request, "planning/shift_given_back.html", context)
    assert assignment is not None
    need = assignment.need
    is_over = need.session.ends_at <= clock.now()
    context = {
        "assignment": assignment,
        "need": need,
        "space": need.session.space,
        "mates": mates_of(need, assignment.volunteer),
        "others": [] if is_over else list(shifts_after(assignment)),
        "asked": asked_to_swap(assignment).values(),
        "has_begun": need.session.starts_at <= clock.now(),
        "is_over": is_over,
        "is_cancelled": need.session.state == SessionState.CANCELLED,
    }
    return render(request, "planning/shift_show.html", context)


@login_not_required
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """``/reponse/<secret>/``: yes or no, with a button; other places too, until the shift it asks about begins."""
    ask = ask_by_secret(secret)
    if ask is None:
        return render(request, "planning/link_unknown.html", status=404)
    require_own_link(request, ask.volunteer.person_id)
    session = ask.need.session
    is_past = session.starts_at <= clock.now() or session.state == SessionState.CANCELLED
    if request.method == "POST" and "take" in request.POST:
        here = reverse("planning:answer", args=[secret])
        return redirect(here) if is_past else act_on_place(request, ask.volunteer, here)
    if request.method == "POST":
        try:
            actions.answer_ask(ask=ask, accept=request.POST.get("answer") == "oui")
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
        return redirect("planning:answer", secret=secret)
    need = ask.need
    held = Assignment.objects.filter(need=need, volunteer=ask.volunteer_id).first()
    context = {
        "ask": ask,
        "need": need,
        "space": need.session.space,
        "mates": mates_of(need, ask.volunteer),
        "state": AskState(ask.state).value,
        "is_past": is_past,
        "held": held,
        "is_late": ask.expires_at is not None and ask.expires_at <= clock.now(),
        "may_still_come": ask.state == AskState.DECLINED and _has_room(need),
        "others": _others(ask) if ask.state == AskState.FILLED and not is_past else [],
    }
    return render(request, "planning/answer.html", context)


def _others(ask: Ask) -> list[Place]:
    """Free places for her but the one that is taken, even when the team could use one more there."""
    return [place for place in places_for(ask.volunteer).free if place.pk != ask.need_id][:FEW]


def _act(request: HttpRequest, assignment: Assignment | None, withdrawal: Withdrawal | None) -> None:
    """What the button said; the link is the proof that it is she."""
    act = request.POST.get("act")
    if withdrawal is not None and act == "come_back":
        actions.come_back(by=withdrawal.volunteer.person, withdrawal=withdrawal)
        messages.success(request, _("C'est noté : vous venez. Merci !"))
    elif assignment is not None and act == "confirm":
        actions.confirm(by=assignment.volunteer.person, assignment=assignment)
        messages.success(request, _("C'est noté : vous venez. Merci !"))
    elif assignment is not None and act == "withdraw":
        actions.withdraw(by=assignment.volunteer.person, assignment=assignment)


def _has_room(need: StaffingNeed) -> bool:
    return StaffingNeed.objects.open().filter(pk=need.pk).exists()
