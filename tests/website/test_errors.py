"""Pages shown when something goes wrong."""

from collections.abc import Callable
from html import unescape

import pytest
from django.db import OperationalError, ProgrammingError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from mapart.core.middleware import refusals
from mapart.core.refusals import Refusal
from mapart.website.views import errors
from tests.reading import plain

ErrorView = Callable[[HttpRequest, Exception], HttpResponse]


def test_an_unknown_address_says_what_to_do(client: Client, db: None) -> None:
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert "Voir toutes les pages" in response.text
    assert "01 99 00 00 00" in plain(response.text)


@pytest.mark.parametrize(
    ("view", "status"), [(errors.bad_request, 400), (errors.forbidden, 403), (errors.not_found, 404)]
)
def test_each_error_has_its_page_with_a_phone(view: ErrorView, status: int, rf: RequestFactory) -> None:
    response = view(rf.get("/"), Http404())
    assert response.status_code == status
    assert "Appelez le 01 99 00 00 00" in plain(response.text)


def test_the_page_of_our_own_faults_needs_no_database_and_weighs_little(rf: RequestFactory) -> None:
    response = errors.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Ce n'est pas de votre faute" in response.text.replace("&#x27;", "'")
    assert "<script" not in response.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError, 503), (ProgrammingError, 500), (ValueError, 500)]
)
def test_a_database_that_is_away_is_no_fault_of_the_page(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception], status: int
) -> None:
    name = "SQLITE_BUSY" if error is OperationalError else "SQLITE_ERROR"
    cause = type("Cause", (Exception,), {"sqlite_errorname": name, "sqlstate": None})()

    def fail(*_args: object) -> None:
        raise error("gone") from cause

    monkeypatch.setattr("mapart.website.views.pages.render", fail)
    response = Client(raise_request_exception=False).get("/accessibilite/")
    assert response.status_code == status
    assert response.headers.get("Retry-After") == ("10" if status == 503 else None)
    assert "Ce n'est pas de votre faute" in unescape(response.text)


def test_a_page_left_open_too_long_asks_to_send_again() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/galerie/question/", {"moment": "am"})
    assert response.status_code == 403
    assert "Puis envoyez encore" in plain(response.text)


def test_a_refusal_is_said_in_the_words_of_its_room(rf: RequestFactory) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise NotImplementedError

    middleware = refusals(view)
    refusal = Refusal("agenda.more_seats_than_room", seats=12)
    response = middleware.process_exception(rf.get("/"), refusal)  # type: ignore[attr-defined]
    assert response.status_code == 409
    assert "Cette salle a 12 places." in plain(response.text)


def test_whoever_sends_after_her_session_ended_learns_that_nothing_is_kept(client: Client, db: None) -> None:
    page = client.post("/equipe/reunions/nouvelle/", {"day": "2030-01-01"}, follow=True)
    assert page.redirect_chain == [("/connexion/?next=/entrer/", 302)]
    assert "Rien n'est enregistré" in unescape(page.text)
    assert "Rien n'est enregistré" not in unescape(client.get("/equipe/", follow=True).text)


@pytest.mark.parametrize(
    ("form", "back"),
    [
        ("http://testserver/equipe/valorisation/?annee=2025", "/equipe/valorisation/%3Fannee%3D2025"),
        ("http://elsewhere.example/equipe/valorisation/", "/entrer/"),
    ],
)
def test_after_the_sign_in_she_is_at_her_form_and_not_where_it_was_sent(
    client: Client, form: str, back: str
) -> None:
    response = client.post("/equipe/valorisation/emporter/", {"year": "2025"}, headers={"Referer": form})
    assert response["Location"] == f"/connexion/?next={back}"
