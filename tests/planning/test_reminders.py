"""Reminders: two days and three hours before, once each, by day; and shifts of an absence given back together."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from mapart.agenda.enums import SessionState
from mapart.agenda.models import Session
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.jobs.running import run_due
from mapart.core.models import JournalEntry
from mapart.notifications.models import Message
from mapart.notifications.rules import SMS_LENGTH, gsm7_length, unsendable
from mapart.people.models import Person
from mapart.planning import actions
from mapart.planning.models import Ask, Assignment, Withdrawal
from mapart.planning.rules import REMINDERS, reminder_at
from tests.factories import (
    make_assignment,
    make_need,
    make_person,
    make_session,
    make_staff,
    make_volunteer,
)
from tests.processes import run_together
from tests.reading import plain

pytestmark = pytest.mark.django_db
PARIS = "Europe/Paris"
TUESDAY = datetime.date(2024, 12, 10)  # each test sets the clock near it


def at(hour: int, minute: int = 0, days: int = 0) -> datetime.datetime:
    """A moment on the walls of Paris, counted from the Tuesday of the shift."""
    return clock.at(TUESDAY + datetime.timedelta(days=days), datetime.time(hour, minute), PARIS)


@pytest.fixture
def it_is(monkeypatch: pytest.MonkeyPatch) -> object:
    """``it_is(moment)`` sets the clock."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


def shift(hour: int = 14, days: int = 0, **values: object) -> Assignment:
    day = TUESDAY + datetime.timedelta(days=days)
    held = make_assignment(make_need(make_session(day=day, hour=hour)), **values)  # type: ignore[arg-type]
    Assignment.objects.filter(pk=held.pk).update(created_at=at(9, days=-30))
    return held


def reminders() -> list[Message]:
    return list(Message.objects.filter(kind="planning.reminder").order_by("created_at"))


@pytest.mark.parametrize(
    ("hour", "before", "expected"),
    [
        (14, 0, (14, -2)),
        (20, 0, (19, -2)),
        (14, 1, (11, 0)),
        (10, 1, (19, -1)),
        (11, 1, (8, 0)),
    ],
)
def test_a_reminder_comes_in_the_day_or_on_the_evening_before(
    hour: int, before: int, expected: tuple[int, int]
) -> None:
    assert reminder_at(at(hour), REMINDERS[before], PARIS) == at(expected[0], days=expected[1])


def test_two_reminders_each_once(it_is: object) -> None:
    held = shift()
    mate = make_assignment(
        held.need, make_volunteer(held.need.session.space, person=make_person(first_name="Amina"))
    )
    Assignment.objects.filter(pk=mate.pk).update(reminded=2)
    for moment, count in (
        (at(13, days=-2), 0),
        (at(14, 5, days=-2), 1),
        (at(15, days=-2), 1),
        (at(10), 1),
        (at(11, 5), 2),
        (at(13), 2),
        (at(15), 2),
    ):
        it_is(moment)  # type: ignore[operator]
        actions.send_reminders()
        assert len(reminders()) == count, moment
    first = reminders()[0]
    space = held.need.session.space
    assert first.subject.startswith("On compte sur vous mardi")
    for words in (space.address, "de 14 h à 17 h", "Avec Amina.", held.secret, "01 99 00 00 01"):
        assert words in plain(first.body)
    assert JournalEntry.objects.filter(act="send_reminder").count() == 2


def test_the_shifts_of_one_day_are_one_message(it_is: object) -> None:
    held = shift(hour=9)
    other = make_assignment(make_need(make_session(held.need.session.space, TUESDAY, 14)), held.volunteer)
    Assignment.objects.update(created_at=at(9, days=-30))
    it_is(at(9, 5, days=-2))  # type: ignore[operator]
    assert actions.send_reminders() == 1
    [message] = reminders()
    assert held.secret in message.body
    assert other.secret in message.body


def test_who_was_told_since_and_what_is_cancelled_stay_silent(it_is: object) -> None:
    late, gone = shift(), shift()
    Assignment.objects.filter(pk=late.pk).update(created_at=at(15, days=-2))
    Session.objects.filter(pk=gone.need.session_id).update(state=SessionState.CANCELLED)
    it_is(at(16, days=-2))  # type: ignore[operator]
    assert actions.send_reminders() == 0
    it_is(at(11, 5))  # type: ignore[operator]
    assert actions.send_reminders() == 1


def test_a_worker_that_slept_two_days_sends_one_reminder_not_two(it_is: object) -> None:
    shift()
    it_is(at(12))  # type: ignore[operator]
    assert actions.send_reminders() == 1


def test_the_sms_fits(it_is: object) -> None:
    held = shift()
    Person.objects.filter(pk=held.volunteer.person_id).update(
        email=None, phone="+33639980001", channel=Channel.SMS
    )
    it_is(at(14, 5, days=-2))  # type: ignore[operator]
    actions.send_reminders()
    [message] = reminders()
    assert message.channel == Channel.SMS
    assert gsm7_length(message.body) <= SMS_LENGTH
    assert unsendable(message.body) == []
    assert held.secret in message.body


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_two_workers_remind_once(it_is: object) -> None:
    for _ in range(6):
        shift()
    it_is(at(14, 5, days=-2))  # type: ignore[operator]
    assert sum(run_together(lambda _: actions.send_reminders(), count=4, processes=2, threads=2)) == 6
    assert len(reminders()) == 6


# --- an absence ------------------------------------------------------------------------------------------------------
def test_the_shifts_of_an_absence_are_free_at_once_offered_and_told_once() -> None:
    first = make_assignment(make_need(minimum=1, ideal=1, maximum=1))
    space, mission, volunteer = first.need.session.space, first.need.mission, first.volunteer
    manager = make_staff(space)
    other = make_need(make_session(space, hour=14), mission, minimum=1, ideal=1, maximum=1)
    both = [first, make_assignment(other, volunteer)]
    make_volunteer(space, (mission,))
    for expected in (2, 0):
        assert len(actions.withdraw_many(by=volunteer.person, assignments=both)) == expected
    assert Withdrawal.objects.count() == 2
    [told] = Message.objects.filter(recipient=manager.pk)
    assert told.subject.endswith("rend 2 places")
    run_due()
    assert Ask.objects.count() == 2


def test_nobody_frees_the_shifts_of_somebody_else() -> None:
    held = make_assignment(make_need())
    for by in (make_person(), make_staff(make_session().space)):
        with pytest.raises(PermissionDenied):
            actions.withdraw_many(by=by, assignments=[held])
    assert Assignment.objects.filter(pk=held.pk).exists()
