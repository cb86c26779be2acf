"""Each room that holds something about people can hand it over and erase it, and the house asks each of them."""

import importlib
import inspect
import pkgutil

import pytest
from django.apps import apps
from django.db import models

import mapart
from mapart.people.models import Person
from mapart.website import actions, queries

_KEYS_OF_PEOPLE = {"recipient", "person", "volunteer"}


def _rooms_with_personal_data() -> list[str]:
    rooms = []
    for module in pkgutil.iter_modules(mapart.__path__):
        if not apps.is_installed(f"mapart.{module.name}"):
            continue
        tables = apps.get_app_config(module.name).get_models()
        if any(_is_about_people(table) for table in tables):
            rooms.append(module.name)
    return rooms


def _is_about_people(table: type[models.Model]) -> bool:
    return table is Person or any(
        field.name in _KEYS_OF_PEOPLE or field.related_model is Person for field in table._meta.get_fields()
    )


def test_the_rooms_with_personal_data_are_found() -> None:
    found = set(_rooms_with_personal_data())
    assert {"people", "volunteering", "agenda", "planning", "recruitment", "notifications"} <= found


@pytest.mark.parametrize("room", _rooms_with_personal_data())
def test_a_room_can_export_and_forget_a_person(room: str) -> None:
    room_queries = importlib.import_module(f"mapart.{room}.queries")
    room_actions = importlib.import_module(f"mapart.{room}.actions")
    assert list(inspect.signature(room_queries.export_person).parameters) == ["person"]
    assert list(inspect.signature(room_actions.forget_person).parameters) == ["by", "person"]


@pytest.mark.parametrize("room", _rooms_with_personal_data())
def test_the_house_asks_every_room(room: str) -> None:
    assert f"{room}.export_person(" in inspect.getsource(queries.export_person)
    assert f"{room}.forget_person(" in inspect.getsource(actions.forget_person)
