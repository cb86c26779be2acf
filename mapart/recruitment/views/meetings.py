"""Information meetings of the team: planned, and attended with a phone in the hand."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mapart.agenda.actions import open_session
from mapart.agenda.enums import Attendance, SessionKind, SessionState
from mapart.agenda.models import Session
from mapart.agenda.queries import upcoming_meetings
from mapart.core import clock, wording
from mapart.core.http import load
from mapart.core.ids import uuid7
from mapart.core.refusals import Refusal, sentence
from mapart.people.perms import Permission, may_somewhere, reader_of, spaces_where
from mapart.recruitment.actions import (
    Applicant,
    add_walk_in,
    cancel_meeting,
    change_seats,
    mark_attendance,
    move_application,
    welcome_all,
)
from mapart.recruitment.enums import Stage
from mapart.recruitment.forms import MeetingForm, PersonForm, SeatsForm
from mapart.recruitment.models import Application
from mapart.recruitment.perms import may_edit, require_edit, visible_meetings
from mapart.recruitment.queries import attendance_list
from mapart.recruitment.rules import BEFORE_WELCOME, has_door_open
from mapart.recruitment.views.known import facts_or_question
from mapart.recruitment.views.readers import spaces_seen
from mapart.spaces.models import Space

_PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list, in words; ``state`` is empty unless the meeting is cancelled."""

    pk: UUID
    when: str
    space: str
    seats: str
    state: str


_SHOWN = ("pk", "space", "starts_at", "booked", "capacity", "state")


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """``/equipe/reunions/``: the meetings to come, and the last ones."""
    reader = reader_of(request)
    spaces = {space.pk: space for space in spaces_seen(reader)}
    to_come = upcoming_meetings(list(spaces)).order_by("starts_at", "pk")
    past = Session.objects.filter(
        kind=SessionKind.INFORMATION_MEETING, space__in=list(spaces), starts_at__lte=clock.now()
    ).order_by("-starts_at", "-pk")
    page = Paginator(past.values_list(*_SHOWN), _PER_PAGE).get_page(request.GET.get("page"))
    seats = _("places prises : %(booked)s sur %(capacity)s")
    context = {
        "meetings": _lines(to_come.values_list(*_SHOWN), spaces, seats),
        "page": page,
        "past": _lines(page.object_list, spaces, _("places prises : %(booked)s")),
        "may_write": may_somewhere(reader, Permission.EDIT_APPLICANTS),
    }
    return render(request, "recruitment/meeting_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request: HttpRequest) -> HttpResponse:
    """``/equipe/reunions/nouvelle/``: place, date, seats."""
    reader = reader_of(request)
    spaces_seen(reader)
    spaces = spaces_where(reader, Permission.EDIT_APPLICANTS)
    if not spaces.exists():
        raise PermissionDenied
    form = MeetingForm(request.POST or None, spaces=spaces)
    if form.is_valid():
        try:
            typed = form.cleaned_data | {"key": form.attempt}
            session = open_session(by=reader, kind=SessionKind.INFORMATION_MEETING, **typed)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("La réunion est créée."))
            return redirect("recruitment:meeting_show", pk=session.pk)
    return render(request, "recruitment/meeting_new.html", {"form": form})


@require_safe
def meeting_show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/equipe/reunions/<id>/``: one touch per person."""
    return _page(request, _load(request, pk))


@require_POST
def attendance_mark(request: HttpRequest, pk: UUID) -> HttpResponse:
    """She is here, she is not, or take it back."""
    session = _load(request, pk)
    attendance = request.POST.get("attendance", "")
    if attendance not in Attendance.values:
        raise Http404
    rows = session.bookings.select_related("session__space", "person")
    booking = load(rows, request.POST.get("booking", ""))
    try:
        mark_attendance(by=reader_of(request), booking=booking, attendance=Attendance(attendance))
    except Refusal as refusal:
        messages.error(request, f"{booking.person.short_name} : {sentence(refusal)}")
    return redirect(f"{reverse('recruitment:meeting_show', args=[pk])}#b-{booking.pk}")


@require_POST
def welcome(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a volunteer of one applicant who came, or of all."""
    session = _load(request, pk)
    reader = reader_of(request)
    try:
        if "application" in request.POST:
            rows = Application.objects.filter(space=session.space).select_related(
                "person", "space", "mission"
            )
            application = load(rows, request.POST["application"])
            welcomed = [move_application(by=reader, application=application, stage=Stage.WELCOMED)]
        else:
            require_edit(reader, session.space)
            welcomed = welcome_all(by=reader, session=session)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        count = len(welcomed)
        done = ngettext("%(count)s personne accueillie.", "%(count)s personnes accueillies.", count)
        messages.success(request, done % {"count": count})
    return redirect("recruitment:meeting_show", pk=pk)


