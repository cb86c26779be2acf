"""``mapart demo`` starts again on what it built, and never invents people among real ones."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from mapart.demo.management.commands import demo
from mapart.people.models import Person
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[int]:
    """The numbers of the associations that were built, without building one."""
    numbers: list[int] = []
    settings.DEMO = True
    monkeypatch.setattr(demo, "call_command", lambda *_args, **_options: None)
    monkeypatch.setattr(demo.Command, "_build", lambda _self, number: numbers.append(number))
    return numbers


def start() -> None:
    call_command("demo", build_only=True)


def test_an_empty_base_is_filled_once(built: list[int]) -> None:
    start()
    make_person(is_demo=True)
    start()
    assert built == [1]


def test_whoever_signed_up_in_the_demonstration_does_not_close_it(built: list[int]) -> None:
    make_person(is_demo=True)
    make_person()
    start()
    assert built == []


def test_nobody_is_invented_among_real_people(built: list[int]) -> None:
    make_person()
    with pytest.raises(CommandError, match="vraies personnes"):
        start()
    assert (built, Person.objects.count()) == ([], 1)
