"""« Pouvez-vous venir ? »: the first yes has the place."""

import datetime
from typing import Any

import pytest
from django.test import Client

from mapart.core import clock
from mapart.core.jobs.running import run_due
from mapart.notifications.models import Message
from mapart.planning import actions
from mapart.planning.enums import AskState, Origin
from mapart.planning.models import Ask, Assignment, StaffingNeed, Withdrawal
from mapart.volunteering.models import Volunteer
from tests.factories import (
    make_assignment,
    make_mission,
    make_need,
    make_session,
    make_staff,
    make_volunteer,
)
from tests.refusing import code_of

pytestmark = pytest.mark.django_db


def hole(**values: Any) -> StaffingNeed:
    return make_need(**({"minimum": 1, "ideal": 2, "maximum": 3} | values))


def people(need: StaffingNeed, count: int, **values: Any) -> list[Volunteer]:
    return [make_volunteer(need.session.space, (need.mission,), **values) for _ in range(count)]


def ask_all(need: StaffingNeed, volunteers: list[Volunteer]) -> list[Ask]:
    manager = make_staff(need.session.space)
    return [actions.ask_volunteer(by=manager, need=need, volunteer=one) for one in volunteers]


def test_asked_twice_she_gets_one_message_with_her_link() -> None:
    need = hole()
    [volunteer] = people(need, 1)
    manager = make_staff(need.session.space)
    ask = actions.ask_volunteer(by=manager, need=need, volunteer=volunteer)
    assert actions.ask_volunteer(by=manager, need=need, volunteer=volunteer) == ask
    [message] = Message.objects.filter(kind="planning.ask")
    assert f"/reponse/{ask.secret}/" in message.body
    assert message.expires_at == need.session.starts_at


def test_the_first_yes_has_the_place_and_the_others_are_thanked() -> None:
    need = hole()
    first, second = ask_all(need, people(need, 2))
    Withdrawal.objects.create(need=need, volunteer=people(need, 1)[0])
    answered = actions.answer_ask(ask=first, accept=True)
    assert answered.state == AskState.ACCEPTED
    [assignment] = Assignment.objects.all()
    assert assignment.origin == Origin.REPLACEMENT
    assert assignment.confirmed_at is not None
    assert Withdrawal.objects.get().was_handled
    second.refresh_from_db()
    assert second.state == AskState.FILLED
    run_due()
    [thanks] = Message.objects.filter(kind="planning.place_filled")
    assert thanks.recipient == second.volunteer.person_id
    late = actions.answer_ask(ask=second, accept=True)
    assert late.state == AskState.FILLED
    need.refresh_from_db()
    assert need.filled == 1


def test_the_same_answer_twice_changes_nothing() -> None:
    need = hole(minimum=2)
    [ask] = ask_all(need, people(need, 1))
    actions.answer_ask(ask=ask, accept=True)
    again = actions.answer_ask(ask=Ask.objects.get(), accept=True)
    assert again.state == AskState.ACCEPTED
    assert Assignment.objects.count() == 1


def test_no_stays_no() -> None:
    need = hole()
    [ask] = ask_all(need, people(need, 1))
    assert actions.answer_ask(ask=ask, accept=False).state == AskState.DECLINED
    assert actions.answer_ask(ask=ask, accept=False).state == AskState.DECLINED
    manager = make_staff(need.session.space)
    again = lambda: actions.ask_volunteer(by=manager, need=need, volunteer=ask.volunteer)  # noqa: E731
    assert code_of(again) == "planning.said_no"


def test_a_no_by_mistake_is_taken_back_while_the_place_is_free(client: Client) -> None:
    need = hole(minimum=1)
    first, second = ask_all(need, people(need, 2))
    for ask in (first, second):
        page = client.post(f"/reponse/{ask.secret}/", {"answer": "non"}, follow=True).text
        assert "Finalement, je peux venir" in page
    assert (
        "vous avez la place" in client.post(f"/reponse/{first.secret}/", {"answer": "oui"}, follow=True).text
    )
    assert Assignment.objects.get().volunteer == first.volunteer
    StaffingNeed.objects.update(maximum=1, ideal=1)
    assert "Finalement" not in client.get(f"/reponse/{second.secret}/").text
    assert actions.answer_ask(ask=second, accept=True).state == AskState.FILLED
    assert Assignment.objects.count() == 1


