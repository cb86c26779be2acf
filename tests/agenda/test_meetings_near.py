"""Which information meetings a visitor is offered."""

import pytest

from mapart.agenda.queries import open_meetings_near
from tests.factories import make_meeting, make_space, next_weekday

pytestmark = pytest.mark.django_db
LILLE = (50.63, 3.06)


def test_a_meeting_in_another_region_is_not_offered_beside_a_near_one() -> None:
    near = make_meeting(make_space())
    make_meeting(make_space(city="Paris", latitude=48.86, longitude=2.35))
    assert [one.session for one in open_meetings_near(*LILLE)] == [near]


def test_a_far_meeting_is_better_than_none() -> None:
    far = make_meeting(make_space(city="Paris", latitude=48.86, longitude=2.35))
    assert [one.session for one in open_meetings_near(*LILLE)] == [far]


def test_a_full_meeting_comes_last() -> None:
    space = make_space()
    full = make_meeting(space, capacity=1, booked=1)
    later = make_meeting(space, day=next_weekday(3, weeks=2))
    assert [one.session for one in open_meetings_near(*LILLE)] == [later, full]
