"""Open places: what a volunteer takes by herself, the waiting list of a full shift, offers that leave alone."""

import datetime
import gzip
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mapart.core import clock
from mapart.core.jobs.running import run_due
from mapart.notifications.models import Message
from mapart.planning import actions, bridge
from mapart.planning.enums import AskKind, AskState, Origin
from mapart.planning.models import Ask, Assignment, StaffingNeed, Standby, Withdrawal
from mapart.planning.tasks import pass_offers
from mapart.volunteering.enums import Skill
from mapart.volunteering.models import Absence, Volunteer
from tests.conftest import SignedClient
from tests.factories import (
    make_assignment,
    make_mission,
    make_need,
    make_person,
    make_session,
    make_space,
    make_staff,
    make_volunteer,
    next_weekday,
)
from tests.refusing import code_of

pytestmark = pytest.mark.django_db
PLACES = "/mon-espace/places/"


def hole(**values: Any) -> StaffingNeed:
    return make_need(**({"minimum": 1, "ideal": 1, "maximum": 1} | values))


def somebody(need: StaffingNeed, **values: Any) -> Volunteer:
    return make_volunteer(need.session.space, (need.mission,), **values)


def take(need: StaffingNeed, volunteer: Volunteer) -> Assignment:
    return actions.take_shift(by=volunteer.person, need=need, volunteer=volunteer)


def wait(need: StaffingNeed, volunteer: Volunteer) -> Standby:
    return actions.join_queue(by=volunteer.person, need=need, volunteer=volunteer)


def give_back(assignment: Assignment) -> None:
    actions.withdraw(by=assignment.volunteer.person, assignment=assignment)


def codes(volunteer: Volunteer) -> dict[str, str]:
    return {str(fit.need.pk): fit.code for fit in bridge.fits_of(volunteer)}


# --- taking --------------------------------------------------------------------------------------------------------
def test_she_takes_a_place_once_however_often_she_presses() -> None:
    need = hole(minimum=2, ideal=2, maximum=2)
    volunteer = somebody(need)
    assert take(need, volunteer) == take(need, volunteer)
    [assignment] = Assignment.objects.all()
    assert (assignment.origin, assignment.confirmed_at is None) == (Origin.HERSELF, False)
    assert Message.objects.filter(kind="planning.yes").count() == 1
    need.refresh_from_db()
    assert need.filled == 1


def test_she_takes_no_more_than_the_ideal() -> None:
    need = hole(ideal=1, maximum=4)
    take(need, somebody(need))
    assert code_of(take, need, somebody(need)) == "planning.place_taken"


def test_rules_that_are_not_hers_stop_her() -> None:
    need = hole(minimum=2, ideal=3, maximum=3)
    busy, newcomer, stranger = somebody(need), somebody(need, accompanied_shifts_left=1), make_volunteer()
    make_assignment(make_need(need.session, make_mission()), busy)
    assert code_of(take, need, busy) == "overlap"
    assert code_of(take, need, newcomer) == "not_accompanied"
    assert code_of(take, need, stranger) == "inactive"
    late = somebody(need)
    late.windows.all().delete()
    assert take(need, late).volunteer == late


def test_nobody_takes_for_somebody_else() -> None:
    need = hole(minimum=2, ideal=2, maximum=2)
    volunteer = somebody(need)
    mate, other_manager = somebody(need).person, make_staff(make_space())
    for by in (mate, other_manager, make_person()):
        for act in (actions.take_shift, actions.join_queue, actions.leave_queue):
            with pytest.raises(PermissionDenied):
                act(by=by, need=need, volunteer=volunteer)
    assert not Assignment.objects.exists()
    actions.take_shift(by=make_staff(need.session.space), need=need, volunteer=volunteer)


def test_a_place_that_was_taken_closes_the_hole_and_the_question_she_had() -> None:
    need = hole()
    volunteer, other = somebody(need), somebody(need)
    manager = make_staff(need.session.space)
    for one in (volunteer, other):
        actions.ask_volunteer(by=manager, need=need, volunteer=one)
    take(need, volunteer)
    states = {ask.volunteer_id: ask.state for ask in Ask.objects.all()}
    assert states[other.pk] == AskState.FILLED
    assert states[volunteer.pk] != AskState.ASKED


