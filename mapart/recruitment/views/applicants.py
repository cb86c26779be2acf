"""What the team does with applicants: who waits longest, one touch to move, one short form for who phones."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mapart.agenda.queries import seats_to_come, upcoming_meetings
from mapart.core import clock, wording
from mapart.core.http import load
from mapart.core.ids import uuid7
from mapart.core.pages import Leaves
from mapart.core.refusals import Refusal, sentence
from mapart.people.perms import Permission, may_somewhere, reader_of, space_keys_where, spaces_where
from mapart.recruitment.actions import (
    Applicant,
    apply,
    begin_without_trial,
    move_application,
    note_application_reading,
)
from mapart.recruitment.campaign_forms import KnownCodeForm
from mapart.recruitment.enums import Stage, Step
from mapart.recruitment.forms import ApplicantFilterForm, LeaveForm, NewApplicantForm
from mapart.recruitment.models import Application
from mapart.recruitment.perms import may_edit, require_edit
from mapart.recruitment.queries import applicants_for, counts_by_stage, invitation_of, waiting_for
from mapart.recruitment.rules import BEFORE_WELCOME, TRANSITIONS
from mapart.recruitment.views.known import facts_or_question
from mapart.recruitment.views.readers import spaces_seen
from mapart.recruitment.views.touch import way_of
from mapart.spaces.models import Space
from mapart.volunteering.models import Mission
from mapart.volunteering.perms import may_see
from mapart.volunteering.rules import PRESENT

_PER_PAGE = 30
_TO_FOLLOW = "a-suivre"
_MOVE_WORDS = {
    Stage.APPLIED: gettext_lazy("Remettre à appeler"),
    Stage.INVITED: gettext_lazy("Noter une réunion réservée"),
    Stage.CAME: gettext_lazy("Noter sa venue"),
    Stage.WELCOMED: gettext_lazy("Accueillir parmi les bénévoles"),
}
# What follows most of the time, when the way has no touch of its own.
_USUAL_NEXT = {Stage.APPLIED: Stage.INVITED, Stage.INVITED: Stage.CAME, Stage.CAME: Stage.WELCOMED}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list, in words: ``phone`` is empty when there is none, ``meeting`` when no seat is held."""

    pk: UUID
    name: str
    stage: str
    since: str
    mission: str | None
    space: str
    meeting: str
    phone: str


@require_safe
def applicant_list(request: HttpRequest) -> HttpResponse:
    """``/equipe/candidatures/``: by stage, who waits longest first."""
    reader = reader_of(request)
    spaces = spaces_seen(reader)
    form = ApplicantFilterForm(request.GET, spaces=spaces) if len(spaces) > 1 else None
    slug = form.cleaned_data["espace"] if form is not None and form.is_valid() else ""
    keys = space_keys_where(reader, Permission.SEE_APPLICANTS)
    if slug:
        keys = {one.pk for one in spaces if one.slug == slug}
    rows = Application.objects.all() if keys is None else Application.objects.filter(space__in=keys)
    counts = counts_by_stage(rows)
    stage = request.GET.get("etape", _TO_FOLLOW)
    chosen = [stage] if stage in Stage.values else BEFORE_WELCOME
    found = rows.filter(stage__in=chosen).order_by("stage_since", "pk")
    total = sum(counts[Stage(one)] for one in chosen)
    shown = Application.objects.values_list(*_SHOWN)
    page = Leaves(found, shown, _PER_PAGE, total).get_page(request.GET.get("page"))
    labels = {str(one): str(one.label) for one in Stage}
    tabs = [(_TO_FOLLOW, _("à suivre"), sum(counts[one] for one in BEFORE_WELCOME))]
    tabs += [(str(one), labels[one], counts[one]) for one in Stage]
    context = {
        "form": form,
        "page": page,
        "lines": _lines(page.object_list, labels, {space.pk: space for space in spaces}),
        "tabs": tabs,
        "stage": stage if stage in Stage.values else _TO_FOLLOW,
        "has_many_spaces": len(spaces) > 1,
        "may_write": may_somewhere(reader, Permission.EDIT_APPLICANTS),
    }
    return render(request, "recruitment/applicant_list.html", context)


@require_safe
def applicant_show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/equipe/candidatures/<id>/``: what she said, where she stands, and the next touch. Who reads it is noted."""
    application = _load(request, pk)
    note_application_reading(by=reader_of(request), application=application)
    return _page(request, application)


@require_POST
def applicant_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One touch: the next stage; or the missions at once, beside somebody of experience or not."""
    application = _load(request, pk)
    stage = request.POST.get("stage", "")
    if stage not in Stage.values:
        raise Http404
    try:
        if stage == Stage.ACTIVE:
            is_experienced = request.POST.get("beside") == "nobody"
            begin_without_trial(by=reader_of(request), application=application, is_experienced=is_experienced)
        else:
            move_application(by=reader_of(request), application=application, stage=Stage(stage))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        done = _("%(name)s : %(stage)s.") % {
            "name": application.person.full_name,
            "stage": Stage(stage).label,
        }
        messages.success(request, done)
    return redirect("recruitment:applicant_show", pk=pk)