@require_POST
def walk_in_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody came without a seat."""
    session = _load(request, pk)
    require_edit(reader_of(request), session.space)
    form = PersonForm(request.POST)
    if form.is_valid():
        facts = facts_or_question(request, form, reverse("recruitment:meeting_show", args=[pk]))
        if isinstance(facts, HttpResponse):
            return facts
        try:
            booking = add_walk_in(
                by=reader_of(request),
                key=form.cleaned_data["key"],
                session=session,
                applicant=Applicant(**facts),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(f"{reverse('recruitment:meeting_show', args=[pk])}#b-{booking.pk}")
    return _page(request, session, walk_in=form)


@require_POST
def seats_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """More or fewer seats."""
    session = _load(request, pk)
    require_edit(reader_of(request), session.space)
    form = SeatsForm(session, request.POST)
    if form.is_valid():
        try:
            promoted = change_seats(
                by=reader_of(request), session=session, capacity=form.cleaned_data["capacity"]
            )
        except Refusal as refusal:
            form.add_error("capacity", sentence(refusal))
        else:
            count = len(promoted)
            told = ngettext(
                "%(count)s personne attendait et a une place.",
                "%(count)s personnes attendaient et ont une place.",
                count,
            )
            messages.success(request, told % {"count": count} if count else _("C'est noté."))
            return redirect("recruitment:meeting_show", pk=pk)
    return _page(request, session, seats=form)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Cancel a meeting, after a page that says who will be told."""
    session = _load(request, pk)
    require_edit(reader_of(request), session.space)
    if request.method == "POST":
        try:
            cancel_meeting(by=reader_of(request), session=session)
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, _("La réunion est annulée. Chaque personne est prévenue."))
        return redirect("recruitment:meeting_show", pk=pk)
    told = session.booked + session.waitlist.count()
    return render(request, "recruitment/meeting_cancel.html", {"session": session, "told": told})


def _lines(rows: Any, spaces: dict[UUID, Space], seats: str) -> list[Line]:
    """Rows of ``_SHOWN`` in words; ``seats`` says how many are taken."""
    cancelled = str(SessionState.CANCELLED.label)
    return [
        Line(
            pk=pk,
            when=wording.moment(starts_at, spaces[space].time_zone),
            space=spaces[space].name,
            seats=seats % {"booked": booked, "capacity": capacity},
            state=cancelled if state == SessionState.CANCELLED else "",
        )
        for pk, space, starts_at, booked, capacity, state in rows
    ]


def _load(request: HttpRequest, pk: UUID) -> Session:
    return load(visible_meetings(reader_of(request)).select_related("space", "room"), pk)


def _page(
    request: HttpRequest,
    session: Session,
    walk_in: PersonForm | None = None,
    seats: SeatsForm | None = None,
) -> HttpResponse:
    lines = attendance_list(session)
    came = [line for line in lines if line.booking.attendance == Attendance.CAME]
    to_welcome = [line for line in came if line.application and line.application.stage in BEFORE_WELCOME]
    context = {
        "session": session,
        "lines": lines,
        "came": len(came),
        "to_welcome": len(to_welcome),
        "waits": list(session.waitlist.select_related("person")),
        "walk_in": walk_in or PersonForm(initial={"key": uuid7()}),
        "seats": seats or SeatsForm(session),
        "is_planned": session.state == SessionState.PLANNED,
        "is_to_come": session.starts_at > clock.now(),
        "has_door_open": has_door_open(clock.now(), session.starts_at),
        "may_write": may_edit(reader_of(request), session.space),
        "form": walk_in or seats,
        "before_welcome": [str(stage) for stage in BEFORE_WELCOME],
    }
    return render(request, "recruitment/meeting_show.html", context)
