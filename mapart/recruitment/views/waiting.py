"""« Qui nous attend »: the longest wait first, the next step one touch away, for one person or for all ticked."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mapart.core import clock, wording
from mapart.core.http import addresses, is_key
from mapart.core.pages import Leaves
from mapart.core.refusals import Refusal, sentence
from mapart.people.models import Person
from mapart.people.perms import Permission, may_somewhere, reader_of, space_keys_where
from mapart.recruitment.actions import advance_all
from mapart.recruitment.enums import Holder, Step
from mapart.recruitment.models import PathStep, TrialShift
from mapart.recruitment.queries import dwell_by_step, held_by_the_team, open_steps_for
from mapart.recruitment.rules import LONGEST_WAIT, OPEN_TRIALS
from mapart.recruitment.views.readers import spaces_seen
from mapart.recruitment.views.touch import NEXT_WORDS, note_answer, words_of
from mapart.spaces.models import Space

_PER_PAGE = 20
_US, _THEM, _DATES = "nous", "elles", "dates"


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody and her next step, in words. ``button`` is empty when another page acts (a meeting) or time must."""

    pk: UUID
    address: str
    name: str
    step: str
    about: str
    since: str
    is_long: bool
    owner: str
    phone: str
    button: str
    refuse: str
    meeting: UUID | None


@require_safe
def waiting_list(request: HttpRequest) -> HttpResponse:
    """``/equipe/accueil/``: who waits for us; ``?qui=`` who we wait for, or dates to come; ``?etape=`` one step.

    ``?temps`` adds how long each step takes.
    """
    reader = reader_of(request)
    spaces = {space.pk: space for space in spaces_seen(reader)}
    now = clock.now()
    rows = open_steps_for(reader)
    counts = _counts(rows, now)
    who, step = _filters(request.GET)
    found = rows.filter(_OF[who](now))
    found = found.filter(step=step) if step else found
    total = counts[who].get(Step(step), 0) if step else sum(counts[who].values())
    page = Leaves(found, _SHOWN, _PER_PAGE, total).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": _lines(list(page.object_list), spaces, now),
        "who": who,
        "step": step,
        "tabs": [(code, label, sum(counts[code].values())) for code, label in _tabs()],
        "steps": [(one, str(one.label), counts[who][one]) for one in Step if counts[who].get(one)],
        "button": NEXT_WORDS.get(Step(step)) if step and step not in (Step.MEETING, Step.ANSWER) else "",
        "wants_dwell": "temps" in request.GET,
        "dwell": _dwell(reader) if "temps" in request.GET else [],
        "may_write": may_somewhere(reader, Permission.EDIT_APPLICANTS),
    }
    return render(request, "recruitment/waiting_list.html", context)


def _dwell(reader: Person) -> list[tuple[str, str, int]]:
    """Each step, how long it takes, and over how many people: read when asked for, not on each touch of the day."""
    steps = dwell_by_step(space_keys_where(reader, Permission.SEE_APPLICANTS))
    return [(str(one.step.label), wording.lasting(one.median), one.count) for one in steps]


@require_POST
def waiting_advance(request: HttpRequest) -> HttpResponse:
    """The next step of one person (``une``), her no (``non``), or of all who are ticked."""
    reader = reader_of(request)
    spaces_seen(reader)
    if not may_somewhere(reader, Permission.EDIT_APPLICANTS):
        raise PermissionDenied
    refused, one = request.POST.get("non", ""), request.POST.get("une", "")
    keys = [
        key for key in ([refused or one] if refused or one else request.POST.getlist("pas")) if is_key(key)
    ]
    steps = list(
        open_steps_for(reader).filter(pk__in=keys).select_related("application__person", "application__space")
    )
    if (refused or one) and steps and steps[0].step in (Step.ANSWER, Step.TRIAL):
        done = [(steps[0], _try_answer(reader, steps[0], is_yes=not refused))]
    else:
        done = advance_all(by=reader, steps=steps)
    _say(request, done)
    who, step = _filters(request.POST)
    return redirect(f"{reverse('recruitment:waiting_list')}?{urlencode({'qui': who, 'etape': step})}")


def _try_answer(by: Person, step: PathStep, *, is_yes: bool) -> Refusal | None:
    try:
        note_answer(by, step, is_yes=is_yes)
    except Refusal as refusal:
        return refusal
    return None


