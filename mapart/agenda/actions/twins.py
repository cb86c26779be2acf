"""One person was written down twice: what both held of one session becomes one. Called inside the merge."""

from django.db.models import F

from mapart.agenda.enums import Attendance, SessionState
from mapart.agenda.models import Booking, Session, WaitlistEntry
from mapart.agenda.rules import known_of_both
from mapart.core import clock, journal
from mapart.core.refusals import Refusal
from mapart.core.wording import moment
from mapart.people.models import Person


def settle_twin_seat(*, by: Person | None, gone: Booking, kept: Person) -> None:
    """Both had a seat. Once the session has begun one stays, with what is known of either; the count follows.

    The journal keeps what each said. Before, one of the two links would stop to work, and a seat is to be had: a person
    gives one back first. When both came they are most often two people. Refusals: ``agenda.twins_on_a_seat``,
    ``agenda.twins_who_came`` (fact ``when``).
    """
    session = Session.objects.select_related("space").get(pk=gone.session_id)
    when = moment(session.starts_at, session.space.time_zone)
    if session.state == SessionState.PLANNED and session.starts_at > clock.now():
        raise Refusal("agenda.twins_on_a_seat", when=when)
    Session.objects.filter(pk=session.pk, booked__gt=0).update(booked=F("booked") - 1)
    stays = Booking.objects.get(session=session, person=kept)
    if stays.attendance == gone.attendance == Attendance.CAME:
        raise Refusal("agenda.twins_who_came", when=when)
    known = known_of_both(Attendance(stays.attendance), Attendance(gone.attendance))
    journal.record(
        by,
        "settle_twin_seat",
        stays,
        session=session.pk,
        gone=gone.pk,
        attendances=[stays.attendance, gone.attendance],
    )
    Booking.objects.filter(pk=stays.pk).update(attendance=known)
    gone.delete()


def settle_twin_wait(*, by: Person | None, gone: WaitlistEntry, kept: Person) -> None:
    """Both waited for a seat: one waits, at the better of the two places."""
    stays = WaitlistEntry.objects.get(session=gone.session_id, person=kept)
    number = min(stays.number, gone.number)
    journal.record(by, "settle_twin_wait", stays, gone=gone.pk, number=number)
    gone.delete()
    WaitlistEntry.objects.filter(pk=stays.pk).update(number=number)


def stop_waiting_for_held_seats(*, by: Person | None, person: Person) -> int:
    """One had the seat that the other waited for: she waits no more. Returns how many waits end."""
    held = Booking.objects.filter(person=person).values("session")
    count, _rows = WaitlistEntry.objects.filter(person=person, session__in=held).delete()
    if count:
        journal.record(by, "stop_waiting_for_held_seats", person, count=count)
    return count
