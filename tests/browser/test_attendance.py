"""The list of the day on a phone: one touch a person, undone by another, kept while there is no network."""

import datetime

import pytest
from django.conf import settings
from playwright.sync_api import expect

from mapart.agenda.enums import Attendance
from mapart.agenda.models import Session
from mapart.core import clock
from mapart.planning.models import Assignment, AttendanceMark
from mapart.volunteering.models import HoursEntry
from tests.browser.checks import axe_clean, keyboard_walk, no_sideways_scroll, press
from tests.browser.conftest import OpenPage
from tests.browser.world import World


@pytest.fixture
def today(world: World) -> str:
    """The shift of the world has begun a quarter of an hour ago; the address of its day."""
    starts_at = clock.now() - datetime.timedelta(minutes=15)
    Session.objects.filter(pk=world.session.pk).update(
        starts_at=starts_at, ends_at=starts_at + datetime.timedelta(hours=3)
    )
    day = clock.day_of(starts_at, world.space.time_zone)
    return f"/equipe/planning/presence/?espace=lille&jour={day.isoformat()}"


def attendance(world: World) -> str:
    return Assignment.objects.get(pk=world.assignment.pk).attendance


def minutes() -> int:
    return sum(HoursEntry.objects.counted().values_list("minutes", flat=True))


def test_by_forms_alone(world: World, open_page: OpenPage, today: str) -> None:
    page = open_page(world.people["receptionist"], width=320, height=640, scripts=False)
    page.goto(today)
    page.get_by_role("button", name="Est là : Amina B.").click()
    pressed = page.get_by_role("button", name="Est là : Amina B.", pressed=True)
    expect(pressed).to_be_visible()
    assert (attendance(world), minutes()) == (Attendance.CAME, 180)
    pressed.click()
    expect(page.get_by_role("button", name="Est là : Amina B.", pressed=False)).to_be_visible()
    assert (attendance(world), minutes()) == (Attendance.UNKNOWN, 0)


@pytest.mark.parametrize(
    ("address", "chosen"), [("", "[aria-pressed=true]"), ("/equipe/accueil/", "nav .button[aria-current]")]
)
def test_what_is_chosen_shows_in_the_colours_of_the_reader(
    world: World, open_page: OpenPage, today: str, address: str, chosen: str
) -> None:
    """Who forces her own colours sees who is there, and which list is open."""
    Assignment.objects.filter(pk=world.assignment.pk).update(attendance=Attendance.CAME)
    page = open_page(world.people["space_manager"], forced_colors="active")
    page.goto(address or today)
    button, paper = (
        page.locator(one).first.evaluate("e => getComputedStyle(e).backgroundColor")
        for one in (f"main {chosen}", "body")
    )
    assert button != paper
    assert not button.endswith(", 0)")  # see-through


def test_one_touch_by_keyboard_and_clean(world: World, open_page: OpenPage, today: str) -> None:
    page = open_page(world.people["receptionist"])
    page.goto(today)
    axe_clean(page)
    keyboard_walk(page)
    no_sideways_scroll(page)
    page.get_by_role("button", name="N'est pas là : Amina B.").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="N'est pas là : Amina B.", pressed=True)).to_be_visible()
    expect(page.get_by_text("Tout est envoyé.")).to_be_visible()
    axe_clean(page)
    assert attendance(world) == Attendance.ABSENT


def test_touches_without_network_wait_on_the_device_and_count_once(
    world: World, open_page: OpenPage, today: str
) -> None:
    page = open_page(world.people["receptionist"], width=320, height=640)
    page.clock.install()
    page.goto(today)
    page.context.set_offline(True)
    page.get_by_role("button", name="N'est pas là : Amina B.").click()
    page.get_by_role("button", name="Est là : Amina B.").click()
    expect(page.get_by_role("button", name="Est là : Amina B.", pressed=True)).to_be_visible()
    expect(page.get_by_text("À envoyer : 2.")).to_be_visible()
    page.clock.fast_forward("02:30:00")
    expect(page.get_by_text("À envoyer : 2.")).to_be_visible()
    assert attendance(world) == Attendance.UNKNOWN
    # The server gets the first touch, but its answer is lost on the way: the same touch is sent again.
    lost: list[str] = []

    def lose_the_first(route: object) -> None:
        if not lost:
            lost.append("answer")
            route.fetch()  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/presence/", lose_the_first)
    page.context.set_offline(False)
    page.clock.fast_forward("00:20")
    page.clock.fast_forward("00:20")
    expect(page.get_by_text("Tout est envoyé.")).to_be_visible()
    assert lost
    assert AttendanceMark.objects.count() == 2
    assert (attendance(world), minutes()) == (Attendance.CAME, 180)
    page.context.close()  # its clock would stay for the tests that come


