"""Somebody phones or comes to the desk: her code, and whether she is a volunteer already, with and without scripts."""

import pytest
from playwright.sync_api import expect

from mapart.recruitment.models import Application, Invitation
from mapart.recruitment.rules import spoken_code
from tests.browser.checks import axe_clean, keyboard_walk, no_sideways_scroll, press, says_error
from tests.browser.conftest import OpenPage
from tests.browser.world import World

WIDTHS = [pytest.param(320, True, id="phone"), pytest.param(1280, False, id="desk-without-scripts")]


@pytest.mark.parametrize(("width", "scripts"), WIDTHS)
def test_a_wrong_code_is_said_and_corrected(
    world: World, open_page: OpenPage, width: int, scripts: bool
) -> None:
    page = open_page(world.people["receptionist"], width=width, height=640, scripts=scripts)
    page.goto("/equipe/candidatures/nouvelle/")
    page.get_by_label("Prénom").fill("Nour")
    page.get_by_label("Code d'invitation").fill("ZZZ ZZZ")
    press(page.get_by_role("button", name="Enregistrer la demande"))
    says_error(page)
    expect(page.get_by_role("alert")).to_contain_text("Nous ne trouvons pas ce code.")
    expect(page.get_by_label("Prénom")).to_have_value("Nour")
    if scripts:
        axe_clean(page)
        no_sideways_scroll(page)
    page.get_by_label("Code d'invitation").fill(spoken_code(world.sponsor.code))
    press(page.get_by_role("button", name="Enregistrer la demande"))
    expect(page.get_by_text("C'est noté.")).to_be_visible()
    assert Invitation.objects.get().sponsor == world.sponsor


@pytest.mark.parametrize(("width", "scripts"), WIDTHS)
def test_a_volunteer_we_know_is_not_written_down_twice(
    world: World, open_page: OpenPage, width: int, scripts: bool
) -> None:
    before = Application.objects.count()
    page = open_page(world.people["space_manager"], width=width, height=640, scripts=scripts)
    page.goto("/equipe/candidatures/nouvelle/")
    page.get_by_label("Prénom").fill("Amina")
    page.get_by_label("Adresse mail ou téléphone").fill("amina+ici@example.org")
    press(page.get_by_role("button", name="Enregistrer la demande"))
    expect(page.get_by_text("ressemble à celle d'Amina Bénali")).to_be_visible()
    assert Application.objects.count() == before
    if scripts:
        axe_clean(page)
        keyboard_walk(page)
        no_sideways_scroll(page)
    press(page.get_by_role("button", name="Oui : joindre la demande à sa fiche"))
    expect(page.get_by_text("C'est noté.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Amina Bénali")
    assert Application.objects.get(person=world.volunteer.person)
