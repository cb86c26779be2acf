"""Whatever people do in whatever order, the counter counts the seats and nobody waits beside a free one."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mapart.agenda import actions
from mapart.agenda.models import Booking, Session, WaitlistEntry
from mapart.core.ids import uuid7
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from tests.factories import make_meeting, make_person

_PEOPLE = 6


class Seats(RuleBasedStateMachine):
    """Six people around one meeting, beside a plain list of who sits and who waits."""

    session: Session

    @initialize(capacity=st.integers(1, 3))
    def open_meeting(self, capacity: int) -> None:
        self.session = make_meeting(capacity=capacity)
        self.people = [make_person() for _ in range(_PEOPLE)]
        self.seated: list[Person] = []
        self.waiting: list[Person] = []
        self.given_back: list[Booking] = []

    def _promote(self) -> None:
        self.session.refresh_from_db()
        while self.waiting and len(self.seated) < self.session.capacity:
            self.seated.append(self.waiting.pop(0))

    @rule(who=st.integers(0, _PEOPLE - 1))
    def claim(self, who: int) -> None:
        person = self.people[who]
        held = actions.claim_seat(by=None, session=self.session, person=person, key=uuid7())
        if person not in self.seated + self.waiting:
            (self.seated if len(self.seated) < self.session.capacity else self.waiting).append(person)
        assert isinstance(held, Booking) == (person in self.seated)

    @precondition(lambda self: self.seated)
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        person = data.draw(st.sampled_from(self.seated))
        booking = Booking.objects.select_related("session__space", "person").get(
            session=self.session, person=person
        )
        stale = Booking.objects.select_related("session__space", "person").get(pk=booking.pk)
        actions.give_back_seat(by=None, booking=booking)
        self.given_back.append(stale)
        self.seated.remove(person)
        self._promote()

    @precondition(lambda self: self.given_back)
    @rule(data=st.data())
    def give_back_again(self, data: st.DataObject) -> None:
        stale = data.draw(st.sampled_from(self.given_back))
        with pytest.raises(Refusal):
            actions.give_back_seat(by=None, booking=stale)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        person = data.draw(st.sampled_from(self.waiting))
        entry = WaitlistEntry.objects.select_related("session__space", "person").get(
            session=self.session, person=person
        )
        actions.leave_waitlist(by=None, entry=entry)
        self.waiting.remove(person)

    @rule(capacity=st.integers(1, 5))
    def resize(self, capacity: int) -> None:
        if capacity < len(self.seated):
            with pytest.raises(Refusal):
                actions.change_capacity(by=None, session=self.session, capacity=capacity)
        else:
            actions.change_capacity(by=None, session=self.session, capacity=capacity)
        self._promote()

    @rule(who=st.integers(0, _PEOPLE - 1))
    def walk_in(self, who: int) -> None:
        person = self.people[who]
        actions.seat_walk_in(by=None, session=self.session, person=person, key=uuid7())
        if person in self.waiting:
            self.waiting.remove(person)
        if person not in self.seated:
            self.seated.append(person)
        self.session.refresh_from_db()

    @invariant()
    def the_base_says_the_same(self) -> None:
        if not hasattr(self, "session"):
            return
        fresh = Session.objects.get(pk=self.session.pk)
        seated = set(Booking.objects.filter(session=fresh).values_list("person", flat=True))
        waiting = list(
            WaitlistEntry.objects.filter(session=fresh).order_by("number").values_list("person", flat=True)
        )
        assert seated == {person.pk for person in self.seated}
        assert waiting == [person.pk for person in self.waiting]
        assert fresh.booked == len(seated) <= fresh.capacity
        assert not waiting or fresh.booked == fresh.capacity


@pytest.mark.django_db
def test_no_history_breaks_the_counter_or_the_order() -> None:
    run_state_machine_as_test(
        Seats, settings=settings(max_examples=25, stateful_step_count=20, deadline=None)
    )
