"""Many real processes at once, on both databases."""

from collections import Counter

import pytest

from mapart.core.refusals import Refusal
from mapart.notifications.models import Message
from mapart.planning import actions, tasks
from mapart.planning.enums import AskState
from mapart.planning.models import Ask, Assignment, PlanClaim, PlanRun, StaffingNeed
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
