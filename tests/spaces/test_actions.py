"""Writes of the room: spaces, hours, closures, imported places."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from mapart.core import clock
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.spaces import actions, queries
from mapart.spaces.models import Closure, Place, Space
from mapart.spaces.refusals import SENTENCES
from mapart.spaces.standard.checking import CheckedPlace
from tests.factories import make_person, make_space

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def open_in_lille(**values: Any) -> Space:
    """A space opened by its action."""
    defaults: dict[str, Any] = {
        "by": None,
        "name": "Espace de Lille",
        "city": "Lille",
        "address": "1 rue Exemple",
        "postal_code": "59000",
        "phone": "+33199000001",
        "email": "lille@example.org",
    }
    return actions.open_space(**(defaults | values))


def refused(code: str) -> Any:
    """Expects a refusal with this code, which has a sentence."""
    assert code in SENTENCES
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)


def test_a_space_opens_in_its_town_with_its_rooms() -> None:
    space = open_in_lille(rooms={"Grande salle": 12, "Bureau": 3}, is_step_free=True)
    assert (space.slug, space.insee_code, space.is_step_free) == ("espace-de-lille", "59350", True)
    assert space.latitude == pytest.approx(50.63, abs=0.05)
    assert {room.name: room.seats for room in space.rooms.all()} == {"Grande salle": 12, "Bureau": 3}
    entry = JournalEntry.objects.get(subject=space.pk)
    assert (entry.act, entry.actor) == ("open_space", None)


def test_a_space_may_say_where_it_stands() -> None:
    space = open_in_lille(position=(50.6, 3.1))
    assert (space.latitude, space.longitude) == (50.6, 3.1)


@pytest.mark.parametrize(
    ("name", "slug"), [("Пространство", "lille"), ("Très " * 24, ("tres-" * 16)), ("!!!", "lille")]
)
def test_every_name_makes_an_address(name: str, slug: str) -> None:
    assert open_in_lille(name=name).slug == slug


def test_two_spaces_never_share_an_address() -> None:
    open_in_lille()
    with refused("spaces.slug_taken"):
        open_in_lille()
    assert JournalEntry.objects.filter(act="open_space").count() == 1


def test_a_space_in_no_town_or_with_unreadable_hours_is_refused() -> None:
    with refused("spaces.town_unknown"):
        open_in_lille(postal_code="99999")
    with refused("spaces.hours_unreadable"):
        open_in_lille(opening_hours="9h-12h")
    assert not Space.objects.exists()


def test_opening_hours_change_and_the_journal_says_by_whom() -> None:
    space, person = make_space(), make_person()
    actions.change_opening_hours(by=person, space=space, opening_hours=" Mo-Fr  10:00-12:00 ")
    space.refresh_from_db()
    assert space.opening_hours == "Mo-Fr 10:00-12:00"
    entry = JournalEntry.objects.get(act="change_opening_hours")
    assert (entry.actor, entry.facts["after"]) == (person.pk, "Mo-Fr 10:00-12:00")


def test_hours_may_be_unknown_but_not_unreadable_nor_endless() -> None:
    space = make_space()
    actions.change_opening_hours(by=None, space=space, opening_hours="")
    for hours in ("9h-12h", "Mo 09:00-12:00; " * 30):
        with refused("spaces.hours_unreadable"):
            actions.change_opening_hours(by=None, space=space, opening_hours=hours)


def test_a_space_closes_and_reopens() -> None:
    space, today = make_space(), clock.today()
    closure = actions.close_space(
        by=None, space=space, starts_on=today, ends_on=today + 2 * DAY, reason="Travaux"
    )
    assert queries.closed_days(space, today + DAY, today + 9 * DAY) == {today + DAY, today + 2 * DAY}
    assert queries.closed_days(make_space(), today, today + 9 * DAY) == set()
    assert actions.reopen(by=None, closure=closure) == space
    actions.reopen(by=None, closure=closure)
    assert queries.closed_days(space, today, today + 9 * DAY) == set()
    assert list(JournalEntry.objects.order_by("pk").values_list("act", flat=True)) == [
        "close_space",
        "reopen",
    ]


def test_a_closure_is_a_stretch_of_days_to_come_not_covered_yet() -> None:
    space, today = make_space(), clock.today()

    def close(first: int, last: int) -> Closure:
        return actions.close_space(
            by=None, space=space, starts_on=today + first * DAY, ends_on=today + last * DAY
        )

    with refused("spaces.closure_ends_before_it_starts"):
        close(2, 1)
    with refused("spaces.closure_past"):
        close(-3, -1)
    with refused("spaces.closure_too_long"):
        close(0, 366)
    close(-1, 9)
    with refused("spaces.already_closed"):
        close(2, 3)
    close(5, 12)
    assert Closure.objects.count() == 2


def test_the_database_holds_closures_and_positions_together() -> None:
    space, today = make_space(), clock.today()
    with pytest.raises(IntegrityError), transaction.atomic():
        Closure.objects.create(space=space, starts_on=today, ends_on=today - DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.create(**(place("1").values | {"latitude": 50.0}))


def place(source_id: str, **values: Any) -> CheckedPlace:
    """A checked place of « Exemple »."""
    defaults: dict[str, Any] = {
        "source": "Exemple",
        "source_id": source_id,
        "name": f"Lieu {source_id}",
        "city": "Lille",
        "postal_code": "59000",
        "insee_code": "59350",
        "address": "1 rue Exemple",
        "latitude": None,
        "longitude": None,
        "phone": "",
        "email": "",
        "website": "",
        "opening_hours": "",
        "services": [],
        "details": {},
        "updated_on": None,
    }
    return CheckedPlace(2, defaults | values)


def test_an_import_creates_changes_and_leaves_alone() -> None:
    first = [place("1"), place("2"), place("1", source="Autre")]
    assert actions.import_places(by=None, places=first) == actions.Imported(created=3)
    assert actions.import_places(by=None, places=first) == actions.Imported(unchanged=3)
    second = [place("1", services=["Payant"], updated_on=datetime.date(2026, 1, 2)), place("2"), place("3")]
    assert actions.import_places(by=None, places=second) == actions.Imported(1, 1, 1)
    kept = Place.objects.get(source="Exemple", source_id="1")
    assert (kept.services, kept.updated_on) == (["Payant"], datetime.date(2026, 1, 2))
    assert Place.objects.count() == 4
    assert JournalEntry.objects.filter(act="import_places").count() == 2


def test_an_import_costs_the_same_queries_whatever_its_size(django_assert_num_queries: Any) -> None:
    for size in (3, 60):
        batch = [place(f"{size}-{number}") for number in range(size)]
        actions.import_places(by=None, places=batch[: size // 3])
        with django_assert_num_queries(6):  # savepoint, read, create, change, journal, release
            actions.import_places(
                by=None, places=[place(f"{size}-{number}", name="Autre nom") for number in range(size)]
            )
