"""What the team says twice is done once, and the journal keeps one line of it."""

from collections.abc import Callable

import pytest

from mapart.core.models import JournalEntry
from mapart.people.models import Person
from mapart.planning import actions
from mapart.planning.models import StaffingPattern
from mapart.planning.rules import Numbers
from mapart.spaces.actions import change_opening_hours
from tests.browser.world import World, make_world

pytestmark = pytest.mark.django_db
Act = Callable[[Person, World], object]


def _drop_pattern(by: Person, world: World) -> None:
    # As each of two presses at once has read it.
    pattern = StaffingPattern(pk=world.pattern.pk, series=world.series, mission=world.mission)
    actions.drop_pattern(by=by, pattern=pattern)


@pytest.mark.parametrize(
    ("act", "twice"),
    [
        ("set_need", lambda by, world: actions.set_need(by=by, need=world.need, numbers=Numbers(1, 2, 3))),
        ("drop_pattern", _drop_pattern),
        ("stop_series", lambda by, world: actions.stop_series(by=by, series=world.series)),
        (
            "change_opening_hours",
            lambda by, world: change_opening_hours(by=by, space=world.space, opening_hours="Mo 09:00-12:00"),
        ),
    ],
)
def test_one_line_of_the_journal(act: str, twice: Act) -> None:
    world = make_world()
    manager = world.people["space_manager"]
    assert manager is not None
    twice(manager, world)
    world.need.refresh_from_db()
    twice(manager, world)
    assert JournalEntry.objects.filter(act=act).count() == 1
