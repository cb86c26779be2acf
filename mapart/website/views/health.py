"""Is my space well? One page of figures, and the people behind each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mapart.core import clock, wording
from mapart.core.http import addresses, load
from mapart.core.pages import page_number
from mapart.people.perms import Permission, require, spaces_where
from mapart.planning.models import RhythmCount
from mapart.planning.queries import (
    last_shifts,
    named_above_rhythm,
    named_without_shift,
    rhythm_count,
    still_without_shift,
)
from mapart.recruitment.enums import Step
from mapart.recruitment.queries import steps_of_space
from mapart.spaces.models import Space
from mapart.volunteering.enums import Commitment
from mapart.website.health import Health, health_of

PER_PAGE = 25
_Line = tuple[str, str, str]  # address, name, words


@require_safe
def space_health(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/equipe/espaces/<id>/sante/``."""
    health = health_of(_load(request, pk))
    board = f"{reverse('planning:board')}?espace={health.space.slug}&semaine="
    context = {
        "health": health,
        "space": health.space,
        "concerns": health.concerns(),
        "weeks": [(monday, week, board + monday.isoformat()) for monday, week in health.weeks],
        "counted": _counted(health.rhythms, health.space),
        "steps": _steps(health),
        "median": wording.lasting(health.answered.median) if health.answered else "",
        "waits": wording.lasting(clock.now() - health.to_call.oldest) if health.to_call else "",
    }
    return render(request, "website/team/health.html", context)


@require_safe
def space_health_rows(request: HttpRequest, pk: UUID, what: str) -> HttpResponse:
    """``/equipe/espaces/<id>/sante/<figure>/``: who is behind a figure; ``?etape=`` one step of the way."""
    space = _load(request, pk)
    if what not in _ROWS:
        raise Http404
    permission, rows_of = _ROWS[what]
    require(request.user, permission, space)
    behind = rows_of(request, space)
    page = page_number(request.GET.get("page"))
    # One more than is shown says that there is a next page: a long list is never counted, nor read whole.
    found = list(behind.rows[(page - 1) * PER_PAGE : page * PER_PAGE + 1])
    context = {
        "space": space,
        "behind": behind,
        "lines": behind.in_words(found[:PER_PAGE]),
        "page": page,
        "previous": page - 1,
        "next": page + 1 if len(found) > PER_PAGE else 0,
        "query": urlencode({name: request.GET[name] for name in ("etape", "passee") if name in request.GET}),
    }
    return render(request, "website/team/health_rows.html", context)


def _load(request: HttpRequest, pk: UUID) -> Space:
    """The space, for who may see its figures: a stranger gets 404."""
    return load(spaces_where(request.user, Permission.SEE_FIGURES), pk)


def _counted(rhythms: RhythmCount | None, space: Space) -> str:
    """When the figures of the night were counted: they are as old as that."""
    if rhythms is None:
        return _("La liste se compte chaque nuit. Elle sera là demain.")
    return _("Compté %(moment)s.") % {"moment": wording.moment(rhythms.counted_at, space.time_zone)}


def _steps(health: Health) -> list[dict[str, Any]]:
    """The steps of the way in words."""
    now = clock.now()
    return [
        {
            "code": one.step.value,
            "label": str(one.step.label),
            "count": one.now.count if one.now else 0,
            "waits": wording.lasting(now - one.now.oldest) if one.now and one.now.oldest < now else "",
            "median": wording.lasting(one.dwell.median) if one.dwell else "",
            "ended": one.dwell.count if one.dwell else 0,
        }
        for one in health.steps
    ]


# --- the people behind a figure ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Behind:
    """What a figure counts, in words, its rows (a slice of them is read), and how a page of rows is put in words.

    ``other``: label and address of the rows beside these.
    """

    title: str
    about: str
    rows: Any
    in_words: Callable[[list[Any]], list[_Line]]
    other: tuple[str, str] | None = None


