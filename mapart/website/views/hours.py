"""Hours and certificates: hers, those the team judges and corrects, and the page that verifies a certificate."""

import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mapart.core import clock, wording
from mapart.core.http import load
from mapart.core.pages import Leaves
from mapart.core.refusals import Refusal, sentence
from mapart.people.perms import Permission, reader_of, reader_who_may, space_keys_where
from mapart.spaces.models import Space
from mapart.volunteering import actions
from mapart.volunteering.enums import HoursState
from mapart.volunteering.models import HoursCertificate, HoursEntry, Mission, Volunteer
from mapart.volunteering.perms import load_certificate, load_volunteer, may_judge_hours
from mapart.volunteering.queries import (
    certificate_of_code,
    hours_by_mission,
    hours_to_judge,
    minutes_given,
    volunteer_of,
)
from mapart.website.hours_forms import CorrectForm, DeclareForm

LINES_SHOWN = 60
PER_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def my_hours(request: HttpRequest) -> HttpResponse:
    """``/mon-espace/heures/``: what she gave, her certificates, hours to declare."""
    volunteer = volunteer_of(reader_of(request))
    if volunteer is None:
        return redirect("website:my_space")
    form = _declare_form(request, volunteer)
    if request.method == "POST" and form.is_valid() and _declared(request, volunteer, form):
        messages.success(request, _("C'est noté. L'équipe confirme vos heures bientôt."))
        return redirect("website:my_hours")
    context = _statement(volunteer) | {
        "form": form,
        "certificates": list(volunteer.certificates.all()[:10]),
        "years": _years(volunteer),
    }
    return render(request, "website/hours/mine.html", context)


@require_POST
def certificate_issue(request: HttpRequest) -> HttpResponse:
    """Her certificate, of one year or of all her hours, at once as a PDF."""
    person = reader_of(request)
    volunteer = volunteer_of(person)
    if volunteer is None:
        raise PermissionDenied
    year = request.POST.get("year", "")
    days: dict[str, Any] = {}
    if year.isdecimal() and 1900 < int(year[:4]) < 2999:
        days = {
            "starts_on": datetime.date(int(year[:4]), 1, 1),
            "ends_on": datetime.date(int(year[:4]), 12, 31),
        }
    try:
        certificate = actions.issue_certificate(by=person, volunteer=volunteer, **days)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("website:my_hours")
    return _pdf(certificate)


@require_safe
def certificate_take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A certificate that was made before, as it was."""
    return _pdf(load_certificate(reader_of(request), pk))


@require_POST
def certificate_revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Its code does not count any more."""
    certificate = load_certificate(reader_of(request), pk)
    actions.revoke_certificate(by=reader_of(request), certificate=certificate)
    messages.success(request, _("L'attestation est annulée. Son code le dit à qui le vérifie."))
    if certificate.volunteer.person_id == reader_of(request).pk:
        return redirect("website:my_hours")
    return redirect("website:volunteer_hours", volunteer_id=certificate.volunteer_id)


@login_not_required
@require_safe
def verify_form(request: HttpRequest) -> HttpResponse:
    """``/verifier/``: for who has the code and no camera."""
    if code := request.GET.get("code", "").replace("/", "").strip():
        return redirect("website:verify", code=code[:40])
    return render(request, "website/hours/verify_form.html")


@login_not_required
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """``/verifier/<code>/``: name, dates, hours, and whether it still counts. Nothing more."""
    certificate = certificate_of_code(code)
    if certificate is None:
        return render(request, "website/hours/verify_unknown.html", status=404)
    return render(request, "website/hours/verify.html", {"certificate": certificate})


@require_safe
def hours_waiting(request: HttpRequest) -> HttpResponse:
    """``/equipe/heures/``: declared hours that wait, the oldest first."""
    spaces = space_keys_where(reader_who_may(request, Permission.EDIT_VOLUNTEERS), Permission.EDIT_VOLUNTEERS)
    shown = HoursEntry.objects.select_related("volunteer__person", "mission", "space")
    page = Leaves(hours_to_judge(spaces), shown, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "website/hours/waiting.html", {"page": page})


