"""What the tests of campaigns begin with."""

import datetime

import pytest

from mapart.agenda.models import Session
from mapart.recruitment.models import Campaign
from mapart.spaces.models import Space
from tests.factories import make_campaign, make_meeting


@pytest.fixture(autouse=True)
def door_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """The meetings of these tests are next week: who comes may be written already. ``test_meeting_door`` shuts it."""
    monkeypatch.setattr("mapart.recruitment.rules.DOOR_OPEN", datetime.timedelta(days=60))


@pytest.fixture
def campaign(space: Space) -> Campaign:
    """A campaign of the space, open."""
    return make_campaign(space)


@pytest.fixture
def meeting(space: Space) -> Session:
    """An information meeting of the space, next week."""
    return make_meeting(space)
