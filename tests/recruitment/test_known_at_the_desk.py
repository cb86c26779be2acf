"""Somebody the team writes down is a volunteer already: it is asked, and nothing is made twice."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from mapart.core.ids import uuid7
from mapart.notifications.models import Message
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.recruitment.models import Application
from mapart.spaces.models import Space
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Volunteer
from mapart.volunteering.queries import volunteer_of_address
from tests.factories import (
    make_application,
    make_meeting,
    make_person,
    make_space,
    make_staff,
    make_volunteer,
)

pytestmark = pytest.mark.django_db
NEW = "/equipe/candidatures/nouvelle/"


@pytest.fixture
def space(client: Client) -> Space:
    space = make_space()
    client.force_login(make_staff(space))
    return space


@pytest.fixture
def amina(space: Space) -> Volunteer:
    person = make_person(
        first_name="Amina", last_name="Bénali", email="amina@example.org", phone="+33639980001"
    )
    return make_volunteer(space, person=person)


def typed(space: Space, **answers: str) -> dict[str, str]:
    return {
        "first_name": "Mina",
        "last_name": "B.",
        "key": str(uuid7()),
        "heard_from": "phone",
        "space": str(space.pk),
    } | answers


def hidden(html: str) -> dict[str, str]:
    """What the page gives back with its buttons."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))
    found.pop("csrfmiddlewaretoken", None)
    return found


@pytest.mark.parametrize("contact", ["06 39 98 00 01", "Amina@example.org"])
def test_an_address_we_know_is_asked_about_and_joined(
    client: Client, space: Space, amina: Volunteer, contact: str
) -> None:
    before = Person.objects.count()
    answer = client.post(NEW, typed(space, contact=contact))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Amina Bénali, bénévole (" in html
    assert f"/equipe/benevoles/{amina.pk}/" in html
    assert "autre personne</button>" not in html, "nobody else can have this very address"
    assert not Application.objects.exists()
    assert not Message.objects.exists()
    assert hidden(html)["first_name"] == "Mina", "what was typed comes back with the answer"
    assert client.post(NEW, hidden(html) | {"known": "autre"}).status_code == 409
    assert client.post(NEW, hidden(html) | {"known": "elle"}).status_code == 302
    assert Application.objects.get().person == amina.person
    assert Person.objects.count() == before


def test_another_writing_of_her_mailbox_is_joined_or_is_somebody_else(
    client: Client, space: Space, amina: Volunteer
) -> None:
    meeting = make_meeting(space)
    address = reverse("recruitment:walk_in_add", args=[meeting.pk])
    html = client.post(address, typed(space, contact="amina+asso@example.org")).content.decode()
    assert "ressemble à celle d&#x27;Amina Bénali" in html
    assert client.post(address, hidden(html) | {"known": "elle"}).status_code == 302
    assert Application.objects.get().person == amina.person
    Application.objects.all().delete()
    again = typed(space, contact="amina+enfant@example.org", known="autre")
    assert client.post(address, again).status_code == 302
    assert Application.objects.get().person.email == "amina+enfant@example.org"


def test_the_name_is_for_who_may_see_it(client: Client, amina: Volunteer) -> None:
    other = make_space()
    client.force_login(make_staff(other))
    html = client.post(NEW, typed(other, contact="06 39 98 00 01")).content.decode()
    assert "déjà bénévole" in html
    assert "Bénali" not in html
    assert str(amina.pk) not in html
    desk = make_staff(amina.home_space, RoleKind.RECEPTIONIST)
    client.force_login(desk)
    assert amina.home_space is not None
    html = client.post(NEW, typed(amina.home_space, contact="06 39 98 00 01")).content.decode()
    assert "Bénali" not in html


def test_nobody_is_asked_about_applicants_strangers_and_who_left(client: Client, space: Space) -> None:
    applicant = make_application(space, make_person(email="zoe@example.org"))
    make_volunteer(
        space, person=make_person(email="partie@example.org"), state=VolunteerState.LEFT, left_on="2026-01-01"
    )
    for contact in ("", "zoe@example.org", "nouvelle@example.org", "partie@example.org"):
        assert client.post(NEW, typed(space, contact=contact)).status_code == 302
    assert Application.objects.filter(person=applicant.person).count() == 1
    assert Application.objects.count() == 4


def test_the_search_reads_mailboxes_as_they_are(amina: Volunteer) -> None:
    for email, phone, exact in (
        ("amina@example.org", None, True),
        (None, "+33639980001", True),
        ("inconnue@example.org", "+33639980001", True),
        ("amina+x@example.org", None, False),
    ):
        known = volunteer_of_address(email, phone)
        assert known is not None
        assert (known.volunteer, known.is_exact) == (amina, exact)
    assert volunteer_of_address("aminata@example.org", None) is None
    assert volunteer_of_address("amina@example.com", "+33639980002") is None
    assert volunteer_of_address(None, None) is None
