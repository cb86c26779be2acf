"""Seats and waiting lists: claimed by conditional updates, right on both databases (no row lock is relied on).

Every transaction touches the row of the session first, so that two of them wait for each other in one order. What
always holds afterwards: ``booked`` counts the bookings, and somebody waits only when no seat is free.
"""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from mapart.agenda import mails
from mapart.agenda.enums import Attendance, SessionState
from mapart.agenda.models import Booking, Session, WaitlistEntry
from mapart.agenda.perms import require_edit, require_seat
from mapart.core import clock, journal
from mapart.core.ids import free_code
from mapart.core.refusals import Refusal
from mapart.people.models import Person


class _HeldMeanwhileError(Exception):
    """The same person got a seat while we waited for our turn: our counting must be undone."""


def claim_seat(*, by: Person | None, session: Session, person: Person, key: UUID) -> Booking | WaitlistEntry:
    """A seat for ``person``, or her place on the waiting list when all are taken.

    ``by`` is null for a visitor. ``key`` names the attempt: sent twice, it gets the same answer, as does a second
    claim of the same person. Call it in the transaction of the act that wants the seat, and tell her there.
    Raises ``Refusal``: ``agenda.no_seat_to_book``, ``agenda.session_cancelled``, ``agenda.session_over``.
    """
    require_seat(by, session.kind, session.space, person)
    held = _held(session, person, key)
    if held is not None:
        return held
    _check_still_to_come(by, session, person)
    try:
        with transaction.atomic():
            held = _take_seat(session, person, key) or _join_waitlist(session, person, key)
            _check_not_held_twice(session, person, held)
            act = "claim_seat" if isinstance(held, Booking) else "join_waitlist"
            journal.record(by, act, session, person=person.pk)
    except (_HeldMeanwhileError, IntegrityError):
        held = _held(session, person, key)
        if held is None:
            raise
    return held


def give_back_seat(*, by: Person | None, booking: Booking) -> Booking | None:
    """Free a seat; the first person of the waiting list gets it in the same transaction and is told.

    Returns her booking, or null when nobody waited. Raises ``Refusal``: ``agenda.seat_already_given_back``,
    ``agenda.session_over``.
    """
    session = booking.session
    require_seat(by, session.kind, session.space, booking.person)
    _check_still_to_come(by, session, booking.person)
    with transaction.atomic():
        Session.objects.filter(pk=session.pk, booked__gt=0).update(booked=F("booked") - 1)
        deleted, _ = Booking.objects.filter(pk=booking.pk).delete()
        if not deleted:
            raise Refusal("agenda.seat_already_given_back")
        journal.record(by, "give_back_seat", session, person=booking.person_id)
        promoted = promote_waiting(session)
    return promoted[0] if promoted else None


def leave_waitlist(*, by: Person | None, entry: WaitlistEntry) -> None:
    """Stop waiting for a seat; those behind move up. Raises ``Refusal("agenda.seat_already_given_back")``."""
    require_seat(by, entry.session.kind, entry.session.space, entry.person)
    with transaction.atomic():
        deleted, _ = WaitlistEntry.objects.filter(pk=entry.pk).delete()
        if not deleted:
            raise Refusal("agenda.seat_already_given_back")
        journal.record(by, "leave_waitlist", entry.session, person=entry.person_id)


def seat_walk_in(*, by: Person | None, session: Session, person: Person, key: UUID) -> Booking:
    """Write down somebody who came without a seat: she is there, so a full session gets one seat more.

    Somebody who had a seat or waited for one is marked as here. Raises ``Refusal("agenda.session_cancelled")``.
    """
    require_edit(by, session.kind, session.space)
    with transaction.atomic():
        # The row is ours until the end: of two who write her down at once, the second finds the seat of the first.
        Session.objects.filter(pk=session.pk).update(booked=F("booked"))
        planned = Session.objects.filter(pk=session.pk, state=SessionState.PLANNED)
        held = Booking.objects.filter(session=session, person=person).first()
        if held is None:
            one_more = F("booked") + 1
            if not planned.update(capacity=Greatest(F("capacity"), one_more), booked=one_more):
                raise Refusal("agenda.session_cancelled")
            WaitlistEntry.objects.filter(session=session, person=person).delete()
            held = _write_seat(session=session, person=person, key=key)
            journal.record(by, "seat_walk_in", session, person=person.pk)
        return mark_attendance(by=by, booking=held, attendance=Attendance.CAME)


