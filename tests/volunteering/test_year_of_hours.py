"""The hours of a year are added up at night, and true at any hour of the day."""

import datetime
from collections.abc import Callable

import pytest

from mapart.core import clock
from mapart.people.enums import RoleKind
from mapart.spaces.models import Space
from mapart.volunteering import actions
from mapart.volunteering.enums import HoursState
from mapart.volunteering.models import HoursEntry, HoursOfYear, Volunteer
from mapart.volunteering.queries import added_up, hours_of_year
from tests.factories import make_hours, make_mission, make_staff, make_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteer(space: Space) -> Volunteer:
    return make_volunteer(space)


def test_the_hours_of_a_year_stay_true_after_their_count(space: Space, volunteer: Volunteer) -> None:
    head, mission = make_staff(None, RoleKind.NETWORK_HEAD), make_mission()

    def line(minutes: int, state: HoursState = HoursState.CONFIRMED, day: str = "2026-03-02") -> HoursEntry:
        return make_hours(
            volunteer, space=space, mission=mission, minutes=minutes, state=state, worked_on=day
        )

    def correct(entry: HoursEntry, minutes: int) -> HoursEntry:
        return actions.correct_hours(by=head, entry=entry, minutes=minutes)

    def decide(entry: HoursEntry, *, accept: bool) -> None:
        actions.decide_hours(by=head, entry=entry, accept=accept)

    before, again, waiting, unsure = (
        line(1000),
        line(200),
        line(30, HoursState.WAITING),
        line(7, HoursState.WAITING),
    )
    replaced = correct(again, 190)
    late = line(11, HoursState.WAITING)
    correct(late, 12)
    acts: list[Callable[[], object]] = [
        lambda: line(60),
        lambda: line(1400, day="2025-12-31"),
        lambda: line(40, HoursState.REFUSED),
        lambda: decide(waiting, accept=True),
        lambda: decide(unsure, accept=False),
        lambda: decide(late, accept=True),
        lambda: correct(before, 900),
        lambda: correct(replaced, 0),
        lambda: correct(correct(waiting, 25), 20),
    ]
    for counted_after in range(len(acts) + 1):
        if counted_after:
            acts[counted_after - 1]()
        for year in (2026, 2025, 2024):
            found = sum(row["minutes"] for row in hours_of_year(year, None))
            assert found == added_up(year).total(), (counted_after, year)
            assert found == sum(row["minutes"] for row in hours_of_year(year, {space.pk}))
        if counted_after % 3 == 0:
            assert actions.count_hours(by=None, until=clock.now()) == HoursOfYear.objects.count()
    assert added_up(2026).total() == 900 + 60 + 20 + 12
    assert hours_of_year(2026, set()) == []


def test_what_is_an_hour_old_is_counted_for_the_year(volunteer: Volunteer) -> None:
    old, young = make_hours(volunteer, minutes=100), make_hours(volunteer, minutes=20)
    HoursEntry.objects.filter(pk=old.pk).update(created_at=clock.now() - datetime.timedelta(hours=2))
    actions.count_hours(by=None)
    [count] = HoursOfYear.objects.all()
    assert [minutes for *_, minutes in count.minutes] == [100]
    assert added_up(young.worked_on.year).total() == 120
    assert sum(row["minutes"] for row in hours_of_year(young.worked_on.year, None)) == 120
