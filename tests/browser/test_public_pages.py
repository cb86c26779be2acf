"""Public pages are light, whole without JavaScript, and usable with a keyboard."""

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from tests.browser.checks import (
    axe_clean,
    count_nodes,
    keyboard_walk,
    no_sideways_scroll,
    says_error,
)
from tests.browser.conftest import OpenPage
from tests.browser.wire import cost_of
from tests.browser.world import World

PUBLIC = (
    "/",
    "/missions/",
    "/missions/accueil/",
    "/espaces/",
    "/espaces/?ou=Lille",
    "/espaces/lille/",
    "/devenir-benevole/",
    "/connexion/",
    "/accessibilite/",
    "/donnees-personnelles/",
    "/plan-du-site/",
    "/mentions-legales/",
    "/nulle-part/",
)


def test_each_public_page_fits_in_the_first_window_of_the_network(world: World, open_page: OpenPage) -> None:
    heavy = []
    page = open_page()
    for address in PUBLIC:
        with cost_of(page, first_visit=True) as cost:
            page.goto(address)
        if cost.received > 14_000 or cost.requests > 2 or count_nodes(page) > 450:
            heavy.append((address, cost.received, cost.requests, count_nodes(page)))
    assert not heavy


def test_a_second_public_page_costs_one_request(world: World, open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    with cost_of(page) as cost:
        page.goto("/accessibilite/")
    assert cost.requests == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_home_leads_to_each_door(world: World, open_page: OpenPage, scripts: bool) -> None:
    page = open_page(width=320, height=640, scripts=scripts)
    page.goto("/")
    main = page.get_by_role("main")
    for name, address in (
        ("Trouver un espace", "/espaces/"),
        ("Devenir bénévole", "/devenir-benevole/"),
        ("Appeler l'association", "tel:+33199000000"),
    ):
        expect(main.get_by_role("link", name=name)).to_have_attribute("href", address)
    expect(page.get_by_role("link", name="Lille")).to_have_count(2)


def test_the_first_stop_of_the_keyboard_jumps_over_the_menu(world: World, open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    stops = keyboard_walk(page)
    assert "Aller au contenu" in stops[0]
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_piece_of_the_gallery_is_clean(open_page: OpenPage, width: int, dark: bool) -> None:
    with override_settings(DEMO=True):
        page = open_page(width=width, dark=dark)
        page.goto("/galerie/")
        axe_clean(page)
        no_sideways_scroll(page)
        page.goto("/galerie/question/")
        axe_clean(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_an_answer_that_is_missing_is_asked_again(open_page: OpenPage, scripts: bool) -> None:
    with override_settings(DEMO=True):
        page = open_page(width=320, scripts=scripts)
        page.goto("/galerie/question/")
        page.get_by_role("button", name="Continuer").click()
        says_error(page)
        link = page.get_by_role("alert").get_by_role("link", name="Choisissez un moment.")
        link.click()
        expect(page.locator(":focus")).to_have_attribute("value", "am")
        expect(page.get_by_text("Choisissez un moment.")).to_have_count(2)


def test_the_summary_of_errors_takes_the_focus(open_page: OpenPage) -> None:
    with override_settings(DEMO=True):
        page = open_page()
        page.goto("/galerie/question/")
        page.get_by_role("button", name="Continuer").click()
        expect(page.get_by_role("alert")).to_be_focused()


def test_a_double_click_sends_once(open_page: OpenPage) -> None:
    with override_settings(DEMO=True):
        page = open_page()
        page.goto("/galerie/question/")
        with cost_of(page) as cost:
            page.get_by_role("button", name="Continuer").dblclick()
            page.get_by_role("alert").wait_for()
        assert sum(address.endswith("/galerie/question/") for address in cost.addresses) == 1


def test_paper_shows_the_text_without_menus(world: World, open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/donnees-personnelles/")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Menu principal", include_hidden=True)).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_forced_colours_keep_buttons_visible(world: World, open_page: OpenPage) -> None:
    page = open_page(forced_colors="active")
    page.goto("/")
    border = (
        page.get_by_role("main")
        .get_by_role("link", name="Devenir bénévole")
        .evaluate("e => getComputedStyle(e).borderTopStyle + parseFloat(getComputedStyle(e).borderTopWidth)")
    )
    assert border == "solid2"
