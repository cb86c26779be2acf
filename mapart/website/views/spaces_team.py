"""For the team: opening hours and closures of its spaces, with the sessions that a change would touch."""

import datetime
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mapart.agenda.enums import SessionKind
from mapart.agenda.models import Session
from mapart.agenda.queries import sessions_between
from mapart.core import clock
from mapart.core.http import load
from mapart.core.refusals import Refusal, sentence
from mapart.people.models import Person
from mapart.people.perms import Permission, may, may_somewhere, reader_of, require, spaces_where
from mapart.planning.actions import cancel_sessions
from mapart.planning.perms import may_edit as may_edit_roster
from mapart.planning.queries import people_of_sessions
from mapart.recruitment.actions import cancel_meeting
from mapart.spaces import actions, queries, rules
from mapart.spaces.models import Closure, Space
from mapart.website.space_forms import ClosureForm, HoursForm, NewSpaceForm, SureForm

WEEKS_LOOKED_AT = 13
MOST_SESSIONS = 50
_FIELD_OF = {"spaces.town_unknown": "postal_code", "spaces.slug_taken": "name"}


@require_safe
def team_spaces(request: HttpRequest) -> HttpResponse:
    """The spaces whose hours and closures she may change."""
    if not may_somewhere(request.user, Permission.EDIT_SPACE):
        raise PermissionDenied
    spaces = list(spaces_where(request.user, Permission.EDIT_SPACE).filter(is_remote=False))
    doors = queries.doors_of_all(spaces, clock.now())
    context = {
        "spaces": [(space, doors[space.pk]) for space in spaces],
        "may_open": may(request.user, Permission.EDIT_SPACE),
    }
    return render(request, "website/team/spaces.html", context)


