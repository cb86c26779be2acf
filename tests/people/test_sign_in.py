"""Coming in with a code sent by mail or by SMS."""

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from pytest_django.fixtures import Settings

from mapart.core import clock, kept
from mapart.core.enums import Channel
from mapart.core.models import JournalEntry
from mapart.notifications.models import Message
from mapart.people.models import Person
from tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counts_of_tries")]
SIGN_IN, CODE = "/connexion/", "/connexion/code/"


def ask_code(client: Client, address: str) -> Any:
    return client.post(SIGN_IN, {"address": address})


def code_sent() -> str:
    found = re.search(r"\d{4} \d{4}", Message.objects.latest("created_at").body)
    assert found
    return found.group()


@pytest.mark.parametrize("typed", ["amina@example.org", "  Amina@Example.ORG "])
def test_a_person_with_a_mail_address_comes_in(client: Client, typed: str) -> None:
    person = make_person(email="amina@example.org")
    assert ask_code(client, typed)["Location"] == CODE
    message = Message.objects.get()
    assert (message.channel, message.address, message.recipient) == (Channel.MAIL, person.email, person.pk)
    response = client.post(CODE, {"code": code_sent()})
    assert response.status_code == 302
    assert client.get(reverse("website:after_sign_in"))["Location"] == "/mon-espace/"
    assert JournalEntry.objects.get(act="sign_in").actor == person.pk


def test_a_person_with_only_a_phone_comes_in(client: Client) -> None:
    person = make_person(email=None, phone="+33639980001", channel=Channel.SMS)
    ask_code(client, "06 39 98 00 01")
    message = Message.objects.get()
    assert (message.channel, message.address) == (Channel.SMS, "+33639980001")
    client.post(CODE, {"code": code_sent()})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_code_may_be_typed_with_or_without_its_blank(client: Client) -> None:
    make_person(email="amina@example.org")
    ask_code(client, "amina@example.org")
    client.post(CODE, {"code": f" {code_sent().replace(' ', '')}\n"})
    assert "_auth_user_id" in client.session


def test_the_code_leaves_at_once_or_never_and_stands_nowhere_else(client: Client) -> None:
    make_person(email="amina@example.org")
    ask_code(client, "amina@example.org")
    message = Message.objects.get()
    assert message.expires_at
    assert message.expires_at <= clock.now() + datetime.timedelta(minutes=10)
    code = code_sent()
    assert code not in message.subject
    assert code.replace(" ", "") not in client.get(CODE).content.decode().replace(" ", "")
    for entry in JournalEntry.objects.all():
        assert code.replace(" ", "") not in str(entry.facts)
        assert "example.org" not in str(entry.facts)


@pytest.mark.parametrize(
    ("known", "unknown"), [("amina@example.org", "zineb@example.org"), ("0639980001", "0639980002")]
)
def test_nothing_tells_who_is_known(client: Client, known: str, unknown: str) -> None:
    make_person(email="amina@example.org", phone="+33639980001")
    make_person(email="left@example.org", is_active=False)
    answers = []
    for address in (known, unknown, "left@example.org"):
        visitor = Client()
        asked = ask_code(visitor, address)
        page = visitor.get(CODE)
        wrong = visitor.post(CODE, {"code": "0000 0000"})
        visitor.post(CODE, {"code": "0000 0001"})
        last = visitor.post(CODE, {"code": "0000 0002"})
        shapes = [
            (answer.status_code, sorted(answer.headers), answer.headers.get("Location"))
            for answer in (asked, page, wrong, last)
        ]
        text = re.sub(r'value="[^"]*"|[\w.]+@[\w.]+|(\d\d\s?){5}', "", page.content.decode())
        answers.append((shapes, text))
    assert answers[0] == answers[1]
    assert answers[0][0] == answers[2][0]
    assert Message.objects.count() == 1


def test_an_unknown_address_leaves_no_trace(client: Client) -> None:
    ask_code(client, "nobody@example.org")
    assert not Message.objects.exists()
    assert not Person.objects.exists()
    assert not JournalEntry.objects.exists()


def test_three_wrong_codes_end_the_code(client: Client) -> None:
    make_person(email="amina@example.org")
    ask_code(client, "amina@example.org")
    right = code_sent()
    for wrong in ("1", "22222222", "é" * 8):
        client.post(CODE, {"code": wrong})
    response = client.post(CODE, {"code": right})
    assert response["Location"] == SIGN_IN
    assert "_auth_user_id" not in client.session
    assert "Demandez un autre code" in client.get(SIGN_IN).content.decode()


def test_an_empty_answer_costs_no_try(client: Client) -> None:
    make_person(email="amina@example.org")
    ask_code(client, "amina@example.org")
    for _ in range(4):
        assert "Écrivez le code" in client.post(CODE, {"code": ""}).content.decode()
    client.post(CODE, {"code": code_sent()})
    assert "_auth_user_id" in client.session


def test_a_code_dies_after_ten_minutes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_person(email="amina@example.org")
    ask_code(client, "amina@example.org")
    now = clock.now().timestamp()
    monkeypatch.setattr("time.time", lambda: now + 601)
    response = client.post(CODE, {"code": code_sent()})
    assert response["Location"] == SIGN_IN
    assert "n&#x27;est plus valable" in client.get(SIGN_IN).content.decode()
    assert "_auth_user_id" not in client.session


