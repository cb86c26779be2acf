"""« Who has looked at my page? »: whatever page of the team shows one person says so in her own copy of her data."""

from collections.abc import Callable

import pytest

from mapart.core.models import JournalEntry
from mapart.people.models import Person
from mapart.website.queries import export_person
from tests.browser.world import World, make_world
from tests.conftest import SignedClient
from tests.house.access import READING_IS_NOTED, routes

pytestmark = pytest.mark.django_db
SHOWN: dict[str, Callable[[World], list[Person]]] = {
    "website:volunteer": lambda world: [world.volunteer.person],
    "website:volunteer_contact": lambda world: [world.volunteer.person],
    "website:conversation": lambda world: [world.volunteer.person],
    "website:likeness": lambda world: [world.likeness.one.person, world.likeness.other.person],
    "recruitment:applicant_show": lambda world: [world.application.person],
    "website:applicant_contact": lambda world: [world.application.person],
}


def times_read(person: Person) -> int:
    acts = [line["acte"] for line in export_person(person)["journal"]]
    return sum("lue par une autre personne" in act for act in acts)


def test_each_page_that_notes_who_reads_is_tried_here() -> None:
    assert set(SHOWN) == set(READING_IS_NOTED)


@pytest.mark.parametrize("name", SHOWN)
def test_whoever_was_read_finds_it_in_her_data(name: str) -> None:
    world, client = make_world(), SignedClient()
    manager = world.people["space_manager"]
    assert manager is not None
    client.force_login(manager)
    shown = SHOWN[name](world)
    assert [times_read(person) for person in shown] == [0] * len(shown)
    assert client.get(routes()[name].address(world)).status_code == 200
    assert [times_read(person) for person in shown] == [1] * len(shown)
    readers = JournalEntry.objects.filter(act__in=["read_volunteer", "read_application"]).values_list("actor")
    assert set(readers) == {(manager.pk,)}


def test_what_was_done_with_her_application_is_in_her_data() -> None:
    world, client = make_world(), SignedClient()
    receptionist = world.people["receptionist"]
    assert receptionist is not None
    client.force_login(receptionist)
    client.post(f"/equipe/candidatures/{world.application.pk}/etape/", {"stage": "invited"})
    [act] = JournalEntry.objects.filter(subject=world.application.pk)
    assert act.at.isoformat() in [line["le"] for line in export_person(world.application.person)["journal"]]
