"""The way of one newcomer on her page of the team: where she stands, who answers for it, the next touch."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mapart.core import clock, wording
from mapart.core.http import load
from mapart.core.refusals import Refusal, sentence
from mapart.people.models import Person
from mapart.people.perms import reader_of
from mapart.recruitment.actions import (
    accept_trial,
    advance,
    decline_trial,
    note_trial,
    propose_trial,
    sign_charter,
    take_in_hand,
)
from mapart.recruitment.enums import Stage, Step
from mapart.recruitment.models import Application, PathStep
from mapart.recruitment.perms import require_edit
from mapart.recruitment.queries import (
    Beside,
    applicants_for,
    open_step,
    open_trial,
    steps_of,
    trial_shifts_for,
)
from mapart.recruitment.rules import LONGEST_WAIT
from mapart.volunteering.enums import AgeBand, SignedWay
from mapart.volunteering.queries import volunteer_of

NEXT_WORDS = {
    Step.CALL: gettext_lazy("Inviter à la prochaine réunion"),
    Step.WELCOME: gettext_lazy("Accueillir"),
    Step.CHARTER: gettext_lazy("Noter la charte signée, 18 ans ou plus"),
    Step.PARENT: gettext_lazy("Noter l'accord reçu"),
    Step.PROPOSE: gettext_lazy("Proposer un créneau d'essai"),
    Step.ANSWER: gettext_lazy("Noter son oui"),
    Step.TRIAL: gettext_lazy("Noter que c'est fait"),
    Step.TRAINING: gettext_lazy("Noter la formation faite"),
}
REFUSE_WORDS = {
    Step.ANSWER: gettext_lazy("Noter son non"),
    Step.TRIAL: gettext_lazy("N'est pas venu ou venue"),
}
CHOICES = 5


@require_POST
def applicant_next(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/equipe/candidatures/<id>/suite/``: one touch on the way of this newcomer."""
    application = load(applicants_for(reader_of(request)), pk)
    require_edit(reader_of(request), application.space)
    act = _ACTS.get(request.POST.get("act", ""))
    step = open_step(application)
    if act is None:
        raise Http404
    try:
        if step is None:
            raise Refusal("recruitment.move_not_allowed")
        step.application = application
        act(request, reader_of(request), step)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("C'est noté."))
    return redirect("recruitment:applicant_show", pk=pk)


def note_answer(by: Person, step: PathStep, *, is_yes: bool) -> None:
    """What she said to the team of her trial shift, or whether she came to it. Raises the refusals of the acts."""
    trial = open_trial(step.application)
    if trial is None:
        raise Refusal("recruitment.trial_gone")
    trial.application = step.application
    if step.step == Step.TRIAL:
        note_trial(by=by, trial=trial, came=is_yes)
    elif not is_yes:
        decline_trial(by=by, trial=trial)
    elif accept_trial(by=by, trial=trial) is None:
        raise Refusal("recruitment.trial_gone")


def words_of(step: Step, *, is_early: bool) -> tuple[str, str]:
    """What the buttons of a step say, yes then no; both empty when another page acts (a meeting) or time must."""
    if step == Step.MEETING or (step == Step.TRIAL and is_early):
        return "", ""
    return str(NEXT_WORDS[step]), str(REFUSE_WORDS.get(step, ""))


def way_of(application: Application, *, may_write: bool) -> dict[str, Any]:
    """What the page of an applicant shows of her way: each step with its owner and reminders, and what can be done."""
    rows = list(steps_of(application))
    here = rows[-1] if rows and rows[-1].ended_at is None else None
    step = Step(here.step) if here else None
    trial = open_trial(application) if application.stage == Stage.WELCOMED else None
    begins_later = trial is not None and trial.need.session.starts_at > clock.now()
    yes, no = words_of(step, is_early=begins_later) if step else ("", "")
    chooses = may_write and step in (Step.PROPOSE, Step.ANSWER)
    return {
        "steps": [(one, one.waits_from + LONGEST_WAIT) for one in rows],
        "here": here,
        "trial": trial,
        "next_words": yes,
        "refuse_words": no,
        "choices": [_in_words(one) for one in trial_shifts_for([application], CHOICES)[application.pk]]
        if chooses
        else [],
        "volunteer": volunteer_of(application.person) if application.stage != Stage.APPLIED else None,
    }


def _in_words(one: Beside) -> tuple[UUID, str]:
    """« mardi 24 novembre, de 9 h à 12 h, avec Amina B. »: a choice of trial shift."""
    session = one.need.session
    facts = {
        "when": wording.span(session.starts_at, session.ends_at, session.space.time_zone),
        "mission": one.need.mission.title,
        "buddy": one.buddy.person.short_name,
    }
    said = _("%(when)s, %(mission)s, avec %(buddy)s") % facts
    return one.need.pk, said if one.fits_her_hours else _("%(said)s (heures à vérifier)") % {"said": said}


def _propose(request: HttpRequest, by: Person, step: PathStep) -> None:
    try:
        need = UUID(request.POST.get("need", ""))
    except ValueError:
        raise Http404 from None
    propose_trial(by=by, application=step.application, need=need)


def _next(request: HttpRequest, by: Person, step: PathStep) -> None:
    if step.step == Step.ANSWER:
        note_answer(by, step, is_yes=True)
    else:
        advance(by=by, step=step)


def _sign_as_minor(request: HttpRequest, by: Person, step: PathStep) -> None:
    sign_charter(by=by, application=step.application, band=AgeBand.MINOR, way=SignedWay.PAPER)


_ACTS: Mapping[str, Callable[[HttpRequest, Person, PathStep], object]] = {
    "next": _next,
    "no": lambda request, by, step: note_answer(by, step, is_yes=False),
    "minor": _sign_as_minor,
    "propose": _propose,
    "take": lambda request, by, step: take_in_hand(by=by, step=step),
}