# --- the list --------------------------------------------------------------------------------------------------------
def test_the_list_and_the_judge_agree() -> None:
    """The list is computed at once for all shifts; the act asks the independent judge: never two answers."""
    space, mission = make_space(), make_mission()
    other, skilled = make_mission(), make_mission(mandatory_skill=Skill.REPAIR)
    volunteer = make_volunteer(space, (mission, skilled))
    Absence.objects.create(volunteer=volunteer, starts_on=next_weekday(3), ends_on=next_weekday(3))
    needs = [
        make_need(make_session(space, next_weekday(day), hour), asked, minimum=1)
        for day in range(6)
        for hour in (8, 9, 14)
        for asked in (mission, other, skilled)
    ]
    make_assignment(needs[3], volunteer)
    make_assignment(make_need(make_session(space, next_weekday(2, weeks=2)), other), volunteer)
    listed = codes(volunteer)
    for need in needs:
        if need.mission == other or need == needs[3]:
            assert str(need.pk) not in listed
            continue
        broken = [one.code for one in bridge.broken_by(need, volunteer)]
        assert (listed[str(need.pk)] == "") == (broken == []), (need.session.starts_at, listed[str(need.pk)])
        assert listed[str(need.pk)] in (broken or [""])


def test_a_newcomer_sees_the_places_beside_somebody_experienced() -> None:
    need = hole(minimum=2, ideal=2, maximum=2)
    newcomer = somebody(need, accompanied_shifts_left=2)
    assert codes(newcomer) == {str(need.pk): "not_accompanied"}
    make_assignment(need)
    assert codes(newcomer) == {str(need.pk): ""}
    assert newcomer.accompanied_shifts_left == 2


def test_what_she_gave_back_or_refused_is_not_shown_again() -> None:
    need, again = hole(), hole()
    volunteer = somebody(need)
    give_back(make_assignment(need, volunteer))
    Ask.objects.create(need=again, volunteer=volunteer, state=AskState.DECLINED)
    assert codes(volunteer) == {}


def page_of(client: Client, address: str = PLACES) -> str:
    return client.get(address).content.decode().replace("&#x27;", "'")


def test_from_the_list_one_press_gives_the_place(client: SignedClient) -> None:
    need = hole()
    volunteer = somebody(need)
    client.force_login(volunteer.person)
    assert "Prendre cette place" in page_of(client)
    done = client.post(PLACES, {"take": str(need.pk)}, follow=True)
    assert done.redirect_chain[-1][0] == f"/creneau/{Assignment.objects.get().secret}/"
    assert "vous avez la place" in done.content.decode()


def test_at_her_hours_but_beyond_her_time_is_told_apart(client: SignedClient) -> None:
    space, mission = make_space(), make_mission()
    volunteer = make_volunteer(space, (mission,), commitment="3h_week")
    held, beyond = (make_need(make_session(space, next_weekday(day)), mission) for day in (1, 2))
    evening = make_need(make_session(space, next_weekday(3), hour=19), mission)
    make_assignment(held, volunteer)
    client.force_login(volunteer.person)
    page = client.get(PLACES).text
    assert "déjà tout le temps" in page
    assert "Aucune place libre" not in page
    assert (
        page.index("en plus du temps proposé")
        < page.index(str(beyond.pk))
        < page.index("Pourquoi pas les autres")
    )
    assert page.index("Pourquoi pas les autres") < page.index(str(evening.pk))
    client.post(PLACES, {"take": beyond.pk})
    assert Assignment.objects.filter(need=beyond, volunteer=volunteer).exists()


@pytest.mark.parametrize(
    ("state", "words"), [("paused", "en pause"), ("left", "revenir"), ("welcomed", "accueil")]
)
def test_whoever_the_roster_does_not_count_on_reads_why(client: SignedClient, state: str, words: str) -> None:
    need = hole()
    volunteer = make_volunteer(need.session.space, (need.mission,), state=state, left_on=clock.today())
    client.force_login(volunteer.person)
    page = client.get(PLACES).text
    assert words in page
    assert "Ajoutez des moments" not in page
    assert str(need.pk) not in page


def test_who_is_too_late_is_told_kindly_and_sees_other_places(client: SignedClient) -> None:
    need = hole()
    other = hole(session=make_session(need.session.space, hour=14), mission=need.mission)
    volunteer = somebody(need)
    client.force_login(volunteer.person)
    make_assignment(need)
    text = client.post(PLACES, {"take": str(need.pk)}, follow=True).content.decode()
    assert "a été plus rapide" in text
    assert str(other.pk) in text


