"""People whom nothing binds to us any more, a former team above all, are warned, then erased two years later."""

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from mapart.agenda.models import Booking
from mapart.core.enums import Channel
from mapart.core.models import JournalEntry
from mapart.notifications.models import Message
from mapart.people.actions import end_role, give_role
from mapart.people.enums import RoleKind
from mapart.people.models import Person, Role
from mapart.website.tasks import forget_unbound_people
from tests.factories import (
    make_application,
    make_meeting,
    make_person,
    make_space,
    make_staff,
    make_volunteer,
)
from tests.website.nights import night

pytestmark = pytest.mark.django_db
run = partial(night, forget_unbound_people)
TODAY = datetime.datetime(2031, 3, 1, 2, tzinfo=datetime.UTC)
DAYS = 730


def known(days: int, **values: Any) -> Person:
    """Somebody written down so many days ago, and nothing since."""
    person = make_person(**values)
    Person.objects.filter(pk=person.pk).update(created_at=TODAY - datetime.timedelta(days=days))
    return person


def test_a_former_team_mate_is_warned_thirty_days_before_and_erased_on_the_day(
    at: Callable[[int], None],
) -> None:
    mate = known(3000)
    role = give_role(by=None, person=mate, kind=RoleKind.SPACE_MANAGER, space=make_space())
    end_role(by=None, role=role)  # today: the row goes, the journal remembers
    at(DAYS - 30)
    assert run() == (0, 0)
    at(DAYS - 29)
    assert run() == (1, 0)
    message = Message.objects.get(kind="recruitment.unbound")
    assert message.address == mate.email
    at(DAYS)
    assert run() == (0, 0)
    at(DAYS + 1)
    assert run() == (0, 1)
    erased = Person.objects.get(pk=mate.pk)
    assert (erased.email, erased.first_name, erased.is_active) == (None, "Personne effacée", False)
    assert JournalEntry.objects.get(act="warn_unbound_people").facts == {"count": 1}
    assert JournalEntry.objects.get(act="forget_unbound_people").facts == {"count": 1}
    assert run() == (0, 0)


def test_nobody_is_erased_without_a_notice_of_thirty_days(at: Callable[[int], None]) -> None:
    known(3000)
    assert run() == (1, 0)
    at(29)
    assert run() == (0, 0)
    at(30)
    assert run() == (0, 1)


def test_on_paper_there_is_no_notice_to_give(at: Callable[[int], None]) -> None:
    known(DAYS + 1, channel=Channel.PAPER, email=None)
    known(DAYS - 1, channel=Channel.PAPER, email=None)
    assert run() == (0, 1)


def _role(person: Person) -> None:
    make_staff_role(person)


def _role_over_last_year(person: Person) -> None:
    make_staff_role(person, starts_on=datetime.date(2029, 1, 1), ends_on=datetime.date(2030, 1, 1))


def _role_withdrawn(person: Person) -> None:
    end_role(by=None, role=make_staff_role(person))


def _sign_in(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(last_login=TODAY)


def _applies(person: Person) -> None:
    make_application(person=person)


def _volunteers(person: Person) -> None:
    make_volunteer(person=person)


def _seat(person: Person) -> None:
    meeting = make_meeting(starts_at=TODAY, ends_at=TODAY + datetime.timedelta(hours=1))
    Booking.objects.create(session=meeting, person=person)


def make_staff_role(person: Person, **values: Any) -> Role:
    return Role.objects.create(person=person, kind=RoleKind.RECEPTIONIST, space=make_space(), **values)


@pytest.mark.parametrize(
    "bond", [_role, _role_over_last_year, _role_withdrawn, _sign_in, _applies, _volunteers, _seat]
)
def test_who_is_bound_to_us_again_stays(at: Callable[[int], None], bond: Callable[[Person], None]) -> None:
    person = known(3000)
    assert run() == (1, 0)
    at(40)
    bond(person)
    assert run() == (0, 0)
    person.refresh_from_db()
    assert person.erased_on is None


def test_who_came_back_and_is_silent_again_gets_another_notice(at: Callable[[int], None]) -> None:
    person = known(3000)
    assert run() == (1, 0)
    Person.objects.filter(pk=person.pk).update(last_login=TODAY)
    at(DAYS + 10)
    assert run() == (1, 0)
    at(DAYS + 40)
    assert run() == (0, 1)


def test_whoever_is_of_the_team_stays_however_long_she_is_silent(at: Callable[[int], None]) -> None:
    head = make_staff(kind=RoleKind.NETWORK_HEAD)
    Person.objects.filter(pk=head.pk).update(created_at=TODAY - datetime.timedelta(days=3000))
    assert run() == (0, 0)


def test_people_who_are_not_concerned_cost_no_query(
    at: Callable[[int], None], django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        known(100)
    with django_assert_max_num_queries(6):
        run()