def test_a_button_pressed_twice_in_a_hurry_is_one_touch_and_later_undoes(
    world: World, open_page: OpenPage, today: str
) -> None:
    page = open_page(world.people["receptionist"], width=320, height=640)
    page.goto(today)
    page.context.set_offline(True)
    page.get_by_role("button", name="Est là : Amina B.").dblclick()
    pressed = page.get_by_role("button", name="Est là : Amina B.", pressed=True)
    expect(pressed).to_be_visible()
    expect(page.get_by_text("À envoyer : 1.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Tout est envoyé.")).to_be_visible()
    assert attendance(world) == Attendance.CAME
    page.wait_for_timeout(800)
    pressed.click()
    expect(page.get_by_text("Tout est envoyé.")).to_be_visible()
    expect(page.get_by_role("button", name="Est là : Amina B.", pressed=False)).to_be_visible()


def test_touches_after_a_sign_in_that_ended_say_so_in_sight_and_leave_after_the_next(
    world: World, open_page: OpenPage, today: str
) -> None:
    page = open_page(world.people["receptionist"], width=320, height=640)
    page.goto(today)
    session = [one for one in page.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME]
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Est là : Amina B.").click()
    told = page.get_by_text("À envoyer : 1. Vous êtes sorti ou sortie")
    expect(told).to_be_visible()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert page.evaluate("scrollY") > 300
    expect(told).to_be_in_viewport()
    axe_clean(page)
    no_sideways_scroll(page)
    assert attendance(world) == Attendance.UNKNOWN
    page.context.add_cookies(session)  # type: ignore[arg-type]
    page.reload()
    expect(page.get_by_text("Tout est envoyé.")).to_be_visible()
    assert attendance(world) == Attendance.CAME


def test_who_came_in_place_of_another(world: World, open_page: OpenPage, today: str) -> None:
    page = open_page(world.people["receptionist"], width=320, height=640)
    page.goto(today)
    page.get_by_role("link", name="Une autre personne est venue").click()
    page.get_by_label("Prénom ou nom").fill("Jean")
    press(page.get_by_role("button", name="Chercher"))
    axe_clean(page)
    page.get_by_label("À la place de").select_option(label="Amina B.")
    page.get_by_role("button", name="Noter que cette personne est là").click()
    expect(page.get_by_text("Remplacé ou remplacée par Jean-Baptiste L.")).to_be_visible()
    assert attendance(world) == Attendance.ABSENT


def test_the_code_at_the_door_is_read_and_opens_her_own_page(world: World, open_page: OpenPage) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    image = pytest.importorskip("PIL.Image")
    import io

    start = clock.now() - datetime.timedelta(minutes=1)
    Session.objects.filter(pk=world.session.pk).update(
        starts_at=start, ends_at=start + datetime.timedelta(hours=2)
    )
    desk = open_page(world.people["space_manager"])
    desk.goto("/equipe/planning/presence/affiche/?espace=lille")
    axe_clean(desk)
    picture = image.open(io.BytesIO(desk.get_by_role("img", name="Code à viser").screenshot()))
    [code] = zxingcpp.read_barcodes(picture)
    phone = open_page(world.people["volunteer"], width=320, height=640)
    phone.goto(code.text[code.text.index("/porte/") :])
    axe_clean(phone)
    phone.get_by_role("button", name="Je suis là").click()
    expect(phone.get_by_role("status")).to_contain_text("vous êtes là")
    assert attendance(world) == Attendance.CAME