_NAMES = ("volunteer__person__first_name", "volunteer__person__last_name")


def _without_shift(request: HttpRequest, space: Space) -> _Behind:
    address = addresses("website:volunteer")
    never, last = _("aucun créneau jusqu'ici"), _("dernier créneau : %(day)s")
    settled = _("réglé depuis ce compte")

    def in_words(rows: list[Any]) -> list[_Line]:
        keys = [pk for pk, *_names in rows]
        still = still_without_shift(space, keys)
        said = dict.fromkeys(keys, settled) | dict.fromkeys(still, never)
        for pk, at in last_shifts(still).items():
            said[pk] = last % {"day": wording.day(clock.day_of(at, space.time_zone))}
        return [(address(pk), f"{first} {name}".strip(), said[pk]) for pk, first, name in rows]

    rows = named_without_shift(space)
    return _Behind(
        _("Bénévoles sans créneau depuis 45 jours"),
        _("Aucun créneau ni aucune heure depuis 45 jours, et aucun créneau à venir. Un appel suffit souvent.")
        + f" {_counted(rhythm_count(space), space)}",
        rows.values_list("volunteer", *_NAMES),
        in_words,
    )


def _above(request: HttpRequest, space: Space) -> _Behind:
    address = addresses("website:volunteer")
    gives = _("%(given)s en 28 jours, pour %(commitment)s")

    def in_words(rows: list[Any]) -> list[_Line]:
        return [
            (
                address(volunteer),
                f"{first} {last}".strip(),
                gives % {"given": wording.duration(given), "commitment": Commitment(commitment).label},
            )
            for volunteer, first, last, given, commitment in rows
        ]

    return _Behind(
        _("Bénévoles au-dessus de leur rythme"),
        _("Les créneaux tenus depuis 28 jours, dans tous les espaces, dépassent le temps proposé.")
        + f" {_counted(rhythm_count(space), space)}",
        named_above_rhythm(space).values_list("volunteer", *_NAMES, "given", "volunteer__commitment"),
        in_words,
    )


def _at_step(request: HttpRequest, space: Space) -> _Behind:
    """Who stands at a step (``?etape=``), or at any, the longest wait first; with ``?passee=1`` who left it."""
    asked, has_left = request.GET.get("etape", ""), "passee" in request.GET
    step = Step(asked) if asked in Step.values else None
    address = addresses("recruitment:applicant_show")
    labels = {str(one): str(one.label) for one in Step}
    said = _("%(step)s, en %(time)s") if has_left else _("%(step)s, depuis %(time)s")
    now = clock.now()

    def in_words(rows: list[Any]) -> list[_Line]:
        return [
            (
                address(application),
                f"{first} {last}".strip(),
                said % {"step": labels[code], "time": wording.lasting((ended_at or now) - since)},
            )
            for application, first, last, code, since, ended_at in rows
        ]

    here = reverse("website:space_health_rows", args=[space.pk, "parcours"])
    query = f"etape={step}" if step else ""
    return _Behind(
        _("Étape : %(step)s") % {"step": step.label} if step else _("Le parcours des nouvelles personnes"),
        _("Qui a passé cette étape, en dernier d'abord.") if has_left else _("Qui est là aujourd'hui."),
        steps_of_space(space, step, has_left=has_left).values_list(
            "application",
            "application__person__first_name",
            "application__person__last_name",
            "step",
            "since",
            "ended_at",
        ),
        in_words,
        (_("Voir qui est là aujourd'hui"), f"{here}?{query}")
        if has_left
        else (_("Voir qui a passé cette étape"), f"{here}?{query}&passee=1"),
    )


_ROWS: dict[str, tuple[Permission, Callable[[HttpRequest, Space], _Behind]]] = {
    "sans-creneau": (Permission.SEE_VOLUNTEERS, _without_shift),
    "au-dessus": (Permission.SEE_VOLUNTEERS, _above),
    "parcours": (Permission.SEE_APPLICANTS, _at_step),
}
