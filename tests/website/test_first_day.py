"""The first day of an association: no space yet, and each page of the menu says what to do first."""

import datetime

import pytest
from django.test import Client

from mapart.core import clock
from mapart.people.enums import RoleKind
from tests.factories import make_assignment, make_need, make_session, make_space, make_staff
from tests.reading import plain

pytestmark = pytest.mark.django_db

OF_A_SPACE = (
    "planning/",
    "planning/mois/",
    "planning/presence/",
    "planning/modele/",
    "planning/proposer/",
    "accueil/",
    "candidatures/",
    "candidatures/nouvelle/",
    "campagnes/nouvelle/",
    "reunions/",
    "reunions/nouvelle/",
    "ecrire/",
)


@pytest.mark.parametrize("address", OF_A_SPACE)
def test_a_page_about_spaces_leads_to_the_first_one(client: Client, address: str) -> None:
    client.force_login(make_staff(None, RoleKind.NETWORK_HEAD))
    page = client.get(f"/equipe/{address}")
    assert page.status_code == 409
    assert "Ouvrez d'abord un espace" in plain(page.text)
    assert 'href="/equipe/espaces/ouvrir/"' in page.text
    make_space()
    assert client.get(f"/equipe/{address}").status_code == 200


def test_who_has_no_role_there_learns_nothing(client: Client) -> None:
    client.force_login(make_staff(make_space(is_open=False), RoleKind.RECEPTIONIST))
    assert client.get("/equipe/planning/").status_code == 403
    assert client.get("/equipe/ecrire/").status_code == 403


def test_a_year_without_hours_does_not_count_minutes(client: Client) -> None:
    client.force_login(make_staff(None, RoleKind.NETWORK_HEAD))
    page = plain(client.get("/equipe/valorisation/").text)
    assert "Aucune heure confirmée" in page
    assert "0 minute" not in page


def test_a_space_without_a_week_is_led_to_write_it(client: Client) -> None:
    space = make_space()
    client.force_login(make_staff(space))
    home = plain(client.get("/equipe/").text)
    assert "Aucun créneau n'est prévu" in home
    assert "Toutes les places ont quelqu'un" not in home
    board = plain(client.get("/equipe/planning/").text)
    assert "Écrivez d'abord la semaine de cet espace" in board
    assert "Proposer un planning" not in board
    assert "Créer les séances" not in board
    tomorrow = clock.today() + datetime.timedelta(days=1)
    make_assignment(make_need(make_session(space, tomorrow), minimum=1))
    assert "Toutes les places ont quelqu'un" in plain(client.get("/equipe/").text)
