"""The catalogue: results first, near me, what is wanted now, and never a dead end."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mapart.volunteering.models import Mission
from tests.factories import make_mission, make_need, make_session, make_space
from tests.reading import plain

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_catalogue() -> None:
    Mission.objects.all().delete()


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_all_open_missions_are_there_and_counted(client: Client) -> None:
    make_mission(title="Accueil")
    make_mission(title="Réparation")
    make_mission(title="Fermée", is_open=False)
    html = page(client, "/missions/")
    assert "2 missions" in html
    assert "Accueil" in html
    assert "Fermée" not in html


def test_what_is_wanted_near_comes_first(client: Client) -> None:
    lille, marseille = make_space(), make_space(latitude=43.3, longitude=5.4, city="Marseille")
    first, far, near = make_mission(title="Alpha"), make_mission(title="Bravo"), make_mission(title="Charlie")
    make_need(make_session(marseille), far)
    make_need(make_session(lille), near)
    everywhere = page(client, "/missions/")
    html = page(client, "/missions/?ville=59000")
    assert everywhere.index("Alpha") > everywhere.index("Bravo")
    assert html.index("Charlie") < html.index("Bravo") < html.index("Alpha")
    assert "autour de Lille" in html
    assert f"2 places à prendre : {lille.name}" in plain(html)
    assert first.slug in html
    assert f"place à prendre : {marseille.name}" not in plain(html)
    assert "Pas de place près de chez vous en ce moment." in html


def test_places_of_every_space_are_added_when_no_town_is_said(client: Client) -> None:
    mission, alone, from_home = make_mission(), make_mission(), make_mission(is_remote=True)
    for city in ("Lille", "Lyon"):
        make_need(make_session(make_space(city=city)), mission)
    make_need(make_session(make_space(name="Espace Nord", city="Lens")), alone, minimum=1)
    make_need(make_session(make_space(is_remote=True, city="")), from_home, minimum=1)
    html = page(client, "/missions/")
    assert "4 places à prendre, dans 2 espaces" in html
    assert "1 place à prendre : Espace Nord, Lens" in plain(html)
    assert "1 place à prendre, à distance" in html


def test_filters_keep_what_one_can_do_and_from_where(client: Client) -> None:
    make_mission(title="Réparer", wanted_skills=["repair"])
    make_mission(title="Écrire", wanted_skills=["writing"], is_remote=True)
    assert "Écrire" not in page(client, "/missions/?competence=repair")
    assert "Réparer" not in page(client, "/missions/?distance=on")


def test_nothing_found_proposes_the_rest_and_a_phone(client: Client) -> None:
    make_mission(title="Réparer", wanted_skills=["repair"])
    html = page(client, "/missions/?competence=writing")
    assert "0 mission" in html
    assert "Voir toutes les missions" in html
    assert "01 99 00 00 00" in plain(html)


@pytest.mark.parametrize("query", ["ville=Atlantide", "competence=voler", "ville=%00", "ville=" + "9" * 500])
def test_a_bad_filter_says_so_and_still_shows_the_missions(client: Client, query: str) -> None:
    make_mission(title="Accueil")
    html = page(client, f"/missions/?{query}")
    assert "Accueil" in html
    assert "Erreur :" in html


def test_a_mission_says_what_when_and_where(client: Client) -> None:
    space = make_space()
    mission = make_mission(
        tasks="Vous testez.\nVous réparez.", learning="Juger un appareil.", wanted_skills=["repair"]
    )
    make_need(make_session(space), mission, minimum=3)
    html = page(client, f"/missions/{mission.slug}/")
    for words in (
        "Vous réparez.",
        "Juger un appareil.",
        "3 heures par mois",
        "réparer des appareils",
        space.name,
    ):
        assert words in html
    assert "3 places" in html
    assert f"/devenir-benevole/?mission={mission.slug}" in html
    assert client.get("/missions/inconnue/").status_code == 404


def test_what_is_done_from_home_leads_to_no_page_of_a_space(client: Client) -> None:
    mission = make_mission(is_remote=True)
    space = make_space(is_remote=True, city="", name="À distance")
    make_need(make_session(space), mission, minimum=2)
    text = client.get(f"/missions/{mission.slug}/").text
    assert "À distance : 2 places" in text.replace("\u00a0", " ")
    assert f"/espaces/{space.slug}/" not in text


@pytest.mark.parametrize("size", [2, 12])
def test_the_catalogue_asks_few_questions_to_the_base(
    client: Client, size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(size):
        make_need(make_session(make_space()), make_mission())
    with django_assert_num_queries(2):
        client.get("/missions/")
    with django_assert_num_queries(3):
        client.get("/missions/?ville=Lille")
    slug = Mission.objects.values_list("slug", flat=True)[0]
    with django_assert_num_queries(2):
        client.get(f"/missions/{slug}/")
