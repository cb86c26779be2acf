"""What the time of volunteers is worth in the accounts of a year, per space and mission."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mapart.core import clock
from mapart.core.refusals import Refusal, sentence
from mapart.core.sheets import writing
from mapart.people.models import Person
from mapart.people.perms import Permission, may, reader_who_may, space_keys_where
from mapart.volunteering.actions import note_valuation_taken, set_rate
from mapart.volunteering.models import HourlyRate, Mission
from mapart.volunteering.queries import hours_by_month, hours_of_year
from mapart.volunteering.rules import worth_in_cents
from mapart.website.hours_forms import RateForm

YEARS_SHOWN = 4


@dataclass(frozen=True)
class Line:
    """Hours of a mission in a space, at its rate; without a rate it is worth nothing yet.

    ``where``: the space and its city, which tell it from every other.
    """

    where: str
    city: str
    space: str
    mission: str
    minutes: int
    cents_an_hour: int | None
    source: str

    @property
    def hours(self) -> float:
        """Hours with two decimals, as the accounts add them."""
        return round(self.minutes / 60, 2)

    @property
    def cents(self) -> int:
        """What it is worth."""
        return worth_in_cents(self.minutes, self.cents_an_hour or 0)


@require_http_methods(["GET", "HEAD", "POST"])
def valuation(request: HttpRequest) -> HttpResponse:
    """``/equipe/valorisation/``: hours × rate of a year, per space; who heads the network sets the rates."""
    person = reader_who_may(request, Permission.SEE_FIGURES)
    year = _year(request.GET.get("annee", ""))
    missions = list(Mission.objects.all())
    may_set = may(person, Permission.SET_RATES)
    form = RateForm(missions, request.POST or None)
    if request.method == "POST":
        if not may_set:
            raise PermissionDenied
        if form.is_valid() and _set(request, person, year, form, missions):
            return redirect(f"{request.path}?annee={year}")
    lines = _lines(person, year)
    spaces: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        spaces[line.where].append(line)
    today = clock.today()
    this_year = today.year
    context = {
        "form": form,
        "may_set": may_set,
        "year": year,
        "until": today if year == this_year else None,
        "years": range(this_year, this_year - YEARS_SHOWN, -1),
        "spaces": [(space, rows, *_totals(rows)) for space, rows in spaces.items()],
        "total": _totals(lines),
        "without_rate": any(line.cents_an_hour is None for line in lines),
        "rates": list(HourlyRate.objects.filter(year=year).select_related("mission")),
    }
    return render(request, "website/hours/valuation.html", context)


@require_POST
def valuation_export(request: HttpRequest) -> HttpResponse:
    """The same as a CSV for the accountant; ``mois``: volunteers and hours month by month, for a report."""
    person = reader_who_may(request, Permission.SEE_FIGURES)
    year = _year(request.POST.get("annee", ""))
    is_by_month = "mois" in request.POST
    titles, rows = _by_month(person, year) if is_by_month else _for_accounts(person, year)
    note_valuation_taken(by=person, year=year, rows=len(rows))
    response = HttpResponse(writing.as_csv(titles, rows), content_type=writing.CSV_TYPE)
    name = f"heures-par-mois-{year}" if is_by_month else f"valorisation-{year}"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _for_accounts(person: Person, year: int) -> tuple[list[str], list[list[writing.Cell]]]:
    titles = [
        _("année"),
        _("ville"),
        _("espace"),
        _("mission"),
        _("heures"),
        _("taux horaire"),
        _("montant"),
        _("source du taux"),
    ]
    rows: list[list[writing.Cell]] = [
        [
            year,
            line.city,
            line.space,
            line.mission,
            line.hours,
            (line.cents_an_hour or 0) / 100,
            line.cents / 100,
            line.source,
        ]
        for line in _lines(person, year)
    ]
    return titles, rows


def _by_month(person: Person, year: int) -> tuple[list[str], list[list[writing.Cell]]]:
    """A person who gives in two spaces in one month is counted in both: the lines do not add up to people."""
    titles = [_("année"), _("mois"), _("ville"), _("espace"), _("bénévoles"), _("heures")]
    rows: list[list[writing.Cell]] = [
        [
            year,
            one.month,
            one.space.city if one.space else "",
            one.space.name if one.space else str(_("sans espace")),
            one.volunteers,
            round(one.minutes / 60, 2),
        ]
        for one in hours_by_month(year, space_keys_where(person, Permission.SEE_FIGURES))
    ]
    return titles, rows


def _year(text: str) -> int:
    """The year asked for, this one without."""
    return int(text) if text.isdecimal() and len(text) == 4 and text > "1900" else clock.today().year


def _lines(person: Person, year: int) -> list[Line]:
    """Two queries whatever the number of spaces."""
    rates: dict[UUID | None, HourlyRate] = {
        rate.mission_id: rate for rate in HourlyRate.objects.filter(year=year)
    }
    found = []
    for row in hours_of_year(year, space_keys_where(person, Permission.SEE_FIGURES)):
        rate = rates.get(row["mission_id"]) or rates.get(None)
        space, nowhere = row["space"], str(_("sans espace"))
        found.append(
            Line(
                space.in_city if space else nowhere,
                space.city if space else "",
                space.name if space else nowhere,
                row["mission"] or str(_("sans mission")),
                row["minutes"],
                rate.cents if rate else None,
                rate.source if rate else "",
            )
        )
    return found


def _totals(lines: list[Line]) -> tuple[int, int]:
    """Minutes and cents, the cents being those of the lines: the sum of what is read."""
    return sum(line.minutes for line in lines), sum(line.cents for line in lines)


def _set(request: HttpRequest, by: Person, year: int, form: RateForm, missions: list[Mission]) -> bool:
    values: dict[str, Any] = form.cleaned_data
    mission = next((one for one in missions if str(one.pk) == values["mission"]), None)
    try:
        set_rate(by=by, year=year, mission=mission, cents=int(values["euros"] * 100), source=values["source"])
    except Refusal as refusal:
        form.add_error("source", sentence(refusal))
        return False
    messages.success(request, _("Le taux est enregistré."))
    return True
