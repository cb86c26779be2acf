"""Seats and waiting lists: who gets one, in which order, and who is told."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from mapart.agenda import actions, queries
from mapart.agenda.enums import Attendance, SessionState
from mapart.agenda.models import Booking, Session, WaitlistEntry
from mapart.core import clock, ids
from mapart.core.ids import uuid7
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.notifications.models import Message
from mapart.people.models import Person
from tests.factories import make_meeting, make_person, make_space, make_staff
from tests.processes import run_together

pytestmark = pytest.mark.django_db


def claim(session: Session, person: Person | None = None) -> Booking | WaitlistEntry:
    return actions.claim_seat(by=None, session=session, person=person or make_person(), key=uuid7())


def seat(session: Session, person: Person | None = None) -> Booking:
    held = claim(session, person)
    assert isinstance(held, Booking)
    return held


def wait(session: Session, person: Person | None = None) -> WaitlistEntry:
    held = claim(session, person)
    assert isinstance(held, WaitlistEntry)
    return held


def started(session: Session) -> Session:
    now = clock.now()
    Session.objects.filter(pk=session.pk).update(
        starts_at=now - datetime.timedelta(minutes=5), ends_at=now + datetime.timedelta(hours=1)
    )
    session.refresh_from_db()
    return session


def test_seats_then_the_waiting_list_in_order() -> None:
    session = make_meeting(capacity=2)
    seat(session)
    seat(session)
    entries = [wait(session) for _ in range(3)]
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert [queries.position_of(entry) for entry in entries] == [1, 2, 3]
    session.refresh_from_db()
    assert session.booked == 2


def test_a_reference_drawn_twice_in_the_house_is_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [make_person() for _ in range(4)]
    session = make_meeting(capacity=2)
    drawn = iter(["BCDFGH", "BCDFGH", "BCDFGJ", "BCDFGJ", "BCDFGK", "BCDFGH", "BCDFGL"])
    monkeypatch.setattr(ids, "short_code", lambda: next(drawn))
    first, second = seat(session, people[0]), seat(session, people[1])
    assert wait(session, people[2]).number == 1
    actions.give_back_seat(by=None, booking=first)
    actions.seat_walk_in(by=None, session=session, person=people[3], key=uuid7())
    assert second.reference == "BCDFGJ"
    assert set(Booking.objects.values_list("reference", flat=True)) == {"BCDFGJ", "BCDFGK", "BCDFGH"}


def test_asking_twice_gives_the_same_answer() -> None:
    session, person = make_meeting(capacity=1), make_person()
    first = seat(session, person)
    assert claim(session, person) == first
    waiting = make_person()
    assert wait(session, waiting) == claim(session, waiting)
    session.refresh_from_db()
    assert session.booked == 1
    assert session.waitlist_numbers == 1


def test_the_same_attempt_gets_the_same_seat() -> None:
    session, key = make_meeting(), uuid7()
    first = actions.claim_seat(by=None, session=session, person=make_person(), key=key)
    assert actions.claim_seat(by=None, session=session, person=make_person(), key=key) == first
    session.refresh_from_db()
    assert session.booked == 1


def test_a_seat_given_back_goes_to_the_first_who_waits_and_she_is_told() -> None:
    session = make_meeting(capacity=1)
    booking = seat(session)
    first, second = wait(session), wait(session)
    promoted = actions.give_back_seat(by=None, booking=booking)
    assert promoted is not None
    assert promoted.person == first.person
    assert promoted.secret == first.secret
    assert list(session.waitlist.all()) == [second]
    session.refresh_from_db()
    assert session.booked == 1
    message = Message.objects.get(kind="agenda.seat_found")
    assert message.recipient == first.person_id
    assert promoted.reference in message.body
    assert f"/reunion/{first.secret}/" in message.body


def test_a_seat_is_given_back_only_once() -> None:
    session = make_meeting(capacity=2)
    booking = seat(session)
    seat(session)
    again = Booking.objects.get(pk=booking.pk)
    assert actions.give_back_seat(by=None, booking=booking) is None
    with pytest.raises(Refusal, match=r"agenda\.seat_already_given_back"):
        actions.give_back_seat(by=None, booking=again)
    session.refresh_from_db()
    assert session.booked == 1


def test_who_leaves_the_waiting_list_lets_the_others_move_up() -> None:
    session = make_meeting(capacity=1)
    seat(session)
    first, second = wait(session), wait(session)
    actions.leave_waitlist(by=None, entry=first)
    assert queries.position_of(second) == 1
    with pytest.raises(Refusal, match=r"agenda\.seat_already_given_back"):
        actions.leave_waitlist(
            by=None, entry=WaitlistEntry(pk=first.pk, session=session, person=first.person)
        )


def test_nobody_is_promoted_to_a_meeting_that_has_begun() -> None:
    session = make_meeting(capacity=1)
    booking = seat(session)
    entry = wait(session)
    started(session)
    manager = make_staff(session.space)
    assert actions.give_back_seat(by=manager, booking=Booking.objects.get(pk=booking.pk)) is None
    assert WaitlistEntry.objects.filter(pk=entry.pk).exists()


def test_more_seats_go_to_those_who_wait() -> None:
    session = make_meeting(capacity=1)
    seat(session)
    waiting = [wait(session) for _ in range(3)]
    promoted = actions.change_capacity(by=None, session=session, capacity=3)
    assert [booking.person for booking in promoted] == [entry.person for entry in waiting[:2]]
    assert [session.capacity, session.booked] == [3, 3]
    assert actions.change_capacity(by=None, session=session, capacity=3) == []
    assert JournalEntry.objects.filter(act="change_capacity").count() == 1


def test_fewer_seats_than_people_are_refused() -> None:
    session = make_meeting(capacity=3)
    seat(session)
    seat(session)
    with pytest.raises(Refusal) as refusal:
        actions.change_capacity(by=None, session=session, capacity=1)
    assert refusal.value.code == "agenda.more_booked_than_seats"
    assert refusal.value.facts == {"booked": 2}


def test_a_cancelled_session_tells_everybody_and_takes_nobody() -> None:
    session = make_meeting(capacity=1)
    booking, entry = seat(session), wait(session)
    actions.cancel_session(by=None, session=session)
    told = set(Message.objects.filter(kind="agenda.session_cancelled").values_list("recipient", flat=True))
    assert told == {booking.person_id, entry.person_id}
    assert session.state == SessionState.CANCELLED
    with pytest.raises(Refusal, match=r"agenda\.session_cancelled"):
        claim(session)
    with pytest.raises(Refusal, match=r"agenda\.session_cancelled"):
        actions.cancel_session(by=None, session=session)


def test_a_session_that_has_begun_or_has_no_seats_takes_no_visitor() -> None:
    with pytest.raises(Refusal, match=r"agenda\.session_over"):
        claim(started(make_meeting()))
    with pytest.raises(Refusal, match=r"agenda\.no_seat_to_book"):
        claim(make_meeting(capacity=0))


def test_a_walk_in_gets_a_seat_even_when_all_are_taken() -> None:
    session = make_meeting(capacity=1)
    seat(session)
    waiting = wait(session)
    started(session)
    manager, stranger = make_staff(session.space), make_person()
    walk_in = actions.seat_walk_in(by=manager, session=session, person=stranger, key=uuid7())
    assert walk_in.attendance == Attendance.CAME
    here = actions.seat_walk_in(by=manager, session=session, person=waiting.person, key=uuid7())
    assert not session.waitlist.exists()
    assert here.attendance == Attendance.CAME
    session.refresh_from_db()
    assert [session.capacity, session.booked] == [3, 3]


def test_a_walk_in_who_had_a_seat_is_marked_as_here() -> None:
    session = make_meeting(capacity=4)
    booking = seat(session)
    manager = make_staff(session.space)
    same = actions.seat_walk_in(by=manager, session=session, person=booking.person, key=uuid7())
    assert same.pk == booking.pk
    session.refresh_from_db()
    assert [session.capacity, session.booked] == [4, 1]


def test_attendance_is_written_and_taken_back() -> None:
    booking = seat(make_meeting())
    manager = make_staff(booking.session.space)
    for _press in range(2):
        actions.mark_attendance(by=manager, booking=booking, attendance=Attendance.CAME)
    actions.mark_attendance(by=manager, booking=booking, attendance=Attendance.UNKNOWN)
    booking.refresh_from_db()
    assert booking.attendance == Attendance.UNKNOWN
    marks = JournalEntry.objects.filter(act="mark_attendance").order_by("pk")
    assert [entry.facts["attendance"] for entry in marks] == ["came", "unknown"]


def test_the_seats_of_others_belong_to_them_and_to_the_team() -> None:
    session = make_meeting()
    booking = seat(session)
    stranger, other_manager = make_person(), make_staff(make_space())
    for nobody in (stranger, other_manager):
        with pytest.raises(PermissionDenied):
            actions.give_back_seat(by=nobody, booking=booking)
        with pytest.raises(PermissionDenied):
            actions.mark_attendance(by=nobody, booking=booking, attendance=Attendance.CAME)
        with pytest.raises(PermissionDenied):
            actions.claim_seat(by=nobody, session=session, person=make_person(), key=uuid7())
        with pytest.raises(PermissionDenied):
            actions.cancel_session(by=nobody, session=session)
        with pytest.raises(PermissionDenied):
            actions.change_capacity(by=nobody, session=session, capacity=9)
    actions.give_back_seat(by=booking.person, booking=booking)
    assert not session.bookings.exists()


def test_to_forget_somebody_frees_her_seats_and_closes_her_links() -> None:
    person, waiting = make_person(), make_person()
    session = make_meeting(capacity=1)
    seat(session, person)
    wait(session, waiting)
    full = make_meeting(capacity=1)
    seat(full)
    wait(full, person)
    past = make_meeting(capacity=1)
    old = seat(past, person)
    started(past)
    actions.forget_person(by=None, person=person)
    assert [booking.person for booking in session.bookings.all()] == [waiting]
    assert not full.waitlist.exists()
    assert queries.held_by_secret(old.secret) is None
    assert past.bookings.count() == 1


def test_she_can_read_all_that_is_kept_about_her() -> None:
    person = make_person()
    booking = seat(make_meeting(title="Réunion du printemps"), person)
    full = make_meeting(capacity=1)
    seat(full)
    wait(full, person)
    seat(make_meeting(title="Autre"))
    export = queries.export_person(person)
    assert [place["référence"] for place in export["places"]] == [booking.reference]
    assert [entry["numéro"] for entry in export["listes d'attente"]] == [1]
    assert "Autre" not in str(export)


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_two_who_write_down_one_arrival_at_once_write_one_seat() -> None:
    session, person = make_meeting(capacity=1), make_person()
    seat(session)

    def write_down(_: int) -> str:
        booking = actions.seat_walk_in(by=None, session=session, person=person, key=uuid7())
        return str(booking.pk)

    assert len(set(run_together(write_down, count=8, processes=4, threads=2))) == 1
    session.refresh_from_db()
    assert [session.booked, session.capacity, session.bookings.count()] == [2, 2, 2]
