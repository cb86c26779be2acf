"""The month, the sheet on the wall and the answers on the phone, in a browser."""

import pytest
from playwright.sync_api import expect

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.planning.models import Assignment
from tests.browser.checks import axe_clean, keyboard_walk, no_sideways_scroll, press
from tests.browser.conftest import OpenPage
from tests.browser.world import World
from tests.factories import make_hours, make_message, make_space, make_volunteer, next_weekday


def test_the_month_is_a_table_and_a_list_on_a_phone(world: World, open_page: OpenPage) -> None:
    day = next_weekday(1)
    page = open_page(world.people["space_manager"])
    page.goto(f"/equipe/planning/mois/?mois={day:%Y-%m}")
    axe_clean(page)
    keyboard_walk(page)
    no_sideways_scroll(page)
    page.set_viewport_size({"width": 320, "height": 640})
    page.locator(f'main a[href*="semaine={day.isoformat()}"]').click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Semaine du")


@pytest.mark.parametrize(("sheet", "points"), [("a4", (842, 595)), ("a3", (1191, 842))])
def test_two_actions_print_the_week(
    world: World, open_page: OpenPage, sheet: str, points: tuple[int, int]
) -> None:
    pikepdf = pytest.importorskip("pikepdf")
    import io

    page = open_page(world.people["receptionist"])
    page.goto(f"/equipe/planning/?semaine={next_weekday(0).isoformat()}")
    press(page.get_by_role("link", name="Imprimer la semaine"))
    axe_clean(page)
    if sheet == "a3":
        press(page.get_by_role("link", name="Plutôt sur une feuille A3"))
    printed = pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    box = [float(side) for side in printed.pages[0].mediabox]
    assert (round(box[2]), round(box[3])) == pytest.approx(points, abs=2)


def test_the_table_of_the_week_begins_on_the_first_sheet(world: World, open_page: OpenPage) -> None:
    page = open_page(world.people["space_manager"])
    page.goto(f"/equipe/planning/?semaine={next_weekday(0).isoformat()}")
    page.emulate_media(media="print")
    expect(page.locator("table.week")).to_have_css("break-inside", "auto")
    expect(page.get_by_role("navigation", name="Semaines", include_hidden=True)).to_be_hidden()


@pytest.mark.parametrize(
    ("address", "name"),
    [("planning/presence/", "Amina B."), ("planning/reponses/", "Amina B."), ("accueil/", "Zoé Martin")],
)
def test_a_list_to_touch_is_a_list_to_tick_on_paper(
    world: World, open_page: OpenPage, address: str, name: str
) -> None:
    """When the network or the tablet fails, the paper printed in the morning has the names, without the buttons."""
    page = open_page(world.people["space_manager"])
    day = clock.day_of(world.session.starts_at, world.space.time_zone)
    page.goto(f"/equipe/{address}?jour={day.isoformat()}")
    listed = page.locator("form.list").get_by_text(name, exact=True).first
    button = page.locator("form.list button").first
    expect(listed).to_be_visible()
    page.emulate_media(media="print")
    expect(listed).to_be_visible()
    expect(button).to_be_hidden()


def test_every_mission_is_on_the_paper_of_the_accounts_and_no_form(world: World, open_page: OpenPage) -> None:
    for name in ("Nord", "Sud"):
        make_hours(make_volunteer(make_space(name=name)), mission=world.mission, worked_on=clock.today())
    page = open_page(world.people["network_head"])
    page.goto("/equipe/valorisation/")
    expect(page.get_by_text("Fixer un taux")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("rowheader", name=world.mission.title).first).to_be_visible()
    expect(page.get_by_text("Fixer un taux")).to_be_hidden()


def test_a_letter_is_printed_without_its_button(world: World, open_page: OpenPage) -> None:
    make_message(space=world.space.pk, channel=Channel.PAPER)
    page = open_page(world.people["space_manager"])
    page.goto("/equipe/messages/courrier/")
    done = page.get_by_role("button", name="Noter que c'est fait", include_hidden=True).first
    expect(done).to_be_visible()
    page.emulate_media(media="print")
    expect(done).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_one_answer_in_one_action(world: World, open_page: OpenPage, scripts: bool) -> None:
    page = open_page(world.people["space_manager"], width=320, height=640, scripts=scripts)
    page.goto("/equipe/planning/reponses/")
    page.get_by_role("button", name="Vient : Amina B.").click()
    expect(page.get_by_role("status")).to_contain_text("Amina B. : vient")
    assert Assignment.objects.get(pk=world.assignment.pk).confirmed_at is not None
    if scripts:
        axe_clean(page)
