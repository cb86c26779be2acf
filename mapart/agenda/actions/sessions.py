"""Series and sessions: opened, extended, resized, cancelled."""

import datetime
from uuid import UUID

from django.db import transaction

from mapart.agenda import mails
from mapart.agenda.actions.seats import promote_waiting
from mapart.agenda.enums import SessionKind, SessionState
from mapart.agenda.models import Booking, Series, Session
from mapart.agenda.perms import require_edit
from mapart.agenda.rules import days_of_series, instants
from mapart.core import clock, journal
from mapart.core.ids import uuid7
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.spaces.models import Room, Space
from mapart.spaces.queries import closed_days


def open_series(
    *,
    by: Person | None,
    space: Space,
    kind: SessionKind,
    weekday: int,
    starts_at: datetime.time,
    ends_at: datetime.time,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    every_weeks: int = 1,
    capacity: int = 0,
    title: str = "",
    room: Room | None = None,
    key: UUID | None = None,
) -> Series:
    """A weekly pattern in the wall-clock time of ``space``; ``extend_series`` makes its sessions.

    ``weekday``: Monday is 0. ``capacity``: seats for the public, 0 when there is nothing to book. ``key`` names the
    attempt: sent twice, it makes one. Raises ``Refusal``: ``agenda.ends_before_it_starts``,
    ``agenda.more_seats_than_room``, ``agenda.form_of_another_space``.
    """
    require_edit(by, kind, space)
    _check_shape(starts_at, ends_at, capacity, room)
    with transaction.atomic():
        facts = {
            "space": space,
            "room": room,
            "kind": kind,
            "title": title,
            "weekday": weekday,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "every_weeks": every_weeks,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "capacity": capacity,
        }
        series, is_new = Series.objects.get_or_create(pk=key or uuid7(), defaults=facts)
        _require_place(series, space)
        if is_new:
            journal.record(by, "open_series", series, kind=str(kind), space=space.pk)
    return series


def extend_series(*, by: Person | None, series: Series, until: datetime.date) -> list[Session]:
    """Make the sessions that a series still lacks up to ``until`` (included), from today or from its first day.

    Closed days of the space are skipped, bank holidays among them when its hours say so. Returns the new sessions
    in order; asked twice, it makes nothing more.
    """
    space = series.space
    require_edit(by, series.kind, space)
    with transaction.atomic():
        # Held until the end: whoever stops it at this instant cancels these sessions too, or leaves none to make.
        ends_on = Series.objects.select_for_update().values_list("ends_on", flat=True).get(pk=series.pk)
        sessions = _lacking(series, ends_on, until)
        Session.objects.bulk_create(sessions, ignore_conflicts=True)  # session_once_per_series
        made = Session.objects.filter(pk__in=[session.pk for session in sessions]).order_by("starts_at")
        new = list(made.select_related("space"))
        if new:
            journal.record(by, "extend_series", series, sessions=len(new), until=until.isoformat())
    return new


def open_session(
    *,
    by: Person | None,
    space: Space,
    kind: SessionKind,
    day: datetime.date,
    starts_at: datetime.time,
    ends_at: datetime.time,
    capacity: int = 0,
    title: str = "",
    room: Room | None = None,
    key: UUID | None = None,
) -> Session:
    """One session outside any series, at a wall-clock time of ``space``. ``key`` as for ``open_series``.

    Raises ``Refusal``: ``agenda.ends_before_it_starts``, ``agenda.more_seats_than_room``, ``agenda.in_the_past``,
    ``agenda.form_of_another_space``.
    """
    require_edit(by, kind, space)
    _check_shape(starts_at, ends_at, capacity, room)
    start, end = instants(day, starts_at, ends_at, space.time_zone)
    if start <= clock.now():
        raise Refusal("agenda.in_the_past")
    with transaction.atomic():
        facts = {"space": space, "room": room, "kind": kind, "title": title, "capacity": capacity}
        session, is_new = Session.objects.get_or_create(
            pk=key or uuid7(), defaults=facts | {"starts_at": start, "ends_at": end}
        )
        _require_place(session, space)
        if is_new:
            journal.record(by, "open_session", session, kind=str(kind), space=space.pk, capacity=capacity)
    return session


def change_capacity(*, by: Person | None, session: Session, capacity: int) -> list[Booking]:
    """Set the number of seats; new ones go to those who wait, who are told. Returns their bookings.

    Raises ``Refusal``: ``agenda.more_booked_than_seats``, ``agenda.more_seats_than_room``.
    """
    require_edit(by, session.kind, session.space)
    _check_seats(capacity, session.room)
    with transaction.atomic():
        fitting = Session.objects.filter(pk=session.pk, booked__lte=capacity)
        promoted = []
        if fitting.exclude(capacity=capacity).update(capacity=capacity):
            journal.record(by, "change_capacity", session, capacity=capacity)
            promoted = promote_waiting(session)
        elif not fitting.exists():
            booked = Session.objects.values_list("booked", flat=True).get(pk=session.pk)
            raise Refusal("agenda.more_booked_than_seats", booked=booked)
    session.refresh_from_db()
    return promoted


def cancel_session(*, by: Person | None, session: Session) -> Session:
    """Cancel a session that has not begun; everybody who has a seat or waits for one is told.

    Seats and waiting list stay written, so that one can see who was told. Raises ``Refusal``:
    ``agenda.session_cancelled`` when it was already, ``agenda.session_over``.
    """
    require_edit(by, session.kind, session.space)
    if session.starts_at <= clock.now():
        raise Refusal("agenda.session_over")
    with transaction.atomic():
        planned = Session.objects.filter(pk=session.pk, state=SessionState.PLANNED)
        if not planned.update(state=SessionState.CANCELLED):
            raise Refusal("agenda.session_cancelled")
        session.refresh_from_db()
        for booking in session.bookings.select_related("person"):
            mails.tell_session_cancelled(session, booking.person)
        for entry in session.waitlist.select_related("person"):
            mails.tell_session_cancelled(session, entry.person)
        journal.record(by, "cancel_session", session, booked=session.booked)
    return session


def _lacking(series: Series, ends_on: datetime.date | None, until: datetime.date) -> list[Session]:
    """The sessions of a series from today on, unsaved; those of closed days left out."""
    space = series.space
    days = days_of_series(
        weekday=series.weekday,
        every_weeks=series.every_weeks,
        starts_on=series.starts_on,
        ends_on=ends_on,
        since=max(series.starts_on, clock.today(space.time_zone)),
        until=until,
    )
    if not days:
        return []
    closed = closed_days(space, days[0], days[-1])
    sessions = []
    for day in days:
        if day not in closed:
            start, end = instants(day, series.starts_at, series.ends_at, space.time_zone)
            sessions.append(
                Session(
                    series=series,
                    space=space,
                    room_id=series.room_id,
                    kind=series.kind,
                    title=series.title,
                    starts_at=start,
                    ends_at=end,
                    capacity=series.capacity,
                )
            )
    return sessions


def _check_shape(starts_at: datetime.time, ends_at: datetime.time, capacity: int, room: Room | None) -> None:
    if ends_at <= starts_at:
        raise Refusal("agenda.ends_before_it_starts")
    _check_seats(capacity, room)


def _require_place(held: Series | Session, space: Space) -> None:
    """What the key of an attempt names is of this space: the key of another is refused, and changes nothing there."""
    if held.space_id != space.pk:
        raise Refusal("agenda.form_of_another_space")


def _check_seats(capacity: int, room: Room | None) -> None:
    if room is not None and capacity > room.seats:
        raise Refusal("agenda.more_seats_than_room", seats=room.seats)
