"""Pages of long lists: nobody counts them."""

from typing import Any

import pytest

from mapart.core.pages import Leaf, Leaves
from mapart.people.models import Person
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seven() -> None:
    for number in range(7):
        make_person(last_name=f"{number}")


def leaves(total: int | None = None) -> Leaves:
    found = Person.objects.order_by("last_name", "pk")
    return Leaves(found, Person.objects.values("pk", "last_name"), 3, total)


def names(page: Leaf) -> list[str]:
    return [row["last_name"] for row in page]


def test_a_page_knows_whether_another_follows(django_assert_num_queries: Any) -> None:
    for number, shown, has_next in (("1", "012", True), ("2", "345", True), ("3", "6", False)):
        with django_assert_num_queries(1):
            page = leaves().get_page(number)
        assert "".join(names(page)) == shown
        assert (page.has_next(), page.has_previous()) == (has_next, number != "1")
        assert page.has_other_pages()
    assert page.previous_page_number() == 2
    assert leaves().num_pages == 0


@pytest.mark.parametrize("number", ["", None, "0", "-1", "x", "²", "99", "99999999999"])
def test_what_is_no_page_is_the_first_one(number: str | None) -> None:
    assert names(leaves().get_page(number)) == ["0", "1", "2"]


def test_where_they_are_counted_there_is_a_last_page() -> None:
    assert leaves(7).num_pages == 3
    assert names(leaves(7).get_page("99")) == ["6"]
    assert names(leaves(70).get_page("99")) == ["0", "1", "2"], "gone since they were counted"


def test_an_empty_list_is_one_page() -> None:
    page = Leaves(Person.objects.none().order_by("pk"), Person.objects.all(), 3, 0).get_page(None)
    assert (list(page), page.has_other_pages()) == ([], False)
