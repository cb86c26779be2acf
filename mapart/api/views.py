"""Doors for calendars."""

import datetime
import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from mapart.agenda.models import Booking
from mapart.api.calendars import calendar_of_seat, calendar_of_shifts
from mapart.core import clock
from mapart.planning.queries import shifts_of
from mapart.volunteering.queries import volunteer_of_calendar

_PAST, _AHEAD = datetime.timedelta(days=60), datetime.timedelta(days=366)


@login_not_required
@require_safe
def shifts_calendar(request: HttpRequest, secret: str) -> HttpResponseBase:
    """``/agenda/<secret>.ics``: what a volunteer's telephone asks every hour. A revoked secret is a 404 in words."""
    volunteer = volunteer_of_calendar(secret)
    if volunteer is None:
        return render(request, "api/calendar_unknown.html", status=404)
    now = clock.now()
    return _answer(request, calendar_of_shifts(shifts_of(volunteer, now - _PAST, now + _AHEAD)))


@login_not_required
@require_safe
def seat_calendar(request: HttpRequest, secret: str) -> HttpResponseBase:
    """``/reunion/<secret>.ics``: the file offered when a seat was taken."""
    booking = Booking.objects.select_related("session__space").filter(secret=secret).first()
    if booking is None:
        return render(request, "recruitment/seat_unknown.html", status=404)
    response = _answer(request, calendar_of_seat(booking))
    response.headers["Content-Disposition"] = 'attachment; filename="reunion.ics"'
    return response


def _answer(request: HttpRequest, calendar: bytes) -> HttpResponseBase:
    """The file, or 304 when the caller has it already; kept by the caller alone."""
    etag = f'"{hashlib.sha256(calendar).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    response = HttpResponse(calendar, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response
