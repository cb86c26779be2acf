"""The public pages of the spaces: found by a town as it is typed, light, and useful even when nothing is near."""

import datetime
from typing import Any

import pytest
from django.test import Client

from mapart.core import clock
from mapart.spaces.actions import close_space
from mapart.spaces.models import Place, Space
from tests.factories import make_meeting, make_need, make_session, make_space
from tests.reading import plain

pytestmark = pytest.mark.django_db
LYON = {"city": "Lyon", "postal_code": "69003", "latitude": 45.7549, "longitude": 4.8364}
SAINT_DENIS = {"city": "Saint-Denis", "postal_code": "93200", "latitude": 48.9362, "longitude": 2.3574}


def page(client: Client, address: str) -> str:
    """The text of a page that answers, without the escapes of HTML."""
    response = client.get(address)
    assert response.status_code == 200
    return response.text.replace("&#x27;", "'")


def make_place(number: int = 1, **values: Any) -> Place:
    """A place of the directory in Lille."""
    defaults: dict[str, Any] = {
        "source": "Exemple",
        "source_id": str(number),
        "name": f"Médiathèque {number}",
        "city": "Lille",
        "postal_code": "59000",
        "address": "2 rue Exemple",
        "latitude": 50.63,
        "longitude": 3.06 + number % 100 / 1000,
        "phone": "+33199000009",
    }
    return Place.objects.create(**(defaults | values))


def fill(spaces: int, places: int) -> None:
    """Many spaces in Lille, each with a closure and a meeting, and places around."""
    today = clock.today()
    for _ in range(spaces):
        space = make_space(presentation="Un lieu pour apprendre.", access="Métro Exemple")
        close_space(by=None, space=space, starts_on=today, ends_on=today)
        make_meeting(space)
    for number in range(places):
        make_place(100 * places + number)


def test_every_space_one_can_visit_is_listed_by_city(client: Client) -> None:
    lille, lyon = make_space(name="Espace Nord"), make_space(name="Espace Rhône", **LYON)
    make_space(name="À distance", is_remote=True)
    make_space(name="Fermé pour toujours", is_open=False)
    text = page(client, "/espaces/")
    assert f"/espaces/{lille.slug}/" in text
    assert f"/espaces/{lyon.slug}/" in text
    assert text.index("<h2>Lille") < text.index("<h2>Lyon")
    assert "À distance" not in text
    assert "Fermé pour toujours" not in text


def test_no_space_at_all_says_what_to_do(client: Client) -> None:
    assert "Appelez-nous" in page(client, "/espaces/")


@pytest.mark.parametrize("typed", ["59000", "lille", "LILLE", "59 000", "Lille+59000"])
def test_the_nearest_spaces_come_first(client: Client, typed: str) -> None:
    make_space(name="Espace Rhône", **LYON)
    far = make_space(name="Espace B", latitude=50.7, longitude=3.2)
    near = make_space(name="Espace A")
    text = page(client, f"/espaces/?ou={typed}")
    assert "Espaces près de Lille (59)" in text
    assert "2 espaces à moins de 30 km." in text
    assert text.index(f"/espaces/{near.slug}/") < text.index(f"/espaces/{far.slug}/")
    assert "Espace Rhône" not in text
    assert "minutes de trajet" in text


@pytest.mark.parametrize("typed", ["99999", "Trifouillis", "<script>", "0" * 200, "%00"])
def test_an_unknown_town_keeps_what_was_typed_and_says_what_to_do(client: Client, typed: str) -> None:
    make_space(name="Espace Nord")
    response = client.get("/espaces/", {"ou": typed})
    assert response.status_code == 200
    assert "<title>Erreur :" in response.text
    assert "Espace Nord" in response.text
    assert "<script>&" not in response.text
    assert response.context["form"]["ou"].value() == typed


def test_an_empty_search_is_the_list(client: Client) -> None:
    assert "Erreur" not in page(client, "/espaces/?ou=+")


def test_nothing_near_proposes_the_nearest(client: Client) -> None:
    lyon = make_space(name="Espace Rhône", **LYON)
    text = page(client, "/espaces/?ou=Brest")
    assert "Aucun de nos espaces n'est à moins de 30 km de Brest." in text
    assert "Le plus proche est à Lyon, à" in text
    assert f"/espaces/{lyon.slug}/" in text


