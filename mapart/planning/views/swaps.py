"""Swaps between volunteers, by private links: choose a colleague, answer one."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from mapart.core import clock, wording
from mapart.core.http import load, require_own_link
from mapart.core.refusals import Refusal, sentence
from mapart.planning import actions, bridge
from mapart.planning.enums import SwapState
from mapart.planning.models import Assignment, StaffingNeed
from mapart.planning.queries import asked_to_swap, mates_of, shift_by_secret, shifts_to_swap, swap_by_secret
from mapart.volunteering.models import Volunteer

COLLEAGUES = 8
LOOKED_AT = 24


@dataclass(frozen=True)
class Colleague:
    """Somebody who may be asked by name, and a shift of hers to take in return, in words; empty when none fits.

    ``is_asked``: she has the question and has not answered.
    """

    pk: UUID
    name: str
    in_return: UUID | None
    when: str
    is_asked: bool


@login_not_required
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def swap_ask(request: HttpRequest, secret: str) -> HttpResponse:
    """``/creneau/<secret>/echanger/``: colleagues who could take this shift, each with one button."""
    assignment = shift_by_secret(secret)
    if assignment is None:
        return render(request, "planning/link_unknown.html", status=404)
    require_own_link(request, assignment.volunteer.person_id)
    need = assignment.need
    if request.method == "POST":
        return _ask(request, assignment)
    is_past = need.session.starts_at <= clock.now()
    context = {
        "assignment": assignment,
        "need": need,
        "space": need.session.space,
        "is_past": is_past,
        "colleagues": [] if is_past else _colleagues(assignment),
    }
    return render(request, "planning/swap_ask.html", context)


@login_not_required
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def swap_answer(request: HttpRequest, secret: str) -> HttpResponse:
    """``/echange/<secret>/``: yes or no, with a button."""
    swap = swap_by_secret(secret)
    if swap is None:
        return render(request, "planning/link_unknown.html", status=404)
    require_own_link(request, swap.colleague.person_id)
    if request.method == "POST":
        try:
            actions.answer_swap(swap=swap, accept=request.POST.get("answer") == "oui")
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
        return redirect("planning:swap_answer", secret=secret)
    need = swap.need
    context = {
        "swap": swap,
        "need": need,
        "space": need.session.space,
        "mates": mates_of(need, swap.colleague, swap.volunteer),
        "state": SwapState(swap.state).value,
        "is_past": need.session.starts_at <= clock.now(),
        "held": Assignment.objects.filter(need=need, volunteer=swap.colleague_id).first(),
    }
    return render(request, "planning/swap_answer.html", context)


def _ask(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    pk, _sep, in_return = request.POST.get("ask", "").partition(":")
    colleague = load(Volunteer.objects.select_related("person"), pk)
    needs = StaffingNeed.objects.select_related("session__space", "mission")
    try:
        actions.ask_swap(
            by=assignment.volunteer.person,
            assignment=assignment,
            colleague=colleague,
            in_return=load(needs, in_return) if in_return else None,
        )
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("planning:swap_ask", secret=assignment.secret)
    messages.success(
        request,
        _("Question posée à %(who)s : sans réponse, vous tenez toujours ce créneau.")
        % {"who": colleague.person.short_name},
    )
    return redirect("planning:shift_show", secret=assignment.secret)


def _colleagues(assignment: Assignment) -> list[Colleague]:
    """Who could take this shift without breaking a rule, then who could swap hers for it."""
    best = bridge.best_replacements(assignment.need, COLLEAGUES, without=assignment.volunteer)
    swaps = bridge.possible_swaps(assignment, list(shifts_to_swap(assignment)[:LOOKED_AT]))
    asked = asked_to_swap(assignment)
    return [
        *(
            Colleague(one.volunteer.pk, one.volunteer.person.short_name, None, "", one.volunteer.pk in asked)
            for one in best
        ),
        *(_in_return(one, one.volunteer_id in asked) for one in swaps[:COLLEAGUES]),
    ]


def _in_return(hers: Assignment, is_asked: bool) -> Colleague:
    session = hers.need.session
    when = wording.moment(session.starts_at, session.space.time_zone)
    return Colleague(hers.volunteer_id, hers.volunteer.person.short_name, hers.need_id, when, is_asked)
