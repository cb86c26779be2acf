"""Reads about sessions and seats that several rooms share."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from mapart.agenda.enums import SessionKind, SessionState
from mapart.agenda.models import Booking, Session, WaitlistEntry
from mapart.core import clock
from mapart.core.prepared import Given, GivenList, prepared
from mapart.people.models import Person
from mapart.spaces.queries import nearest_spaces

FARTHEST_MEETING_KM = 60
_SPACES_LOOKED_AT = 8


@dataclass(frozen=True)
class NearMeeting:
    """An information meeting and how far it is, in kilometres as the crow flies."""

    session: Session
    km: float


def sessions_between(
    spaces: Collection[UUID] | GivenList,
    starts_at: datetime.datetime | Given,
    ends_at: datetime.datetime | Given,
) -> QuerySet[Session]:
    """Planned sessions of these spaces (keys) that start from ``starts_at`` on and before ``ends_at``, in order."""
    return (
        Session.objects.filter(space__pk__in=spaces, starts_at__gte=starts_at, starts_at__lt=ends_at)
        .exclude(state=SessionState.CANCELLED)
        .select_related("space")
    )


def upcoming_meetings(
    spaces: Collection[UUID] | GivenList, now: datetime.datetime | Given | None = None
) -> QuerySet[Session]:
    """Information meetings to come in these spaces, at ``now``, by the clock when it is left out."""
    return Session.objects.filter(
        kind=SessionKind.INFORMATION_MEETING,
        state=SessionState.PLANNED,
        space__pk__in=spaces,
        starts_at__gt=now or clock.now(),
        capacity__gt=0,
    ).select_related("space")


class MeetingInBrief(NamedTuple):
    """An information meeting to come: key, when, in which space (key), seats taken and seats."""

    pk: UUID
    starts_at: datetime.datetime
    space_id: UUID
    booked: int
    capacity: int


def next_meetings(spaces: list[UUID]) -> list[MeetingInBrief]:
    """The next five of ``upcoming_meetings`` in these spaces."""
    return [MeetingInBrief(*row) for row in _next_meetings(spaces, clock.now())]


@prepared
def _next_meetings(spaces: GivenList, now: Given) -> QuerySet[Session, tuple[Any, ...]]:
    meetings = upcoming_meetings(spaces, now).order_by("starts_at", "pk")
    return meetings.values_list("pk", "starts_at", "space_id", "booked", "capacity")[:5]


def open_meetings_near(latitude: float, longitude: float, *, limit: int = 6) -> list[NearMeeting]:
    """Information meetings one may ask a seat for, for a visitor at this point.

    The nearest space first, then by date; of a space, at most a third of the list. Full meetings come last: they
    have a waiting list. Spaces too far for an evening are left out, unless there is no other.
    """
    nearest = nearest_spaces(latitude, longitude, limit=_SPACES_LOOKED_AT)
    within_reach = [(space, km) for space, km in nearest if km <= FARTHEST_MEETING_KM]
    distances = {space.pk: km for space, km in within_reach or nearest}
    sessions = sorted(
        upcoming_meetings(list(distances)),
        key=lambda one: (one.booked >= one.capacity, distances[one.space_id], one.starts_at),
    )
    kept: list[NearMeeting] = []
    of_space: dict[UUID, int] = {}
    for session in sessions:
        if of_space.get(session.space_id, 0) < max(limit // 3, 1) and len(kept) < limit:
            of_space[session.space_id] = of_space.get(session.space_id, 0) + 1
            kept.append(NearMeeting(session, distances[session.space_id]))
    return kept


def held_by_secret(secret: str) -> Booking | WaitlistEntry | None:
    """The seat, or the place on a waiting list, that this secret opens."""
    booking = Booking.objects.select_related("session__space", "person").filter(secret=secret).first()
    if booking is not None:
        return booking
    return WaitlistEntry.objects.select_related("session__space", "person").filter(secret=secret).first()


def position_of(entry: WaitlistEntry) -> int:
    """How many people will be asked before or with her: 1 is the next."""
    return WaitlistEntry.objects.filter(session=entry.session_id, number__lte=entry.number).count()


def seats_to_come(person: Person) -> QuerySet[Booking]:
    """Seats she holds in sessions that have not started, soonest first."""
    return (
        Booking.objects.filter(
            person=person, session__starts_at__gt=clock.now(), session__state=SessionState.PLANNED
        )
        .select_related("session__space")
        .order_by("session__starts_at")
    )


def export_person(person: Person) -> dict[str, Any]:
    """All that this room holds about her, in values that JSON can hold, under French names she can read."""
    bookings = Booking.objects.filter(person=person).select_related("session__space")
    entries = WaitlistEntry.objects.filter(person=person).select_related("session__space")
    return {
        "places": [
            _session_facts(booking.session)
            | {"référence": booking.reference, "présence": booking.get_attendance_display()}
            for booking in bookings.order_by("session__starts_at")
        ],
        "listes d'attente": [
            _session_facts(entry.session) | {"numéro": entry.number}
            for entry in entries.order_by("session__starts_at")
        ],
    }


def _session_facts(session: Session) -> dict[str, Any]:
    return {
        "quoi": session.title or session.get_kind_display(),
        "où": session.space.name,
        "quand": session.starts_at.isoformat(),
    }
