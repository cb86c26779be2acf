"""Is my space well? One page of figures, and the people behind each of them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mapart.core import clock, wording
from mapart.core.http import addresses, load
from mapart.people.perms import Permission, require, spaces_where
from mapart.planning.queries import volunteers_above_rhythm, volunteers_without_shift
from mapart.recruitment.enums import Step
from mapart.recruitment.models import PathStep
from mapart.spaces.models import Space
from mapart.volunteering.enums import Commitment
from mapart.website.health import Health, health_of

PER_PAGE = 50


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
    title, about, rows = rows_of(request, space)
    context = {
        "space": space,
        "title": title,
        "about": about,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "website/team/health_rows.html", context)


def _load(request: HttpRequest, pk: UUID) -> Space:
    """The space, for who may see its figures: a stranger gets 404."""
    return load(spaces_where(request.user, Permission.SEE_FIGURES), pk)


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


# --- the people behind a figure: a title, what it counts, and lines (address, name, words) ---------------------------
_Rows = tuple[str, str, Any]


class _Lines:
    """Rows put in words one page at a time, so that a long list is never read whole."""

    def __init__(self, rows: Any, in_words: Callable[[Any], tuple[str, str, str]]) -> None:
        self._rows, self._in_words = rows, in_words

    def count(self) -> int:
        """How many there are."""
        return len(self._rows) if isinstance(self._rows, list) else int(self._rows.count())

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[tuple[str, str, str]]:
        return [self._in_words(row) for row in self._rows[part]]


def _without_shift(request: HttpRequest, space: Space) -> _Rows:
    address = addresses("website:volunteer")
    never, last = _("aucun créneau jusqu'ici"), _("dernier créneau : %(day)s")

    def in_words(row: Any) -> tuple[str, str, str]:
        pk, first_name, last_name, last_at = row
        day = wording.day(clock.day_of(last_at, space.time_zone)) if last_at else ""
        return address(pk), f"{first_name} {last_name}".strip(), last % {"day": day} if day else never

    found: Any = volunteers_without_shift(space)
    rows = found.values_list("pk", "person__first_name", "person__last_name", "last_at")
    return (
        _("Bénévoles sans créneau depuis 45 jours"),
        _(
            "Aucun créneau ni aucune heure depuis 45 jours, et aucun créneau à venir. Un appel suffit souvent."
        ),
        _Lines(rows, in_words),
    )


def _above(request: HttpRequest, space: Space) -> _Rows:
    address = addresses("website:volunteer")
    gives = _("%(given)s en 28 jours, pour %(commitment)s")

    def in_words(one: Any) -> tuple[str, str, str]:
        words = gives % {
            "given": wording.duration(one.given),
            "commitment": Commitment(one.commitment).label,
        }
        return address(one.volunteer), f"{one.first_name} {one.last_name}".strip(), words

    return (
        _("Bénévoles au-dessus de leur rythme"),
        _("Les créneaux tenus depuis 28 jours, dans tous les espaces, dépassent le temps proposé."),
        _Lines(volunteers_above_rhythm(space), in_words),
    )


def _at_step(request: HttpRequest, space: Space) -> _Rows:
    """Who stands at a step, the longest wait first; then who left it, the latest first."""
    asked = request.GET.get("etape", "")
    step = Step(asked) if asked in Step.values else None
    address = addresses("recruitment:applicant_show")
    labels = {str(one): str(one.label) for one in Step}
    here, done = _("%(step)s, depuis %(since)s"), _("%(step)s, en %(time)s")
    now = clock.now()

    def in_words(row: Any) -> tuple[str, str, str]:
        application, first_name, last_name, code, since, ended_at = row
        said = done if ended_at else here
        time = wording.lasting((ended_at or now) - since)
        words = said % {"step": labels[code], "since": time, "time": time}
        return address(application), f"{first_name} {last_name}".strip(), words

    found = PathStep.objects.filter(application__space=space)
    found = found.filter(step=step) if step else found.filter(ended_at=None)
    # The open one first, the longest wait on top; of those that ended, the latest.
    rows = found.order_by(F("ended_at").desc(nulls_first=True), "since", "pk").values_list(
        "application",
        "application__person__first_name",
        "application__person__last_name",
        "step",
        "since",
        "ended_at",
    )
    title = _("Étape : %(step)s") % {"step": step.label} if step else _("Le parcours des nouvelles personnes")
    about = _("D'abord qui est à cette étape, puis qui l'a passée.") if step else _("Qui est où aujourd'hui.")
    return title, about, _Lines(rows, in_words)


_ROWS: dict[str, tuple[Permission, Callable[[HttpRequest, Space], _Rows]]] = {
    "sans-creneau": (Permission.SEE_VOLUNTEERS, _without_shift),
    "au-dessus": (Permission.SEE_VOLUNTEERS, _above),
    "parcours": (Permission.SEE_APPLICANTS, _at_step),
}
