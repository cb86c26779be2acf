"""Two people change the same thing: who sends last is told before the answers of the other one are lost."""

from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db.models import Model
from django.test import Client

from mapart.volunteering.enums import Commitment, Status
from tests.browser.world import World, make_world
from tests.conftest import SignedClient
from tests.house.forms import Form, Forms, Typed

pytestmark = pytest.mark.django_db
TOLD = "Entre-temps, d'autres réponses ont été enregistrées ici."


@dataclass(frozen=True)
class Case:
    """A page that changes something: whose, where it is kept, what a colleague writes, what is sent, what is kept."""

    reader: str
    page: Callable[[World], str]
    row: Callable[[World], Model]
    column: str
    theirs: Any
    sent: Typed
    hers: Any

    def kept(self, world: World) -> Any:
        """What the database holds."""
        row = self.row(world)
        row.refresh_from_db()
        return getattr(row, self.column)


def team(pages: str, name: str) -> Callable[[World], str]:
    return lambda world: f"/equipe/{pages}/{getattr(world, name).pk}/"


CASES = {
    "hours of a space": Case(
        "space_manager",
        team("espaces", "space"),
        lambda world: world.space,
        "opening_hours",
        "Mo 09:00-12:00",
        {"opening_hours": ["mardi 9 h - 12 h"]},
        "Tu 09:00-12:00",
    ),
    "people of a shift": Case(
        "space_manager",
        lambda world: f"/equipe/planning/besoins/{world.need.pk}/modifier/",
        lambda world: world.need,
        "minimum",
        1,
        {"minimum": ["3"]},
        3,
    ),
    "people of each week": Case(
        "space_manager",
        lambda world: f"/equipe/planning/modele/{world.series.pk}/{world.pattern.pk}/",
        lambda world: world.pattern,
        "minimum",
        0,
        {"minimum": ["2"], "confirmed": ["1"]},
        2,
    ),
    "words of a campaign": Case(
        "network_head",
        lambda world: f"/equipe/campagnes/{world.campaign.pk}/changer/",
        lambda world: world.campaign,
        "title",
        "Le titre de l'autre",
        {"title": ["Mon titre"], "pitch": ["Venez."]},
        "Mon titre",
    ),
    "seats of a meeting": Case(
        "receptionist",
        team("reunions", "meeting"),
        lambda world: world.meeting,
        "capacity",
        8,
        {"capacity": ["9"]},
        9,
    ),
    "her week": Case(
        "volunteer",
        lambda world: "/mon-espace/disponibilites/",
        lambda world: world.volunteer,
        "commitment",
        Commitment.THREE_HOURS_A_DAY,
        {"commitment": [Commitment.THREE_HOURS_A_MONTH], "act": ["week"]},
        Commitment.THREE_HOURS_A_MONTH,
    ),
    "about her, by the team": Case(
        "space_manager",
        lambda world: f"/equipe/benevoles/{world.volunteer.pk}/disponibilites/",
        lambda world: world.volunteer,
        "status",
        Status.STUDENT,
        {"status": [Status.RETIRED], "act": ["about"]},
        Status.RETIRED,
    ),
    "how she is reached": Case(
        "volunteer",
        lambda world: "/mon-espace/joindre/",
        lambda world: world.volunteer.person,
        "family_channels",
        {"news": "paper"},
        {"team": ["paper"]},
        {"team": "paper"},
    ),
}


def form_in(page: str, sent: Typed) -> Form:
    """The form that asks these questions."""
    forms = Forms()
    forms.feed(page)
    asked = sent.keys() - {"act", "confirmed"}
    [form] = [one for one in forms.found if "shown" in one.holds and asked <= one.holds.keys()]
    return form


def client_of(case: Case, world: World) -> Client:
    """The browser of who changes it."""
    reader, client = world.people[case.reader], SignedClient()
    assert reader is not None
    client.force_login(reader)
    return client


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_whoever_sends_last_is_told_and_may_send_again(case: Case) -> None:
    world = make_world()
    client, page = client_of(case, world), case.page(world)
    form = form_in(client.get(page).text, case.sent)
    address, row = urljoin(page, form.action), case.row(world)
    type(row)._default_manager.filter(pk=row.pk).update(**{case.column: case.theirs})

    told = client.post(address, form.holds | case.sent)
    assert told.status_code == 200
    assert TOLD in unescape(told.text)
    assert case.kept(world) == case.theirs

    again = form_in(told.text, case.sent)
    assert client.post(address, form.holds | case.sent | {"shown": again.holds["shown"]}).status_code == 302
    assert case.kept(world) == case.hers


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_form_sent_twice_is_told_nothing(case: Case) -> None:
    world = make_world()
    client, page = client_of(case, world), case.page(world)
    form = form_in(client.get(page).text, case.sent)
    for _press in range(2):
        answer = client.post(urljoin(page, form.action), form.holds | case.sent)
        assert answer.status_code == 302
    assert case.kept(world) == case.hers
