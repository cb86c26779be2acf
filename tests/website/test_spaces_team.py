"""Hours and closures of a space, changed by who may; the sessions that a change touches are read first."""

import datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from mapart.agenda.enums import SessionState
from mapart.agenda.models import Session
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.ids import uuid7
from mapart.notifications.models import Message
from mapart.people.enums import RoleKind
from mapart.planning.models import Assignment
from mapart.recruitment.actions import Applicant, apply
from mapart.recruitment.enums import Stage
from mapart.spaces.models import Closure, Space
from tests.factories import (
    make_assignment,
    make_meeting,
    make_need,
    make_person,
    make_session,
    make_space,
    make_staff,
    make_volunteer,
    next_weekday,
)
from tests.reading import plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Space:
    """A space open on weekdays."""
    return make_space(name="Espace Nord")


@pytest.fixture
def manager(client: Client, space: Space) -> Client:
    """The browser of who answers for ``space``."""
    client.force_login(make_staff(space))
    return client


def text_of(response: Any) -> str:
    """Without the escapes of HTML."""
    text: str = response.text.replace("&#x27;", "'")
    return text


def test_only_her_spaces_are_listed_and_open(manager: Client, space: Space) -> None:
    other = make_space(name="Espace d'ailleurs")
    text = text_of(manager.get("/equipe/espaces/"))
    assert "Espace Nord" in text
    assert "Espace d'ailleurs" not in text
    assert manager.get(f"/equipe/espaces/{space.pk}/").status_code == 200
    for address in ("", "horaires/", "fermer/"):
        assert manager.get(f"/equipe/espaces/{other.pk}/{address}").status_code == 404
        assert manager.post(f"/equipe/espaces/{other.pk}/{address}").status_code in (404, 405)


def test_who_may_not_change_a_space_is_told_nothing(client: Client, space: Space) -> None:
    assert client.get("/equipe/espaces/").status_code == 302
    client.force_login(make_staff(space, RoleKind.RECEPTIONIST))
    assert client.get("/equipe/espaces/").status_code == 403
    assert client.get(f"/equipe/espaces/{space.pk}/").status_code == 404
    client.force_login(make_person())
    assert client.get(f"/equipe/espaces/{space.pk}/").status_code == 404


def test_new_hours_are_written(manager: Client, space: Space) -> None:
    response = manager.post(
        f"/equipe/espaces/{space.pk}/horaires/", {"opening_hours": "Mo-Sa 10:00-12:00"}, follow=True
    )
    assert "Les horaires sont changés." in plain(text_of(response))
    assert "Du lundi au samedi, de 10 h à 12 h." in plain(text_of(response))
    manager.post(f"/equipe/espaces/{space.pk}/horaires/", {"opening_hours": "lundi au samedi 10 h - 12 h 30"})
    space.refresh_from_db()
    assert space.opening_hours == "Mo-Sa 10:00-12:30"


def test_hours_are_changed_in_french(manager: Client, space: Space) -> None:
    text = text_of(manager.get(f"/equipe/espaces/{space.pk}/"))
    assert "lundi au vendredi 9 h - 12 h et 14 h - 17 h</textarea>" in text


def test_unreadable_hours_are_kept_in_the_form_with_what_to_do(manager: Client, space: Space) -> None:
    response = manager.post(f"/equipe/espaces/{space.pk}/horaires/", {"opening_hours": "souvent"})
    text = text_of(response)
    assert "<title>Erreur :" in text
    assert "souvent</textarea>" in text
    assert "Ces horaires ne se lisent pas." in text
    space.refresh_from_db()
    assert space.opening_hours == "Mo-Fr 09:00-12:00,14:00-17:00"


def test_sessions_left_outside_new_hours_are_read_first(manager: Client, space: Space) -> None:
    make_session(space, hour=9, title="Atelier du mardi")
    make_session(space, hour=19, title="Soirée déjà hors horaires")
    address = f"/equipe/espaces/{space.pk}/horaires/"
    asked = manager.post(address, {"opening_hours": "Mo-Fr 14:00-17:00"})
    text = text_of(asked)
    assert "Ce changement concerne 1 séance" in text
    assert "Atelier du mardi" in text
    assert "Soirée" not in text
    space.refresh_from_db()
    assert space.opening_hours.startswith("Mo-Fr 09:00")
    manager.post(address, {"opening_hours": "Mo-Fr 14:00-17:00", "sure": "on"})
    space.refresh_from_db()
    assert space.opening_hours == "Mo-Fr 14:00-17:00"


def test_a_closure_shows_its_sessions_then_is_written_then_cancelled(manager: Client, space: Space) -> None:
    tuesday = next_weekday(1)
    make_session(space, day=tuesday, title="Atelier du mardi")
    make_session(space, day=tuesday + datetime.timedelta(days=1), title="Atelier du mercredi")
    address = f"/equipe/espaces/{space.pk}/fermer/"
    typed = {"starts_on": tuesday.isoformat(), "ends_on": tuesday.isoformat(), "reason": "Travaux"}
    text = text_of(manager.post(address, typed))
    assert "Atelier du mardi" in text
    assert "Atelier du mercredi" not in text
    assert f'value="{tuesday.isoformat()}"' in text
    assert not Closure.objects.exists()
    text = text_of(manager.post(address, typed | {"sure": "on"}, follow=True))
    assert "Travaux" in text
    closure = Closure.objects.get()
    for _twice in range(2):
        manager.post(f"/equipe/espaces/{space.pk}/rouvrir/{closure.pk}/")
    assert not Closure.objects.exists()


