"""From an empty installation to the first mission that visitors read: three commands, then the pages alone."""

import re

import pytest
from django.core.cache import cache
from django.core.management import call_command
from playwright.sync_api import Page, expect

from mapart.people.models import Person
from mapart.volunteering.catalogue import load_into
from mapart.volunteering.models import Mission
from tests.browser.checks import axe_clean, no_sideways_scroll, press
from tests.browser.conftest import OpenPage
from tests.browser.test_sign_in import type_the_code
from tests.codes import shown_by_the_application

MISSION = "Animateur ou animatrice d'ateliers d'initiation"


@pytest.fixture
def first_head(transactional_db: None) -> Person:
    """What ``mapart migrate`` and ``mapart people appoint`` leave: the catalogue, and one person."""
    cache.clear()
    load_into(Mission)
    call_command("people", "appoint", "--first-name", "Camille", "--mail", "camille@example.org")
    return Person.objects.get()


def protect(page: Page) -> None:
    """The second factor of whoever holds a role."""
    secret = page.locator("code").inner_text()
    page.get_by_label("Code affiché par l'application").fill(shown_by_the_application(secret))
    page.get_by_role("button", name="Protéger mon accès").click()
    page.get_by_role("link", name="Continuer vers mon espace").click()
    expect(page).to_have_url(re.compile("/equipe/$"))


def judge(page: Page, *, scripts: bool) -> None:
    if scripts:
        axe_clean(page)
        size = page.viewport_size
        no_sideways_scroll(page)
        assert size
        page.set_viewport_size(size)


@pytest.mark.parametrize(("width", "scripts"), [(320, True), (1280, False)])
def test_the_first_mission_is_published(
    first_head: Person, open_page: OpenPage, width: int, scripts: bool
) -> None:
    page = open_page(width=width, height=800, scripts=scripts)
    type_the_code(page, first_head, judged=False)
    protect(page)
    judge(page, scripts=scripts)
    press(page.get_by_role("link", name="Ouvrir le premier espace"))
    page.get_by_label("Nom de l'espace").fill("Espace Fives")
    page.get_by_label("Numéro et rue").fill("12 rue de la Démonstration")
    page.get_by_label("Code postal").fill("5900")
    page.get_by_label("Ville").fill("Lille")
    page.get_by_label("Téléphone de l'espace").fill("03 53 01 00 01")
    page.get_by_label("Adresse mail de l'espace").fill("fives@example.org")
    press(page.get_by_role("button", name="Ouvrir cet espace"))
    expect(page.get_by_role("alert")).to_contain_text("Écrivez les 5 chiffres du code postal.")
    expect(page.get_by_label("Nom de l'espace")).to_have_value("Espace Fives")
    judge(page, scripts=scripts)
    page.get_by_label("Code postal").fill("59000")
    press(page.get_by_role("button", name="Ouvrir cet espace"))
    expect(page.get_by_role("status")).to_contain_text("L'espace est ouvert.")
    page.get_by_label("Horaires d'ouverture").fill("Mo-Fr 09:00-18:00")
    press(page.get_by_role("button", name="Changer les horaires"))
    press(page.get_by_role("link", name="Écrire la semaine de cet espace"))
    judge(page, scripts=scripts)
    press(page.get_by_role("link", name="Ajouter une ligne"))
    page.get_by_label(MISSION).check()
    page.get_by_label("Mardi").check()
    page.get_by_label("Début").fill("9:30")
    page.get_by_label("Fin").fill("12:00")
    page.get_by_label("Au moins, combien de personnes ?").fill("2")
    page.get_by_label("Au mieux, combien de personnes ?").fill("3")
    press(page.get_by_role("button", name="Ajouter la ligne"))
    expect(page.get_by_role("main")).to_contain_text(MISSION)

    visitor = open_page(width=width, height=800, scripts=scripts)
    visitor.goto("/missions/ateliers-d-initiation/")
    expect(visitor.get_by_role("main")).to_contain_text("Espace Fives")
