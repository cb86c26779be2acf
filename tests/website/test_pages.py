"""The home page and the pages that the law asks for."""

import base64
import hashlib

import pytest
from django.conf import settings
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from mapart.core.stylesheet import STYLE_TEXT
from mapart.website import outline
from tests.factories import make_space, make_staff, make_volunteer
from tests.reading import plain

OWN_PAGES = ["/", "/accessibilite/", "/donnees-personnelles/", "/plan-du-site/", "/mentions-legales/"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", OWN_PAGES)
def test_a_visitor_reads_it_with_its_style_and_the_phone(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert f"<style>{STYLE_TEXT}</style>" in response.text
    assert "Appelez le 01 99 00 00 00" in plain(response.text)
    assert settings.SESSION_COOKIE_NAME not in response.cookies


def test_who_wants_to_call_reads_when_and_for_how_much(client: Client) -> None:
    footers = []
    for words in ("", "Le mardi, de 9 h à 12 h. Appel gratuit. Français, arabe."):
        with override_settings(PHONE_HOURS=words):
            footers.append(client.get("/accessibilite/").text.split("<footer>")[1])
    assert "<small>" not in footers[0]
    assert "</a><br><small>Le mardi, de 9 h à 12 h. Appel gratuit. Français, arabe.</small>" in footers[1]


def test_the_inline_style_is_the_one_the_policy_allows(client: Client) -> None:
    response = client.get("/")
    policy = response.headers["Content-Security-Policy"]
    style = response.text.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'self' 'sha256-{digest}'" in policy
    assert "unsafe-inline" not in policy


def test_the_site_map_leads_each_person_only_where_she_may_go(client: Client) -> None:
    door = 'href="/equipe/"'
    assert door in client.get("/plan-du-site/").text
    client.force_login(make_volunteer().person)
    assert door not in client.get("/plan-du-site/").text
    client.force_login(make_staff(make_space()))
    assert door in client.get("/plan-du-site/").text


def test_home_opens_three_doors_and_names_each_town_once(client: Client) -> None:
    make_space(city="Lille")
    make_space(city="Lille")
    make_space(city="Marseille", latitude=43.3, longitude=5.4)
    make_space(city="Caché", is_open=False)
    text = client.get("/").text
    for door in ("/espaces/", "/devenir-benevole/", "tel:+33199000000"):
        assert f'href="{door}"' in text
    assert text.count(">Lille</a>") == 1
    assert "Nous sommes dans 2 villes" in text
    assert "Caché" not in text


def test_home_without_any_space_says_nothing_of_towns(client: Client) -> None:
    assert "Nous sommes dans" not in client.get("/").text


@pytest.mark.parametrize("spaces", [2, 12])
def test_home_reads_the_database_once(
    client: Client, spaces: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(spaces):
        make_space(city=f"Ville {number}")
    with django_assert_num_queries(1):
        client.get("/")


def test_legal_page_says_when_the_publisher_is_not_written(client: Client) -> None:
    # "l'a" reaches the page as l&#x27;a: read a part without apostrophe.
    assert "pas encore écrit" in client.get("/mentions-legales/").text
    with override_settings(PUBLISHER="Association Exemple, 1 rue Exemple, Lille", HOST="Hébergeur Exemple"):
        text = client.get("/mentions-legales/").text
    assert "1 rue Exemple" in text
    assert "pas encore écrit" not in text


def test_legal_page_leads_to_the_code_that_runs_here(client: Client) -> None:
    assert "Demandez-le" in client.get("/mentions-legales/").text
    with override_settings(SOURCE="https://example.org/ma-part"):
        assert '<a href="https://example.org/ma-part">' in client.get("/mentions-legales/").text


def test_nothing_is_written_by_sending_a_form_to_home(client: Client) -> None:
    assert client.post("/").status_code == 405


def test_gallery_is_closed_outside_development_and_demonstration(client: Client) -> None:
    assert client.get("/galerie/").status_code == 404
    assert client.get("/galerie/question/").status_code == 404


def test_towns_fall_on_the_map_where_they_are() -> None:
    lille, paris = outline.dots([("Paris", 48.86, 2.35), ("Lille", 50.63, 3.05)])
    assert (lille.name, paris.name) == ("Lille", "Paris")
    assert lille.y < paris.y
    assert lille.x > paris.x


def test_names_of_two_close_towns_do_not_cover_each_other() -> None:
    saint_denis, paris = outline.dots([("Paris", 48.86, 2.35), ("Saint-Denis", 48.94, 2.36)])
    assert saint_denis.text_y < saint_denis.y
    assert paris.text_y - saint_denis.text_y >= 10
