"""Her way after the meeting, opened by a private link: sign, answer, know what comes next. No account."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from mapart.core import clock
from mapart.core.http import load, require_own_link
from mapart.core.refusals import Refusal, sentence
from mapart.planning.models import Assignment
from mapart.recruitment.actions import accept_trial, decline_trial, sign_charter
from mapart.recruitment.charter import ARTICLES
from mapart.recruitment.enums import Step
from mapart.recruitment.models import Application, PathStep, TrialShift
from mapart.recruitment.path_forms import SignForm
from mapart.recruitment.queries import application_by_secret, open_step, open_trial
from mapart.recruitment.rules import LONGEST_WAIT
from mapart.volunteering.enums import SignedWay

# What she sees of the way: each line, and the steps during which it is the one to do.
_LINES = (
    ("charter", (Step.CHARTER, Step.PARENT)),
    ("trial", (Step.PROPOSE, Step.ANSWER, Step.TRIAL)),
    ("training", (Step.TRAINING,)),
)


@login_not_required
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def path_show(request: HttpRequest, secret: str) -> HttpResponse:
    """``/bienvenue/<secret>/``: one thing to do, one button. Opening the link never acts."""
    application = application_by_secret(secret)
    if application is None:
        return render(request, "recruitment/path_unknown.html", status=404)
    require_own_link(request, application.person_id)
    if request.method != "POST":
        return _page(request, application, SignForm())
    if request.POST.get("act") == "sign":
        form = SignForm(request.POST)
        if not form.is_valid():
            return _page(request, application, form)
        _try(
            request,
            lambda: sign_charter(
                by=application.person,
                application=application,
                band=form.cleaned_data["band"],
                way=SignedWay.SCREEN,
            ),
        )
    else:
        _answer(request, application)
    return redirect("recruitment:path_show", secret=secret)


@login_not_required
@cache_control(private=True, no_store=True)
@require_safe
def parent_sheet(request: HttpRequest, secret: str) -> HttpResponse:
    """``/bienvenue/<secret>/accord/``: the sheet that a parent signs on paper."""
    application = application_by_secret(secret)
    if application is None:
        return render(request, "recruitment/path_unknown.html", status=404)
    require_own_link(request, application.person_id)
    context = {"application": application, "space": application.space, "articles": ARTICLES}
    return render(request, "recruitment/path_parent.html", context)


def _answer(request: HttpRequest, application: Application) -> None:
    """Yes or no to the shift that the page showed; another one proposed since is not touched."""
    trials = TrialShift.objects.filter(application=application).select_related(
        "application__person", "application__space", "need__session__space", "need__mission", "buddy__person"
    )
    trial, answer = load(trials, request.POST.get("trial", "")), request.POST.get("act")
    if answer not in ("yes", "no"):
        raise Http404

    def act() -> None:
        if answer == "no":
            decline_trial(by=application.person, trial=trial)
            messages.success(request, _("C'est noté. Merci de l'avoir dit."))
        elif accept_trial(by=application.person, trial=trial) is None:
            raise Refusal("recruitment.trial_gone")
        else:
            messages.success(request, _("C'est noté : vous venez. Merci !"))

    _try(request, act)


def _try(request: HttpRequest, act: Any) -> None:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, sentence(refusal))


def _page(request: HttpRequest, application: Application, form: SignForm) -> HttpResponse:
    step = open_step(application)
    before = step.waits_from + LONGEST_WAIT if step else None
    trial = open_trial(application)
    held = _shift(trial, application) if trial else None
    context = {
        "application": application,
        "person": application.person,
        "space": application.space,
        "step": step.step if step else "ready",
        "lines": _lines(step),
        "before": before,
        "is_late": bool(before and before <= clock.now()),
        "articles": ARTICLES,
        "form": form,
        "trial": trial,
        "held": held,
        "is_over": bool(trial and trial.need.session.ends_at <= clock.now()),
    }
    return render(request, "recruitment/path_show.html", context)


def _shift(trial: TrialShift, application: Application) -> Assignment | None:
    return Assignment.objects.filter(need=trial.need_id, volunteer__person=application.person_id).first()


def _lines(step: PathStep | None) -> list[tuple[str, str]]:
    """Each line of the way with « done », « now » or « later »."""
    at = next((place for place, (_name, steps) in enumerate(_LINES) if step and step.step in steps), None)
    if at is None:
        return [(name, "done") for name, _steps in _LINES]
    return [
        (name, "done" if place < at else "now" if place == at else "later")
        for place, (name, _steps) in enumerate(_LINES)
    ]
