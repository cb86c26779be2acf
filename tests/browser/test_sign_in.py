"""Coming in with a code, with and without scripts, on a small screen; the team shows a second code."""

import re

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from playwright.sync_api import Page, expect

from mapart.notifications.models import Message
from mapart.people.actions import set_up_second_factor
from mapart.people.models import Person
from tests.browser.checks import axe_clean, keyboard_walk, no_sideways_scroll, press
from tests.browser.conftest import OpenPage
from tests.browser.world import World
from tests.codes import shown_by_the_application


@pytest.fixture(autouse=True)
def fresh_counts_of_tries(transactional_db: None) -> None:
    cache.clear()


def code_sent() -> str:
    found = re.search(
        r"\d{4} \d{4}", Message.objects.filter(kind="people.sign_in_code").latest("created_at").body
    )
    assert found
    return found.group()


def person_of(world: World, role: str) -> Person:
    person = world.people[role]
    assert person is not None
    return person


def judge(page: Page) -> None:
    axe_clean(page)
    no_sideways_scroll(page)


def type_the_code(page: Page, person: Person, *, judged: bool = True) -> None:
    page.goto("/connexion/")
    ask_and_type_the_code(page, person, judged=judged)


def ask_and_type_the_code(page: Page, person: Person, *, judged: bool) -> None:
    if judged:
        judge(page)
    page.get_by_label("Votre adresse mail ou votre numéro de téléphone").fill(str(person.email))
    page.get_by_role("button", name="Recevoir un code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quel code avez-vous reçu ?")
    if judged:
        judge(page)
    page.get_by_label("Quel code avez-vous reçu ?").fill(code_sent())
    page.get_by_role("button", name="Entrer dans mon espace").click()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_volunteer_comes_in_and_goes_out(
    world: World, open_page: OpenPage, width: int, scripts: bool
) -> None:
    page = open_page(width=width, height=640, scripts=scripts)
    type_the_code(page, person_of(world, "volunteer"), judged=scripts)  # axe itself is a script
    expect(page).to_have_url(re.compile("/mon-espace/$"))
    press(page.get_by_role("link", name="Sortir"))
    if scripts:
        judge(page)
    press(page.get_by_role("button", name="Sortir de mon espace"))
    page.goto("/mon-espace/")
    expect(page).to_have_url(re.compile("/connexion/"))


def test_a_wrong_code_is_explained_and_another_one_asked(world: World, open_page: OpenPage) -> None:
    page = open_page(width=320, height=640)
    page.goto("/connexion/")
    page.get_by_label("Votre adresse mail ou votre numéro de téléphone").fill("amina@example.org")
    page.keyboard.press("Enter")
    page.get_by_label("Quel code avez-vous reçu ?").fill("0")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Ce code n’est pas le bon".replace("’", "'"))
    judge(page)
    first = code_sent()
    press(page.get_by_role("button", name="Recevoir un autre code"))
    expect(page.get_by_role("alert")).to_have_count(0)
    assert code_sent() != first
    page.set_viewport_size({"width": 1280, "height": 800})
    keyboard_walk(page)


def test_the_team_protects_its_access_then_comes_in(world: World, open_page: OpenPage) -> None:
    page = open_page(width=320, height=640)
    type_the_code(page, person_of(world, "space_manager"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Protéger votre accès à l'équipe")
    judge(page)
    secret = page.locator("code").inner_text()
    page.get_by_label("Code affiché par l'application").fill(shown_by_the_application(secret))
    page.get_by_role("button", name="Protéger mon accès").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos codes de secours")
    judge(page)
    recovery = page.locator("li code").first.inner_text()
    page.get_by_role("link", name="Continuer vers mon espace").click()
    expect(page).to_have_url(re.compile("/equipe/$"))
    again = open_page(width=320, height=640)
    type_the_code(again, person_of(world, "space_manager"))
    expect(again.get_by_role("heading", level=1)).to_have_text("Quel code affiche votre application ?")
    judge(again)
    again.get_by_label("Quel code affiche votre application ?").fill(recovery)
    again.get_by_role("button", name="Vérifier le code").click()
    expect(again).to_have_url(re.compile("/equipe/$"))


def test_a_right_is_given_in_three_actions(world: World, open_page: OpenPage) -> None:
    page = open_page(person_of(world, "space_manager"), width=320, height=640)
    page.goto("/equipe/roles/donner/")
    page.get_by_label("Prénom").fill("Marie")
    page.get_by_label("Son adresse mail ou son numéro de téléphone").fill("06 39 98 00 77")
    page.get_by_label("Vie associative").check()
    page.get_by_label("Où ?").select_option(label=world.space.name)
    page.get_by_role("button", name="Voir ce que cela change").click()
    expect(page.get_by_text("voir les numéros de téléphone")).to_be_visible()
    judge(page)
    page.get_by_role("button", name="Donner ce rôle").click()
    expect(page.get_by_role("status")).to_contain_text("Marie a ce rôle dès maintenant.")
    assert Person.objects.filter(phone="+33639980077").exists()


def test_a_page_left_open_says_in_time_that_the_space_closes(world: World, open_page: OpenPage) -> None:
    page = open_page(person_of(world, "space_manager"), width=320, height=640)
    page.clock.install()
    page.goto("/equipe/")
    said = page.get_by_text("Votre espace se ferme à")
    expect(said).to_be_hidden()
    page.clock.fast_forward("11:00:01")
    expect(said).to_be_visible()
    judge(page)
    press(page.get_by_role("link", name="Sortir et entrer de nouveau"))
    press(page.get_by_role("button", name="Sortir de mon espace"))
    expect(page).to_have_url(re.compile(r"/connexion/\?next=%2Fequipe%2F$"))
    page.close()


def test_a_text_sent_too_late_waits_where_it_was_written(world: World, open_page: OpenPage) -> None:
    author, secret = person_of(world, "space_manager"), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    set_up_second_factor(by=author, secret=secret)
    page = open_page(author, width=320, height=640)
    page.goto(f"/equipe/ecrire/?espace={world.space.slug}")
    page.get_by_label("L'objet").fill("Jeudi")
    page.get_by_label("Le message").fill("La réunion a lieu à 14 h.\n\nMerci à vous !")
    grow_old(page, hours=13)
    page.get_by_role("button", name="Voir avant d'envoyer").click()
    expect(page.get_by_text("votre texte vous attend")).to_be_visible()
    ask_and_type_the_code(page, author, judged=False)
    page.get_by_label("Quel code affiche votre application ?").fill(shown_by_the_application(secret))
    page.get_by_role("button", name="Vérifier le code").click()
    expect(page).to_have_url(re.compile(r"/equipe/ecrire/\?espace=lille$"))
    expect(page.get_by_text("La réunion a lieu à 14 h.")).to_be_visible()
    judge(page)
    press(page.get_by_role("button", name="Envoyer ce que j'avais écrit"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Relire avant d'envoyer")
    expect(page.get_by_role("heading", level=2).first).to_have_text("Jeudi")


def grow_old(page: Page, *, hours: int) -> None:
    """As if the sign-in of this browser had been so long ago."""
    kept = next(
        cookie for cookie in page.context.cookies() if cookie.get("name") == settings.SESSION_COOKIE_NAME
    )
    session = SessionStore(kept.get("value"))
    for record in session["account_authentication_methods"]:
        record["at"] -= hours * 3600
    session.save()