def test_after_a_yes_a_no_is_said_on_the_page_of_the_shift() -> None:
    need = hole()
    [ask] = ask_all(need, people(need, 1))
    actions.answer_ask(ask=ask, accept=True)
    assert code_of(lambda: actions.answer_ask(ask=ask, accept=False)) == "planning.ask_answered"


def test_a_question_about_the_past_waits_no_more() -> None:
    need = hole()
    [ask] = ask_all(need, people(need, 1))
    need.session.starts_at = clock.now() - datetime.timedelta(minutes=1)
    need.session.save()
    ask = Ask.objects.get()
    assert code_of(lambda: actions.answer_ask(ask=ask, accept=True)) == "planning.ask_past"


def test_she_decides_about_her_hours_but_not_about_being_at_two_places() -> None:
    need = hole(minimum=2)
    volunteer, busy = people(need, 2)
    volunteer.windows.all().delete()
    asks = ask_all(need, [volunteer, busy])
    make_assignment(make_need(need.session, make_mission()), busy)
    assert actions.answer_ask(ask=asks[0], accept=True).state == AskState.ACCEPTED
    assert code_of(lambda: actions.answer_ask(ask=asks[1], accept=True)) == "overlap"


def test_a_newcomer_alone_cannot_say_yes() -> None:
    need = hole()
    [ask] = ask_all(need, people(need, 1, accompanied_shifts_left=2))
    assert code_of(lambda: actions.answer_ask(ask=ask, accept=True)) == "not_accompanied"


def test_who_came_too_late_may_be_asked_again_with_another_link() -> None:
    need = hole()
    asks = ask_all(need, people(need, 2))
    actions.answer_ask(ask=asks[0], accept=True)
    assignment = Assignment.objects.get()
    actions.withdraw(by=assignment.volunteer.person, assignment=assignment)
    manager = make_staff(need.session.space)
    need.refresh_from_db()
    again = actions.ask_volunteer(by=manager, need=need, volunteer=asks[1].volunteer)
    assert again.pk == asks[1].pk
    assert again.secret != asks[1].secret
    assert Message.objects.filter(kind="planning.ask").count() == 3
    gone = lambda: actions.ask_volunteer(by=manager, need=need, volunteer=asks[0].volunteer)  # noqa: E731
    assert code_of(gone) == "planning.said_no"


def test_a_full_shift_asks_nobody() -> None:
    need = hole(ideal=1, maximum=1)
    make_assignment(need)
    [volunteer] = people(need, 1)
    manager = make_staff(need.session.space)
    full = lambda: actions.ask_volunteer(by=manager, need=need, volunteer=volunteer)  # noqa: E731
    assert code_of(full) == "planning.place_taken"


def test_beyond_the_minimum_the_ideal_is_filled() -> None:
    need = hole()
    make_assignment(need)
    asks = ask_all(need, people(need, 2))
    assert actions.answer_ask(ask=asks[0], accept=True).state == AskState.ACCEPTED
    assert actions.answer_ask(ask=asks[1], accept=True).state == AskState.FILLED


def test_asking_for_another_session_of_the_day_is_free() -> None:
    need = hole()
    [volunteer] = people(need, 1)
    make_assignment(make_need(make_session(need.session.space, hour=14), need.mission), volunteer)
    [ask] = ask_all(need, [volunteer])
    assert actions.answer_ask(ask=ask, accept=True).state == AskState.ACCEPTED


def test_the_place_that_is_taken_is_not_offered_beside_the_thanks(client: Client) -> None:
    need = hole()
    asks = ask_all(need, people(need, 2))
    make_assignment(need)
    actions.answer_ask(ask=asks[0], accept=True)
    page = client.get(f"/reponse/{asks[1].secret}/").content.decode()
    assert "La place est prise, merci" in page
    assert f'value="{need.pk}"' not in page
