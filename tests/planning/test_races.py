"""Many real processes at once, on both databases."""

import datetime
from collections import Counter

import pytest
from django.test import Client

from mapart.agenda.models import Series, Session
from mapart.core.ids import uuid7
from mapart.core.jobs.running import run_due
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.notifications.models import Message
from mapart.people.models import Person
from mapart.planning import actions, tasks
from mapart.planning.enums import AskState
from mapart.planning.models import Ask, Assignment, PlanClaim, PlanRun, StaffingNeed, Standby
from mapart.planning.rules import Numbers
from mapart.volunteering.models import Availability, MissionChoice, ReachableSpace, Volunteer
from tests.factories import (
    make_mission,
    make_need,
    make_session,
    make_space,
    make_staff,
    make_volunteer,
    next_weekday,
)
from tests.processes import run_together

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def test_twenty_people_say_yes_at_once_and_one_has_the_place() -> None:
    need = make_need(minimum=1, ideal=1, maximum=1)
    manager = make_staff(need.session.space)
    volunteers = [make_volunteer(need.session.space, (need.mission,)) for _ in range(20)]
    asks = [actions.ask_volunteer(by=manager, need=need, volunteer=one).pk for one in volunteers]

    def say_yes(number: int) -> str:
        question = Ask.objects.select_related("need__session__space", "need__mission", "volunteer__person")
        return str(actions.answer_ask(ask=question.get(pk=asks[number]), accept=True).state)

    outcomes = run_together(say_yes, count=20, processes=4, threads=2)
    assert Counter(outcomes) == {AskState.ACCEPTED: 1, AskState.FILLED: 19}
    need.refresh_from_db()
    assert need.filled == Assignment.objects.count() == 1
    run_due()
    assert Message.objects.filter(kind="planning.place_filled").count() == 19


def test_nobody_gets_two_shifts_of_one_hour() -> None:
    session = make_session()
    missions = [make_mission() for _ in range(6)]
    needs = [make_need(session, mission) for mission in missions]
    manager = make_staff(session.space)
    volunteer = make_volunteer(session.space, tuple(missions))

    def assign(number: int) -> str:
        need = StaffingNeed.objects.select_related("session__space", "mission").get(pk=needs[number].pk)
        try:
            actions.assign(by=manager, need=need, volunteer=volunteer)
        except Refusal as refusal:
            return str(refusal.facts.get("rule", refusal.code))
        return "given"

    outcomes = Counter(run_together(assign, count=6, processes=3, threads=2))
    assert outcomes == {"given": 1, "overlap": 5}
    assert Assignment.objects.count() == 1


def test_nobody_is_left_on_a_session_cancelled_while_places_are_taken() -> None:
    need = make_need(minimum=1, ideal=8, maximum=8)
    manager = make_staff(need.session.space)
    volunteers = [make_volunteer(need.session.space, (need.mission,)) for _ in range(7)]

    def act(number: int) -> str:
        fresh = StaffingNeed.objects.select_related("session__space", "mission").get(pk=need.pk)
        if number == 3:
            actions.cancel_session(by=manager, session=fresh.session)
            return "cancelled"
        try:
            actions.take_shift(by=volunteers[number].person, need=fresh, volunteer=volunteers[number])
        except Refusal as refusal:
            return refusal.code
        return "taken"

    outcomes = Counter(run_together(act, count=7, processes=4, threads=2))
    need.refresh_from_db()
    assert need.filled == Assignment.objects.count() == 0
    told = Message.objects.filter(kind="planning.session_cancelled").values_list("recipient", flat=True)
    assert len(set(told)) == outcomes["taken"]
    assert outcomes["cancelled"] == 1


def test_a_place_given_back_by_two_presses_at_once_is_free_once() -> None:
    need = make_need(minimum=2, ideal=2, maximum=2)
    manager = make_staff(need.session.space)
    for _ in range(2):
        actions.assign(by=manager, need=need, volunteer=make_volunteer(need.session.space, (need.mission,)))
    held = Assignment.objects.select_related("need__session__space", "need__mission", "volunteer__person")
    chosen = held.first()
    assert chosen is not None

    def give_back(_: int) -> str:
        try:
            actions.withdraw(by=chosen.volunteer.person, assignment=chosen)
        except Refusal as refusal:
            return refusal.code
        return "free"

    outcomes = Counter(run_together(give_back, count=6, processes=3, threads=2))
    assert outcomes == {"free": 1, "planning.already_withdrawn": 5}
    need.refresh_from_db()
    assert need.filled == Assignment.objects.count() == 1


def test_two_runs_asked_at_once_make_one_and_two_presses_publish_once() -> None:
    space, mission = make_space(), make_mission()
    manager = make_staff(space)
    make_need(make_session(space), mission, minimum=3, ideal=3, maximum=3)
    for _ in range(3):
        make_volunteer(space, (mission,))

    def ask(_: int) -> str:
        try:
            return str(actions.ask_plan(by=manager, spaces=[space], starts_on=next_weekday(0), weeks=2).pk)
        except Refusal as refusal:
            return refusal.code

    outcomes = run_together(ask, count=4, processes=2, threads=2)
    assert outcomes.count("planning.weeks_taken") == 3
    run = PlanRun.objects.get()
    tasks.compute_plan.func(str(run.pk))

    def publish(_: int) -> str:
        return str(actions.publish_run(by=manager, run=PlanRun.objects.get()).state)

    assert set(run_together(publish, count=4, processes=2, threads=2)) == {"published"}
    assert Assignment.objects.count() == 3
    assert Message.objects.filter(kind="planning.roster").count() == 3
    assert not PlanClaim.objects.exists()


