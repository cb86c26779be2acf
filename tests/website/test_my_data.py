"""Somebody reads what we know of her, takes it away, and is forgotten."""

import datetime
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.test import Client

from mapart.core import clock, wording
from mapart.core.enums import Channel, Language
from mapart.core.jobs.running import run_due
from mapart.core.models import JournalEntry
from mapart.notifications.actions import post
from mapart.people.actions import record_sign_in
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.planning.enums import Origin
from mapart.planning.models import Assignment
from mapart.recruitment.models import Application
from mapart.volunteering.models import Absence, SpokenLanguage
from mapart.website import actions
from mapart.website.queries import export_person
from mapart.website.views.my_data import rows_of
from tests.conftest import SignedClient
from tests.factories import (
    make_mission,
    make_need,
    make_person,
    make_session,
    make_space,
    make_staff,
    make_volunteer,
)

pytestmark = pytest.mark.django_db
HOME = "/mon-espace/mes-donnees/"
CANARIES = ("Zanzibar", "zanzibar@example.org", "+33639980077")


def make_known_everywhere(name: str = "Zanzibar", phone: str = "+33639980077") -> Person:
    """A volunteer with something in each room that names people."""
    space = make_space()
    person = make_person(first_name=name, last_name=name, email=f"{name.lower()}@example.org", phone=phone)
    volunteer = make_volunteer(space, (make_mission(),), person=person)
    SpokenLanguage.objects.create(volunteer=volunteer, language=Language.AR)
    Absence.objects.create(volunteer=volunteer, starts_on=clock.today(), ends_on=clock.today())
    Application.objects.create(person=person, space=space, stage_since=clock.now())
    for need in (
        make_need(filled=1),
        make_need(make_session(day=clock.today() - datetime.timedelta(7)), filled=1),
    ):
        Assignment.objects.create(need=need, volunteer=volunteer, origin=Origin.STAFF)
    meeting = make_session(space, capacity=5, booked=1)
    meeting.bookings.create(person=person)
    record_sign_in(by=person)
    post(
        key=f"canary-{name}",
        kind="test.canary",
        recipient=person.pk,
        space=None,
        channel=Channel.MAIL,
        address=str(person.email),
        subject="Bonjour",
        body=f"Bonjour {name}",
    )
    return person


def rows_that_hold(words: tuple[str, ...]) -> Iterator[str]:
    """Every value of every table of the site in which one of these words stands."""
    for model in apps.get_models():
        for row in model._default_manager.all():
            for field in model._meta.concrete_fields:
                value = field.value_from_object(row)
                if isinstance(row, models.Model) and any(word in str(value) for word in words):
                    yield f"{model._meta.label}.{field.name}: {value}"


def test_an_export_holds_every_room_and_nobody_else() -> None:
    other = make_known_everywhere("Tombouctou", "+33639980078")
    person = make_known_everywhere()
    text = json.dumps(export_person(person), ensure_ascii=False)
    for word in (*CANARIES, "arabe", "Bonjour Zanzibar"):
        assert word in text
    assert other.first_name not in text
    assert all(export_person(person).values())


def test_somebody_reads_and_takes_her_data(client: Client) -> None:
    person = make_known_everywhere()
    client.force_login(person)
    page = client.get(f"{HOME}lire/").content.decode()
    assert "Bonjour Zanzibar" in page
    assert wording.day(clock.today()) in page
    read = page.split("</header>")[1]
    assert re.findall(r".{0,40}\d{4}-\d\d-\d\d.{0,20}", read) == []
    assert re.findall(r">[^<]*(?:True|False|None|\+33)[^<]*<", read) == []
    taken = client.get(f"{HOME}telecharger/")
    assert "attachment" in taken["Content-Disposition"]
    assert json.loads(taken.content)["vous"]["adresse mail"] == person.email


def test_nothing_is_erased_before_the_button(client: Client) -> None:
    person = make_known_everywhere()
    client.force_login(person)
    assert "Ce qui reste" in client.get(f"{HOME}effacer/").content.decode()
    person.refresh_from_db()
    assert person.first_name == "Zanzibar"


def test_no_word_of_an_erased_person_is_left(client: Client) -> None:
    other = make_known_everywhere("Tombouctou", "+33639980078")
    person = make_known_everywhere()
    client.force_login(person)
    assert list(rows_that_hold(CANARIES))
    SignedClient().force_login(person)
    elsewhere = SignedClient()
    elsewhere.force_login(other)
    client.post(f"{HOME}effacer/")
    run_due()
    assert list(rows_that_hold(CANARIES)) == []
    assert [session.pk for session in Session.objects.all()] == [elsewhere.session.session_key]
    other.refresh_from_db()
    assert other.first_name == "Tombouctou"
    assert Assignment.objects.filter(volunteer__person=person).count() == 1
    assert JournalEntry.objects.filter(act="forget_person", subject=person.pk).exists()


def test_erasing_is_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    person = make_known_everywhere()

    def break_down(**facts: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("mapart.notifications.actions.forget_person", break_down)
    with pytest.raises(RuntimeError):
        actions.forget_person(by=person, person=person)
    assert Person.objects.get(pk=person.pk).first_name == "Zanzibar"
    assert Application.objects.get(person=person).stage != "left"


def test_the_last_head_of_the_network_cannot_leave_it_alone(client: Client) -> None:
    client.force_login(make_staff(None, RoleKind.NETWORK_HEAD, first_name="Zanzibar"))
    assert client.post(f"{HOME}effacer/").status_code == 409
    assert Person.objects.filter(first_name="Zanzibar").exists()


def test_other_devices_are_closed_and_this_one_stays() -> None:
    person = make_person()
    here, there = Client(), Client()
    here.force_login(person)
    there.force_login(person)
    assert here.post(f"{HOME}autres-appareils/").status_code == 302
    assert here.get(HOME).status_code == 200
    assert there.get(HOME)["Location"].startswith("/connexion/")


@pytest.mark.parametrize(
    "typed", ["2026-13-45", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-02-30T25:00Z"]
)
def test_words_that_look_like_a_date_are_read_as_they_were_typed(typed: str) -> None:
    assert rows_of({"mot": typed}) == [{"label": "mot", "text": typed}]