def test_a_question_that_came_too_late_shows_other_places_and_takes_one(client: Client) -> None:
    need = hole()
    other = hole(session=make_session(need.session.space, hour=14), mission=need.mission)
    volunteer = somebody(need)
    ask = actions.ask_volunteer(by=make_staff(need.session.space), need=need, volunteer=volunteer)
    make_assignment(need)
    address = reverse("planning:answer", args=[ask.secret])
    text = client.post(address, {"answer": "oui"}, follow=True).content.decode()
    assert "La place est prise, merci" in text
    assert str(other.pk) in text
    client.post(address, {"take": str(other.pk)})
    assert Assignment.objects.get(volunteer=volunteer).need == other


def test_an_empty_list_says_what_to_do(client: SignedClient) -> None:
    volunteer = make_volunteer(make_space(), (make_mission(),))
    client.force_login(volunteer.person)
    assert "Changer mes disponibilités" in page_of(client)
    client.force_login(make_person())
    assert client.get(PLACES).status_code == 302


def test_a_hundred_places_cost_eight_questions_and_twenty_kilobytes(client: SignedClient) -> None:
    space, mission = make_space(), make_mission(title="Animateur d'ateliers d'initiation")
    volunteer = make_volunteer(space, (mission,), commitment="3h_day")
    client.force_login(volunteer.person)
    costs = []
    for size in (5, 100):
        while StaffingNeed.objects.count() < size:
            number = StaffingNeed.objects.count()
            day = next_weekday(number % 5, weeks=1 + number % 3)
            make_need(make_session(space, day, 9 + 3 * (number % 2)), mission)
        with CaptureQueriesContext(connection) as queries:
            content = client.get(PLACES).content
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 8, [query["sql"][:90] for query in queries.captured_queries]
    assert len(gzip.compress(content)) <= 20_000


# --- waiting ---------------------------------------------------------------------------------------------------------
def test_a_full_shift_has_a_list_and_one_waits_once() -> None:
    need = hole()
    first, second = somebody(need), somebody(need)
    assert code_of(wait, need, first) == "planning.place_free"
    make_assignment(need)
    assert wait(need, first) == wait(need, first)
    wait(need, second)
    [fit] = bridge.fits_of(second)
    assert (fit.is_full, fit.rank) == (True, 2)
    actions.leave_queue(by=first.person, need=need, volunteer=first)
    actions.leave_queue(by=first.person, need=need, volunteer=first)
    [fit] = bridge.fits_of(second)
    assert fit.rank == 1


def test_whoever_holds_the_shift_or_cannot_hold_it_does_not_wait() -> None:
    need = hole()
    holder = make_assignment(need).volunteer
    assert code_of(wait, need, holder) == "planning.already_there"
    busy = somebody(need)
    make_assignment(make_need(need.session, make_mission()), busy)
    assert code_of(wait, need, busy) == "overlap"


def test_a_freed_place_is_offered_to_the_first_who_waits_then_to_the_next() -> None:
    need = hole()
    held = make_assignment(need)
    first, second = somebody(need), somebody(need)
    wait(need, first)
    wait(need, second)
    give_back(held)
    run_due()
    [ask] = Ask.objects.all()
    assert (ask.volunteer, ask.kind) == (first, AskKind.QUEUE)
    assert ask.expires_at is not None
    [message] = Message.objects.filter(kind="planning.ask")
    assert "Vous attendiez une place" in message.body
    assert "Répondez avant" in message.body
    need.refresh_from_db()
    assert code_of(take, need, somebody(need)) == "planning.place_taken"  # it is kept for her
    Ask.objects.update(expires_at=clock.now() - datetime.timedelta(seconds=1))
    pass_offers.call()
    states = {ask.volunteer: ask.state for ask in Ask.objects.select_related("volunteer")}
    assert states == {first: AskState.EXPIRED, second: AskState.ASKED}
    actions.answer_ask(ask=Ask.objects.get(volunteer=second), accept=True)
    assert Assignment.objects.get().volunteer == second
    assert not Standby.objects.exists()


def test_no_passes_the_place_on_at_once() -> None:
    need = hole()
    held = make_assignment(need)
    first, second = somebody(need), somebody(need)
    wait(need, first)
    wait(need, second)
    give_back(held)
    run_due()
    actions.answer_ask(ask=Ask.objects.get(), accept=False)
    run_due()
    assert Ask.objects.get(state=AskState.ASKED).volunteer == second


