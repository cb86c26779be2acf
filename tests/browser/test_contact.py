"""She changes how she is reached, with and without scripts; staff do it for somebody on the phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from mapart.notifications.models import Message
from mapart.people.models import Person
from tests.browser.checks import axe_clean, no_sideways_scroll, press, says_error
from tests.browser.conftest import OpenPage
from tests.browser.wire import cost_of
from tests.browser.world import World

WIDTHS = [pytest.param(320, True, id="phone"), pytest.param(1280, False, id="desk-without-scripts")]


def code() -> str:
    found = re.search(
        r"\d{4} \d{4}", Message.objects.filter(kind="people.address_code").latest("created_at").body
    )
    assert found
    return found[0]


def change(page: Page, address: str) -> None:
    page.get_by_label("Nouvelle adresse mail ou nouveau numéro de mobile").fill(address)
    press(page.get_by_role("button", name="Envoyer un code"))


@pytest.mark.parametrize(("width", "scripts"), WIDTHS)
def test_a_volunteer_changes_her_address(
    world: World, open_page: OpenPage, width: int, scripts: bool
) -> None:
    page = open_page(world.people["volunteer"], width=width, height=640, scripts=scripts)
    page.goto("/mon-espace/")
    press(page.get_by_role("link", name="Changer comment me joindre"))
    change(page, "06 39 98")
    says_error(page)
    if scripts:
        axe_clean(page)
        no_sideways_scroll(page)
    change(page, "06 39 98 00 77")
    expect(page.get_by_text("Nous avons envoyé un SMS au 06 39 98 00 77.")).to_be_visible()
    if scripts:
        axe_clean(page)
        no_sideways_scroll(page)
    page.get_by_label("Code reçu").fill(code())
    press(page.get_by_role("button", name="Confirmer cette adresse"))
    expect(page.get_by_role("status")).to_contain_text("C'est changé.")
    service = page.get_by_role("group", name="Les messages sur les créneaux et les réunions")
    service.get_by_role("radio", name="par SMS").check()
    press(page.get_by_role("button", name="Enregistrer les choix"))
    expect(service.get_by_role("radio", name="par SMS")).to_be_checked()
    expect(page.get_by_role("status")).to_contain_text("Les choix sont enregistrés.")


@pytest.mark.parametrize(("width", "scripts"), WIDTHS)
def test_a_volunteer_removes_an_address(world: World, open_page: OpenPage, width: int, scripts: bool) -> None:
    person = world.people["volunteer"]
    assert person is not None
    Person.objects.filter(pk=person.pk).update(phone="+33639980099")
    page = open_page(person, width=width, height=640, scripts=scripts)
    page.goto("/mon-espace/joindre/")
    press(page.get_by_role("link", name="Retirer ce numéro"))
    expect(page.get_by_role("heading", name="Retirer ce numéro ?")).to_be_visible()
    if scripts:
        axe_clean(page)
        no_sideways_scroll(page)
    press(page.get_by_role("link", name="Garder ce numéro"))
    expect(page.get_by_text("06 39 98 00 99")).to_be_visible()
    press(page.get_by_role("link", name="Retirer ce numéro"))
    press(page.get_by_role("button", name="Retirer ce numéro"))
    expect(page.get_by_role("status")).to_contain_text("C'est changé.")
    expect(page.get_by_text("06 39 98 00 99")).to_have_count(0)
    expect(page.get_by_role("link", name="Retirer")).to_have_count(0)


def test_staff_do_it_for_somebody_on_the_phone(world: World, open_page: OpenPage) -> None:
    page = open_page(world.people["community_lead"])
    page.goto(f"/equipe/benevoles/{world.volunteer.pk}/")
    press(page.get_by_role("link", name="Modifier comment joindre la personne"))
    page.get_by_label("Numéro que vous avez appelé").fill("01 99 00 00 88")
    press(page.get_by_role("button", name="La personne a répondu à ce numéro"))
    expect(page.get_by_role("status")).to_contain_text("C'est changé.")
    expect(page.get_by_text("01 99 00 00 88")).to_be_visible()


def test_the_page_is_light(world: World, open_page: OpenPage) -> None:
    page = open_page(world.people["volunteer"])
    with cost_of(page, first_visit=True) as cost:
        page.goto("/mon-espace/joindre/")
    assert cost.received <= 20_000
