"""Queries whose text is made once: the rows are those of the query written out."""

import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db.models import F, QuerySet

from mapart.agenda.models import Session
from mapart.core import clock
from mapart.core.prepared import Columns, Given, GivenList, Prepared, prepared
from mapart.spaces.models import Space
from tests.factories import make_session, make_space, next_weekday

pytestmark = pytest.mark.django_db
Found = tuple[UUID, str, datetime.datetime]


@pytest.fixture
def spaces() -> list[Space]:
    spaces = [make_space() for _ in range(3)]
    for space in spaces:
        for days in (1, 2, 9):
            make_session(space, clock.today() + datetime.timedelta(days=days))
    return spaces


def written_out(spaces: list[Any], until: Any) -> QuerySet[Session, Found]:
    found = Session.objects.filter(space__pk__in=spaces, starts_at__lt=until).order_by("starts_at", "pk")
    return found.values_list("space_id", "space__name", "starts_at")


class Counted:
    """``written_out`` prepared, and how often it was built."""

    def __init__(self) -> None:
        self.built = 0

        @prepared
        def query(spaces: GivenList, until: Given) -> QuerySet[Session, Found]:
            self.built += 1
            return written_out(spaces, until)

        self.query: Prepared[Found] = query


def test_the_rows_are_those_of_the_query_for_each_values(
    spaces: list[Space], django_assert_num_queries: Any
) -> None:
    counted = Counted()
    for days in (3, 30, 2, 0):
        until = clock.at(clock.today() + datetime.timedelta(days=days), datetime.time.min, "Europe/Paris")
        expected = list(written_out([spaces[0].pk, spaces[2].pk], until))
        assert bool(expected) == bool(days)
        with django_assert_num_queries(1):
            assert counted.query([spaces[0].pk, spaces[2].pk], until) == expected
    assert counted.built == 1


def test_a_list_of_another_length_is_another_text(spaces: list[Space]) -> None:
    counted, until = Counted(), clock.now() + datetime.timedelta(days=5)
    for number in (1, 3, 2, 3):
        keys = [space.pk for space in spaces[:number]]
        assert counted.query(keys, until) == list(written_out(keys, until))
        assert len(counted.query(keys, until)) == 2 * number
    assert counted.built == 3


def test_an_empty_list_finds_nothing_and_asks_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert Counted().query([], clock.now()) == []


def test_a_value_is_no_part_of_the_text(spaces: list[Space]) -> None:
    @prepared
    def named(name: Given) -> QuerySet[Space, tuple[str]]:
        return Space.objects.filter(name=name).values_list("name")

    Space.objects.filter(pk=spaces[0].pk).update(name="L'espace %s; --")
    assert named("L'espace %s; --") == [("L'espace %s; --",)]
    assert named("' OR 1=1 --") == []


def test_days_and_times_are_not_taken_for_each_other() -> None:
    day = next_weekday(1)
    session = make_session(make_space(), day)

    @prepared
    def found(day: Given, at: Given) -> QuerySet[Session, tuple[UUID]]:
        return Session.objects.filter(starts_at__date=day, starts_at__lte=at).values_list("pk")

    assert found(day, session.starts_at) == [(session.pk,)]
    assert found(day, session.starts_at - datetime.timedelta(hours=1)) == []
    assert found(day + datetime.timedelta(days=1), session.starts_at) == []


def test_columns_make_rows_that_read_the_others_when_asked(django_assert_num_queries: Any) -> None:
    session = make_session(make_space(name="Espace des Halles"), next_weekday(1))
    columns = Columns(Space, "name", "id", via="space__")
    values = Session.objects.values_list(*columns.paths, F("capacity")).get()
    rest = iter(values)
    space = columns.take(rest)
    with django_assert_num_queries(0):
        assert (space.pk, space.name, list(rest)) == (
            session.space_id,
            "Espace des Halles",
            [session.capacity],
        )
    with django_assert_num_queries(1):
        assert space.slug == session.space.slug


def test_a_row_leads_to_what_was_read_before(django_assert_num_queries: Any) -> None:
    session = make_session(make_space(), next_weekday(1))
    columns = Columns(Session, "id", "capacity")
    [row] = Session.objects.values_list(*columns.paths)
    with django_assert_num_queries(0):
        taken = columns.take(iter(row), space=session.space)
        assert (taken, taken.space, taken.space_id) == (session, session.space, session.space_id)
    taken.capacity = 3
    taken.save(update_fields=["capacity"])
    session.refresh_from_db()
    assert session.capacity == 3
