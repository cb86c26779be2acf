"""The week of a space."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mapart.core import clock
from mapart.planning.actions import extend_week
from mapart.planning.enums import RunState
from mapart.planning.forms import FAR_AHEAD
from mapart.planning.perms import load_space, may_edit
from mapart.planning.queries import board_of, current_runs
from mapart.planning.reasons import cause_sentence
from mapart.planning.rules import monday_of
from mapart.planning.views.page import (
    board_address,
    monday_of_page,
    reader_of,
    space_of,
    spaces_of,
    weeks_beside,
)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """``/equipe/planning/``: holes first, then the week day by day."""
    reader = reader_of(request)
    spaces = spaces_of(reader)
    space = space_of(request, spaces)
    monday = monday_of_page(request, space)
    week = board_of(space, monday)
    holes = [(shift, cause_sentence(shift.chain, shift.computed)) for shift in week.holes]
    context = {
        "board": week,
        "space": space,
        "spaces": spaces,
        "holes": holes,
        "nobody": _("Personne"),
        "need_address": f"{reverse('planning:board')}besoins/",
        "may_write": may_edit(reader, [space]),
        "run": current_runs([space]).prefetch_related(None).select_related(None).first(),
        "ready": RunState.READY,
        "is_past": monday < monday_of(clock.today(space.time_zone)),
        **weeks_beside(monday),
    }
    return render(request, "planning/board.html", context)


@require_POST
def week_extend(request: HttpRequest) -> HttpResponse:
    """Make the coming weeks of a space from its pattern."""
    reader = reader_of(request)
    space = load_space(reader, request.POST.get("space", ""), edit=True)
    made = extend_week(by=reader, space=space, until=clock.today(space.time_zone) + FAR_AHEAD)
    if made:
        done = ngettext("%(count)s séance créée.", "%(count)s séances créées.", made) % {"count": made}
        messages.success(request, done)
    else:
        messages.info(request, _("Toutes les semaines à venir sont déjà prêtes."))
    return redirect(board_address(space, monday_of(clock.today(space.time_zone))))