def mark_attendance(*, by: Person | None, booking: Booking, attendance: Attendance) -> Booking:
    """Write that she came, was absent, or take it back (``UNKNOWN``); twice is once. Raises like ``give_back_seat``."""
    session = booking.session
    require_edit(by, session.kind, session.space)
    with transaction.atomic():
        hers = Booking.objects.filter(pk=booking.pk)
        if hers.exclude(attendance=attendance).update(attendance=attendance):
            journal.record(by, "mark_attendance", booking, attendance=str(attendance))
        elif not hers.exists():
            raise Refusal("agenda.seat_already_given_back")
    booking.attendance = attendance
    return booking


def promote_waiting(session: Session) -> list[Booking]:
    """Give the free seats to those who wait, in order, and tell each. Call it inside the act that frees seats.

    The row of the session must have been updated before in the same transaction. Once it has begun, nobody is called.
    """
    promoted: list[Booking] = []
    if session.starts_at <= clock.now():
        return promoted
    for entry in session.waitlist.select_related("person"):
        if not _count_one_more(session):
            break
        WaitlistEntry.objects.filter(pk=entry.pk).delete()
        booking = _write_seat(session=session, person=entry.person, secret=entry.secret, key=entry.key)
        journal.record(None, "promote_waiting", session, person=entry.person_id, number=entry.number)
        mails.tell_seat_found(booking)
        promoted.append(booking)
    return promoted


def _held(session: Session, person: Person, key: UUID) -> Booking | WaitlistEntry | None:
    """What she holds already, or what the same attempt got."""
    for held in (Booking, WaitlistEntry):
        rows = held.objects.filter(Q(session=session, person=person) | Q(key=key))
        found: list[Any] = list(rows.select_related("session__space", "person").order_by())
        # The seat of this session before that of the same attempt, which she may have sent for another.
        found.sort(key=lambda one: (one.session_id, one.person_id) != (session.pk, person.pk))
        for one in found[:1]:
            assert isinstance(one, held)
            return one
    return None


def _check_still_to_come(by: Person | None, session: Session, person: Person) -> None:
    """A visitor acts before the session begins; the team may write down afterwards what happened."""
    if (by is None or by.pk == person.pk) and session.starts_at <= clock.now():
        raise Refusal("agenda.session_over")


def _count_one_more(session: Session) -> bool:
    """Take one of the free seats in the counter: the one place that decides."""
    free = Session.objects.filter(pk=session.pk, state=SessionState.PLANNED, booked__lt=F("capacity"))
    return bool(free.update(booked=F("booked") + 1))


def _take_seat(session: Session, person: Person, key: UUID) -> Booking | None:
    if not _count_one_more(session):
        return None
    return _write_seat(session=session, person=person, key=key)


def _write_seat(**facts: Any) -> Booking:
    reference = free_code(lambda code: Booking.objects.filter(reference=code).exists())
    return Booking.objects.create(reference=reference, **facts)


def _join_waitlist(session: Session, person: Person, key: UUID) -> Booking | WaitlistEntry:
    """The next number, taken only while the session is full; if a seat was freed meanwhile, that seat."""
    while True:
        full = Session.objects.filter(
            pk=session.pk, state=SessionState.PLANNED, booked__gte=F("capacity"), capacity__gt=0
        )
        if full.update(waitlist_numbers=F("waitlist_numbers") + 1):
            number = Session.objects.values_list("waitlist_numbers", flat=True).get(pk=session.pk)
            return WaitlistEntry.objects.create(session=session, person=person, number=number, key=key)
        session.refresh_from_db()
        if session.state == SessionState.CANCELLED:
            raise Refusal("agenda.session_cancelled")
        if session.capacity == 0:
            raise Refusal("agenda.no_seat_to_book")
        booking = _take_seat(session, person, key)
        if booking is not None:
            return booking


def _check_not_held_twice(session: Session, person: Person, held: Booking | WaitlistEntry) -> None:
    """Now that the session's row is ours until the end, see whether she got the other thing while we waited."""
    other = WaitlistEntry if isinstance(held, Booking) else Booking
    if other.objects.filter(session=session, person=person).exists():
        raise _HeldMeanwhileError
