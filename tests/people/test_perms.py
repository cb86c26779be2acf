"""A role allows what its class says, where and when it was given."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mapart.core import clock
from mapart.people.enums import RoleKind
from mapart.people.models import Person, Role
from mapart.people.perms import (
    PERMISSION_SENTENCES,
    ROLES,
    Permission,
    is_staff,
    may,
    may_somewhere,
    require,
    spaces_where,
)
from tests.factories import make_person, make_space, make_staff

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_every_kind_of_role_and_every_permission_is_explained() -> None:
    assert set(ROLES) == set(RoleKind)
    assert set(PERMISSION_SENTENCES) == set(Permission)


def test_a_role_counts_in_its_space_only() -> None:
    here, elsewhere = make_space(), make_space()
    manager = make_staff(here)
    assert may(manager, Permission.EDIT_ROSTER, here)
    assert not may(manager, Permission.EDIT_ROSTER, elsewhere)
    assert not may(manager, Permission.EDIT_ROSTER)
    assert may_somewhere(manager, Permission.EDIT_ROSTER)
    assert list(spaces_where(manager, Permission.EDIT_ROSTER)) == [here]


def test_a_role_without_a_space_counts_everywhere() -> None:
    spaces = {make_space(), make_space()}
    head = make_staff(None, RoleKind.NETWORK_HEAD)
    assert all(may(head, Permission.MANAGE_ROLES, space) for space in spaces)
    assert may(head, Permission.MANAGE_ROLES)
    assert set(spaces_where(head, Permission.MANAGE_ROLES)) == spaces


def test_a_role_allows_only_what_its_class_says() -> None:
    space = make_space()
    receptionist = make_staff(space, RoleKind.RECEPTIONIST)
    assert may(receptionist, Permission.SEE_ROSTER, space)
    assert not may(receptionist, Permission.SEE_VOLUNTEERS, space)
    assert not spaces_where(receptionist, Permission.SEE_VOLUNTEERS).exists()


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "counts"),
    [(0, None, True), (0, 0, True), (-5, -1, False), (-5, 0, True), (1, None, False), (-3, 3, True)],
)
def test_a_role_counts_from_its_first_to_its_last_day(
    starts_in: int, ends_in: int | None, counts: bool
) -> None:
    space, person, today = make_space(), make_person(), clock.today()
    Role.objects.create(
        person=person,
        kind=RoleKind.SPACE_MANAGER,
        space=space,
        starts_on=today + starts_in * DAY,
        ends_on=None if ends_in is None else today + ends_in * DAY,
    )
    assert may(person, Permission.SEE_ROSTER, space) is counts
    assert is_staff(person) is counts


def test_strangers_and_closed_accounts_may_nothing() -> None:
    space = make_space()
    closed = make_staff(space, is_active=False)
    for nobody in (AnonymousUser(), make_person(), closed):
        assert not may(nobody, Permission.SEE_ROSTER, space)
        assert not is_staff(nobody)
        with pytest.raises(PermissionDenied):
            require(nobody, Permission.SEE_ROSTER, space)


@pytest.mark.parametrize("roles", [1, 12])
def test_all_questions_about_one_person_cost_one_query(roles: int) -> None:
    spaces = [make_space() for _ in range(roles)]
    made = make_person()
    for space in spaces:
        Role.objects.create(person=made, kind=RoleKind.SPACE_MANAGER, space=space)
    person = Person.objects.get(pk=made.pk)
    with CaptureQueriesContext(connection) as queries:
        for space in spaces:
            for permission in ROLES[RoleKind.SPACE_MANAGER].permissions:
                assert may(person, permission, space)
    assert len(queries) == 1
