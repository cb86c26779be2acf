"""The evening of the meeting, with a phone in the hand: one touch each, a way back, all welcomed at once."""

import datetime

import pytest
from playwright.sync_api import expect

from mapart.agenda.actions import claim_seat
from mapart.agenda.enums import Attendance
from mapart.agenda.models import Booking
from mapart.core.ids import uuid7
from mapart.recruitment.enums import Stage
from mapart.recruitment.models import Application
from mapart.volunteering.models import Volunteer
from tests.browser.checks import axe_clean, no_sideways_scroll, press
from tests.browser.conftest import OpenPage
from tests.browser.wire import cost_of
from tests.browser.world import World
from tests.factories import make_application, make_meeting, make_person

_GUESTS = 15


@pytest.fixture(autouse=True)
def door_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """The meetings of the world are next week; here their evening has come."""
    monkeypatch.setattr("mapart.recruitment.rules.DOOR_OPEN", datetime.timedelta(days=60))


@pytest.mark.parametrize("scripts", [True, False])
def test_fifteen_newcomers_are_welcomed(world: World, open_page: OpenPage, scripts: bool) -> None:
    meeting = make_meeting(world.space, capacity=_GUESTS)
    for number in range(_GUESTS):
        application = make_application(world.space, make_person(first_name=f"Invitée {number:02}"))
        claim_seat(by=None, session=meeting, person=application.person, key=uuid7())
    page = open_page(world.people["community_lead"], width=320, height=640, scripts=scripts)
    page.goto(f"/equipe/reunions/{meeting.pk}/")
    for number in range(_GUESTS):
        press(page.get_by_role("button", name=f"Est là : Invitée {number:02}"))
    page.get_by_role("button", name=f"Accueillir les {_GUESTS} personnes venues").click()
    expect(page.get_by_role("status")).to_contain_text(f"{_GUESTS} personnes accueillies")
    assert Booking.objects.filter(session=meeting, attendance=Attendance.CAME).count() == _GUESTS
    assert Application.objects.filter(stage=Stage.WELCOMED, booking__session=meeting).count() == _GUESTS


def test_a_wrong_touch_is_taken_back(world: World, open_page: OpenPage) -> None:
    page = open_page(world.people["community_lead"], width=320, height=640)
    page.goto(f"/equipe/reunions/{world.meeting.pk}/")
    page.get_by_role("button", name="N'est pas là : Zoé Martin").click()
    page.get_by_role("button", name="Revenir en arrière : Zoé Martin").click()
    press(page.get_by_role("button", name="Est là : Zoé Martin"))
    axe_clean(page)
    page.get_by_role("button", name="Accueillir Zoé Martin").click()
    expect(page.get_by_role("status")).to_contain_text("1 personne accueillie")
    assert Volunteer.objects.filter(person__email="zoe@example.org").exists()
    no_sideways_scroll(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_who_came_without_a_seat_is_written_down(world: World, open_page: OpenPage, scripts: bool) -> None:
    page = open_page(world.people["receptionist"], width=320, height=640, scripts=scripts)
    page.goto(f"/equipe/reunions/{world.meeting.pk}/")
    page.get_by_text("Quelqu'un est venu sans place").click()
    page.get_by_label("Prénom").fill("Yasmine")
    page.get_by_role("button", name="Noter son arrivée").click()
    expect(page.get_by_role("main")).to_contain_text("Yasmine")
    assert Application.objects.get(person__first_name="Yasmine").stage == Stage.CAME


def test_a_call_is_written_within_three_touches(world: World, open_page: OpenPage) -> None:
    page = open_page(world.people["receptionist"], width=1280)
    page.goto("/equipe/candidatures/")
    with cost_of(page) as cost:
        page.get_by_role("link", name="Noter une demande").click()
        page.get_by_label("Prénom").fill("Karim")
        page.get_by_label("Adresse mail ou téléphone").fill("06 39 98 00 09")
        page.get_by_role("button", name="Enregistrer la demande").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Karim")
    assert cost.received <= 30_000
    assert Application.objects.get(person__phone="+33639980009").heard_from == "phone"
