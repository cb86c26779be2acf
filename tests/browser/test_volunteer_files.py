"""A team brings its list of volunteers and judges a pair, with and without scripts, on a small screen."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from mapart.core.jobs.running import run_due
from mapart.volunteering.models import Volunteer
from tests.browser.checks import axe_clean, keyboard_walk, no_sideways_scroll
from tests.browser.conftest import OpenPage
from tests.browser.world import World


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_is_read_then_taken(world: World, open_page: OpenPage, tmp_path: Path, scripts: bool) -> None:
    file = tmp_path / "liste.csv"
    file.write_text(
        "Prénom;Nom;Téléphone;Espace;Missions\n"
        "Inès;Robert;06 39 98 77 01;Espace de Lille;accueil\nLéo;;12;Mars;accueil\n",
        encoding="cp1252",
    )
    page = open_page(world.people["community_lead"], width=320, height=640, scripts=scripts)
    page.goto("/equipe/benevoles/")
    page.get_by_role("link", name="Fichiers : reprendre, emporter").click()
    page.get_by_label("Des bénévoles").first.check()
    page.get_by_label("Le fichier", exact=True).set_input_files(file)
    page.get_by_role("button", name="Lire ce fichier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Que faire de ce fichier ?")
    expect(page.get_by_role("row")).to_have_count(3)
    if scripts:  # axe needs them
        axe_clean(page)
        no_sideways_scroll(page)
        page.set_viewport_size({"width": 320, "height": 640})
    page.get_by_role("button", name="Prendre la ligne juste").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Le fichier est pris ligne par ligne")
    run_due()
    if not scripts:  # with them the page asks by itself
        page.reload()
    expect(page.get_by_text("1 ligne ajoutée")).to_be_visible()
    assert Volunteer.objects.filter(person__phone="+33639987701").exists()


def test_a_pair_is_made_one_by_keyboard(world: World, open_page: OpenPage) -> None:
    page = open_page(world.people["space_manager"])
    page.goto(f"/equipe/benevoles/doublons/{world.likeness.pk}/")
    keyboard_walk(page)
    page.get_by_label("Amina Bénali").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Réunir les deux fiches").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Amina Bénali")
    expect(page.get_by_role("status")).to_contain_text("Rien n'est perdu")
    assert Volunteer.objects.filter(pk__in=[world.likeness.one_id, world.likeness.other_id]).count() == 1
