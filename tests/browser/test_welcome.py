"""From the link to « nous vous attendons » in one action, and many newcomers advanced in one touch of the team."""

import pytest
from playwright.sync_api import Page, expect

from mapart.planning.models import Assignment
from mapart.recruitment.enums import Stage, Step
from mapart.recruitment.models import Application, TrialShift
from tests.browser.checks import axe_clean, keyboard_walk, no_sideways_scroll, press
from tests.browser.conftest import OpenPage
from tests.browser.world import World
from tests.factories import make_application, make_newcomer, make_person


def look(page: Page, scripts: bool) -> None:
    """Axe needs the scripts of the page; nothing may pass the edge either way."""
    if scripts:
        axe_clean(page)
    no_sideways_scroll(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_one_action_accepts_the_trial_shift(world: World, open_page: OpenPage, scripts: bool) -> None:
    page = open_page(width=320, height=640, scripts=scripts)
    page.goto(f"/bienvenue/{world.newcomer.secret}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Venez-vous essayer ?")
    look(page, scripts)
    page.get_by_role("button", name="Oui, je viens").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nous vous attendons")
    look(page, scripts)
    assert Assignment.objects.filter(volunteer__person=world.newcomer.person, need=world.need).count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_she_signs_the_charter_and_a_trial_shift_is_there(
    world: World, open_page: OpenPage, scripts: bool
) -> None:
    TrialShift.objects.all().delete()
    application = make_newcomer(world.space, (world.mission,), person=make_person(first_name="Ines"))
    page = open_page(width=320, height=640, scripts=scripts)
    page.goto(f"/bienvenue/{application.secret}/")
    if scripts:
        keyboard_walk(page)
    page.get_by_role("button", name="Signer la charte").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, scripts)
    page.get_by_label("18 ans ou plus").check()
    page.get_by_label("J'ai lu la charte").check()
    page.get_by_role("button", name="Signer la charte").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Venez-vous essayer ?")


@pytest.mark.parametrize("scripts", [True, False])
def test_fifteen_newcomers_go_on_in_two_touches(world: World, open_page: OpenPage, scripts: bool) -> None:
    people = [
        make_application(world.space, make_person(first_name=f"Personne {number}"), stage=Stage.CAME)
        for number in range(15)
    ]
    page = open_page(world.people["community_lead"], width=320, height=640, scripts=scripts)
    page.goto("/equipe/accueil/")
    look(page, scripts)
    press(page.get_by_role("link", name="Accueil (15)"))
    look(page, scripts)
    page.get_by_role("button", name="Accueillir : les personnes cochées").click()
    expect(page.get_by_role("status").first).to_contain_text("15 personnes avancent.")
    found = Application.objects.filter(pk__in=[one.pk for one in people])
    assert set(found.values_list("stage", flat=True)) == {Stage.WELCOMED}
    assert {step.step for one in people for step in one.steps.filter(ended_at=None)} == {Step.CHARTER}
