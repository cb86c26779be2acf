"""V5: a volunteer tells when she is free, and when she is not, on a phone or at a desk, with or without JavaScript."""

import datetime

import pytest
from django.urls import get_resolver
from playwright.sync_api import Page, expect

from mapart.core import clock
from mapart.core.enums import Weekday
from mapart.people.models import Person
from mapart.planning.models import Assignment
from mapart.volunteering.enums import HalfDay
from mapart.volunteering.models import Volunteer
from mapart.volunteering.queries import windows_of
from mapart.volunteering.rules import window_of
from tests.browser.checks import axe_clean, keyboard_walk, no_sideways_scroll, says_error, small_targets
from tests.browser.conftest import OpenPage
from tests.browser.wire import cost_of
from tests.browser.world import World

PHONE, DESK = 320, 1280
EVERYWHERE = pytest.mark.parametrize(
    ("width", "scripts"), [(PHONE, True), (PHONE, False), (DESK, True), (DESK, False)]
)


@pytest.fixture(scope="module", autouse=True)
def _addresses_are_read() -> None:
    """The first request of a process reads every view, solver included: on a busy machine a page would time out."""
    assert get_resolver().url_patterns


def her(world: World) -> Person:
    person = world.people["volunteer"]
    assert person is not None
    return person


def say_absent(page: Page, starts_on: datetime.date, ends_on: datetime.date) -> None:
    page.get_by_label("Du", exact=True).fill(starts_on.isoformat())
    page.get_by_label("Au, ce jour compris").fill(ends_on.isoformat())


@EVERYWHERE
def test_she_ticks_half_days_and_chooses_a_rhythm(
    world: World, open_page: OpenPage, width: int, scripts: bool
) -> None:
    page = open_page(her(world), width=width, height=640, scripts=scripts)
    page.goto("/mon-espace/")
    page.get_by_role("link", name="Changer mes disponibilités").click()
    page.get_by_label("mardi matin").check()
    page.get_by_label("samedi après-midi").check()
    page.get_by_label("2 demi-journées par semaine").check()
    page.get_by_role("button", name="Enregistrer les disponibilités").click()
    expect(page.get_by_role("status")).to_contain_text("Les disponibilités sont enregistrées.")
    expect(page.get_by_label("mardi matin")).to_be_checked()
    volunteer = Volunteer.objects.get(pk=world.volunteer.pk)
    assert volunteer.commitment == "6h_week"
    ticked = {
        window_of(Weekday.TUESDAY, HalfDay.MORNING),
        window_of(Weekday.SATURDAY, HalfDay.AFTERNOON),
    }
    assert ticked <= set(windows_of(volunteer))


@EVERYWHERE
def test_an_absence_takes_two_actions_and_frees_the_shifts_it_covers(
    world: World, open_page: OpenPage, width: int, scripts: bool
) -> None:
    page = open_page(her(world), width=width, height=640, scripts=scripts)
    page.goto("/mon-espace/")
    day = world.session.starts_at.date()
    say_absent(page, day, day + datetime.timedelta(days=3))
    page.get_by_role("button", name="Dire que je suis absent ou absente").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("L'absence est notée")
    expect(page.get_by_role("checkbox")).to_be_checked()
    page.get_by_role("button", name="Libérer les créneaux cochés").click()
    expect(page.get_by_role("status")).to_contain_text("1 créneau est libéré.")
    assert not Assignment.objects.filter(volunteer=world.volunteer).exists()
    assert world.volunteer.absences.filter(starts_on=day).exists()


@pytest.mark.parametrize("scripts", [True, False])
def test_dates_in_the_wrong_order_are_kept_and_explained(
    world: World, open_page: OpenPage, scripts: bool
) -> None:
    page = open_page(her(world), width=PHONE, scripts=scripts)
    page.goto("/mon-espace/disponibilites/")
    today = clock.today()
    say_absent(page, today + datetime.timedelta(days=9), today + datetime.timedelta(days=2))
    page.get_by_role("button", name="Ajouter cette absence").click()
    says_error(page)
    page.get_by_role("alert").get_by_role("link", name="La fin vient avant le début.").click()
    expect(page.locator("#absence_ends_on")).to_be_focused()
    expected = (today + datetime.timedelta(days=2)).isoformat()
    expect(page.get_by_label("Au, ce jour compris")).to_have_value(expected)
    if scripts:
        axe_clean(page)


def test_everything_can_be_said_with_the_keyboard(world: World, open_page: OpenPage) -> None:
    page = open_page(her(world), width=DESK)
    page.goto("/mon-espace/disponibilites/")
    stops = keyboard_walk(page)
    assert sum('name="half_days"' in stop for stop in stops) == 21
    box = page.get_by_label("dimanche soirée")
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("enregistrées")
    assert window_of(Weekday.SUNDAY, HalfDay.EVENING) in windows_of(world.volunteer)


@pytest.mark.parametrize("scripts", [True, False])
def test_missions_are_put_in_order_by_buttons(world: World, open_page: OpenPage, scripts: bool) -> None:
    page = open_page(her(world), width=PHONE, scripts=scripts)
    page.goto("/mon-espace/disponibilites/")
    page.get_by_text("Choisir une autre mission").click()
    page.get_by_role("button", name="Choisir Animateur d'ateliers d'initiation").click()
    page.get_by_role("button", name="Monter Animateur d'ateliers d'initiation").click()
    expect(page.get_by_text("1. Animateur d'ateliers d'initiation")).to_be_visible()
    first = world.volunteer.choices.select_related("mission")[0]
    assert first.mission.slug == "ateliers"


@pytest.mark.parametrize(
    "address",
    ["/mon-espace/", "/mon-espace/disponibilites/", "/mon-espace/calendrier/", "/mon-espace/creneaux/"],
)
def test_her_pages_are_clean_on_a_small_screen(world: World, open_page: OpenPage, address: str) -> None:
    page = open_page(her(world), width=PHONE, height=640)
    page.goto(address)
    axe_clean(page)
    assert small_targets(page) == []
    no_sideways_scroll(page)


def test_the_page_of_availability_is_light(world: World, open_page: OpenPage) -> None:
    page = open_page(her(world))
    with cost_of(page, first_visit=True) as cost:
        page.goto("/mon-espace/disponibilites/")
    assert cost.received <= 40_000


def test_staff_write_for_a_volunteer_on_the_phone(world: World, open_page: OpenPage) -> None:
    lead = world.people["community_lead"]
    page = open_page(lead, width=PHONE)
    page.goto("/equipe/benevoles/?q=amina")
    page.get_by_role("link", name="Amina Bénali").click()
    page.get_by_role("link", name="Noter ce que dit la personne").click()
    page.get_by_label("jeudi soirée").check()
    page.get_by_role("button", name="Enregistrer les disponibilités").click()
    expect(page.get_by_role("status")).to_contain_text("enregistrées")
    assert window_of(Weekday.THURSDAY, HalfDay.EVENING) in windows_of(world.volunteer)


@pytest.mark.parametrize("path", ["", "chercher/", "{pk}/", "{pk}/disponibilites/"])
def test_the_pages_of_staff_are_clean_on_a_small_screen(world: World, open_page: OpenPage, path: str) -> None:
    page = open_page(world.people["space_manager"], width=PHONE, height=640)
    page.goto("/equipe/benevoles/" + path.format(pk=world.volunteer.pk))
    axe_clean(page)
    no_sideways_scroll(page)
