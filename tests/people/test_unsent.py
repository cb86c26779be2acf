"""What was typed when the sign-in ended is shown to who typed it, and to nobody else."""

import time
from html import unescape
from typing import Any

import pytest
from django.test import Client

from mapart.people import actions, unsent
from mapart.people.models import Person
from tests.codes import shown_by_the_application
from tests.factories import make_space, make_staff
from tests.house.forms import Forms
from tests.people.test_second_factor import HOUR, SECRET, SHOW, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counts_of_tries")]


def sent_too_late(client: Client, author: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter of two lines, sent 13 hours after the sign-in."""
    client.force_login(author)
    with monkeypatch.context() as later:
        instant = time.time() + 13 * HOUR
        later.setattr("time.time", lambda: instant)
        page = client.post(
            "/equipe/ecrire/?a=b",
            {"subject": "Merci", "body": "Bonjour <b>à tous</b>\net merci", "kept": ["1", "2"]},
            headers={"Referer": "http://testserver/equipe/ecrire/?a=b"},
            follow=True,
        )
    assert "Rien n'est parti. Entrez : votre texte vous attend." in unescape(page.text)
    assert "et merci" not in page.text


def test_what_was_written_waits_for_who_wrote_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    author = make_staff(make_space(), email="sam@example.org")
    actions.set_up_second_factor(by=author, secret=SECRET)
    sent_too_late(client, author, monkeypatch)
    assert client.session.get_expiry_age() == HOUR
    assert sign_in(client, author) == SHOW
    client.post(SHOW, {"code": shown_by_the_application(SECRET)})
    assert client.session.get_expiry_age() == 30 * 24 * HOUR
    assert "et merci" not in client.get("/equipe/").text, "shown where it was written"
    page = client.get("/equipe/ecrire/").text
    forms = Forms()
    forms.feed(page[page.index("Vous écriviez ceci") :])
    assert "Bonjour &lt;b&gt;à tous&lt;/b&gt;<br>et merci" in page
    assert forms.found[0].action == "/equipe/ecrire/?a=b"
    assert forms.found[0].holds["body"] == ["Bonjour <b>à tous</b>\net merci"]
    assert "et merci" in client.get("/equipe/ecrire/").text, "reading sends nothing and loses nothing"
    client.post("/equipe/ecrire/?a=b", {"body": "Bonjour"})
    assert "et merci" not in client.get("/equipe/ecrire/").text


def test_what_was_written_is_shown_to_nobody_else(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    space = make_space()
    author = make_staff(space, email="sam@example.org")
    sent_too_late(client, author, monkeypatch)
    other = make_staff(space, email="lou@example.org")
    client.force_login(other)
    assert "et merci" not in client.get("/equipe/ecrire/").text
    client.logout()
    sent_too_late(client, author, monkeypatch)
    actions.set_up_second_factor(by=other, secret=SECRET)
    sign_in(client, other)
    client.post(SHOW, {"code": shown_by_the_application(SECRET)})
    assert "unsent" not in client.session


def test_what_waits_after_the_sign_in_goes_after_an_hour(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = make_staff(make_space(), email="sam@example.org")
    actions.set_up_second_factor(by=author, secret=SECRET)
    sent_too_late(client, author, monkeypatch)
    sign_in(client, author)
    client.post(SHOW, {"code": shown_by_the_application(SECRET)})
    assert actions.drop_unsent(by=None) == 0, "her hour has only begun"
    assert "et merci" in client.get("/equipe/ecrire/").text
    with monkeypatch.context() as later:
        instant = time.time() + HOUR + 1
        later.setattr("time.time", lambda: instant)
        assert "et merci" not in client.get("/equipe/ecrire/").text, (
            "over, even before the round of the worker"
        )
        before = dict(client.session)
        assert actions.drop_unsent(by=None) == 1
        assert actions.drop_unsent(by=None) == 0
        kept = before.pop("unsent")
        assert "et merci" in kept["texts"][0]
        assert dict(client.session) == before, "she is still in, with her second factor"
        assert client.get("/equipe/ecrire/").status_code == 200


def test_a_session_written_meanwhile_is_not_put_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    author = make_staff(make_space(), email="sam@example.org")
    sent_too_late(client, author, monkeypatch)
    session = client.session
    session["unsent"] = session["unsent"] | {"until": 0}
    session.save()
    without = unsent.without

    def writes_meanwhile(held: dict[str, Any]) -> dict[str, Any]:
        session["seen"] = "yes"
        session.save()
        return without(held)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(unsent, "without", writes_meanwhile)
        assert actions.drop_unsent(by=None) == 0
    assert client.session["seen"] == "yes"
    assert actions.drop_unsent(by=None) == 1