def test_a_name_borne_by_several_towns_is_first_the_one_near_us(client: Client) -> None:
    make_space(**SAINT_DENIS)
    text = page(client, "/espaces/?ou=Saint-Denis")
    assert "Espaces près de Saint-Denis (93)" in text
    assert "Saint-Denis (974)" in text
    assert "?ou=97400+Saint-Denis" in text
    assert "Espaces près de Saint-Denis (974)" in page(client, "/espaces/?ou=97400+Saint-Denis")


def test_ten_other_places_at_most_with_their_source(client: Client) -> None:
    make_space()
    for number in range(14):
        make_place(number)
    make_place(99, source_id="far", latitude=45.0)
    text = page(client, "/espaces/?ou=59000")
    assert text.count("Source : Exemple") == 10
    assert "01 99 00 00 09" in plain(text)
    assert "Autres lieux près de vous" not in page(client, "/espaces/?ou=Brest")


def test_the_page_of_a_space(client: Client) -> None:
    space = make_space(name="Espace Nord", is_step_free=True, access="Métro Exemple, sortie 2")
    other = make_space(name="Espace B", latitude=50.7, longitude=3.2)
    meeting = make_meeting(space, capacity=7)
    need = make_need(make_session(space))
    text = page(client, f"/espaces/{space.slug}/")
    for words in (
        "1 rue Exemple, 59000 Lille",
        "geo:50.6311,3.0468?q=1%20rue%20Exemple",
        "Métro Exemple, sortie 2",
        "Vous entrez sans marche.",
        "Du lundi au vendredi, de 9 h à 12 h et de 14 h à 17 h.",
        "01 99 00 00 01",
        "il reste 7 places",
        f"/missions/{need.mission.slug}/",
        "2 places à prendre",
        f"/espaces/{other.slug}/",
        "/devenir-benevole/",
    ):
        assert words in plain(text), words
    assert meeting.capacity == 7


def test_a_full_meeting_says_so(client: Client) -> None:
    space = make_space()
    make_meeting(space, capacity=1, booked=1)
    assert "liste d'attente" in page(client, f"/espaces/{space.slug}/")


def test_a_space_without_hours_asks_to_call_and_odd_hours_are_shown_as_written(client: Client) -> None:
    space = make_space(opening_hours="")
    assert "Appelez avant de venir." in page(client, f"/espaces/{space.slug}/")
    space = make_space(opening_hours="Jul-Aug Mo 10:00-12:00")
    assert "Jul-Aug Mo 10:00-12:00" in page(client, f"/espaces/{space.slug}/")


def test_closures_are_told(client: Client) -> None:
    space, today = make_space(opening_hours="24/7"), clock.today()
    assert "Ouvert" in page(client, f"/espaces/{space.slug}/")
    close_space(
        by=None, space=space, starts_on=today, ends_on=today + datetime.timedelta(days=1), reason="Inventaire"
    )
    text = page(client, f"/espaces/{space.slug}/")
    assert "Fermé du " in text
    assert "Inventaire" in text
    assert ">Ouvert<" not in text


def test_unknown_closed_and_remote_spaces_have_no_page(client: Client) -> None:
    for slug in ("nulle-part", make_space(is_open=False).slug, make_space(is_remote=True).slug):
        assert client.get(f"/espaces/{slug}/").status_code == 404


@pytest.mark.parametrize("address", ["/espaces/", "/espaces/?ou=59000", "/espaces/{slug}/"])
def test_a_page_costs_the_same_queries_whatever_is_in_it(
    client: Client, address: str, django_assert_max_num_queries: Any
) -> None:
    most = {"/espaces/": 2, "/espaces/?ou=59000": 4, "/espaces/{slug}/": 5}[address]
    counts = []
    for size in (1, 12):
        fill(size, size)
        slug = Space.objects.earliest("created_at").slug
        with django_assert_max_num_queries(most) as queries:
            client.get(address.format(slug=slug))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("address", ["/espaces/", "/espaces/?ou=59000", "/espaces/{slug}/"])
def test_a_page_fits_the_first_window(client: Client, address: str) -> None:
    """14,000 bytes all in; headers and the script of the site are given 3,000 here."""
    fill(12, 12)
    slug = Space.objects.earliest("created_at").slug
    response = client.get(address.format(slug=slug), headers={"accept-encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.content) < 11_000


@pytest.mark.parametrize("address", ["/espaces/", "/espaces/?ou=59000"])
def test_these_pages_only_answer_to_reading(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
