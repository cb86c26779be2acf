"""The weekly pattern of a space."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from mapart.agenda.enums import SessionKind
from mapart.core import wording
from mapart.core.enums import Weekday
from mapart.core.http import done_already
from mapart.core.refusals import Refusal, sentence
from mapart.people.perms import reader_of
from mapart.planning import actions
from mapart.planning.forms import NumbersForm, WeekLineForm
from mapart.planning.models import StaffingPattern
from mapart.planning.perms import load_series, may_edit
from mapart.planning.queries import SeriesOfWeek, impact_of, pattern_of
from mapart.planning.views.page import space_of, spaces_of
from mapart.spaces.models import Space


@dataclass(frozen=True)
class WeekLine:
    """A series of the week in words. ``people``: key of the line, mission, how many."""

    pk: UUID
    hours: str
    name: str
    rhythm: str
    about: str
    people: list[tuple[UUID, str, str]]


@require_safe
def pattern(request: HttpRequest) -> HttpResponse:
    """``/equipe/planning/modele/``: what every week looks like."""
    reader = reader_of(request)
    spaces = spaces_of(reader)
    space = space_of(request, spaces)
    context = {
        "space": space,
        "spaces": spaces,
        "days": _days(pattern_of(space)),
        "here": reverse("planning:pattern"),
        "may_write": may_edit(reader, [space]),
    }
    return render(request, "planning/pattern.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pattern_add(request: HttpRequest) -> HttpResponse:
    """``/equipe/planning/modele/ajouter/``: a line in six answers."""
    reader = reader_of(request)
    space = space_of(request, spaces_of(reader))
    form = WeekLineForm(request.POST or None)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("mission", "weekday", "starts_at", "ends_at")}
        try:
            actions.add_to_week(by=reader, key=form.attempt, space=space, numbers=form.numbers(), **values)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("La ligne est ajoutée. Les séances à venir sont créées."))
            return redirect(_address(space))
    return render(request, "planning/pattern_add.html", {"form": form, "space": space})


@require_http_methods(["GET", "HEAD", "POST"])
def pattern_change(request: HttpRequest, pk: UUID, pattern_pk: UUID) -> HttpResponse:
    """``/equipe/planning/modele/<series>/<pattern>/``: change the numbers, after reading who is touched."""
    reader = reader_of(request)
    series = load_series(reader, pk)
    line = StaffingPattern.objects.select_related("mission", "series__space").filter(pk=pattern_pk).first()
    if line is None and request.method == "POST":
        return done_already(request, _address(series.space))
    if line is None or line.series_id != series.pk:
        raise Http404
    initial = {"minimum": line.minimum, "ideal": line.ideal, "maximum": line.maximum}
    form = NumbersForm(request.POST or None, initial=initial)
    if request.method == "POST" and "drop" in request.POST:
        actions.drop_pattern(by=reader, pattern=line)
        messages.success(request, _("La mission est retirée de cette séance."))
        return redirect(_address(series.space))
    is_checked = False
    if form.is_valid():
        is_checked = "confirmed" not in request.POST
        try:
            if not is_checked:
                actions.set_pattern(by=reader, series=series, mission=line.mission, numbers=form.numbers())
                messages.success(request, _("Le modèle est changé."))
                return redirect(_address(series.space))
            if not form.numbers().are_in_order:
                raise Refusal("planning.numbers_out_of_order")
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
            is_checked = False
    context = {
        "form": form,
        "line": line,
        "series": series,
        "space": series.space,
        "impact": impact_of(series, line.mission),
        "is_checked": is_checked,
    }
    return render(request, "planning/pattern_change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def series_stop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/equipe/planning/modele/<series>/arreter/``: cancel what is to come, after reading who is told."""
    reader = reader_of(request)
    series = load_series(reader, pk)
    if request.method == "POST":
        count = actions.stop_series(by=reader, series=series)
        done = ngettext("%(count)s séance annulée.", "%(count)s séances annulées.", count) % {"count": count}
        messages.success(request, done)
        return redirect(_address(series.space))
    context = {"series": series, "space": series.space, "impact": impact_of(series)}
    return render(request, "planning/series_stop.html", context)


def _days(week: list[SeriesOfWeek]) -> list[tuple[str, list[WeekLine]]]:
    """Days and their series; every text that lines share is looked up once."""
    numbers, rhythm = _("au moins %(minimum)s, au mieux %(ideal)s"), _("toutes les %(n)s semaines")
    kinds = {one.kind: str(SessionKind(one.kind).label) for one in week}
    days = []
    for number, series in groupby(week, attrgetter("weekday")):
        day = str(Weekday(number).label)
        lines = [
            WeekLine(
                pk=one.pk,
                hours=f"{wording.hour(one.starts_at)} – {wording.hour(one.ends_at)}",
                name=one.title or kinds[one.kind],
                rhythm=rhythm % {"n": one.every_weeks} if one.every_weeks > 1 else "",
                about=f"{day} {wording.hour(one.starts_at)}, {one.title or kinds[one.kind]}",
                people=[
                    (line.pk, line.mission, numbers % {"minimum": line.minimum, "ideal": line.ideal})
                    for line in one.lines
                ],
            )
            for one in series
        ]
        days.append((capfirst(day), lines))
    return days


def _address(space: Space) -> str:
    return f"{reverse('planning:pattern')}?espace={space.slug}"
