"""« Je ne peux pas venir »: two actions from the message, no account, thanked; the team sees the hole at once."""

import pytest
from playwright.sync_api import expect

from mapart.notifications.models import Message
from mapart.planning.models import Assignment, Withdrawal
from tests.browser.checks import axe_clean, keyboard_walk, no_sideways_scroll
from tests.browser.conftest import OpenPage
from tests.browser.world import World
from tests.factories import make_volunteer, next_weekday


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [320, 1280])
def test_two_actions_from_the_message(world: World, open_page: OpenPage, width: int, scripts: bool) -> None:
    page = open_page(width=width, height=640, scripts=scripts)
    page.goto(f"/creneau/{world.assignment.secret}/")
    page.get_by_role("button", name="Je ne peux pas venir").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci de nous avoir prévenus")
    assert not Assignment.objects.filter(pk=world.assignment.pk).exists()
    assert Withdrawal.objects.count() == 1
    assert Message.objects.filter(kind="planning.withdrawal").count() == 1
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci de nous avoir prévenus")
    page.get_by_role("button", name="Finalement, je peux venir").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre créneau")
    assert Assignment.objects.filter(secret=world.assignment.secret).exists()


def test_by_keyboard_and_clean(world: World, open_page: OpenPage) -> None:
    page = open_page()
    for address in (f"/creneau/{world.assignment.secret}/", f"/reponse/{world.ask.secret}/"):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(address)
        axe_clean(page)
        keyboard_walk(page)
        no_sideways_scroll(page)
    page.goto(f"/creneau/{world.assignment.secret}/")
    page.get_by_role("button", name="Je ne peux pas venir").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci de nous avoir prévenus")
    axe_clean(page)
    no_sideways_scroll(page)


def test_the_team_sees_the_hole_and_the_best_people(world: World, open_page: OpenPage) -> None:
    helper = make_volunteer(world.space, (world.mission,))
    hers = open_page(width=320, height=640)
    hers.goto(f"/creneau/{world.assignment.secret}/")
    hers.get_by_role("button", name="Je ne peux pas venir").click()
    expect(hers.get_by_role("heading", level=1)).to_have_text("Merci de nous avoir prévenus")
    page = open_page(world.people["space_manager"], width=320, height=640)
    page.goto(f"/equipe/planning/?semaine={next_weekday(0).isoformat()}")
    expect(page.get_by_text("Amina B. ne peut pas venir.")).to_be_visible()
    page.get_by_role("link", name="Trouver quelqu'un").first.click()
    page.get_by_role("button", name=f"Demander : {helper.person.short_name}").click()
    expect(page.get_by_role("status")).to_contain_text("La question part à 1 personne.")