def test_a_weekly_line_pressed_twice_at_once_is_one() -> None:
    space, mission, key = make_space(), make_mission(), uuid7()
    manager = make_staff(space)

    def add(_: int) -> str:
        line = actions.add_to_week(
            by=manager,
            key=key,
            space=space,
            mission=mission,
            weekday=1,
            starts_at=datetime.time(9),
            ends_at=datetime.time(12),
            numbers=Numbers(1, 2, 2),
        )
        return str(line.pk)

    assert len(set(run_together(add, count=4, processes=2, threads=2))) == 1
    assert Series.objects.count() == 1
    assert StaffingNeed.objects.count() == Session.objects.count() > 0
    assert JournalEntry.objects.filter(act="set_pattern").count() == 1


def _candidates(need: StaffingNeed, count: int) -> list[Volunteer]:
    """Volunteers who fit a need, written in a few questions."""
    people = Person.objects.bulk_create(
        Person(first_name=f"Nour{number}", email=f"nour{number}@example.org") for number in range(count)
    )
    volunteers = Volunteer.objects.bulk_create(
        Volunteer(person=person, state="active", accompanied_shifts_left=0, home_space=need.session.space)
        for person in people
    )
    for one in volunteers:
        one.person = next(person for person in people if person.pk == one.person_id)
    ReachableSpace.objects.bulk_create(
        ReachableSpace(volunteer=one, space=need.session.space, travel_minutes=10) for one in volunteers
    )
    MissionChoice.objects.bulk_create(
        MissionChoice(volunteer=one, mission=need.mission, rank=0) for one in volunteers
    )
    day = need.session.starts_at.weekday()
    Availability.objects.bulk_create(
        Availability(volunteer=one, weekday=day, starts_at=datetime.time(8), ends_at=datetime.time(20))
        for one in volunteers
    )
    return volunteers


def test_five_hundred_people_accept_twenty_open_places() -> None:
    need = make_need(minimum=20, ideal=20, maximum=20)
    elsewhere = make_need(
        make_session(need.session.space, hour=14), need.mission, minimum=1, ideal=9, maximum=9
    )
    asks = [Ask.objects.create(need=need, volunteer=one).secret for one in _candidates(need, 500)]

    def say_yes(number: int) -> str:
        address = f"/reponse/{asks[number]}/"
        browser = Client()
        assert browser.post(address, {"answer": "oui"}).status_code == 302
        return browser.get(address).content.decode()

    pages = run_together(say_yes, count=500, patience=400)

    won = [page for page in pages if "Merci, vous avez la place" in page]
    lost = [page for page in pages if "La place est prise, merci" in page]
    assert (len(won), len(lost)) == (20, 480)
    assert all(
        "avant vous. Vous n&#x27;avez rien" in page or "avant vous. Vous n'avez rien" in page for page in lost
    )
    assert all(str(elsewhere.pk) in page for page in lost), "other places are shown to who came too late"
    need.refresh_from_db()
    assert need.filled == Assignment.objects.filter(need=need).count() == 20
    assert Assignment.objects.values("volunteer").distinct().count() == 20
    assert Counter(Ask.objects.values_list("state", flat=True)) == {
        AskState.ACCEPTED: 20,
        AskState.FILLED: 480,
    }


def test_fifty_people_who_take_overlapping_places_are_never_at_two_places() -> None:
    session = make_session()
    mission = make_mission()
    later = make_session(session.space, hour=10)
    needs = [make_need(one, mission, minimum=5, ideal=5, maximum=5) for one in (session, later)]
    volunteers = _candidates(needs[0], 25)

    def take(number: int) -> str:
        her = Volunteer.objects.select_related("person").get(pk=volunteers[number // 2].pk)
        need = StaffingNeed.objects.select_related("session__space", "mission").get(pk=needs[number % 2].pk)
        try:
            actions.take_shift(by=her.person, need=need, volunteer=her)
        except Refusal as refusal:
            return str(refusal.facts.get("rule", refusal.code))
        return "taken"

    outcomes = Counter(run_together(take, count=50))
    assert outcomes["taken"] == 10
    assert set(outcomes) <= {"taken", "overlap", "planning.place_taken", "planning.too_busy"}
    assert Assignment.objects.values("volunteer").distinct().count() == 10
    for need in needs:
        need.refresh_from_db()
        assert need.filled == Assignment.objects.filter(need=need).count() == 5


def test_two_workers_offer_a_free_place_once() -> None:
    need = make_need(minimum=1, ideal=1, maximum=1)
    for volunteer in _candidates(need, 6):
        Standby.objects.create(need=need, volunteer=volunteer)

    def offer(_: int) -> int:
        return actions.offer_places(
            need=StaffingNeed.objects.select_related("session__space").get(pk=need.pk)
        )

    assert sum(run_together(offer, count=8, processes=4, threads=2)) == 1
    assert Ask.objects.count() == Message.objects.filter(kind="planning.ask").count() == 1
