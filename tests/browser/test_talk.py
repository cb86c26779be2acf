"""The people of a slot in three actions; a volunteer writes to her team; no more of these, without a sign-in."""

import pytest
from playwright.sync_api import expect

from mapart.core.jobs.running import run_due
from mapart.notifications.enums import MessageFamily
from mapart.notifications.models import Message, OptOut
from mapart.notifications.unsubscribing import signed
from mapart.volunteering.models import Note
from tests.browser.checks import axe_clean, keyboard_walk, no_sideways_scroll
from tests.browser.conftest import OpenPage
from tests.browser.world import World


@pytest.mark.parametrize("scripts", [True, False])
def test_three_actions_from_the_slot_to_its_people(world: World, open_page: OpenPage, scripts: bool) -> None:
    page = open_page(world.people["space_manager"], width=320, height=640, scripts=scripts)
    page.goto(f"/equipe/planning/besoins/{world.need.pk}/")
    page.get_by_role("link", name="Écrire aux personnes de ce créneau").click()  # 1
    page.get_by_label("L'objet").fill("Les clés")
    page.get_by_label("Le message").fill("Elles sont au bar.")
    page.get_by_role("button", name="Voir avant d'envoyer").click()  # 2
    expect(page.get_by_text("1 par mail")).to_be_visible()
    if scripts:
        axe_clean(page)
        no_sideways_scroll(page)
    page.get_by_role("button", name="Envoyer ce message").click()  # 3
    expect(page.get_by_role("status")).to_contain_text("Le message part à 1 personne.")
    run_due()
    sent = Message.objects.get(kind="volunteering.letter")
    assert sent.recipient == world.volunteer.person_id


@pytest.mark.parametrize("scripts", [True, False])
def test_a_volunteer_writes_to_her_team(world: World, open_page: OpenPage, scripts: bool) -> None:
    page = open_page(world.people["volunteer"], width=320, height=640, scripts=scripts)
    page.goto("/mon-espace/")
    page.get_by_role("link", name="Mes messages").click()
    page.get_by_role("button", name="Envoyer mon message").click()
    expect(page.get_by_role("alert")).to_contain_text("Écrivez votre message.")
    page.get_by_label("Votre message").fill("Où sont les clés ?")
    page.get_by_role("button", name="Envoyer mon message").click()
    expect(page.get_by_text("Votre message est parti.")).to_be_visible()
    assert Note.objects.get().body == "Où sont les clés ?"


def test_no_more_of_these_by_keyboard(world: World, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"/ne-plus-recevoir/{signed(world.volunteer.person_id, MessageFamily.TEAM)}/")
    axe_clean(page)
    keyboard_walk(page)
    page.get_by_role("button", name="Ne plus les recevoir").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("C'est noté")
    assert OptOut.objects.filter(recipient=world.volunteer.person_id).exists()