def test_a_closure_may_cancel_its_sessions_and_tells_each_person_once(manager: Client, space: Space) -> None:
    tuesday = next_weekday(1)
    needs = [make_need(make_session(space, day=tuesday, hour=hour)) for hour in (9, 14)]
    busy = make_volunteer(space)
    for need in needs:
        make_assignment(need, busy)
    make_assignment(needs[0], make_volunteer(space))
    after = make_need(make_session(space, day=tuesday + datetime.timedelta(days=1)))
    kept = make_assignment(after, busy)
    meeting = make_meeting(space, day=tuesday)
    nour = Applicant(first_name="Nour", channel=Channel.MAIL, email="nour@example.org")
    application = apply(by=None, key=uuid7(), applicant=nour, space=space, session=meeting).application
    address = f"/equipe/espaces/{space.pk}/fermer/"
    typed = {"starts_on": tuesday.isoformat(), "ends_on": tuesday.isoformat(), "reason": "Travaux"}
    text = text_of(manager.post(address, typed))
    assert "Ce changement concerne 3 séances" in text
    assert "3 personnes y ont une place" in text
    for _twice in range(2):
        manager.post(address, typed | {"sure": "on", "cancel": "on"})
    assert Closure.objects.count() == 1
    states = Session.objects.filter(starts_at__date=tuesday).values_list("state", flat=True)
    assert set(states) == {SessionState.CANCELLED}
    assert list(Assignment.objects.all()) == [kept]
    told = Message.objects.filter(kind__contains="cancelled").values_list("recipient", flat=True)
    assert len(told) == len(set(told)) == 3
    application.refresh_from_db()
    assert application.stage == Stage.APPLIED


def test_who_may_not_change_the_roster_cancels_nothing(client: Client, space: Space) -> None:
    client.force_login(make_staff(space))
    tuesday = next_weekday(1)
    session = make_session(space, day=tuesday)
    typed = {"starts_on": tuesday.isoformat(), "ends_on": tuesday.isoformat(), "sure": "on", "cancel": "on"}
    with patch("mapart.planning.perms.may_edit", return_value=False):
        assert client.post(f"/equipe/espaces/{space.pk}/fermer/", typed).status_code == 403
    session.refresh_from_db()
    assert session.state == SessionState.PLANNED
    assert not Closure.objects.exists()


def test_a_wrong_closure_keeps_what_was_typed(manager: Client, space: Space) -> None:
    today = clock.today()
    yesterday = today - datetime.timedelta(days=1)
    address = f"/equipe/espaces/{space.pk}/fermer/"
    text = text_of(manager.post(address, {"starts_on": today.isoformat(), "ends_on": yesterday.isoformat()}))
    assert "La fin vient avant le début." in text
    assert f'value="{today.isoformat()}"' in text
    text = text_of(
        manager.post(address, {"starts_on": yesterday.isoformat(), "ends_on": yesterday.isoformat()})
    )
    assert "Ces jours sont déjà passés." in text
    assert "Choisissez le premier jour." in text_of(manager.post(address, {}))
    assert not Closure.objects.exists()


def test_a_closure_of_another_space_cannot_be_cancelled_from_here(manager: Client, space: Space) -> None:
    today = clock.today()
    closure = Closure.objects.create(space=make_space(), starts_on=today, ends_on=today)
    manager.post(f"/equipe/espaces/{space.pk}/rouvrir/{closure.pk}/")
    assert Closure.objects.exists()
    assert manager.get(f"/equipe/espaces/{space.pk}/rouvrir/{closure.pk}/").status_code == 405


@pytest.mark.parametrize("size", [2, 15])
def test_the_list_costs_the_same_queries(client: Client, size: int, django_assert_num_queries: Any) -> None:
    for _ in range(size):
        make_space()
    client.force_login(make_staff(None, RoleKind.NETWORK_HEAD))
    client.get("/equipe/espaces/")
    with django_assert_num_queries(5):
        client.get("/equipe/espaces/")


NEW_SPACE = {
    "name": "Espace Fives",
    "address": "12 rue de la Démonstration",
    "postal_code": "59000",
    "city": "Lille",
    "phone": "03 53 01 00 01",
    "email": "fives@example.org",
}


def test_the_head_of_the_network_opens_a_space_once(client: Client) -> None:
    client.force_login(make_staff(None, RoleKind.NETWORK_HEAD))
    for _press in range(2):
        response = client.post("/equipe/espaces/ouvrir/", NEW_SPACE)
    space = Space.objects.get()
    assert (space.slug, space.insee_code, space.phone) == ("espace-fives", "59350", "+33353010001")
    assert "Choisissez un autre nom." in plain(text_of(response))
    assert "12 rue de la Démonstration" in plain(text_of(response))  # what was typed is kept


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("postal_code", "5900", "Écrivez les 5 chiffres du code postal."),
        ("postal_code", "99999", "Ce code postal n'est pas connu."),
        ("phone", "zéro trois", "numéro"),
        ("email", "fives", "Cette adresse mail n'est pas complète."),
        ("name", "", "Écrivez le nom de l'espace."),
    ],
)
def test_a_wrong_entry_opens_nothing_and_says_what_to_write(
    client: Client, field: str, typed: str, told: str
) -> None:
    client.force_login(make_staff(None, RoleKind.NETWORK_HEAD))
    response = client.post("/equipe/espaces/ouvrir/", NEW_SPACE | {field: typed})
    assert told in text_of(response)
    assert not Space.objects.exists()


def test_who_answers_for_one_space_opens_no_other(manager: Client, space: Space) -> None:
    assert manager.get("/equipe/espaces/ouvrir/").status_code == 403
    assert manager.post("/equipe/espaces/ouvrir/", NEW_SPACE).status_code == 403
    assert Space.objects.get() == space
