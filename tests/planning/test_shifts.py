"""She comes, she cannot come, the team puts her on a shift or takes her off."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import F

from mapart.core import clock
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.notifications.models import Message
from mapart.planning import actions
from mapart.planning.enums import AskState
from mapart.planning.models import Assignment, StaffingNeed, Withdrawal
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Absence
from tests.counts import count_of
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

pytestmark = pytest.mark.django_db


def begun(need: StaffingNeed) -> None:
    now = clock.now()
    need.session.starts_at, need.session.ends_at = (
        now - datetime.timedelta(hours=1),
        now + datetime.timedelta(hours=1),
    )
    need.session.save()


def test_i_come_is_kept_once() -> None:
    assignment = make_assignment(make_need())
    her = assignment.volunteer.person
    first = actions.confirm(by=her, assignment=assignment).confirmed_at
    assert first is not None
    assert actions.confirm(by=her, assignment=assignment).confirmed_at == first
    assert JournalEntry.objects.filter(act="confirm_shift").count() == 1


def test_i_cannot_come_frees_the_place_keeps_the_hole_and_tells_the_team() -> None:
    need = make_need()
    manager = make_staff(need.session.space)
    make_staff(make_space())
    assignment = make_assignment(need)
    withdrawal = actions.withdraw(by=assignment.volunteer.person, assignment=assignment)
    assert count_of(need) == 0
    assert Withdrawal.objects.get() == withdrawal
    assert withdrawal.secret == assignment.secret
    [message] = Message.objects.filter(kind="planning.withdrawal")
    assert message.recipient == manager.pk
    assert f"/equipe/planning/besoins/{need.pk}/" in message.body


def test_the_mail_of_the_space_is_told_when_it_has_no_manager() -> None:
    assignment = make_assignment(make_need())
    actions.withdraw(by=assignment.volunteer.person, assignment=assignment)
    [message] = Message.objects.filter(kind="planning.withdrawal")
    assert message.address == assignment.need.session.space.email


def test_a_manager_who_writes_it_down_for_somebody_on_the_phone_is_not_told_by_mail() -> None:
    need = make_need()
    manager = make_staff(need.session.space)
    other = make_staff(need.session.space)
    actions.withdraw(by=manager, assignment=make_assignment(need))
    assert [one.recipient for one in Message.objects.filter(kind="planning.withdrawal")] == [other.pk]


def test_a_place_is_given_back_once() -> None:
    need = make_need()
    assignment = make_assignment(need)
    make_assignment(need)
    her = assignment.volunteer.person
    again = Assignment.objects.get(pk=assignment.pk)
    actions.withdraw(by=her, assignment=assignment)
    with pytest.raises(Refusal) as refused:
        actions.withdraw(by=her, assignment=again)
    assert refused.value.code == "planning.already_withdrawn"
    assert count_of(need) == 1


def test_what_has_begun_is_told_by_phone() -> None:
    assignment = make_assignment(make_need())
    begun(assignment.need)
    for act in (actions.withdraw, actions.confirm):
        with pytest.raises(Refusal) as refused:
            act(by=assignment.volunteer.person, assignment=assignment)
        assert refused.value.code == "planning.shift_past"


def test_nobody_gives_back_the_place_of_somebody_else() -> None:
    assignment = make_assignment(make_need())
    for stranger in (make_person(), make_staff(make_space())):
        with pytest.raises(PermissionDenied):
            actions.withdraw(by=stranger, assignment=assignment)


def test_in_the_end_she_can_come() -> None:
    need = make_need(minimum=1, ideal=1, maximum=1)
    assignment = make_assignment(need)
    her = assignment.volunteer.person
    withdrawal = actions.withdraw(by=her, assignment=assignment)
    back = actions.come_back(by=her, withdrawal=withdrawal)
    assert back.secret == assignment.secret
    assert back.confirmed_at is not None
    assert count_of(need) == 1
    assert not Withdrawal.objects.exists()


def test_she_comes_back_too_late() -> None:
    need = make_need(minimum=1, ideal=1, maximum=1)
    assignment = make_assignment(need)
    her = assignment.volunteer.person
    withdrawal = actions.withdraw(by=her, assignment=assignment)
    make_assignment(need)
    with pytest.raises(Refusal) as refused:
        actions.come_back(by=her, withdrawal=withdrawal)
    assert refused.value.facts["rule"] == "too_many"
    assert count_of(need) == 1


def test_the_team_puts_somebody_on_a_shift_and_she_is_told_once() -> None:
    need = make_need()
    manager = make_staff(need.session.space)
    volunteer = make_volunteer(need.session.space, (need.mission,))
    first = actions.assign(by=manager, need=need, volunteer=volunteer)
    assert actions.assign(by=manager, need=need, volunteer=volunteer) == first
    assert count_of(need) == 1
    assert first.is_fixed
    [message] = Message.objects.filter(kind="planning.roster")
    assert message.recipient == volunteer.person_id
    assert f"/creneau/{first.secret}/" in message.body


def test_a_broken_rule_is_named_and_may_be_broken_knowingly() -> None:
    need = make_need()
    manager = make_staff(need.session.space)
    volunteer = make_volunteer(need.session.space, (need.mission,), accompanied_shifts_left=1)
    day = need.session.starts_at.date()
    Absence.objects.create(volunteer=volunteer, starts_on=day, ends_on=day)
    with pytest.raises(Refusal) as refused:
        actions.assign(by=manager, need=need, volunteer=volunteer)
    assert refused.value.code == "planning.rules_broken"
    broken = {(one.rule, one.code) for one in refused.value.facts["broken"]}
    assert broken == {("H4", "away"), ("H8", "not_accompanied")}
    assignment = actions.assign(by=manager, need=need, volunteer=volunteer, knowingly=True)
    assert set(assignment.why["knowingly"]) == {"away", "not_accompanied"}


def test_nobody_is_at_two_places_at_once_even_knowingly() -> None:
    mission = make_mission()
    session = make_session()
    one, two = make_need(session, mission), make_need(session, make_mission())
    manager = make_staff(session.space)
    volunteer = make_volunteer(session.space, (mission, two.mission))
    actions.assign(by=manager, need=one, volunteer=volunteer)
    with pytest.raises(Refusal) as refused:
        actions.assign(by=manager, need=two, volunteer=volunteer, knowingly=True)
    assert refused.value.facts["rule"] == "overlap"


def test_a_full_shift_and_a_person_who_left_are_refused() -> None:
    need = make_need(minimum=1, ideal=1, maximum=1)
    manager = make_staff(need.session.space)
    make_assignment(need)
    with pytest.raises(Refusal) as refused:
        actions.assign(
            by=manager,
            need=need,
            volunteer=make_volunteer(need.session.space, (need.mission,)),
            knowingly=True,
        )
    assert refused.value.facts["rule"] == "too_many"
    paused = make_volunteer(need.session.space, (need.mission,), state=VolunteerState.PAUSED)
    with pytest.raises(Refusal) as refused:
        actions.assign(by=manager, need=make_need(make_session(need.session.space)), volunteer=paused)
    assert refused.value.facts["rule"] == "inactive"


def test_the_team_takes_somebody_off_and_she_is_told() -> None:
    need = make_need()
    manager = make_staff(need.session.space)
    assignment = make_assignment(need)
    volunteer = assignment.volunteer
    actions.unassign(by=manager, assignment=assignment)
    assert count_of(need) == 0
    [message] = Message.objects.filter(recipient=volunteer.person_id)
    assert message.kind == "planning.taken_off"
    assert not Withdrawal.objects.exists()


def test_somebody_forgotten_frees_her_places_and_leaves_the_counts() -> None:
    space, mission = make_space(), make_mission()
    past = make_need(make_session(space, next_weekday(1, weeks=-1)), mission)
    need = make_need(make_session(space), mission)
    volunteer = make_volunteer(space, (mission,))
    old = make_assignment(past, volunteer, why={"reasons": [{"code": "rank", "rank": 0}]})
    make_assignment(need, volunteer)
    actions.forget_person(by=None, person=volunteer.person)
    assert count_of(need) == 0
    assert count_of(past) == 1
    kept = Assignment.objects.get()
    assert kept.pk == old.pk
    assert kept.secret != old.secret
    assert kept.why == {}


def test_the_managers_learn_which_places_an_erased_person_leaves_and_not_her_name() -> None:
    space, mission = make_space(), make_mission()
    manager = make_staff(space)
    volunteer = make_volunteer(space, (mission,), person=make_person(first_name="Zanzibar"))
    needs = [make_need(make_session(space, next_weekday(day)), mission) for day in (3, 1)]
    elsewhere = make_need(make_session(make_space()), mission)
    for need in (*needs, elsewhere):
        make_assignment(need, volunteer)
    actions.forget_person(by=None, person=volunteer.person)
    message = Message.objects.get(recipient=manager.pk)
    assert message.kind == "planning.places_freed"
    assert message.subject.startswith("2 places sont libres, la première mardi ")
    assert message.body.index(str(needs[1].pk)) < message.body.index(str(needs[0].pk))
    assert str(elsewhere.pk) not in message.body
    assert "Zanzibar" not in message.body
    actions.forget_person(by=None, person=volunteer.person)
    assert Message.objects.filter(recipient=manager.pk).count() == 1


def test_a_cancelled_session_has_no_place_left() -> None:
    need = make_need(minimum=1, ideal=3, maximum=3)
    manager = make_staff(need.session.space)
    make_assignment(need)
    newcomer = make_volunteer(need.session.space, (need.mission,))
    ask = actions.ask_volunteer(by=manager, need=need, volunteer=newcomer)
    actions.cancel_session(by=manager, session=need.session)
    assert count_of(need) == 0
    assert not StaffingNeed.objects.filter(filled__lt=F("maximum")).exists()
    assert actions.answer_ask(ask=ask, accept=True).state == AskState.FILLED
