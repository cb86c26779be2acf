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


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        ([], "Donnez --mail ou --phone"),
        (["--phone", "six trente-neuf"], "10 chiffres"),
        (["--phone", "03 20 00 00 00"], "Un téléphone fixe ne reçoit pas de code"),
        (["--mail", "camille@exemple"], "pas complète"),
    ],
)
def test_no_way_to_reach_her_is_named(reach: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said) as refused:
        call_command("people", "appoint", "--first-name", "Camille", *reach)
    assert refused.value.returncode == 2
    assert not Role.objects.exists()


@pytest.mark.parametrize(("name", "said"), [(" ", "--first-name : "), ("x" * 61, "60 caractères")])
def test_a_name_that_no_page_can_show_is_refused(name: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("people", "appoint", "--first-name", name, "--mail", "camille@example.org")
    assert not Person.objects.exists()


def test_a_second_head_is_not_named_here() -> None:
    make_staff(None, RoleKind.NETWORK_HEAD)
    with pytest.raises(CommandError, match="déjà"):
        call_command("people", "appoint", "--first-name", "Camille", "--mail", "camille@example.org")


@pytest.mark.parametrize("has_space", [True, False])
def test_the_database_refuses_the_same_role_twice(has_space: bool) -> None:
    space = make_space() if has_space else None
    person = make_staff(space, RoleKind.NETWORK_HEAD)
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.create(person=person, kind=RoleKind.NETWORK_HEAD, space=space)
