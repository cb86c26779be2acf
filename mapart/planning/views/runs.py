"""Proposals: asked with one button, followed, read, corrected, published."""

import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mapart.core import clock
from mapart.core.http import load
from mapart.core.jobs.models import WorkerBeat
from mapart.core.refusals import Refusal, sentence
from mapart.people.models import Person
from mapart.people.perms import Permission, reader_of, refuse_without_space
from mapart.planning import actions, bridge
from mapart.planning.enums import RunState
from mapart.planning.forms import PlanForm
from mapart.planning.models import PlanRun, ProposedAssignment, StaffingNeed
from mapart.planning.perms import load_run, may_edit, spaces_planned_by
from mapart.planning.queries import current_runs, names_of, needs_of_holes, shifts_of_run
from mapart.planning.reasons import broken_sentence, hole_sentence, idle_sentence, why_sentences
from mapart.planning.rules import monday_of, weeks_between
from mapart.planning.views.needs import broken_in_words, people_named
from mapart.planning.views.page import board_address, date_asked, monday_of_need, monday_of_page, space_of
from mapart.volunteering.models import Volunteer

WEEKS_PROPOSED = 4
HOLES_SHOWN = 30
# A worker says that it lives every few seconds; after this long without a word there is none.
SILENCE = datetime.timedelta(minutes=2)


@require_http_methods(["GET", "HEAD", "POST"])
def run_new(request: HttpRequest) -> HttpResponse:
    """``/equipe/planning/proposer/``: one button; spaces and weeks may be changed first."""
    reader = reader_of(request)
    spaces = spaces_planned_by(reader).filter(is_open=True)
    if not spaces.exists():
        refuse_without_space(reader, Permission.EDIT_ROSTER)
        raise PermissionDenied
    asked = _week_asked(request)
    form = PlanForm(request.POST or None, spaces=spaces, first=asked, initial=_usual(spaces, asked))
    if form.is_valid():
        values = form.cleaned_data
        try:
            run = actions.ask_plan(
                by=reader,
                spaces=list(values["spaces"]),
                starts_on=values["starts_on"],
                weeks=values["weeks"],
            )
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            return redirect("planning:run_show", pk=run.pk)
    return render(request, "planning/run_new.html", {"form": form, "runs": list(current_runs(spaces))})


@require_safe
def run_show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/equipe/planning/propositions/<id>/``: how far it is, then what it proposes."""
    reader = reader_of(request)
    run = load_run(reader, pk)
    spaces = list(run.spaces.all())
    context: dict[str, Any] = {
        "run": run,
        "spaces": spaces,
        "may_write": may_edit(reader, spaces),
        "last_day": run.ends_on - datetime.timedelta(days=1),
    }
    if run.state in (RunState.ASKED, RunState.COMPUTING):
        has_worker = WorkerBeat.objects.filter(seen_at__gt=clock.now() - SILENCE).exists()
        return render(request, "planning/run_progress.html", context | {"has_worker": has_worker})
    if run.state in (RunState.FAILED, RunState.DROPPED):
        return render(request, "planning/run_ended.html", context)
    return render(request, "planning/run_show.html", context | _result(request, run))


@require_POST
def run_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the proposal up."""
    return _do(request, pk, "drop")


@require_POST
def run_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Compute again, the fixed lines kept."""
    return _do(request, pk, "again")


@require_http_methods(["GET", "HEAD", "POST"])
def run_publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/equipe/planning/propositions/<id>/publier/``: how many people are told, then publish."""
    reader = reader_of(request)
    run = load_run(reader, pk, edit=True)
    spaces = list(run.spaces.all())
    if request.method == "POST":
        try:
            run = actions.publish_run(by=reader, run=run, leave_out="leave_out" in request.POST)
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
            return redirect("planning:run_publish", pk=pk)
        messages.success(request, _published(run))
        return redirect("planning:run_show", pk=pk)
    if run.state != RunState.READY:
        return redirect("planning:run_show", pk=pk)
    publication = bridge.publication_of(run, spaces)
    lines = ProposedAssignment.objects.filter(run=run).select_related(
        "need__session__space", "need__mission", "volunteer__person"
    )
    left_out = [
        (line, broken_sentence(publication.left_out[line.need_id, line.volunteer_id]))
        for line in lines
        if (line.need_id, line.volunteer_id) in publication.left_out
    ]
    context = {
        "run": run,
        "spaces": spaces,
        "publication": publication,
        "told": len(publication.told),
        "left_out": left_out,
        "missing": run.report.get("minimum", [0, 0])[1] - run.report.get("minimum", [0, 0])[0],
    }
    return render(request, "planning/run_publish.html", context)


@require_POST
def line_change(request: HttpRequest, pk: UUID, line_pk: UUID) -> HttpResponse:
    """Fix a line, let it go, or take it out."""
    reader = reader_of(request)
    run = load_run(reader, pk, edit=True)
    rows = run.lines.select_related("run", "need__session__space", "volunteer__person")
    line = rows.filter(pk=line_pk).first()
    try:
        if line is None:
            raise Refusal("planning.line_gone")
        acts = {"fix": actions.fix_line, "unfix": actions.unfix_line, "remove": actions.remove_line}
        acts.get(request.POST.get("act", ""), actions.fix_line)(by=reader, line=line)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    if line is None:
        return redirect("planning:run_show", pk=pk)
    return redirect(_week_address(run, line.need))


