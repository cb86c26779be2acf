"""From « I want to help » to a seat at a meeting: without JavaScript, on a small phone, by keyboard, counted."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
from playwright.sync_api import Page, expect

import mapart.core
from mapart.agenda.models import Booking
from mapart.notifications.models import Message
from mapart.recruitment.models import Application
from mapart.volunteering.catalogue import load_into
from mapart.volunteering.models import Mission
from tests.browser.checks import axe_clean, keyboard_walk, no_sideways_scroll, press, says_error
from tests.browser.conftest import OpenPage
from tests.browser.world import World
from tests.factories import make_need, make_session, next_weekday

START = "/devenir-benevole/"
PAGES = 7  # six questions and the page to check


class Visitor:
    """Somebody who answers, and what it costs her: touches, typed fields, words read."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = self.fields = self.words = 0

    def read(self) -> None:
        """Count the words of the page, labels of buttons and hidden words left out for nobody."""
        self.words += len(re.findall(r"[\w'’.@-]*\w", self.page.get_by_role("main").inner_text()))

    def press(self, name: str) -> None:
        """One touch on an answer."""
        self.read()
        self.taps += 1
        press(self.page.get_by_role("button", name=name).first)

    def write(self, text: str) -> None:
        """One field typed and sent."""
        self.read()
        self.fields += 1
        self.page.get_by_role("main").get_by_role("textbox").fill(text)
        press(self.page.get_by_role("button", name="Continuer"))

    def answer_all(self, contact: str = "nour@example.org") -> None:
        """The six questions, up to the page to check."""
        self.write("59000")
        self.press("Je ne sais pas encore")
        self.press("Le samedi")
        self.press("Espace de Lille")
        self.write("Nour")
        self.write(contact)


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_visitor_books_a_seat(world: World, open_page: OpenPage, width: int, scripts: bool) -> None:
    make_need(make_session(world.space, next_weekday(5)), world.mission)
    visitor = Visitor(open_page(width=width, height=640, scripts=scripts))
    visitor.page.goto(START)
    visitor.answer_all()
    visitor.press("Réserver ma place")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Votre place est réservée")
    booking = Booking.objects.get(person__email="nour@example.org")
    main = visitor.page.get_by_role("main")
    for words in (booking.reference, world.space.address, "nour@example.org"):
        expect(main).to_contain_text(words)
    expect(main.get_by_role("link", name="Ajouter à mon agenda")).to_be_visible()
    expect(main.get_by_role("link", name=world.mission.title)).to_be_visible()
    if scripts:
        axe_clean(visitor.page)
        no_sideways_scroll(visitor.page)
    assert Message.objects.get(kind="recruitment.seat").address == "nour@example.org"
    assert visitor.taps <= 4
    assert visitor.fields <= 3


def bytes_of_pages(page: Page) -> list[int]:
    """Bytes of each answer of the server, redirections and headers in, as Chromium counts them; filled as it goes."""
    received: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def redirected(event: dict[str, Any]) -> None:
        if "redirectResponse" in event:
            received.append(int(event["redirectResponse"]["encodedDataLength"]))

    session.on("Network.requestWillBeSent", redirected)
    session.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
    return received


def static_bytes() -> int:
    """What the style and the script cost once, packed as the product does; the test server packs nothing."""
    folder = Path(mapart.core.__file__).parent / "static"
    return sum(
        len(brotli.compress((folder / name).read_bytes())) + 500 for name in ("mapart.css", "mapart.js")
    )


def test_the_whole_sign_up_is_light_and_short(world: World, open_page: OpenPage) -> None:
    load_into(Mission)
    wanted = list(Mission.objects.filter(is_open=True, is_remote=False, mandatory_skill="")[:3])
    for mission in wanted:
        make_need(make_session(world.space, next_weekday(5)), mission)
    visitor = Visitor(open_page(width=360, height=640))
    visitor.page.route("**/static/**", lambda route: route.abort())
    received = bytes_of_pages(visitor.page)
    visitor.page.goto(START)
    visitor.answer_all()
    visitor.press("Réserver ma place")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Votre place est réservée")
    for mission in wanted:
        expect(visitor.page.get_by_role("main").get_by_role("link", name=mission.title)).to_be_visible()
    answers = 2 * PAGES + 1  # each question, its answer, and the confirmation
    for _ in range(1_000):  # the count of the last bytes comes a little after the page
        if len(received) >= answers:
            break
        visitor.page.wait_for_timeout(50)
    assert visitor.words <= 350
    assert len(received) == answers
    assert sum(received) + static_bytes() <= 25_000, (sum(received), static_bytes())


