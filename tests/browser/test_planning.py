"""Journeys of the coordinator: the week, a hole to fill, next weeks with the engine."""

import datetime
import re

import pytest
from playwright.sync_api import Page, expect

from mapart.core import clock
from mapart.notifications.models import Message
from mapart.planning import tasks
from mapart.planning.enums import AskState, RunState
from mapart.planning.models import Ask, Assignment, PlanRun
from tests.browser.checks import axe_clean, keyboard_walk, no_sideways_scroll, press
from tests.browser.conftest import OpenPage
from tests.browser.world import World
from tests.factories import make_need, make_person, make_session, make_volunteer, next_weekday

WIDTHS = [pytest.param(320, True, id="phone"), pytest.param(1280, False, id="desk-without-scripts")]


def hold(world: World, count: int = 6) -> None:
    """More people who could come."""
    for number in range(count):
        make_volunteer(world.space, (world.mission,), person=make_person(first_name=f"Aide{number}"))


def board(page: Page) -> None:
    page.goto(f"/equipe/planning/?semaine={next_weekday(0).isoformat()}")


def check(page: Page) -> None:
    axe_clean(page)
    no_sideways_scroll(page)


@pytest.mark.parametrize(("width", "scripts"), WIDTHS)
def test_the_week_shows_its_holes_first(world: World, open_page: OpenPage, width: int, scripts: bool) -> None:
    worst = make_need(
        make_session(world.space, hour=14), world.mission, minimum=4, ideal=4, maximum=4, priority=5
    )
    page = open_page(world.people["space_manager"], width=width, height=640, scripts=scripts)
    board(page)
    first = page.get_by_role("list").locator("> li", has_text="Il manque").first
    expect(first).to_contain_text("Il manque 4 personnes")
    held = page.get_by_role("row", name=world.mission.title).filter(has_text="Amina B.")
    expect(held.get_by_role("rowheader", name=world.mission.title)).to_be_visible()
    press(page.get_by_role("link", name="Voir jour par jour"))
    held = page.locator("dl > div", has_text="Amina B.")
    expect(held.get_by_role("term")).to_contain_text("9 h")
    expect(held.get_by_role("definition")).to_contain_text(world.mission.title)
    page.get_by_role("link", name="Trouver quelqu'un").first.click()
    expect(page).to_have_url(re.compile(str(worst.pk)))


def test_the_pages_of_the_coordinator_are_clean(world: World, open_page: OpenPage) -> None:
    hold(world)
    page = open_page(world.people["space_manager"])
    for address in (
        f"/equipe/planning/?semaine={next_weekday(0).isoformat()}",
        f"/equipe/planning/?semaine={next_weekday(0).isoformat()}&vue=liste",
        f"/equipe/planning/besoins/{world.need.pk}/?qui=aide",
        "/equipe/planning/modele/",
        "/equipe/planning/modele/ajouter/",
        "/equipe/planning/proposer/",
        f"/equipe/planning/propositions/{world.run.pk}/",
        f"/equipe/planning/propositions/{world.run.pk}/publier/",
    ):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(address)
        check(page)
        page.set_viewport_size({"width": 1280, "height": 800})
        keyboard_walk(page)


@pytest.mark.parametrize(("width", "scripts"), WIDTHS)
def test_a_hole_is_filled_in_three_actions(
    world: World, open_page: OpenPage, width: int, scripts: bool
) -> None:
    Ask.objects.all().delete()
    hold(world)
    page = open_page(world.people["space_manager"], width=width, height=640, scripts=scripts)
    board(page)
    page.get_by_role("link", name="Trouver quelqu'un").first.click()
    expect(page.get_by_text("Libre à cette heure.").first).to_be_visible()
    page.get_by_role("button", name="Demander aux premières personnes").click()
    expect(page.get_by_role("status")).to_contain_text("La question part à 5 personnes.")
    asked = Ask.objects.order_by("asked_at")
    assert asked.count() == 5
    link = next(
        word
        for word in Message.objects.filter(kind="planning.ask").earliest("created_at").body.split()
        if "/reponse/" in word
    )
    hers = open_page(width=320, height=640, scripts=scripts)
    hers.goto(f"/reponse/{link.rstrip('/').rsplit('/', 1)[1]}/")
    hers.get_by_role("button", name="Oui, je viens").click()
    expect(hers.get_by_role("heading", level=1)).to_have_text("Merci, vous avez la place")
    board(page)
    expect(page.get_by_text("a assez de monde")).to_be_visible()
    assert Ask.objects.filter(state=AskState.FILLED).count() == 4


@pytest.mark.parametrize(("width", "scripts"), WIDTHS)
def test_next_weeks_with_the_engine(world: World, open_page: OpenPage, width: int, scripts: bool) -> None:
    hold(world)
    PlanRun.objects.all().delete()
    page = open_page(world.people["space_manager"], width=width, height=640, scripts=scripts)
    page.goto("/equipe/planning/proposer/")
    page.get_by_role("button", name="Proposer un planning").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Le planning se calcule")
    expect(page.get_by_text("mapart worker")).to_be_visible()
    run = PlanRun.objects.get()
    tasks.compute_plan.func(str(run.pk))
    if not scripts:
        page.goto(page.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Proposition à relire")
    expect(page.get_by_text("C'est prouvé")).to_be_visible()
    page.get_by_text("pourquoi").first.click()
    expect(page.get_by_text("C'est sa mission préférée.").first).to_be_visible()
    page.get_by_role("link", name="Relire et publier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Publier ce planning ?")
    page.get_by_role("button", name="Publier et prévenir").click()
    expect(page.get_by_role("status").first).to_contain_text("Le planning est publié.")
    run.refresh_from_db()
    assert run.state == RunState.PUBLISHED
    told = Message.objects.filter(kind="planning.roster").values_list("recipient", flat=True)
    assert len(told) == len(set(told)) == run.report["published"]["told"] > 0
    assert Assignment.objects.count() >= 2


def test_a_weekly_line_by_keyboard(world: World, open_page: OpenPage) -> None:
    page = open_page(world.people["space_manager"], width=320, height=640)
    page.goto("/equipe/planning/modele/ajouter/")
    page.get_by_role("radio", name=world.mission.title).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for text in ("9h30", "12:30", "2", "3"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("La ligne est ajoutée.")
    monday = clock.today() + datetime.timedelta(days=7)
    page.goto(f"/equipe/planning/?semaine={monday.isoformat()}")
    expect(page.get_by_role("rowheader", name="9 h 30 – 12 h 30").first).to_be_visible()
