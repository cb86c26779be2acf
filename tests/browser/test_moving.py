"""A person moved in the week: by buttons without scripts and by keyboard, and by dragging with a mouse or a finger."""

import datetime
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from mapart.core import clock
from mapart.notifications.models import Message
from mapart.planning.models import Assignment, StaffingNeed
from tests.browser.checks import axe_clean, keyboard_walk, no_sideways_scroll, press
from tests.browser.conftest import OpenPage
from tests.browser.wire import cost_of
from tests.browser.world import World
from tests.factories import make_need, make_session, next_weekday

LONG_PRESS = 400  # milliseconds, as moves.js has it


def other_places(world: World) -> tuple[StaffingNeed, StaffingNeed]:
    """A place on Thursday at her hours, and one in the evening, which are not hers."""
    thursday = next_weekday(3)
    return (
        make_need(make_session(world.space, thursday), world.mission),
        make_need(make_session(world.space, thursday, 18), world.mission),
    )


def week(page: Page) -> None:
    page.goto(f"/equipe/planning/?semaine={next_weekday(0).isoformat()}")


@pytest.mark.parametrize(
    ("width", "scripts"),
    [pytest.param(320, True, id="phone"), pytest.param(1280, False, id="desk-without-scripts")],
)
def test_by_buttons(world: World, open_page: OpenPage, width: int, scripts: bool) -> None:
    other_places(world)
    page = open_page(world.people["space_manager"], width=width, height=640, scripts=scripts)
    page.goto(f"/equipe/planning/besoins/{world.need.pk}/")
    press(page.get_by_role("link", name="Déplacer Amina B."))
    page.get_by_text("où une règle n'est pas respectée").click()
    evening = page.get_by_role("listitem").filter(has_text="de 18 h à 21 h")
    expect(evening).to_contain_text("Règle non respectée : Disponibilité.")
    press(evening.get_by_role("link", name="Voir la règle"))
    expect(page.get_by_role("heading", level=2)).to_have_text("Une règle n'est pas respectée")
    expect(page.get_by_text("Cette heure n'est pas dans ses disponibilités.")).to_be_visible()
    if scripts:
        axe_clean(page)
        no_sideways_scroll(page)
    press(page.get_by_role("link", name="Choisir autre chose"))
    thursday = page.get_by_role("listitem").filter(has_text="jeudi").filter(has_text="de 9 h à 12 h")
    press(thursday.get_by_role("button", name="Déplacer ici"))
    expect(page.get_by_role("status")).to_contain_text("C'est fait : Amina B., jeudi")
    assert Message.objects.filter(kind="planning.moved").count() == 1


@pytest.mark.parametrize(
    ("width", "scripts"),
    [pytest.param(320, True, id="phone"), pytest.param(1280, False, id="desk-without-scripts")],
)
def test_to_another_week_by_buttons(world: World, open_page: OpenPage, width: int, scripts: bool) -> None:
    later = make_need(make_session(world.space, next_weekday(1, weeks=2)), world.mission)
    page = open_page(world.people["space_manager"], width=width, height=640, scripts=scripts)
    page.goto(f"/equipe/planning/besoins/{world.need.pk}/")
    press(page.get_by_role("link", name="Déplacer Amina B."))
    page.get_by_text("Une autre semaine ou un autre espace").click()
    page.get_by_label("Semaine du").select_option(next_weekday(0, weeks=2).isoformat())
    press(page.get_by_role("button", name="Voir les places"))
    expect(page.get_by_text("1 place libre")).to_be_visible()
    if scripts:
        axe_clean(page)
        no_sideways_scroll(page)
    press(page.get_by_role("button", name="Déplacer ici"))
    expect(page.get_by_role("status")).to_contain_text("C'est fait : Amina B.")
    assert Assignment.objects.get(need=later).volunteer == world.assignment.volunteer


