"""A volunteer invites somebody, who comes: by the link, by the code on another device, and everybody sees the count."""

import datetime
import io
import re
from typing import Any

import pytest
import zxingcpp
from django.conf import settings
from playwright.sync_api import Page, expect

from mapart.core import clock
from mapart.recruitment.enums import InvitationWay
from mapart.recruitment.models import Campaign, Invitation
from tests.browser.checks import axe_clean, count_nodes, keyboard_walk, no_sideways_scroll, small_targets
from tests.browser.conftest import OpenPage
from tests.browser.test_signup import Visitor, bytes_of_pages
from tests.browser.world import World

LINK = "/i/BCDFGH"
PUBLIC = ("/campagnes/", "/campagnes/automne/", LINK, f"{LINK}/envoyer/", f"{LINK}/affiche/", "/i/ZZZZZZ")


def is_clean(page: Page) -> None:
    axe_clean(page)
    assert small_targets(page) == []
    keyboard_walk(page)
    no_sideways_scroll(page)


@pytest.mark.parametrize("dark", [False, True])
def test_public_pages_are_clean_and_light(world: World, open_page: OpenPage, dark: bool) -> None:
    for address in PUBLIC:
        page = open_page(dark=dark)
        page.goto(address)
        is_clean(page)
        assert count_nodes(page) <= 450


def test_pages_of_the_team_are_clean(world: World, open_page: OpenPage) -> None:
    page = open_page(world.people["community_lead"])
    team = f"/equipe/campagnes/{world.campaign.pk}/"
    ends = ("parrainages/", "boucle/", "changer/")
    for address in ("/equipe/campagnes/", "/equipe/campagnes/nouvelle/", team, *(team + end for end in ends)):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(address)
        is_clean(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_volunteer_shares_in_two_touches(world: World, open_page: OpenPage, scripts: bool) -> None:
    page = open_page(world.people["volunteer"], width=320, height=640, scripts=scripts)
    page.goto("/mon-espace/")
    page.get_by_role("navigation").get_by_role("link", name="Inviter").click()
    if scripts:
        is_clean(page)
    for name, start in (("SMS", "sms:"), ("WhatsApp", "https://wa.me/"), ("mail", "mailto:")):
        channel = page.get_by_role("link", name=f"Envoyer par {name}")
        expect(channel).to_be_visible()
        assert (channel.get_attribute("href") or "").startswith(start)
    expect(page.get_by_role("main")).to_contain_text("BCD FGH")


def test_from_the_mail_no_account_is_needed(world: World, open_page: OpenPage) -> None:
    page = open_page(width=320, height=640, scripts=False)
    page.goto(f"{LINK}/envoyer/")
    expect(page.get_by_role("link", name="Envoyer par SMS")).to_be_visible()


def test_the_other_applications_of_a_phone_are_offered_when_it_has_some(
    world: World, open_page: OpenPage
) -> None:
    page = open_page(width=320, height=640)
    page.goto(f"{LINK}/envoyer/")
    button = page.get_by_role("button", name="Une autre application")
    expect(button).to_be_hidden()
    page.add_init_script("navigator.share = (what) => { window.shared = what; return Promise.resolve(); }")
    page.reload()
    button.click()
    assert page.evaluate("window.shared.url") == f"{settings.PUBLIC_ADDRESS}{LINK}"
    page.context.close()  # the script would stay for the tests that come


def test_the_code_to_photograph_leads_to_the_link(world: World, open_page: OpenPage) -> None:
    from PIL import Image

    page = open_page()
    for address in (f"{LINK}/envoyer/", f"{LINK}/affiche/"):
        page.goto(address)
        picture = Image.open(io.BytesIO(page.locator("svg.qr").screenshot()))
        [read] = zxingcpp.read_barcodes(picture)
        assert read.text == f"{settings.PUBLIC_ADDRESS}{LINK}"


def test_the_poster_is_one_sheet(world: World, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"{LINK}/affiche/")
    paper = page.pdf(format="A4", tagged=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_invited_person_books(world: World, open_page: OpenPage, width: int, scripts: bool) -> None:
    visitor = Visitor(open_page(width=width, height=640, scripts=scripts))
    received = bytes_of_pages(visitor.page)
    visitor.page.goto(LINK)
    assert sum(received) <= 40_000  # the test server packs nothing; tests/recruitment weighs it packed
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Amina vous invite")
    expect(visitor.page.get_by_role("main")).to_contain_text(world.mission.title)
    visitor.page.get_by_role("link", name="Choisir une réunion").click()
    visitor.answer_all()
    assert not visitor.page.context.cookies() or {one["name"] for one in visitor.page.context.cookies()} <= {
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
    }
    visitor.press("Réserver ma place")
    expect(visitor.page.get_by_role("main")).to_contain_text("de la part d'Amina")
    invitation = Invitation.objects.get()
    assert (invitation.sponsor, invitation.way) == (world.sponsor, InvitationWay.LINK)
    assert visitor.fields <= 3


@pytest.mark.parametrize("scripts", [True, False])
def test_thirty_days_later_the_code_is_typed_on_another_device(
    world: World, open_page: OpenPage, scripts: bool
) -> None:
    first = open_page(width=320, height=640)
    first.goto(LINK)
    first.context.close()
    today = clock.today()
    dates: dict[str, Any] = {
        "starts_on": today - datetime.timedelta(days=50),
        "ends_on": today - datetime.timedelta(days=30),
    }
    Campaign.objects.update(**dates)
    visitor = Visitor(open_page(width=320, height=640, scripts=scripts))
    page = visitor.page
    page.goto("/devenir-benevole/")
    visitor.answer_all()
    page.get_by_text("Vous avez reçu une invitation ?").click()
    field = page.get_by_role("main").get_by_role("textbox")
    field.fill("bcd-fg")
    visitor.press("Réserver ma place")
    assert page.title().startswith("Erreur :")
    expect(field).to_have_value("bcd-fg")
    if scripts:
        axe_clean(page)
        no_sideways_scroll(page)
    field.fill("bcd fgh")
    visitor.press("Réserver ma place")
    expect(page.get_by_role("main")).to_contain_text("de la part d'Amina")
    assert Invitation.objects.get().way == InvitationWay.CODE


def test_the_network_head_reads_the_result_in_two_touches(world: World, open_page: OpenPage) -> None:
    page = open_page(world.people["network_head"], width=320, height=640, scripts=False)
    page.goto("/equipe/")
    page.get_by_role("link", name="Campagnes").click()
    page.get_by_role("link", name=world.campaign.title).click()
    expect(page.get_by_role("table").first).to_contain_text(world.space.city)
    expect(page.get_by_role("link", name="Prendre le tableau (CSV)")).to_be_visible()
