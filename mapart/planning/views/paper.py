"""The roster beside the screen: a month at a glance, the week on the wall, answers given on the phone."""

import datetime
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mapart.core import clock, wording
from mapart.core.http import done_already, load, still_there
from mapart.core.refusals import Refusal, sentence
from mapart.people.models import Person
from mapart.people.perms import Permission, may, reader_of
from mapart.planning import actions
from mapart.planning.enums import AskState
from mapart.planning.models import Ask, Assignment
from mapart.planning.perms import load_need, may_edit
from mapart.planning.queries import MonthDay, answers_awaited, month_of, shifts_of_days
from mapart.planning.views.page import (
    board_address,
    date_asked,
    monday_of_page,
    space_of,
    spaces_of,
    weeks_beside,
)
from mapart.spaces.models import Space
from mapart.spaces.queries import closed_days

DAY = datetime.timedelta(days=1)
FIRST_ANSWERS = (
    40  # beside all who must be called: the others answer by themselves, or are found by their name
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the month in words: ``address`` of its week, empty when nothing is planned that day.

    ``note``: « aujourd'hui », or that the space is closed.
    """

    address: str
    day: str
    place: str
    held: str
    missing: str
    note: str


@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """``/equipe/planning/mois/``: a table by weeks; each day leads to its week."""
    spaces = spaces_of(reader_of(request))
    space = space_of(request, spaces)
    first = _month(request, clock.today(space.time_zone))
    context = {
        "space": space,
        "spaces": spaces,
        "first": first,
        "name": f"{MONTHS[first.month]} {first.year}",
        "weekdays": [label.capitalize() for label in WEEKDAYS.values()],
        "weeks": _in_words(month_of(space, first), space),
        "previous": (first - DAY).strftime("%Y-%m"),
        "next": (first + 32 * DAY).strftime("%Y-%m"),
    }
    return render(request, "planning/month.html", context)


def _in_words(weeks: list[list[MonthDay]], space: Space) -> list[list[Cell]]:
    """The weeks of a table; every text that days share is looked up once."""
    board = f"{reverse('planning:board')}?espace={space.slug}&semaine="
    held, missing = _("%(held)s sur %(places)s"), _("Manque %(n)s")
    notes = dict.fromkeys(closed_days(space, weeks[0][0].date, weeks[-1][-1].date), _("fermé"))
    notes[clock.today(space.time_zone)] = _("aujourd'hui")
    return [
        [
            Cell(
                f"{board}{day.date.isoformat()}" if day.shifts else "",
                wording.short_day(day.date),
                "" if day.is_inside else "out",
                held % {"held": day.held, "places": day.places},
                missing % {"n": day.missing} if day.missing else "",
                notes.get(day.date, ""),
            )
            for day in week
        ]
        for week in weeks
    ]


@require_safe
def week_print(request: HttpRequest) -> HttpResponse:
    """``/equipe/planning/imprimer/``: the week for the wall, on A4 or A3, without phone numbers."""
    spaces = spaces_of(reader_of(request))
    space = space_of(request, spaces)
    monday = monday_of_page(request, space)
    shifts = shifts_of_days(space, monday, 7)
    context = {
        "space": space,
        "days": [(day, list(some)) for day, some in groupby(shifts, key=lambda shift: shift.day)],
        "format": "a3" if request.GET.get("format") == "a3" else "a4",
        "back": board_address(space, monday),
        **weeks_beside(monday),
    }
    return render(request, "planning/week_print.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest) -> HttpResponse:
    """``/equipe/planning/reponses/``: one touch writes down one answer given on the phone or at the desk."""
    reader = reader_of(request)
    if request.method == "POST":
        return _write_answer(request, reader)
    spaces = spaces_of(reader)
    space = space_of(request, spaces)
    words = _words(request)
    awaited = answers_awaited(space, words)
    first = awaited if words else awaited[: max(FIRST_ANSWERS, sum(one.is_far for one in awaited))]
    context = {
        "space": space,
        "spaces": spaces,
        "words": words,
        "answers": first,
        "has_others": len(awaited) > len(first),
        "here": reverse("planning:answers"),
        "may_write": may_edit(reader, [space]),
        "may_call": may(reader, Permission.SEE_VOLUNTEERS, space),
    }
    return render(request, "planning/answers.html", context)


def _write_answer(request: HttpRequest, reader: Person) -> HttpResponse:
    """``answer`` is ``ask:<key>:oui``, or ``shift:<key>:non``."""
    kind, _sep, rest = request.POST.get("answer", "").partition(":")
    pk, _sep, said = rest.partition(":")
    joined = ("need__session__space", "need__mission", "volunteer__person")
    if kind not in ("ask", "shift") or said not in ("oui", "non"):
        raise Http404
    about: Ask | Assignment | None
    if kind == "ask":
        about = load(Ask.objects.select_related(*joined), pk)
    else:
        about = still_there(Assignment.objects.select_related(*joined), pk)
    if about is None:
        return done_already(request, request.get_full_path())  # given back, by a first press or by herself
    need = load_need(reader, about.need_id, edit=True)
    who = about.volunteer.person.short_name
    try:
        messages.success(request, f"{who} : {_do(reader, about, said == 'oui')}")
    except Refusal as refusal:
        messages.error(request, f"{who} : {sentence(refusal)}")
    asked = {"espace": need.session.space.slug} | ({"qui": words} if (words := _words(request)) else {})
    return redirect(f"{reverse('planning:answers')}?{urlencode(asked)}")


def _words(request: HttpRequest) -> str:
    """Whose answers are looked for; kept from one answer of hers to the next."""
    return request.GET.get("qui", "").strip()[:80]


def _do(reader: Person, about: Ask | Assignment, is_yes: bool) -> str:
    if isinstance(about, Ask):
        done = actions.answer_ask(by=reader, ask=about, accept=is_yes)
        return str(AskState(done.state).label)
    if is_yes:
        actions.confirm(by=reader, assignment=about)
        return _("vient")
    actions.withdraw(by=reader, assignment=about)
    return _("ne vient pas, la place est libre")


def _month(request: HttpRequest, today: datetime.date) -> datetime.date:
    return date_asked(f"{request.GET.get('mois', '')}-01") or today.replace(day=1)
