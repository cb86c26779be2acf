"""The week of a space."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mapart.core import clock, wording
from mapart.core.http import addresses
from mapart.people.perms import reader_of
from mapart.planning.actions import extend_week
from mapart.planning.enums import RunState
from mapart.planning.forms import FAR_AHEAD
from mapart.planning.perms import load_space, may_edit
from mapart.planning.queries import Board, Shift, board_of, current_run_of, series_of
from mapart.planning.reasons import cause_sentence
from mapart.planning.rules import monday_of
from mapart.planning.views.page import (
    board_address,
    monday_of_page,
    people_address,
    space_of,
    spaces_of,
    weeks_beside,
)

HOLES_FIRST = 5  # the others stand one touch away, so that the week itself is near


@dataclass(frozen=True, slots=True)
class Hole:
    """A shift that lacks people, in words. ``about``: who cannot come, who was asked, or why nobody is found."""

    address: str
    mission: str
    when: str
    moment: str
    missing: str
    about: str


@dataclass(slots=True)
class Line:
    """A shift in words, and where it is read more about; ``missing`` is empty when enough people come."""

    address: str
    hours: str
    mission: str
    people: str
    missing: str


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """``/equipe/planning/``: holes first, then the week, as a table or day by day (``?vue=liste``)."""
    reader = reader_of(request)
    spaces = spaces_of(reader)
    space = space_of(request, spaces)
    monday = monday_of_page(request, space)
    week = board_of(space, monday)
    here = reverse("planning:board")
    run, state = current_run_of(space) or (None, "")
    is_list = _is_list(request)
    may_write, is_past = may_edit(reader, [space]), monday < monday_of(clock.today(space.time_zone))
    holes = _holes(week)
    is_unplanned = may_write and not run and bool(holes) and not week.held
    context = {
        "board": week,
        "space": space,
        "spaces": spaces,
        "holes": holes[:HOLES_FIRST],
        "more_holes": holes[HOLES_FIRST:],
        "find": _("Trouver quelqu'un") if may_write else _("Voir le créneau"),
        "is_unplanned": is_unplanned,
        "is_loud": not is_unplanned,
        "is_list": is_list,
        "has_pattern": bool(week.shifts) or series_of(space).exists(),
        **(_day_by_day(week) if is_list else _table(week)),
        "here": here,
        "may_write": may_write,
        "people": people_address(space, monday) if may_write and not (is_list or is_past) else "",
        "run": run,
        "is_ready": state == RunState.READY,
        "is_past": is_past,
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


def _is_list(request: HttpRequest) -> bool:
    """Whether to show the days one below the other: asked for, or on a phone, where seven columns do not fit."""
    asked = request.GET.get("vue", "")
    return asked == "liste" or (asked != "tableau" and "Mobi" in request.headers.get("User-Agent", ""))


def _day_by_day(week: Board) -> dict[str, Any]:
    """The days, each with its lines."""
    words = _words()
    return {"days": [(wording.day(day.date), [words(shift) for shift in day.shifts]) for day in week.days]}


def _table(week: Board) -> dict[str, Any]:
    """The dates, then for each hours of the day the missions and their lines under each date."""
    words, today = _words(), clock.today(week.space.time_zone)
    return {
        "dates": [(wording.day(date), date == today) for date in week.dates],
        "slots": [
            (
                slot.hours,
                [(row.mission, [[words(one) for one in cell] for cell in row.cells]) for row in slot.rows],
            )
            for slot in week.slots
        ],
    }


def _words() -> Callable[[Shift], Line]:
    """What puts a shift in words; every text that lines share is looked up once."""
    missing, was_missing = _("Manque %(n)s"), _("A manqué %(n)s")
    nobody, address, now = _("Personne"), addresses("planning:need_show"), clock.now()
    return lambda shift: Line(
        address(shift.pk),
        shift.hours,
        shift.mission,
        ", ".join(shift.people) or nobody,
        (missing if shift.starts_at > now else was_missing) % {"n": shift.missing} if shift.missing else "",
    )


def _holes(week: Board) -> list[Hole]:
    """The holes of the week in words; every text that they share is looked up once."""
    address = addresses("planning:need_show")

    @cache
    def when(starts_at: datetime.datetime, ends_at: datetime.datetime) -> tuple[str, str]:
        zone = week.space.time_zone
        return wording.span(starts_at, ends_at, zone), wording.moment(starts_at, zone)

    @cache
    def uncomputed(state: str) -> str:
        return cause_sentence([], state)

    return [
        Hole(
            address(shift.pk),
            shift.mission,
            *when(shift.starts_at, shift.ends_at),
            wording.missing(shift.missing),
            " ".join(_about(shift, uncomputed)),
        )
        for shift in week.holes
    ]


def _about(shift: Shift, uncomputed: Callable[[str], str]) -> list[str]:
    """Who cannot come, how many are asked, and, when nobody gave the place back, why it is empty."""
    said = [wording.cannot_come(shift.gone)] if shift.gone else []
    if shift.asked:
        asked = ngettext(
            "%(n)s personne interrogée, sans réponse.",
            "%(n)s personnes interrogées, sans réponse.",
            shift.asked,
        )
        said.append(asked % {"n": shift.asked})
    if not shift.gone:
        said.append(
            cause_sentence(shift.chain, shift.computed) if shift.chain else uncomputed(shift.computed)
        )
    return said