@require_http_methods(["GET", "HEAD", "POST"])
def line_add(request: HttpRequest, pk: UUID, need_pk: UUID) -> HttpResponse:
    """``…/propositions/<id>/ajouter/<besoin>/``: put somebody on a shift of the proposal."""
    reader = reader_of(request)
    run = load_run(reader, pk, edit=True)
    needs = StaffingNeed.objects.filter(session__space__in=run.spaces.all())
    need = load(needs.select_related("session__space", "mission"), need_pk)
    words = request.GET.get("qui", "")
    context = {"run": run, "need": need, "space": need.session.space, "words": words}
    if request.method == "POST":
        volunteer = load(Volunteer.objects.select_related("person"), request.POST.get("volunteer", ""))
        try:
            actions.add_line(
                by=reader, run=run, need=need, volunteer=volunteer, knowingly="knowingly" in request.POST
            )
        except Refusal as refusal:
            if refusal.code == "planning.rules_broken":
                broken = broken_in_words(refusal.facts["broken"])
                page = context | {"volunteer": volunteer, "broken": broken}
                return render(request, "planning/line_confirm.html", page, status=409)
            messages.error(request, sentence(refusal))
            return redirect("planning:line_add", pk=pk, need_pk=need_pk)
        return redirect(_week_address(run, need))
    found = people_named(need.session.space_id, words) if words.strip() else []
    return render(request, "planning/line_add.html", context | {"found": found})


def _week_asked(request: HttpRequest) -> datetime.date | None:
    """The Monday of ``?semaine=``, where the reader comes from, when it is to come."""
    day = date_asked(request.GET.get("semaine", ""))
    return monday_of(day) if day is not None and monday_of(day) > monday_of(clock.today()) else None


def _usual(spaces: Any, asked: datetime.date | None) -> dict[str, Any]:
    """What most people want: four weeks of all their spaces, from the week they look at or from the next one."""
    next_monday = monday_of(clock.today()) + datetime.timedelta(weeks=1)
    return {
        "spaces": [space.pk for space in spaces],
        "starts_on": (asked or next_monday).isoformat(),
        "weeks": WEEKS_PROPOSED,
    }


def _do(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    reader: Person = reader_of(request)
    run = load_run(reader, pk, edit=True)
    try:
        if act == "drop":
            actions.drop_run(by=reader, run=run)
        else:
            actions.recompute(by=reader, run=run)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return redirect("planning:run_show", pk=pk)


def _published(run: PlanRun) -> str:
    told = run.report["published"]["told"]
    return ngettext(
        "Le planning est publié. %(count)s personne est prévenue.",
        "Le planning est publié. %(count)s personnes sont prévenues.",
        told,
    ) % {"count": told}


def _week_address(run: PlanRun, need: StaffingNeed) -> str:
    page, monday = redirect("planning:run_show", pk=run.pk).url, monday_of_need(need)
    return f"{page}?espace={need.session.space.slug}&semaine={monday.isoformat()}#b-{need.pk}"


def _result(request: HttpRequest, run: PlanRun) -> dict[str, Any]:
    """The report in words, and one week of one space, line by line."""
    spaces = list(run.spaces.all())
    space = space_of(request, spaces)
    monday = monday_of_page(request, space)
    weeks = weeks_between(run.starts_on, run.weeks)
    if monday not in weeks:
        monday = weeks[0]
    report = run.report
    shifts = shifts_of_run(run, space, monday)
    chains = {hole["need"]: hole["chain"] for hole in report.get("holes", [])}
    names = names_of([who for _, who in report.get("went", [])] + [who for who, _ in report.get("idle", [])])
    return {
        "space": space,
        "monday": monday,
        "weeks": weeks,
        "shifts": [
            (
                shift,
                hole_sentence(chains[str(shift.need.pk)]) if str(shift.need.pk) in chains else "",
                [(line, why_sentences(line.why, line.origin)) for line in shift.lines],
            )
            for shift in shifts
        ],
        "holes": [
            (need, missing, hole_sentence(chain))
            for need, missing, chain in needs_of_holes(report.get("holes", [])[:HOLES_SHOWN])
        ],
        "more_holes": max(0, len(report.get("holes", [])) - HOLES_SHOWN),
        "idle": [(names.get(who, ""), idle_sentence(code)) for who, code in report.get("idle", [])],
        "board": board_address(space, monday),
        "is_ready": run.state == RunState.READY,
        **_figures(report),
    }


def _figures(report: dict[str, Any]) -> dict[str, Any]:
    """Counts of a report under the names that the page uses."""
    minimum, ideal = report.get("minimum", [0, 0]), report.get("ideal", [0, 0])
    openings = report.get("openings", [0, 0])
    return {
        "filled": minimum[0],
        "places": minimum[1],
        "missing": minimum[1] - minimum[0],
        "percent": 100 * minimum[0] // minimum[1] if minimum[1] else 100,
        "ideal_filled": ideal[0],
        "ideal_places": ideal[1],
        "opened": openings[0],
        "sessions": openings[1],
        "gap": report.get("gap_places"),
        "changes": {name: report.get(name, 0) for name in ("kept", "new", "moved", "dropped")},
        "told": report.get("published", {}),
    }
