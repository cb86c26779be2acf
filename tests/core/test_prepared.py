"""Questions put in SQL once."""

import datetime
from typing import Any

import pytest
from django.db.models import F, QuerySet

from mapart.agenda.models import Session
from mapart.core.prepared import Columns, Prepared
from mapart.spaces.models import Space
from tests.factories import make_session, make_space, next_weekday

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def of_space(space: Any, after: Any) -> QuerySet[Session, Any]:
    kept = Session.objects.filter(space=space, starts_at__gt=after, state="planned")
    return kept.order_by("starts_at").values_list("pk", "starts_at", "space", "capacity")


def test_the_same_question_answers_for_others_and_later() -> None:
    question = Prepared(of_space)
    one, other = make_space(), make_space()
    first, second = make_session(one, next_weekday(1)), make_session(one, next_weekday(2))
    third = make_session(other, next_weekday(3))
    asked = first.starts_at - HOUR
    assert question.rows(space=one.pk, after=asked) == [
        [row.pk, row.starts_at, one.pk, row.capacity] for row in (first, second)
    ]
    assert [row[0] for row in question.rows(space=one.pk, after=first.starts_at)] == [second.pk]
    assert [row[0] for row in question.rows(space=other.pk, after=asked)] == [third.pk]
    assert question.rows(space=make_space().pk, after=asked) == []


def test_it_is_built_once_and_asked_in_one_query(django_assert_num_queries: Any) -> None:
    built = []

    def build(space: Any) -> QuerySet[Session, Any]:
        built.append(space)
        return Session.objects.filter(space=space).values_list("pk")

    question = Prepared(build)
    for _ in range(3):
        with django_assert_num_queries(1):
            question.rows(space=make_space_key())
    assert len(built) == 1


def make_space_key() -> Any:
    return Space(slug="x").pk


def test_a_value_that_the_question_does_not_hold_is_an_error() -> None:
    question = Prepared(lambda space, after: Session.objects.filter(space=space).values_list("pk"))
    with pytest.raises(ValueError, match="after"):
        question.rows(space=make_space_key(), after=datetime.datetime.now(datetime.UTC))


def test_days_and_times_are_not_taken_for_each_other() -> None:
    day = next_weekday(1)
    session = make_session(make_space(), day)
    question = Prepared(
        lambda day, at: Session.objects.filter(starts_at__date=day, starts_at__lte=at).values_list("pk")
    )
    assert question.rows(day=day, at=session.starts_at) == [[session.pk]]
    assert question.rows(day=day, at=session.starts_at - HOUR) == []
    assert question.rows(day=day + datetime.timedelta(days=1), at=session.starts_at) == []


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