def test_two_free_places_are_offered_to_two_and_a_late_yes_still_finds_a_free_one() -> None:
    need = hole(minimum=1, ideal=3, maximum=3)
    helds = [make_assignment(need) for _ in range(3)]
    waiting = [somebody(need) for _ in range(3)]
    for one in waiting:
        wait(need, one)
    for held in helds[:2]:
        give_back(held)
    run_due()
    assert {ask.volunteer for ask in Ask.objects.select_related("volunteer")} == set(waiting[:2])
    asks = list(Ask.objects.order_by("pk"))
    actions.answer_ask(ask=asks[0], accept=True)
    asks[1].refresh_from_db()
    assert asks[1].state == AskState.ASKED
    Ask.objects.filter(pk=asks[1].pk).update(state=AskState.EXPIRED)
    asks[1].refresh_from_db()
    assert actions.answer_ask(ask=asks[1], accept=True).state == AskState.ACCEPTED
    need.refresh_from_db()
    assert need.filled == 3


# --- a hole fills itself ---------------------------------------------------------------------------------------------
def test_the_best_are_asked_by_themselves_when_somebody_cannot_come() -> None:
    need = hole()
    held = make_assignment(need)
    for _ in range(7):
        somebody(need)
    give_back(held)
    run_due()
    assert Ask.objects.filter(kind=AskKind.HOLE, state=AskState.ASKED).count() == 5
    assert held.volunteer not in {ask.volunteer for ask in Ask.objects.select_related("volunteer")}
    pass_offers.call()
    assert Ask.objects.count() == 5
    Ask.objects.update(expires_at=clock.now() - datetime.timedelta(seconds=1))
    pass_offers.call()
    assert Ask.objects.count() == 7
    actions.answer_ask(ask=Ask.objects.earliest("pk"), accept=True)
    assert Withdrawal.objects.get().was_handled
    run_due()
    assert Message.objects.filter(kind="planning.place_filled").count() == 6


@pytest.mark.parametrize("ideal", [1, 2, 3])
def test_somebody_of_experience_is_asked_for_a_beginner_left_alone(ideal: int) -> None:
    need = hole(ideal=ideal, maximum=3)
    make_assignment(need, somebody(need, accompanied_shifts_left=2))
    held = make_assignment(need)
    able = [somebody(need) for _ in range(6)]
    somebody(need, accompanied_shifts_left=1)
    give_back(held)
    run_due()
    asked = Ask.objects.filter(kind=AskKind.HOLE, state=AskState.ASKED)
    assert asked.count() == 5, "the minimum is held, but by somebody who begins"
    Ask.objects.update(expires_at=clock.now() - datetime.timedelta(seconds=1))
    pass_offers.call()
    assert {ask.volunteer for ask in Ask.objects.select_related("volunteer")} == set(able)
    actions.answer_ask(ask=Ask.objects.earliest("pk"), accept=True)
    assert Withdrawal.objects.get().was_handled
    pass_offers.call()
    assert Ask.objects.count() == 6


@pytest.mark.parametrize("beginners", [0, 1])
def test_a_shift_that_keeps_enough_people_and_one_of_experience_asks_nobody(beginners: int) -> None:
    need = hole(ideal=2 + beginners, maximum=2 + beginners)
    for _ in range(beginners):
        make_assignment(need, somebody(need, accompanied_shifts_left=2))
    make_assignment(need)
    held = make_assignment(need)
    somebody(need)
    give_back(held)
    run_due()
    pass_offers.call()
    assert not Ask.objects.exists()


@pytest.mark.parametrize("state", ["paused", "left"])
def test_whoever_does_not_come_any_more_keeps_no_place_from_the_others(state: str) -> None:
    need = hole()
    held = make_assignment(need)
    gone, second = somebody(need), somebody(need)
    wait(need, gone)
    wait(need, second)
    Volunteer.objects.filter(pk=gone.pk).update(state=state, left_on=clock.today())
    give_back(held)
    run_due()
    assert [ask.volunteer for ask in Ask.objects.all()] == [second]
    Standby.objects.filter(volunteer=second).delete()
    Ask.objects.all().delete()
    third = somebody(need)
    take(need, third)  # nobody who could come waits before her
    assert Assignment.objects.get().volunteer == third


def test_a_question_to_somebody_who_went_on_a_pause_keeps_nobody_from_being_asked() -> None:
    need = hole()
    held = make_assignment(need)
    first = somebody(need)
    give_back(held)
    run_due()
    assert [ask.volunteer for ask in Ask.objects.all()] == [first]
    late = somebody(need)
    pass_offers.call()
    assert Ask.objects.count() == 1  # her answer is awaited
    Volunteer.objects.filter(pk=first.pk).update(state="paused")
    pass_offers.call()
    assert {ask.volunteer for ask in Ask.objects.all()} == {first, late}
