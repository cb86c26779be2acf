"""Information meetings: what happens to seats also moves the applicants who hold them."""

from uuid import UUID

from django.db import transaction

from mapart.agenda import actions as agenda
from mapart.agenda.enums import Attendance
from mapart.agenda.models import Booking, Session
from mapart.agenda.queries import seats_to_come
from mapart.core import clock
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.recruitment.actions.stages import application_in_course, change_stage, follow_seat
from mapart.recruitment.enums import Stage
from mapart.recruitment.rules import has_door_open

_STAGE_AFTER = {
    Attendance.CAME: Stage.CAME,
    Attendance.ABSENT: Stage.APPLIED,
    Attendance.UNKNOWN: Stage.INVITED,
}


def give_back_place(*, by: Person | None, booking: Booking) -> Booking | None:
    """Free a seat at a meeting: its applicant, unless she holds another, is to be called again; who waited first is
    invited and told.

    Returns the seat of who waited, if anybody did. Raises the refusals of ``agenda.give_back_seat``.
    """
    with transaction.atomic():
        promoted = agenda.give_back_seat(by=by, booking=booking)
        _call_again(by, booking)
        if promoted is not None:
            follow_seat(None, promoted, Stage.INVITED)
    return promoted


def change_seats(*, by: Person | None, session: Session, capacity: int) -> list[Booking]:
    """Set the seats of a meeting; who waited and gets one is invited and told. Returns their seats.

    Raises the refusals of ``agenda.change_capacity``.
    """
    with transaction.atomic():
        promoted = agenda.change_capacity(by=by, session=session, capacity=capacity)
        for booking in promoted:
            follow_seat(None, booking, Stage.INVITED)
    return promoted


def cancel_meeting(*, by: Person | None, session: Session) -> Session:
    """Cancel a meeting: everybody is told, and is to be called again.

    Raises the refusals of ``agenda.cancel_session``.
    """
    with transaction.atomic():
        agenda.cancel_session(by=by, session=session)
        for booking in session.bookings.select_related("person"):
            _call_again(by, booking)
    return session


def mark_attendance(*, by: Person | None, booking: Booking, attendance: Attendance) -> Booking:
    """Write that an applicant came or not, or take it back; her application follows until she is welcomed.

    Raises the refusals of ``agenda.mark_attendance``, and ``recruitment.meeting_to_come``: nobody came yet.
    """
    if attendance != Attendance.UNKNOWN:
        _refuse_early(booking.session)
    with transaction.atomic():
        agenda.mark_attendance(by=by, booking=booking, attendance=attendance)
        follow_seat(by, booking, _STAGE_AFTER[attendance])
        if attendance == Attendance.ABSENT:
            _invite_by_other_seat(by, booking)
    return booking


def seat_walk_in(*, by: Person | None, session: Session, person: Person, key: UUID) -> Booking:
    """Write down an applicant who came without a seat.

    Raises the refusals of ``agenda.seat_walk_in``, and ``recruitment.meeting_to_come``.
    """
    _refuse_early(session)
    with transaction.atomic():
        booking = agenda.seat_walk_in(by=by, session=session, person=person, key=key)
        follow_seat(by, booking, Stage.CAME)
    return booking


def _refuse_early(session: Session) -> None:
    """Who came counts in the campaign: one touch on the list of next week would count somebody who never came."""
    if not has_door_open(clock.now(), session.starts_at):
        raise Refusal("recruitment.meeting_to_come")


def _call_again(by: Person | None, lost: Booking) -> None:
    """Invited, and without a seat now, she is to be called again; another seat that she holds counts from now on."""
    application = application_in_course(lost.person)
    if application is None or application.stage != Stage.INVITED:
        return
    if not _invite_by_other_seat(by, lost):
        change_stage(by, application, {Stage.INVITED}, Stage.APPLIED)


def _invite_by_other_seat(by: Person | None, lost: Booking) -> bool:
    """Whether she holds another seat to come, which is now the one of her application."""
    others = seats_to_come(lost.person).exclude(pk=lost.pk)
    other = others.select_related("session__space", "person").first()
    if other is not None:
        follow_seat(by, other, Stage.INVITED)
    return other is not None
