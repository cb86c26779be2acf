"""« Is my space well? » in the browser: light, clean, and each figure one touch from its people."""

import datetime

import pytest
from playwright.sync_api import expect

from mapart.core import clock
from mapart.planning.actions import count_rhythms
from tests.browser.checks import axe_clean, keyboard_walk, no_sideways_scroll, press
from tests.browser.conftest import OpenPage
from tests.browser.wire import cost_of
from tests.browser.world import World
from tests.factories import (
    make_assignment,
    make_need,
    make_person,
    make_session,
    make_volunteer,
    next_weekday,
)

WIDTHS = [pytest.param(320, True, id="phone"), pytest.param(1280, False, id="desk-without-scripts")]


@pytest.mark.parametrize(("width", "scripts"), WIDTHS)
def test_from_the_home_page_to_the_person_behind_a_figure(
    world: World, open_page: OpenPage, width: int, scripts: bool
) -> None:
    make_volunteer(
        world.space,
        person=make_person(first_name="Sandrine", last_name="Sans"),
        started_on=clock.today() - datetime.timedelta(days=90),
    )
    make_assignment(make_need(make_session(world.space, next_weekday(1, -1)), world.mission))
    count_rhythms(by=None)
    page = open_page(world.people["space_manager"], width=width, height=640, scripts=scripts)
    page.goto("/equipe/")
    press(page.get_by_role("link", name="Cet espace va-t-il bien ?"))
    expect(page.get_by_text("1 place tenue sur 2")).to_be_visible()
    if scripts:
        axe_clean(page)
        no_sideways_scroll(page)
        page.set_viewport_size({"width": 320, "height": 640})
        keyboard_walk(page)
    press(page.get_by_role("link", name="Voir qui n'a pas de créneau"))
    if scripts:
        axe_clean(page)
        no_sideways_scroll(page)
    press(page.get_by_role("link", name="Sandrine Sans"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Sandrine Sans")


def test_the_whole_page_weighs_less_than_fifty_kilobytes(world: World, open_page: OpenPage) -> None:
    for weeks in (-4, -3, -2, -1):
        make_assignment(make_need(make_session(world.space, next_weekday(1, weeks)), world.mission))
    page = open_page(world.people["space_manager"])
    with cost_of(page, first_visit=True) as cost:
        page.goto(f"/equipe/espaces/{world.space.pk}/sante/")
    assert cost.received <= 50_000
