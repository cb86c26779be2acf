"""Volunteers who left are warned, then erased five years later to the day; what they gave stays counted."""

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from mapart.agenda.models import Booking
from mapart.core.enums import Channel
from mapart.core.models import JournalEntry
from mapart.notifications.models import Message
from mapart.people.enums import RoleKind
from mapart.people.models import Person, Role
from mapart.recruitment.rules import last_day_to_leave
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import HoursEntry, Volunteer
from mapart.volunteering.queries import minutes_given
from mapart.website.tasks import forget_former_volunteers
from tests.factories import (
    make_application,
    make_hours,
    make_meeting,
    make_person,
    make_space,
    make_volunteer,
)
from tests.website.nights import night

pytestmark = pytest.mark.django_db
run = partial(night, forget_former_volunteers)
TODAY = datetime.datetime(2031, 3, 1, 2, tzinfo=datetime.UTC)


def former(left_on: datetime.date, **values: Any) -> Volunteer:
    """Somebody who left the volunteers on this day."""
    return make_volunteer(make_space(), state=VolunteerState.LEFT, left_on=left_on, **values)


@pytest.mark.parametrize(
    ("today", "last_day"),
    [
        (datetime.date(2031, 3, 1), datetime.date(2026, 3, 1)),
        (datetime.date(2032, 2, 29), datetime.date(2027, 2, 28)),
        (datetime.date(2033, 2, 28), datetime.date(2028, 2, 28)),
        (datetime.date(2033, 3, 1), datetime.date(2028, 3, 1)),
    ],
)
def test_five_whole_years(today: datetime.date, last_day: datetime.date) -> None:
    assert last_day_to_leave(today) == last_day


def test_she_is_warned_thirty_days_before_and_erased_on_the_day(at: Callable[[int], None]) -> None:
    volunteer = former(datetime.date(2026, 4, 1))
    given = make_hours(volunteer, worked_on=datetime.date(2025, 6, 3))
    assert run() == (0, 0)
    at(1)  # 2 March: the first of April is thirty days away
    assert run() == (1, 0)
    message = Message.objects.get(kind="recruitment.former")
    assert message.address == volunteer.person.email
    assert "1er avril" in message.body
    at(30)
    assert run() == (0, 0)
    at(31)
    assert run() == (0, 1)
    person = Person.objects.get(pk=volunteer.person_id)
    assert person.erased_on == datetime.date(2031, 4, 1)
    assert (person.email, person.first_name) == (None, "Personne effacée")
    assert HoursEntry.objects.counted().get() == given
    assert minutes_given(Volunteer.objects.get(pk=volunteer.pk)) == 180
    assert JournalEntry.objects.get(act="warn_former_volunteers").facts == {"count": 1}
    assert JournalEntry.objects.get(act="forget_former_volunteers").facts == {"count": 1}
    assert run() == (0, 0)


def test_nobody_is_erased_without_a_notice_of_thirty_days(at: Callable[[int], None]) -> None:
    former(datetime.date(2020, 1, 1))  # left long before this rule
    assert run() == (1, 0)
    at(29)
    assert run() == (0, 0)
    at(30)
    assert run() == (0, 1)


def test_on_paper_there_is_no_notice_to_give(at: Callable[[int], None]) -> None:
    person = {"channel": Channel.PAPER, "email": None}
    former(datetime.date(2026, 3, 1), person=make_person(**person))
    former(datetime.date(2026, 3, 2), person=make_person(**person))
    assert run() == (0, 1)


def test_who_has_not_left_is_not_concerned(at: Callable[[int], None]) -> None:
    for state in VolunteerState:
        if state != VolunteerState.LEFT:
            make_volunteer(state=state, left_on=datetime.date(2020, 1, 1))
    assert run() == (0, 0)


def _comes_back(volunteer: Volunteer) -> None:
    Volunteer.objects.filter(pk=volunteer.pk).update(state=VolunteerState.ACTIVE, left_on=None)


def _comes_back_and_leaves_again(volunteer: Volunteer) -> None:
    Volunteer.objects.filter(pk=volunteer.pk).update(left_on=datetime.date(2029, 5, 1))


def _role(volunteer: Volunteer) -> None:
    Role.objects.create(person=volunteer.person, kind=RoleKind.RECEPTIONIST, space=volunteer.home_space)


def _role_until_last_year(volunteer: Volunteer) -> None:
    _role(volunteer)
    dates = {"starts_on": datetime.date(2029, 1, 1), "ends_on": datetime.date(2030, 1, 1)}
    Role.objects.update(**dates)


def _applies_again(volunteer: Volunteer) -> None:
    make_application(person=volunteer.person, stage_since=TODAY)


def _seat(volunteer: Volunteer) -> None:
    meeting = make_meeting(starts_at=TODAY, ends_at=TODAY + datetime.timedelta(hours=1))
    Booking.objects.create(session=meeting, person=volunteer.person)


@pytest.mark.parametrize(
    "bond",
    [_comes_back, _comes_back_and_leaves_again, _role, _role_until_last_year, _applies_again, _seat],
)
def test_who_is_bound_to_us_again_stays(at: Callable[[int], None], bond: Callable[[Volunteer], None]) -> None:
    volunteer = former(datetime.date(2026, 3, 10))
    assert run() == (1, 0)
    at(40)
    bond(volunteer)
    assert run() == (0, 0)
    assert Person.objects.get(pk=volunteer.person_id).erased_on is None


def test_a_role_that_ended_before_she_left_changes_nothing(at: Callable[[int], None]) -> None:
    volunteer = former(datetime.date(2026, 3, 10))
    _role(volunteer)
    Role.objects.update(starts_on=datetime.date(2024, 1, 1), ends_on=datetime.date(2025, 1, 1))
    assert run() == (1, 0)
    at(40)
    assert run() == (0, 1)


def test_a_sign_in_for_a_certificate_prolongs_nothing(at: Callable[[int], None]) -> None:
    volunteer = former(datetime.date(2026, 3, 10))
    assert run() == (1, 0)
    at(40)
    Person.objects.filter(pk=volunteer.person_id).update(last_login=TODAY + datetime.timedelta(days=20))
    assert run() == (0, 1)


def test_people_who_are_not_concerned_cost_no_query(
    at: Callable[[int], None], django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        former(datetime.date(2029, 1, 1))
    with django_assert_max_num_queries(6):
        run()
