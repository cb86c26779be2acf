"""Moving somebody in the week: choose the place or the person, read which rule would break, confirm."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mapart.core import clock, wording
from mapart.core.http import load
from mapart.core.refusals import Refusal, sentence
from mapart.people.perms import reader_of
from mapart.planning import actions, bridge, queries
from mapart.planning.models import Assignment, StaffingNeed
from mapart.planning.perms import load_need, may_edit, spaces_planned_by
from mapart.planning.reasons import forbidden_sentence, reason_sentence
from mapart.planning.rules import NEVER_BROKEN, monday_of
from mapart.planning.views.needs import BEST, broken_in_words, people_named
from mapart.planning.views.page import monday_of_need, monday_of_page, space_of, spaces_of, week_of_need
from mapart.spaces.models import Space
from mapart.volunteering.models import Volunteer

WEEKS_AHEAD = 9


@dataclass(frozen=True)
class Place:
    """A place she could take, in words. ``rules``: names of those that would break; ``why_not``: she cannot at all."""

    pk: UUID
    when: str
    mission: str
    missing: str
    rules: list[str]
    why_not: str


@require_http_methods(["GET", "HEAD", "POST"])
def shift_move(request: HttpRequest, pk: UUID, volunteer_pk: UUID) -> HttpResponse:
    """``/equipe/planning/besoins/<id>/deplacer/<id>/``: where to, or to whom; ``?vers=<id>``: to this place, sure?

    ``?espace=`` and ``?semaine=`` show the places of another space that the reader plans, or of another week.
    """
    reader = reader_of(request)
    need = load_need(reader, pk, edit=True)
    if request.method == "POST":
        return _move(request, need, load(_volunteers(), volunteer_pk))
    held = Assignment.objects.filter(need=need, volunteer=volunteer_pk).select_related(
        "volunteer__person", "volunteer__home_space"
    )
    one = held.first()
    if one is None:
        messages.warning(request, sentence(Refusal("planning.move_gone")))
        return redirect(week_of_need(need))
    if need.session.starts_at <= clock.now():
        messages.error(request, sentence(Refusal("planning.shift_past")))
        return redirect("planning:need_show", pk=pk)
    if "vers" in request.GET:
        place = load_need(reader, load(StaffingNeed, request.GET["vers"]).pk, edit=True)
        broken = bridge.broken_by_moves([(need.pk, one.volunteer_id)], [(place.pk, one.volunteer_id)])
        return _confirm(request, need, one.volunteer, place, broken)
    return render(request, "planning/shift_move.html", _choices(request, need, one.volunteer))


@require_safe
def people_to_move(request: HttpRequest) -> JsonResponse:
    """``/equipe/planning/a-deplacer/?espace=&semaine=``: for the script of the week, who can be dragged from where."""
    reader = reader_of(request)
    space = space_of(request, spaces_of(reader))
    if not may_edit(reader, [space]):
        raise PermissionDenied
    people = queries.people_to_move(space, monday_of_page(request, space))
    return JsonResponse({str(need): there for need, there in people.items()})


def _volunteers() -> Any:
    return Volunteer.objects.select_related("person", "home_space")


def _move(request: HttpRequest, need: StaffingNeed, volunteer: Volunteer) -> HttpResponse:
    """Do it, or name the rules that would break and ask again; what another person changed meanwhile is said."""
    to: StaffingNeed | Volunteer
    if "volunteer" in request.POST:
        to = load(_volunteers(), request.POST["volunteer"])
    else:
        to = load_need(reader_of(request), load(StaffingNeed, request.POST.get("need", "")).pk, edit=True)
    try:
        made = actions.move_assignment(
            by=reader_of(request),
            need=need,
            volunteer=volunteer,
            to=to,
            knowingly="knowingly" in request.POST,
        )
    except Refusal as refusal:
        if refusal.code == "planning.rules_broken":
            return _confirm(request, need, volunteer, to, refusal.facts["broken"], status=409)
        messages.error(request, sentence(refusal))
        if refusal.code == "planning.move_gone":
            return redirect(week_of_need(need))
        return redirect("planning:shift_move", pk=need.pk, volunteer_pk=volunteer.pk)
    session = made.need.session
    done = _("C'est fait : %(who)s, %(when)s, %(mission)s. Un message part.") % {
        "who": made.volunteer.person.short_name,
        "when": wording.moment(session.starts_at, session.space.time_zone),
        "mission": made.need.mission.title,
    }
    messages.success(request, done)
    return redirect(week_of_need(made.need))


def _confirm(
    request: HttpRequest,
    need: StaffingNeed,
    volunteer: Volunteer,
    to: StaffingNeed | Volunteer,
    broken: list[bridge.Broken],
    status: int = 200,
) -> HttpResponse:
    """What would change, each rule that would break by its name, and the button; none when a rule forbids it."""
    is_place = isinstance(to, StaffingNeed)
    never = [one.code for one in broken if one.code in NEVER_BROKEN]
    context = {
        "need": need,
        "space": need.session.space,
        "volunteer": volunteer,
        "place": to if is_place else need,
        "taker": volunteer if is_place else to,
        "field": "need" if is_place else "volunteer",
        "to": to,
        "broken": broken_in_words(broken),
        "why_not": forbidden_sentence(never[0]) if never else "",
    }
    return render(request, "planning/shift_move_confirm.html", context, status=status)


def _choices(request: HttpRequest, need: StaffingNeed, volunteer: Volunteer) -> dict[str, Any]:
    words = request.GET.get("qui", "")
    space = need.session.space
    spaces = list(dict.fromkeys([space, *spaces_planned_by(reader_of(request)).filter(is_open=True)]))
    there = space_of(request, spaces)
    this_monday = monday_of_need(need)
    monday = monday_of_page(request, there) if "semaine" in request.GET else this_monday
    places = queries.places_of_week(there, monday, without=need)
    broken = bridge.broken_by_each((need.pk, volunteer.pk), [place.pk for place in places])
    in_words = [_place(place, broken[place.pk], there.time_zone) for place in places]
    best = bridge.best_replacements(need, BEST, without=volunteer)
    return {
        "need": need,
        "space": space,
        "volunteer": volunteer,
        "there": there,
        "asked": (there, monday) != (space, this_monday),
        "monday": monday,
        "spaces": spaces,
        "places_count": len(places),
        "mondays": _mondays(there, monday),
        "fitting": [one for one in in_words if not one.rules],
        "others": [one for one in in_words if one.rules],
        "candidates": [
            (one.volunteer, [said for reason in one.reasons if (said := reason_sentence(reason))])
            for one in best
        ],
        "found": [one for one in people_named(space.pk, words) if one.pk != volunteer.pk]
        if words.strip()
        else [],
        "words": words,
        "board": week_of_need(need),
    }


def _mondays(space: Space, shown: datetime.date) -> list[datetime.date]:
    """The weeks one may choose: those to come, and the one that is shown."""
    first = monday_of(clock.today(space.time_zone))
    return sorted({shown, *(first + datetime.timedelta(weeks=number) for number in range(WEEKS_AHEAD))})


def _place(need: StaffingNeed, broken: list[bridge.Broken], time_zone: str) -> Place:
    never = [one.code for one in broken if one.code in NEVER_BROKEN]
    session = need.session
    return Place(
        pk=need.pk,
        when=wording.span(session.starts_at, session.ends_at, time_zone),
        mission=need.mission.title,
        missing=wording.missing(max(0, need.minimum - need.filled)),
        rules=list(dict.fromkeys(name for name, _sentence in broken_in_words(broken))),
        why_not=forbidden_sentence(never[0]) if never else "",
    )