def _say(request: HttpRequest, done: list[tuple[PathStep, Refusal | None]]) -> None:
    count = sum(refusal is None for _step, refusal in done)
    if count:
        said = (
            _("C'est noté pour %(name)s.")
            if len(done) == 1
            else ngettext("%(count)s personne avance.", "%(count)s personnes avancent.", count)
        )
        messages.success(request, said % {"count": count, "name": done[0][0].application.person.full_name})
    for step, refusal in done:
        if refusal is not None:
            name = step.application.person.full_name
            messages.error(request, f"{name} : {sentence(refusal)}")
    if not done:
        messages.warning(request, _("Cochez au moins une personne. Ou quelqu'un l'a déjà fait."))


_OF: dict[str, Callable[[datetime.datetime], Q]] = {
    _US: held_by_the_team,
    _THEM: lambda now: Q(holder=Holder.NEWCOMER),
    _DATES: lambda now: Q(holder=Holder.DATE, waits_from__gt=now),
}
# Made once: building a query takes longer than running it.
_SHOWN = PathStep.objects.values_list(
    "pk",
    "application_id",
    "step",
    "waits_from",
    "application__person__first_name",
    "application__person__last_name",
    "application__person__phone",
    "application__space_id",
    "application__mission__title",
    "application__booking__session_id",
    "application__booking__session__starts_at",
    "owner__first_name",
)


_WITH_TRIAL = (Step.ANSWER, Step.TRIAL)


def _tabs() -> list[tuple[str, str]]:
    return [(_US, _("Qui nous attend")), (_THEM, _("À relancer")), (_DATES, _("Dates à venir"))]


def _filters(asked: Any) -> tuple[str, str]:
    who, step = asked.get("qui", ""), asked.get("etape", "")
    return (who if who in _OF else _US), (step if step in Step.values else "")


def _counts(rows: QuerySet[PathStep], now: datetime.datetime) -> dict[str, dict[Step, int]]:
    """How many stand at each step, by tab. One query."""
    grouped = (
        rows.order_by()
        .values_list("step")
        .annotate(**{who: Count(Value(1), filter=of(now)) for who, of in _OF.items()})
    )
    counts: dict[str, dict[Step, int]] = {who: {} for who in _OF}
    for step, *numbers in grouped:
        for who, number in zip(_OF, numbers, strict=True):
            counts[who][Step(step)] = number
    return counts


def _lines(rows: list[Any], spaces: dict[UUID, Space], now: datetime.datetime) -> list[Line]:
    trials = _trials([row[1] for row in rows if row[2] in _WITH_TRIAL])
    address = addresses("recruitment:applicant_show")
    has_waited, followed = _("attend depuis %(since)s"), _("suivi : %(owner)s")
    has_many = len(spaces) > 1
    lines = []
    for pk, application, step, waits_from, first, last, phone, space, mission, meeting, at, owner in rows:
        waits = waits_from <= now
        place = spaces[space]
        date = wording.moment(at, place.time_zone) if at and step == Step.MEETING else ""
        facts = [date, trials.get(application), mission, place.name if has_many else ""]
        button, refuse = words_of(Step(step), is_early=not waits)
        lines.append(
            Line(
                pk=pk,
                address=address(application),
                name=f"{first} {last}".strip(),
                # Nobody is called who gave no number: the touch writes to her.
                step=_("à contacter") if step == Step.CALL and not phone else str(Step(step).label),
                about=" · ".join(fact for fact in facts if fact),
                since=has_waited % {"since": wording.lasting(now - waits_from)} if waits else "",
                is_long=waits and now - waits_from >= LONGEST_WAIT,
                owner=followed % {"owner": owner} if owner else "",
                phone=phone or "",
                button=button,
                refuse=refuse,
                meeting=meeting if step == Step.MEETING else None,
            )
        )
    return lines


def _trials(applications: list[UUID]) -> dict[UUID, str]:
    """« mardi 24 novembre à 9 h, avec Amina B. » of each open trial, by application. One query, or none."""
    if not applications:
        return {}
    rows = TrialShift.objects.filter(application__in=applications, state__in=OPEN_TRIALS)
    found = rows.values_list(
        "application_id",
        "need__session__starts_at",
        "need__session__space__time_zone",
        "buddy__person__first_name",
    )
    said = _("%(when)s, avec %(buddy)s")
    return {
        key: said % {"when": wording.moment(starts_at, zone), "buddy": buddy}
        for key, starts_at, zone, buddy in found
    }
