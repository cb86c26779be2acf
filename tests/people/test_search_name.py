"""The name that is searched follows the names, whoever writes them."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from mapart.people.actions import forget_person
from mapart.people.models import Person
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def kept(person: Person) -> str:
    return Person.objects.values_list("search_name", flat=True).get(pk=person.pk)


def test_it_follows_each_way_to_write_a_name() -> None:
    person = make_person(first_name="Jean-Benoît", last_name="d'Étang")
    assert kept(person) == " jean benoit d etang"
    person.last_name = "ŁE  GOFF"
    person.save()
    assert kept(person) == " jean benoit łe goff"
    [many] = Person.objects.bulk_create([Person(first_name="Zoé", email="zoe@example.org")])
    assert kept(many) == " zoe"
    forget_person(by=None, person=person)
    assert kept(person) == " personne effacee"


def test_the_people_we_knew_before_are_found_too() -> None:
    people = [make_person(first_name=f"Zoé {number}", last_name="Noël") for number in range(3)]
    Person.objects.update(search_name="")
    fill = import_module("mapart.people.migrations.0003_search_name").fill
    fill(apps, SimpleNamespace(connection=connection))
    assert [kept(person) for person in people] == [f" zoe {number} noel" for number in range(3)]
