"""Nearest spaces and places, closed days, doors."""

import datetime
from typing import Any

import pytest

from mapart.core import clock
from mapart.spaces import queries
from mapart.spaces.actions import close_space
from mapart.spaces.models import Place
from mapart.spaces.queries import Doors
from tests.factories import make_space

pytestmark = pytest.mark.django_db
LILLE, ROUBAIX, LYON = (50.6311, 3.0468), (50.6879, 3.1763), (45.7549, 4.8364)
TUESDAY_10 = clock.at(datetime.date(2026, 11, 24), datetime.time(10), "Europe/Paris")


def make_place(number: int, position: tuple[float, float] | None) -> Place:
    """A place of the directory at a position."""
    latitude, longitude = position or (None, None)
    return Place.objects.create(
        source="Exemple", source_id=str(number), name=f"Lieu {number}", city="Lille", postal_code="59000",
        address="1 rue Exemple", latitude=latitude, longitude=longitude,
    )  # fmt: skip


def test_the_nearest_space_first() -> None:
    lyon = make_space(latitude=LYON[0], longitude=LYON[1])
    lille = make_space(latitude=LILLE[0], longitude=LILLE[1])
    make_space(is_remote=True)
    make_space(is_open=False)
    found = queries.nearest_spaces(*ROUBAIX, limit=5)
    assert [space for space, _km in found] == [lille, lyon]
    assert found[0][1] == pytest.approx(11.2, abs=0.5)
    assert len(queries.nearest_spaces(*ROUBAIX, limit=1)) == 1


def test_the_nearest_places_within_reach() -> None:
    far, near, here = make_place(1, LYON), make_place(2, ROUBAIX), make_place(3, LILLE)
    make_place(4, None)
    assert [place for place, _km in queries.nearest_places(*LILLE)] == [here, near]
    assert [place for place, _km in queries.nearest_places(*LYON)] == [far]
    assert queries.nearest_places(*LILLE, within_km=5) == [(here, 0)]
    assert len(queries.nearest_places(*LILLE, limit=1)) == 1


def test_a_place_that_two_producers_publish_is_given_once() -> None:
    first = make_place(1, LILLE)
    Place.objects.filter(pk=make_place(2, ROUBAIX).pk).update(name="LIEU 1", source="Autre")
    assert [place for place, _km in queries.nearest_places(*LILLE)] == [first]


@pytest.mark.parametrize("places", [3, 40])
def test_nearest_costs_one_query(places: int, django_assert_num_queries: Any) -> None:
    for number in range(places):
        make_place(number, (LILLE[0] + number / 1000, LILLE[1]))
        make_space()
    with django_assert_num_queries(1):
        queries.nearest_places(*LILLE)
    with django_assert_num_queries(1):
        queries.nearest_spaces(*LILLE)


def test_doors() -> None:
    space = make_space(opening_hours="Mo-Fr 09:00-12:00")
    noon = TUESDAY_10.replace(hour=12)
    assert queries.doors_of(space, [], TUESDAY_10) == Doors(True, closes_at=noon)
    before = TUESDAY_10.replace(hour=8)
    assert queries.doors_of(space, [], before) == Doors(
        False, opens_at=before.replace(hour=9), opens_today=True
    )
    tomorrow = TUESDAY_10.replace(day=25, hour=9)
    assert queries.doors_of(space, [], noon) == Doors(False, opens_at=tomorrow)
    assert queries.doors_of(make_space(opening_hours=""), [], noon) == Doors(False)


def test_a_closure_shuts_the_doors_until_it_is_over() -> None:
    space, today = make_space(opening_hours="24/7"), clock.today()
    in_two_days = today + datetime.timedelta(days=2)
    closure = close_space(by=None, space=space, starts_on=today, ends_on=today + datetime.timedelta(days=1))
    doors = queries.doors_of(space, [closure], clock.now())
    assert not doors.is_open
    assert doors.opens_at == clock.at(in_two_days, datetime.time(), "Europe/Paris")
    assert list(queries.upcoming_closures(space)) == [closure]
