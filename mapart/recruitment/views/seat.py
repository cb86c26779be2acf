"""My seat at a meeting, opened by its secret, and the calendar file of a meeting."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe
from icalendar import Calendar, Event

from mapart.agenda.actions import leave_waitlist
from mapart.agenda.enums import SessionKind, SessionState
from mapart.agenda.models import Booking, Session
from mapart.agenda.queries import held_by_secret, position_of
from mapart.core import clock
from mapart.core.http import load, require_own_link
from mapart.core.refusals import Refusal
from mapart.recruitment.actions import give_back_place


@login_not_required
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def seat_show(request: HttpRequest, secret: str) -> HttpResponse:
    """``/reunion/<secret>/``: see my seat; give it back with the button. Opening the link never acts."""
    held = held_by_secret(secret)
    if held is None and request.method == "POST":
        return redirect("recruitment:seat_given_back")  # by a second press
    if held is None:
        return render(request, "recruitment/seat_unknown.html", status=404)
    require_own_link(request, held.person_id)
    session = held.session
    is_open = session.state == SessionState.PLANNED and session.starts_at > clock.now()
    if request.method == "POST" and is_open:
        try:
            if isinstance(held, Booking):
                give_back_place(by=None, booking=held)
            else:
                leave_waitlist(by=None, entry=held)
        except Refusal:
            pass  # given back meanwhile, by a second press: the same page says so
        return redirect("recruitment:seat_given_back")
    context = {
        "held": held,
        "session": session,
        "space": session.space,
        "is_open": is_open,
        "is_cancelled": session.state == SessionState.CANCELLED,
        "position": None if isinstance(held, Booking) else position_of(held),
    }
    return render(request, "recruitment/seat_show.html", context)


@login_not_required
@require_safe
def seat_given_back(request: HttpRequest) -> HttpResponse:
    """The seat is free again. The same page for everybody: it knows nothing."""
    return render(request, "recruitment/seat_given_back.html")


@login_not_required
@require_safe
def meeting_calendar(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/reunions/<id>.ics``: a public meeting for the calendar of a phone. Names nobody."""
    meetings = Session.objects.filter(kind=SessionKind.INFORMATION_MEETING).select_related("space")
    session = load(meetings, pk)
    space = session.space
    event = Event()
    event.add("uid", f"{session.pk}@mapart")
    event.add("dtstamp", session.created_at)
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at)
    event.add("summary", f"{session.title or session.get_kind_display()} – {space.name}")
    event.add("location", f"{space.name}, {space.address}, {space.postal_code} {space.city}")
    if session.state == SessionState.CANCELLED:
        event.add("status", "CANCELLED")
    calendar = Calendar()
    calendar.add("prodid", "-//Ma Part//FR")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="reunion.ics"'
    return response
