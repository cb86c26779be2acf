"""The name that is searched follows the names, whoever writes them."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Value

from mapart.people.actions import forget_person
from mapart.people.models import NameWord, Person
from mapart.people.queries import people_of_name
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def kept(person: Person) -> str:
    return Person.objects.values_list("search_name", flat=True).get(pk=person.pk)


def words(person: Person) -> list[str]:
    return sorted(NameWord.objects.filter(person=person).values_list("word", flat=True))


def test_its_words_follow_it_whoever_writes() -> None:
    person = make_person(first_name="Jean-Benoît", last_name="d'Étang Jean")
    assert words(person) == ["benoit", "d", "etang", "jean"]
    person.last_name = "ŁE  GOFF"
    person.save()
    assert words(person) == ["benoit", "goff", "jean", "le"]
    [many] = Person.objects.bulk_create([Person(first_name="Zoé 2", email="zoe@example.org")])
    assert words(many) == ["2", "zoe"]
    Person.objects.filter(pk=many.pk).update(search_name=Value(""))
    assert words(many) == []
    forget_person(by=None, person=person)
    assert words(person) == ["effacee", "personne"]
    Person.objects.filter(pk=many.pk).delete()
    assert not NameWord.objects.filter(person=many.pk).exists()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Zoe", ["Zoé"]),
        ("étang zoé", ["Zoé"]),
        ("tang", []),
        ("زه", ["زهراء"]),
        ("z", ["Zofia", "Zoé", "Zénobie"]),
        ("zz", []),
        ("leboeuf", ["Zofia"]),
        ("Łebœuf", ["Zofia"]),
        ("%", []),
        ("", []),
    ],
)
def test_a_name_is_found_by_the_beginning_of_its_words(typed: str, found: list[str]) -> None:
    for first_name, last_name in (
        ("Zoé", "d'Étang"),
        ("Zénobie", "Zola"),
        ("زهراء", ""),
        ("Zofia", "ŁEBŒUF"),
    ):
        make_person(first_name=first_name, last_name=last_name)
    keys = people_of_name(typed).values("person")
    assert sorted(Person.objects.filter(pk__in=keys).values_list("first_name", flat=True)) == sorted(found)


def test_the_words_of_the_people_we_knew_before_are_written() -> None:
    person = make_person(first_name="Zoé", last_name="Noël")
    NameWord.objects.all().delete()
    migration = import_module("mapart.people.migrations.0005_words_of_names")
    with connection.cursor() as cursor:
        cursor.execute(
            migration.SPLIT[connection.vendor].format(row="people_person", of="FROM people_person,")
        )
    assert words(person) == ["noel", "zoe"]


def test_it_follows_each_way_to_write_a_name() -> None:
    person = make_person(first_name="Jean-Benoît", last_name="d'Étang")
    assert kept(person) == " jean benoit d etang"
    person.last_name = "ŁE  GOFF"
    person.save()
    assert kept(person) == " jean benoit le goff"
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


def test_names_kept_before_these_letters_were_likened_are_made_anew() -> None:
    person = make_person(first_name="Zoé", last_name="Lebœuf")
    Person.objects.update(search_name=" zoe lebœuf")
    assert words(person) == ["lebœuf", "zoe"]
    migration = import_module("mapart.people.migrations.0006_names_typed_otherwise")
    migration.make_anew(apps, SimpleNamespace(connection=connection))
    assert kept(person) == " zoe leboeuf"
    assert words(person) == ["leboeuf", "zoe"]
