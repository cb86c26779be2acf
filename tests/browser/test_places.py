"""Open places in the browser: found and taken in two actions, waited for, and a hole filled in two touches."""

import datetime

import pytest
from playwright.sync_api import expect

from mapart.core import clock
from mapart.core.jobs.running import run_due
from mapart.notifications.models import Message
from mapart.planning.models import Ask, Assignment, StaffingNeed, Standby
from mapart.volunteering.models import Availability, Volunteer
from tests.browser.checks import axe_clean, keyboard_walk, no_sideways_scroll
from tests.browser.conftest import OpenPage
from tests.browser.world import World
from tests.factories import make_assignment, make_need, make_session, make_volunteer

ALL_DAY = (datetime.time(0), datetime.time(23, 59))


def free_all_week(volunteer: Volunteer) -> Volunteer:
    volunteer.windows.all().delete()
    Availability.objects.bulk_create(
        Availability(volunteer=volunteer, weekday=day, starts_at=ALL_DAY[0], ends_at=ALL_DAY[1])
        for day in range(7)
    )
    return volunteer


def in_three_hours(world: World) -> StaffingNeed:
    """A shift that begins three hours from now and needs one person."""
    session = make_session(world.space)
    session.starts_at = clock.now() + datetime.timedelta(hours=3)
    session.ends_at = session.starts_at + datetime.timedelta(minutes=30)
    session.save()
    return make_need(session, world.mission, minimum=1, ideal=1, maximum=1)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_cancellation_three_hours_before_finds_somebody_in_two_touches(
    world: World, open_page: OpenPage, scripts: bool
) -> None:
    """One touch says « I cannot come », one says « yes »: in between the house asks the people who fit, by itself."""
    need = in_three_hours(world)
    held = make_assignment(need, free_all_week(make_volunteer(world.space, (world.mission,))))
    fitting = free_all_week(make_volunteer(world.space, (world.mission,)))
    touches = 0
    hers = open_page(width=320, height=640, scripts=scripts)
    hers.goto(f"/creneau/{held.secret}/")
    hers.get_by_role("button", name="Je ne peux pas venir").click()
    touches += 1
    expect(hers.get_by_role("heading", level=1)).to_have_text("Merci de nous avoir prévenus")
    run_due()  # the worker, as it runs beside the site
    question = Ask.objects.get(need=need, volunteer=fitting)
    message = Message.objects.get(kind="planning.ask", recipient=fitting.person_id)
    assert f"/reponse/{question.secret}/" in message.body
    theirs = open_page(width=320, height=640, scripts=scripts)
    theirs.goto(f"/reponse/{question.secret}/")
    if scripts:
        axe_clean(theirs)
    theirs.get_by_role("button", name="Oui, je viens").click()
    touches += 1
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Merci, vous avez la place")
    assert touches == 2
    assert Assignment.objects.get(need=need).volunteer == fitting


def test_the_team_asks_the_five_best_in_two_actions(world: World, open_page: OpenPage) -> None:
    for _ in range(6):
        make_volunteer(world.space, (world.mission,))
    page = open_page(world.people["space_manager"], width=320, height=640)
    page.goto(f"/equipe/planning/besoins/{world.need.pk}/")  # the link of the message that tells of the hole
    page.get_by_role("button", name="Demander aux premières personnes").click()
    expect(page.get_by_role("status")).to_contain_text("La question part à 5 personnes.")
    assert Ask.objects.filter(need=world.need).exclude(pk=world.ask.pk).count() == 5


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_home_screen_two_actions_take_a_place(
    world: World, open_page: OpenPage, scripts: bool
) -> None:
    other = make_need(make_session(world.space, hour=14), world.mission)
    Assignment.objects.filter(pk=world.assignment.pk).delete()
    page = open_page(world.people["volunteer"], width=320, height=640, scripts=scripts)
    page.goto("/mon-espace/")
    page.get_by_role("link", name="Voir les places libres").click()
    if scripts:
        axe_clean(page)
        keyboard_walk(page)
        no_sideways_scroll(page)
    page.locator(f'button[value="{other.pk}"]').click()
    expect(page.get_by_role("status")).to_contain_text("vous avez la place")
    assert Assignment.objects.get(need=other).volunteer == world.volunteer


def test_one_action_waits_and_one_accepts(world: World, open_page: OpenPage) -> None:
    full = make_need(make_session(world.space, hour=14), world.mission, minimum=1, ideal=1, maximum=1)
    held = make_assignment(full)
    Assignment.objects.filter(pk=world.assignment.pk).delete()  # one shift a day is what she offers
    page = open_page(world.people["volunteer"], width=320, height=640)
    page.goto("/mon-espace/places/")
    page.get_by_role("button", name="Attendre une place").click()
    expect(page.get_by_text("Vous êtes numéro 1 sur la liste.")).to_be_visible()
    axe_clean(page)
    assert Standby.objects.count() == 1
    other = open_page(width=320, height=640)
    other.goto(f"/creneau/{held.secret}/")
    other.get_by_role("button", name="Je ne peux pas venir").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Merci de nous avoir prévenus")
    run_due()
    offer = Ask.objects.get(need=full)
    page.goto(f"/reponse/{offer.secret}/")
    expect(page.get_by_text("La place vous attend jusque-là.")).to_be_visible()
    page.get_by_role("button", name="Oui, je viens").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci, vous avez la place")
    assert Assignment.objects.get(need=full).volunteer == world.volunteer