@require_POST
def hours_decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Confirm or refuse one line."""
    person, entry = reader_who_may(request, Permission.EDIT_VOLUNTEERS), _entry(request, pk)
    entry = actions.decide_hours(by=person, entry=entry, accept=request.POST.get("answer") == "yes")
    words = {"who": entry.volunteer.person.short_name, "hours": wording.duration(entry.minutes)}
    if entry.state == HoursState.CONFIRMED:
        messages.success(request, _("%(who)s : %(hours)s, c'est confirmé.") % words)
    else:
        told = _("%(who)s : %(hours)s, c'est refusé. Une erreur ? Corrigez la ligne dans ses heures.")
        messages.success(request, told % words)
    return redirect("website:hours_waiting")


@require_http_methods(["GET", "HEAD", "POST"])
def volunteer_hours(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    """What one volunteer gave, as the team reads it, adds to it and corrects it."""
    person = reader_who_may(request, Permission.EDIT_VOLUNTEERS)
    volunteer = load_volunteer(person, volunteer_id, edit=True)
    form = _declare_form(request, volunteer)
    if request.method == "POST" and form.is_valid() and _declared(request, volunteer, form):
        messages.success(request, _("Les heures sont notées."))
        return redirect("website:volunteer_hours", volunteer_id=volunteer.pk)
    context = _statement(volunteer) | {
        "form": form,
        "volunteer": volunteer,
        "may_judge": may_judge_hours(person, volunteer),
        "certificates": list(volunteer.certificates.all()[:10]),
    }
    return render(request, "website/hours/volunteer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hours_correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One line: the right duration; the wrong one stays in the history."""
    person, entry = reader_who_may(request, Permission.EDIT_VOLUNTEERS), _entry(request, pk)
    form = CorrectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_hours(by=person, entry=entry, minutes=form.cleaned_data["minutes"])
        except Refusal as refusal:
            form.add_error("minutes", sentence(refusal))
        else:
            messages.success(request, _("La durée est corrigée."))
            return redirect("website:volunteer_hours", volunteer_id=entry.volunteer_id)
    return render(request, "website/hours/correct.html", {"form": form, "entry": entry})


def _entry(request: HttpRequest, pk: UUID) -> HoursEntry:
    """A line of hours that the reader may judge: 404 for a stranger, 403 for her own."""
    entry = load(HoursEntry.objects.select_related("volunteer__person", "mission", "space"), pk)
    entry.volunteer = load_volunteer(reader_of(request), entry.volunteer_id, edit=True)
    if not may_judge_hours(reader_of(request), entry.volunteer):
        raise PermissionDenied
    return entry


def _declare_form(request: HttpRequest, volunteer: Volunteer) -> DeclareForm:
    """The missions she chose and the spaces she reaches; all of them when she has said none."""
    missions = Mission.objects.filter(pk__in=volunteer.choices.values("mission"))
    spaces = Space.objects.filter(pk__in=volunteer.reach.values("space")).order_by("name")
    return DeclareForm(
        missions if missions.exists() else Mission.objects.filter(is_open=True),
        spaces if spaces.exists() else Space.objects.filter(is_open=True),
        request.POST or None,
        initial={"worked_on": clock.today(), "space": volunteer.home_space_id},
    )


def _declared(request: HttpRequest, volunteer: Volunteer, form: DeclareForm) -> bool:
    """Whether the line is kept; else the form says why not."""
    try:
        actions.declare_hours(by=reader_of(request), volunteer=volunteer, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("worked_on", sentence(refusal))
        return False
    return True


def _statement(volunteer: Volunteer) -> dict[str, Any]:
    """Her hours: the total, by mission and space, and line by line."""
    lines = HoursEntry.objects.standing().filter(volunteer=volunteer, minutes__gt=0)
    shown = lines.select_related("mission", "space").order_by("-worked_on", "-pk")[:LINES_SHOWN]
    return {
        "total": minutes_given(volunteer),
        "rows": hours_by_mission(volunteer),
        "lines": list(shown),
    }


def _years(volunteer: Volunteer) -> list[int]:
    """Years with hours that count, the latest first."""
    counted = HoursEntry.objects.counted().filter(volunteer=volunteer)
    return sorted({day.year for day in counted.dates("worked_on", "year")}, reverse=True)


def _pdf(certificate: HoursCertificate) -> HttpResponse:
    response = HttpResponse(actions.certificate_pdf(certificate), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="attestation-{certificate.code}.pdf"'
    return response