def space_open(request: HttpRequest) -> HttpResponse:
    """A new space, opened by who answers for the whole network. The same form sent twice opens one."""
    person = reader_of(request)
    require(person, Permission.EDIT_SPACE)
    form = NewSpaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            space = actions.open_space(by=person, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(_FIELD_OF.get(refusal.code), sentence(refusal))
        else:
            messages.success(request, _("L'espace est ouvert. Écrivez ses horaires."))
            return redirect("website:team_space", space.pk)
    return render(request, "website/team/space_open.html", {"form": form})


@require_safe
def team_space(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One space: its hours in words, its closures to come."""
    space = _load(request, pk)
    return _page(
        request,
        space,
        HoursForm(space.opening_hours),
        ClosureForm(),
    )


def change_hours(request: HttpRequest, pk: UUID) -> HttpResponse:
    """New opening hours; the sessions that would fall outside them are shown first."""
    space = _load(request, pk)
    if request.method != "POST":
        return redirect("website:team_space", pk)
    form = HoursForm(space.opening_hours, request.POST)

    def touched() -> list[Session]:
        hours = form.cleaned_data["opening_hours"]
        return _sessions_left_outside(space, hours) if hours else []

    def act(by: Person) -> str:
        actions.change_opening_hours(by=by, space=space, opening_hours=form.cleaned_data["opening_hours"])
        return _("Les horaires sont changés.")

    return _act(request, space, form, touched, act) or _page(request, space, form, ClosureForm())


def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Days of closure; the sessions planned on them are shown first."""
    space = _load(request, pk)
    if request.method != "POST":
        return redirect("website:team_space", pk)
    form = ClosureForm(request.POST)

    def touched() -> list[Session]:
        return _sessions_on(space, form.cleaned_data["starts_on"], form.cleaned_data["ends_on"])

    def act(by: Person) -> str:
        dates = {name: form.cleaned_data[name] for name in ("starts_on", "ends_on", "reason")}
        actions.close_space(by=by, space=space, **dates)
        return _("La fermeture est notée. Le public la voit sur la page de l'espace.")

    hours = HoursForm(space.opening_hours)
    return _act(request, space, form, touched, act) or _page(request, space, hours, form)


@require_POST
def reopen(request: HttpRequest, pk: UUID, closure_pk: UUID) -> HttpResponse:
    """Cancel a closure. The button pressed twice does nothing more."""
    space = _load(request, pk)
    closure = Closure.objects.select_related("space").filter(pk=closure_pk, space=space).first()
    if closure is not None:
        actions.reopen(by=reader_of(request), closure=closure)
    messages.success(request, _("La fermeture est annulée. L'espace ouvre comme d'habitude."))
    return redirect("website:team_space", space.pk)


def _load(request: HttpRequest, pk: UUID) -> Space:
    """The space, for who may change it: a stranger gets 404."""
    return load(spaces_where(request.user, Permission.EDIT_SPACE).filter(is_remote=False), pk)


def _act(
    request: HttpRequest,
    space: Space,
    form: SureForm,
    touched: Callable[[], list[Session]],
    act: Callable[[Person], str],
) -> HttpResponse | None:
    """Do it, or show the sessions it touches once, or nothing when the form must be shown again."""
    if not form.is_valid():
        return None
    is_sure, wants_cancel = form.cleaned_data["sure"], form.cleaned_data["cancel"]
    person = reader_of(request)
    sessions = touched() if wants_cancel or not is_sure else []
    if sessions and not is_sure:
        keys = [session.pk for session in sessions]
        context = {
            "space": space,
            "form": form,
            "sessions": sessions[:MOST_SESSIONS],
            "count": len(sessions),
            "more": max(0, len(sessions) - MOST_SESSIONS),
            "people": people_of_sessions(keys),
            "may_cancel": may_edit_roster(person, [space]),
        }
        return render(request, "website/team/space_check.html", context)
    try:
        with transaction.atomic():
            done = act(person)
            if wants_cancel:
                _cancel(person, sessions)
                done = _("%(done)s Les séances sont annulées et chaque personne est prévenue.") % {
                    "done": done
                }
    except Refusal as refusal:
        form.add_error(None, sentence(refusal))
        return None
    messages.success(request, done)
    return redirect("website:team_space", space.pk)


def _cancel(by: Person, sessions: list[Session]) -> None:
    """Each volunteer and each person who booked is told once; applicants of a meeting are to be called again."""
    meetings = [session for session in sessions if session.kind == SessionKind.INFORMATION_MEETING]
    for meeting in meetings:
        cancel_meeting(by=by, session=meeting)
    cancel_sessions(by=by, sessions=[session for session in sessions if session not in meetings])


def _page(request: HttpRequest, space: Space, hours: HoursForm, closure: ClosureForm) -> HttpResponse:
    context = {
        "space": space,
        "hours": rules.hours_in_words(space.opening_hours),
        "hours_form": hours,
        "closure_form": closure,
        "form": closure if closure.is_bound else hours,
        "closures": list(queries.upcoming_closures(space)),
    }
    return render(request, "website/team/space.html", context)


def _sessions_on(space: Space, first: datetime.date, last: datetime.date) -> list[Session]:
    """Sessions to come between two days, both included, on the clock of the space."""
    midnight = datetime.time()
    starts_at = max(clock.at(first, midnight, space.time_zone), clock.now())
    ends_at = clock.at(last + datetime.timedelta(days=1), midnight, space.time_zone)
    return list(sessions_between([space.pk], starts_at, ends_at).order_by("starts_at"))


def _sessions_left_outside(space: Space, opening_hours: str) -> list[Session]:
    """Sessions of the next weeks that today's hours cover and these would not."""
    now = clock.now()
    planned = sessions_between([space.pk], now, now + datetime.timedelta(weeks=WEEKS_LOOKED_AT))

    def fits(hours: str, session: Session) -> bool:
        return rules.is_open_throughout(hours, session.starts_at, session.ends_at, space.time_zone)

    return [
        session
        for session in planned.order_by("starts_at")
        if fits(space.opening_hours, session) and not fits(opening_hours, session)
    ]
