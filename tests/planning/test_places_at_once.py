"""Places of many needs taken and given back together: all of them or none."""

import pytest

from mapart.planning.actions.places import change_places
from mapart.planning.models import StaffingNeed
from tests.factories import make_need, make_session, make_space

pytestmark = pytest.mark.django_db


def filled() -> list[int]:
    return list(StaffingNeed.objects.order_by("pk").values_list("filled", flat=True))


def three_needs() -> list[StaffingNeed]:
    space = make_space()
    needs = [make_need(make_session(space), minimum=1, ideal=2, maximum=3) for _ in range(3)]
    return sorted(needs, key=lambda need: need.pk)


def test_each_need_moves_by_its_own_count() -> None:
    one, two, three = three_needs()
    assert change_places({one.pk: 3, two.pk: 2, three.pk: 2})
    assert change_places({one.pk: -1, two.pk: 1, three.pk: 0})
    assert filled() == [2, 3, 2]


@pytest.mark.parametrize("change", [4, -1])
def test_one_that_does_not_fit_is_said(change: int) -> None:
    one, two, _ = three_needs()
    assert not change_places({one.pk: 1, two.pk: change})