def test_a_code_serves_once_and_in_the_browser_that_asked(client: Client) -> None:
    make_person(email="amina@example.org")
    ask_code(client, "amina@example.org")
    code, other = code_sent(), Client()
    assert other.post(CODE, {"code": code})["Location"] == SIGN_IN
    client.post(CODE, {"code": code})
    client.post("/connexion/sortir/")
    assert client.post(CODE, {"code": code})["Location"] == SIGN_IN
    assert "_auth_user_id" not in client.session


def test_a_new_code_replaces_the_old_one(client: Client) -> None:
    make_person(email="amina@example.org")
    ask_code(client, "amina@example.org")
    first = code_sent()
    ask_code(client, "amina@example.org")
    assert "pas le bon" in client.post(CODE, {"code": first}).content.decode()


def test_codes_are_asked_a_few_times_a_minute(client: Client) -> None:
    make_person(email="amina@example.org")
    for _ in range(3):
        assert ask_code(client, "amina@example.org").status_code == 302
    refused = ask_code(client, "amina@example.org")
    assert "Trop d" in refused.content.decode()
    assert Message.objects.count() == 3


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("", "Écrivez votre adresse mail"),
        ("06 39 98", "10 chiffres"),
        ("amina@", "pas complète"),
        ("amina.example.org", "Il manque quelque chose"),
        ("a" * 300, "254"),
    ],
)
def test_a_wrong_address_is_kept_and_explained(client: Client, typed: str, answer: str) -> None:
    page = ask_code(client, typed).content.decode()
    assert answer in page
    assert f'value="{typed}"' in page or not typed
    assert "<title>Erreur" in page


def test_one_goes_where_one_was_going_but_never_to_another_site(client: Client) -> None:
    make_person(email="amina@example.org")
    for wanted, reached in (("/missions/", "/missions/"), ("https://example.com/", "/entrer/")):
        visitor = Client()
        asked = visitor.post(f"{SIGN_IN}?next={wanted}", {"address": "amina@example.org"})
        assert visitor.post(asked["Location"], {"code": code_sent()})["Location"] == reached


def test_signing_out_needs_a_button(client: Client) -> None:
    client.force_login(make_person())
    page = client.get("/connexion/sortir/")
    assert "Sortir de mon espace" in page.content.decode()
    assert "Clear-Site-Data" not in page
    assert "_auth_user_id" in client.session
    response = client.post("/connexion/sortir/")
    assert "_auth_user_id" not in client.session
    assert response["Clear-Site-Data"] == '"cache", "storage"'


def test_signing_out_to_sign_in_again_comes_back(client: Client) -> None:
    client.force_login(make_person())
    page = client.get("/connexion/sortir/", {"next": "/mon-espace/heures/"}).text
    [after] = re.findall(r'name="next" value="([^"]+)"', page)
    assert after == "/connexion/?next=%2Fmon-espace%2Fheures%2F"
    assert client.post("/connexion/sortir/", {"next": after})["Location"] == after


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [("/missions/", "/missions/"), ("https://example.com/", "/"), ("//example.com/", "/"), ("rien", "/")],
)
def test_after_signing_out_one_stays_on_the_site(client: Client, wanted: str, reached: str) -> None:
    client.force_login(make_person())
    assert client.post("/connexion/sortir/", {"next": wanted})["Location"] == reached


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email", "mfa_index"])
def test_the_other_pages_of_allauth_are_not_mounted(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_closing_an_account_ends_its_sessions(client: Client) -> None:
    person = make_person()
    client.force_login(person)
    assert client.get("/entrer/").status_code == 302
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/entrer/")["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize(
    ("known", "unknown"), [("amina@example.org", "zineb@example.org"), ("0639980001", "0639980002")]
)
def test_known_and_unknown_cost_the_same_work(known: str, unknown: str) -> None:
    make_person(email="amina@example.org", phone="+33639980001")
    statements = []
    for address in (known, unknown):
        with CaptureQueriesContext(connection) as queries:
            ask_code(Client(), address)
        sent = [query["sql"] for query in queries if not re.search("SAVEPOINT|throttle", query["sql"])]
        statements.append([sql.split()[:3] for sql in sent])
    assert statements[0] == statements[1]


def test_the_first_page_is_kept_but_each_visitor_has_her_own_guard(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_halves", {})
    settings.PAGES_KEPT_SECONDS = 20
    person = make_person()
    visitors = [Client(enforce_csrf_checks=True) for _ in range(2)]
    guards = []
    for visitor in visitors:
        guard = re.search(r'csrfmiddlewaretoken" value="(\w+)"', visitor.get("/connexion/").text)
        assert guard is not None
        guards.append(guard[1])
    assert guards[0] != guards[1]
    assert len(kept._halves) == 1
    for visitor, guard_of_hers in zip(visitors, guards):
        sent = {"address": person.email, "csrfmiddlewaretoken": guard_of_hers}
        assert visitor.post("/connexion/", sent).status_code == 302
    assert visitors[0].get("/connexion/").headers["Cache-Control"].count("no-store") == 1
