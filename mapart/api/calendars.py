"""Calendar files (RFC 5545): instants in UTC, right on both changes of clock; nobody's name in them."""

import datetime
from collections.abc import Iterable
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from mapart.agenda.enums import SessionState
from mapart.agenda.models import Booking, Session
from mapart.core import wording
from mapart.planning.models import Assignment
from mapart.spaces.models import Space

_REFRESH = datetime.timedelta(hours=1)


def calendar_of_shifts(assignments: Iterable[Assignment]) -> bytes:
    """The feed of one volunteer: each shift by its mission and its space. A shift not confirmed is tentative."""
    calendar = _calendar()
    calendar.add("name", _("Mes créneaux – Ma Part"))
    calendar.add("x-wr-calname", _("Mes créneaux – Ma Part"))
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    for assignment in assignments:
        title = assignment.need.mission.title
        event = _event(assignment.pk, assignment.need.session, title, assignment.created_at)
        event.add("description", _help(assignment.need.session.space))
        event.add("status", "CONFIRMED" if assignment.confirmed_at else "TENTATIVE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def calendar_of_seat(booking: Booking) -> bytes:
    """The file of one seat at a meeting, with the reference that is said on the phone."""
    session = booking.session
    event = _event(booking.pk, session, session.title or session.get_kind_display(), booking.created_at)
    reference = _("Votre référence : %(code)s") % {"code": booking.reference}
    event.add("description", f"{reference}\n{_help(session.space)}")
    event.add("status", "CANCELLED" if session.state == SessionState.CANCELLED else "CONFIRMED")
    calendar = _calendar()
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Ma Part//FR")
    calendar.add("version", "2.0")
    return calendar


def _event(key: UUID, session: Session, title: str, made_at: datetime.datetime) -> Event:
    """An event whose identity and stamp never change, so that the same shifts give the same bytes."""
    event = Event()
    event.add("uid", f"{key}@{urlsplit(settings.PUBLIC_ADDRESS).hostname}")
    event.add("dtstamp", made_at.astimezone(datetime.UTC))
    event.add("dtstart", session.starts_at.astimezone(datetime.UTC))
    event.add("dtend", session.ends_at.astimezone(datetime.UTC))
    event.add("summary", title)
    event.add("location", _place(session.space))
    return event


def _help(space: Space) -> str:
    """How one comes, and whom to call: an event is read on the way."""
    call = _("Une question ? Appelez l'espace : %(phone)s") % {"phone": wording.phone_pairs(space.phone)}
    return "\n".join(line for line in (space.access, call if space.phone else "") if line)


def _place(space: Space) -> str:
    if space.is_remote:
        return _("À distance")
    return f"{space.name}, {space.address}, {space.postal_code} {space.city}"
