"""Her hours and her certificate in two actions, and the page that verifies it, for everybody."""

import pytest
from playwright.sync_api import expect

from mapart.volunteering.enums import HoursState
from mapart.volunteering.models import HoursCertificate, HoursEntry
from tests.browser.checks import axe_clean, keyboard_walk, no_sideways_scroll
from tests.browser.conftest import OpenPage
from tests.browser.world import World
from tests.factories import make_hours


@pytest.mark.parametrize("scripts", [True, False])
def test_two_actions_to_a_dated_pdf(world: World, open_page: OpenPage, scripts: bool) -> None:
    make_hours(world.volunteer, mission=world.mission)
    page = open_page(world.people["volunteer"], width=320, height=640, scripts=scripts)
    page.goto("/mon-espace/")
    page.get_by_role("link", name="Mes heures").click()  # 1
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger mon attestation").click()  # 2
    assert download.value.suggested_filename.endswith(".pdf")
    assert download.value.path().stat().st_size <= 100_000
    made = HoursCertificate.objects.exclude(pk=world.certificate.pk).get()
    visitor = open_page(width=320, height=640, scripts=scripts)
    visitor.goto("/verifier/")
    visitor.get_by_label("Le code de l'attestation").fill(made.code.lower())
    visitor.get_by_role("button", name="Vérifier ce code").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Cette attestation est vraie")
    if scripts:
        axe_clean(visitor)
        no_sideways_scroll(visitor)


def test_the_team_confirms_by_keyboard(world: World, open_page: OpenPage) -> None:
    page = open_page(world.people["community_lead"])
    page.goto("/equipe/heures/")
    axe_clean(page)
    keyboard_walk(page)
    page.get_by_role("button", name="Confirmer : Amina Bénali").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Heures à confirmer")).to_be_visible()
    expect(page.get_by_text("Rien à confirmer.")).to_be_visible()
    assert HoursEntry.objects.get(pk=world.declared.pk).state == HoursState.CONFIRMED
