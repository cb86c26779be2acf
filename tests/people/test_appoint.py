"""The first head of the network is named from the command line, once."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from mapart.people.enums import RoleKind
from mapart.people.models import Person, Role
from tests.factories import make_space, make_staff

pytestmark = pytest.mark.django_db


def test_the_first_head_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("people", "appoint", "--first-name", "Camille", "--mail", "camille@example.org")
    role = Role.objects.get(kind=RoleKind.NETWORK_HEAD, space=None)
    assert role.person.email == "camille@example.org"
    assert "Camille" in capsys.readouterr().out


def test_a_phone_is_enough() -> None:
    call_command("people", "appoint", "--first-name", "Camille", "--phone", "06 39 98 00 01")
    assert Person.objects.get().phone == "+33639980001"


@pytest.mark.parametrize("reach", [[], ["--phone", "six trente-neuf"], ["--mail", "camille@exemple"]])
def test_no_way_to_reach_her_is_named(reach: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("people", "appoint", "--first-name", "Camille", *reach)
    assert not Role.objects.exists()


def test_a_second_head_is_not_named_here() -> None:
    make_staff(None, RoleKind.NETWORK_HEAD)
    with pytest.raises(CommandError, match="already"):
        call_command("people", "appoint", "--first-name", "Camille", "--mail", "camille@example.org")


@pytest.mark.parametrize("has_space", [True, False])
def test_the_database_refuses_the_same_role_twice(has_space: bool) -> None:
    space = make_space() if has_space else None
    person = make_staff(space, RoleKind.NETWORK_HEAD)
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.create(person=person, kind=RoleKind.NETWORK_HEAD, space=space)