@require_POST
def applicant_leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """She goes, for a reason."""
    application = _load(request, pk)
    require_edit(reader_of(request), application.space)
    form = LeaveForm(request.POST)
    if not form.is_valid():
        return _page(request, application, form)
    try:
        move_application(
            by=reader_of(request),
            application=application,
            stage=Stage.LEFT,
            reason=form.cleaned_data["reason"],
        )
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return redirect("recruitment:applicant_show", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def applicant_new(request: HttpRequest) -> HttpResponse:
    """``/equipe/candidatures/nouvelle/``: somebody phones, writes or stands at the desk."""
    reader = reader_of(request)
    spaces_seen(reader)
    spaces = list(spaces_where(reader, Permission.EDIT_APPLICANTS))
    if not spaces:
        raise PermissionDenied
    form = NewApplicantForm(
        request.POST or None,
        spaces=spaces,
        meetings=upcoming_meetings([space.pk for space in spaces]).order_by("starts_at", "pk"),
        missions=Mission.objects.filter(is_open=True).only("title"),
        initial={"key": uuid7()},
    )
    if form.is_valid():
        answers = form.cleaned_data
        facts = facts_or_question(request, form, reverse("recruitment:applicant_list"))
        if isinstance(facts, HttpResponse):
            return facts
        try:
            outcome = apply(
                by=reader,
                key=answers["key"],
                applicant=Applicant(**facts, mission=answers["mission"], moment=answers["moment"]),
                space=answers["space"],
                session=answers["meeting"],
                heard_from=answers["heard_from"],
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("C'est noté."))
            return redirect("recruitment:applicant_show", pk=outcome.application.pk)
    return render(request, "recruitment/applicant_new.html", {"form": form})


_SHOWN = (
    "pk",
    "person__first_name",
    "person__last_name",
    "person__phone",
    "stage",
    "stage_since",
    "mission__title",
    "space",
    "booking__session__starts_at",
)


def _lines(rows: Any, labels: dict[str, str], spaces: dict[UUID, Space]) -> list[Line]:
    """Rows of ``_SHOWN`` in words; ``labels`` are those of the stages."""
    since, meeting, now = _("depuis %(since)s"), _("réunion %(when)s"), clock.now()
    return [
        Line(
            pk=pk,
            name=f"{first_name} {last_name}".strip(),
            stage=labels[stage],
            since=since % {"since": wording.lasting(now - stage_since)},
            mission=mission,
            space=spaces[space].name,
            meeting=meeting % {"when": _when(starts_at, spaces[space])} if starts_at else "",
            phone=phone or "",
        )
        for pk, first_name, last_name, phone, stage, stage_since, mission, space, starts_at in rows
    ]


def _when(starts_at: datetime.datetime, space: Space) -> str:
    return wording.moment(starts_at, space.time_zone)


def _load(request: HttpRequest, pk: UUID) -> Application:
    return load(applicants_for(reader_of(request)), pk)


def _page(request: HttpRequest, application: Application, form: LeaveForm | None = None) -> HttpResponse:
    stage = Stage(application.stage)
    may_write = may_edit(reader_of(request), application.space)
    way = way_of(application, may_write=may_write)
    nexts = [one for one in Stage if one in TRANSITIONS[stage] and one in _MOVE_WORDS]
    if way["here"] and way["here"].step == Step.WELCOME:
        nexts = [one for one in nexts if one != Stage.WELCOMED]  # the touch of her way does it
    invitation = invitation_of(application.person)
    stops_there = stage == Stage.ACTIVE and way["volunteer"] is not None and way["volunteer"].state in PRESENT
    context: dict[str, Any] = {
        "application": application,
        "invitation": invitation,
        "may_invite": may_write and invitation is None and stage in BEFORE_WELCOME,
        "code_form": KnownCodeForm(),
        "person": application.person,
        "nexts": [(one, _MOVE_WORDS[one]) for one in nexts],
        "main": None if way["next_words"] else _USUAL_NEXT.get(stage),
        "may_begin": Stage.ACTIVE in TRANSITIONS[stage],
        "may_leave": Stage.LEFT in TRANSITIONS[stage] and not stops_there,
        "stops_there": stops_there,
        "form": form or LeaveForm(),
        "may_write": may_write,
        "way": way,
        "may_see_volunteer": way["volunteer"] is not None and may_see(reader_of(request), way["volunteer"]),
        "seats": list(seats_to_come(application.person)),
        "waits": list(waiting_for(application.person)),
    }
    return render(request, "recruitment/applicant_show.html", context)