def test_each_page_of_the_sign_up_is_clean_and_walked_by_keyboard(world: World, open_page: OpenPage) -> None:
    page = open_page()
    visitor = Visitor(page)

    def judge() -> None:
        page.set_viewport_size({"width": 1280, "height": 800})
        axe_clean(page)
        keyboard_walk(page)
        no_sideways_scroll(page)

    page.goto(START)
    acts: list[Callable[[], None]] = [
        lambda: visitor.write("Nulle-Part-les-Bains"),
        lambda: visitor.write("Saint-Denis"),
        lambda: visitor.press("Saint-Denis (93)"),
        lambda: visitor.press("Je ne sais pas encore"),
        lambda: visitor.press("Le samedi"),
        lambda: visitor.press("Espace de Lille"),
        lambda: visitor.write("Nour"),
        lambda: visitor.write("06 39 98 AB 01"),
        lambda: visitor.write("06 39 98 00 01"),
        lambda: visitor.press("Réserver ma place"),
    ]
    for act in acts:
        judge()
        act()
    judge()
    expect(page.get_by_role("main")).to_contain_text("06 39 98 00 01")


def test_by_keyboard_alone(world: World, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(START)

    def reach(tag: str, words: str = "") -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            found = page.evaluate("[document.activeElement.tagName, document.activeElement.innerText || '']")
            if found[0] == tag and words in found[1]:
                return
        raise AssertionError(f"{page.url}: no {tag} « {words} » on the way of the keyboard")

    def write(text: str) -> None:
        reach("INPUT")
        page.keyboard.type(text)
        page.keyboard.press("Enter")

    def answer(words: str) -> None:
        reach("BUTTON", words)
        page.keyboard.press("Enter")

    write("lille")
    page.wait_for_url("**/mission/")
    answer("Je ne sais pas")
    page.wait_for_url("**/moment/")
    answer("Le soir")
    page.wait_for_url("**/reunion/")
    answer("Espace de Lille")
    page.wait_for_url("**/prenom/")
    write("Nour")
    page.wait_for_url("**/contact/")
    write("nour@example.org")
    page.wait_for_url("**/verifier/")
    answer("Réserver")
    page.wait_for_url("**/merci/")
    assert Application.objects.filter(person__email="nour@example.org").count() == 1


def test_from_a_mission_it_is_not_asked_again(world: World, open_page: OpenPage) -> None:
    visitor = Visitor(open_page(width=320, height=640))
    visitor.page.goto("/missions/")
    visitor.page.get_by_role("link", name=world.mission.title).click()
    visitor.page.get_by_role("link", name="Proposer mon aide").click()
    visitor.write("Lille")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Quand êtes-vous libre ?")
    expect(visitor.page.get_by_text("Étape 2 sur 5")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_error_keeps_what_was_typed_and_takes_the_eye(
    world: World, open_page: OpenPage, scripts: bool
) -> None:
    visitor = Visitor(open_page(width=320, height=640, scripts=scripts))
    visitor.page.goto(START)
    visitor.write("99999 Nulle-Part")
    says_error(visitor.page)
    field = visitor.page.get_by_role("main").get_by_role("textbox")
    expect(field).to_have_value("99999 Nulle-Part")
    visitor.page.get_by_role("alert").get_by_role("link").click()
    expect(field).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False])
def test_double_click_and_back_button_make_one_seat(world: World, open_page: OpenPage, scripts: bool) -> None:
    visitor = Visitor(open_page(scripts=scripts))
    page = visitor.page
    page.goto(START)
    visitor.answer_all()
    page.get_by_role("button", name="Réserver ma place").dblclick(no_wait_after=True)
    page.wait_for_url("**/merci/")
    page.go_back()
    page.wait_for_load_state("load")
    if page.get_by_role("button", name="Réserver ma place").count():
        page.get_by_role("button", name="Réserver ma place").click()
    page.wait_for_url("**/merci/")
    assert Booking.objects.filter(person__email="nour@example.org").count() == 1
    assert Application.objects.filter(person__email="nour@example.org").count() == 1
    assert Message.objects.filter(kind="recruitment.seat").count() == 1


def test_an_answer_is_changed_from_the_page_to_check(world: World, open_page: OpenPage) -> None:
    visitor = Visitor(open_page(width=320, height=640))
    visitor.page.goto(START)
    visitor.answer_all()
    visitor.page.get_by_role("link", name="Modifier : Prénom").click()
    expect(visitor.page.get_by_role("main").get_by_role("textbox")).to_have_value("Nour")
    visitor.write("Nora")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Vérifiez vos réponses")
    expect(visitor.page.get_by_role("main")).to_contain_text("Nora")


def test_the_link_gives_the_seat_back_once(world: World, open_page: OpenPage) -> None:
    page = open_page(width=320, height=640, scripts=False)
    page.goto(f"/reunion/{world.booking.secret}/")
    axe_needed = open_page()
    axe_needed.goto(f"/reunion/{world.booking.secret}/")
    axe_clean(axe_needed)
    page.get_by_role("button", name="Rendre ma place").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre place est rendue")
    answer = page.goto(f"/reunion/{world.booking.secret}/")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce lien ne sert plus")
    axe_needed.get_by_role("button", name="Rendre ma place").click()  # on a page that was open all the while
    expect(axe_needed.get_by_role("heading", level=1)).to_have_text("Votre place est rendue")