def test_by_dragging_the_rule_is_named_and_nothing_moves_before_the_button(
    world: World, open_page: OpenPage
) -> None:
    place, evening = other_places(world)
    page = open_page(world.people["space_manager"], width=1280, height=900)
    week(page)
    chip = page.locator(".chip", has_text="Amina B.")
    expect(page.get_by_text("glisser son prénom")).to_be_visible()
    axe_clean(page)
    keyboard_walk(page)
    week(page)
    with page.expect_navigation():
        chip.drag_to(page.locator(f"table a[href*='{evening.pk}']"))
    expect(page).to_have_url(re.compile(f"vers={evening.pk}"))
    expect(page.get_by_text("Cette heure n'est pas dans ses disponibilités.")).to_be_visible()
    assert Assignment.objects.filter(need=world.need, volunteer=world.volunteer).exists()
    week(page)
    with page.expect_navigation():
        chip.drag_to(page.locator(f"table a[href*='{place.pk}']"))
    expect(page.get_by_text("Toutes les règles sont respectées.")).to_be_visible()
    press(page.get_by_role("button", name="Déplacer"))
    expect(page.get_by_role("status")).to_contain_text("C'est fait : Amina B., jeudi")
    assert Assignment.objects.filter(need=place, volunteer=world.volunteer).exists()


def finger(page: Page, chip: Locator, to: Locator, *, presses: bool) -> None:
    """A finger put on ``chip``, kept there long enough when it ``presses``, drawn to ``to`` and lifted.

    The clock of the page stands still but for that: a busy machine would turn a short touch into a long one.
    """
    hand = page.context.new_cdp_session(page)
    chip.scroll_into_view_if_needed()
    # A name may run over two lines: its first one.
    places = [one.evaluate("one => one.getClientRects()[0].toJSON()") for one in (chip, to)]
    (x, y), (far_x, far_y) = [(place["x"] + 8, place["y"] + 8) for place in places]
    hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    if presses:
        page.clock.fast_forward(LONG_PRESS)
        expect(chip).to_have_class(re.compile("lifted"))
    for part in range(1, 6):
        point = {"x": x + (far_x - x) * part / 5, "y": y + (far_y - y) * part / 5}
        hand.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_finger_carries_after_a_long_press_and_scrolls_without(world: World, open_page: OpenPage) -> None:
    place, _evening = other_places(world)
    page = open_page(world.people["space_manager"], width=1280, height=900)
    page.clock.install()
    week(page)
    page.clock.pause_at(clock.now() + datetime.timedelta(hours=1))
    here = page.url
    chip, to = page.locator(".chip", has_text="Amina B."), page.locator(f"table a[href*='{place.pk}']")
    finger(page, chip, to, presses=False)
    expect(page).to_have_url(here)
    expect(page.locator(".lifted, .over")).to_have_count(0)
    with page.expect_navigation():
        finger(page, chip, to, presses=True)
    expect(page).to_have_url(re.compile(f"vers={place.pk}"))
    assert Assignment.objects.filter(need=world.need, volunteer=world.volunteer).exists()
    page.context.close()  # its clock would stay for the tests that come


def test_dropped_where_no_place_is_nothing_happens(world: World, open_page: OpenPage) -> None:
    page = open_page(world.people["space_manager"], width=1280, height=900)
    week(page)
    here = page.url
    page.locator(".chip", has_text="Amina B.").drag_to(page.get_by_role("heading", level=1))
    expect(page).to_have_url(here)
    assert Assignment.objects.filter(need=world.need, volunteer=world.volunteer).exists()


def test_the_pages_stay_light(world: World, open_page: OpenPage) -> None:
    other_places(world)
    page = open_page(world.people["space_manager"], width=1280)
    for address in (
        f"/equipe/planning/besoins/{world.need.pk}/deplacer/{world.volunteer.pk}/",
        f"/equipe/planning/?semaine={next_weekday(0).isoformat()}",
    ):
        with cost_of(page, first_visit=True) as cost:
            page.goto(address)
            page.wait_for_load_state("networkidle")
        assert cost.received <= 30_000
