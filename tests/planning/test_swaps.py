"""Swaps: asked by name, answered by link, judged in one transaction; nobody loses a shift by a question."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from mapart.core.enums import Channel
from mapart.core.refusals import Refusal
from mapart.notifications.models import Message
from mapart.notifications.rules import SMS_LENGTH, gsm7_length, unsendable
from mapart.planning import actions
from mapart.planning.enums import Origin, SwapState
from mapart.planning.models import Assignment, StaffingNeed, Swap
from mapart.volunteering.enums import Skill
from mapart.volunteering.models import Volunteer
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
from tests.processes import run_together
from tests.refusing import code_of

pytestmark = pytest.mark.django_db


def held_and_colleague(**values: Any) -> tuple[Assignment, Volunteer]:
    held = make_assignment(make_need(minimum=1, ideal=1, maximum=1))
    return held, make_volunteer(held.need.session.space, (held.need.mission,), **values)


def ask(held: Assignment, colleague: Volunteer, in_return: StaffingNeed | None = None) -> Swap:
    return actions.ask_swap(
        by=held.volunteer.person, assignment=held, colleague=colleague, in_return=in_return
    )


def other_day(held: Assignment, colleague: Volunteer) -> Assignment:
    session = make_session(held.need.session.space, next_weekday(2))
    return make_assignment(make_need(session, held.need.mission, minimum=1), colleague)


def holders(need: StaffingNeed) -> list[Volunteer]:
    return [one.volunteer for one in Assignment.objects.filter(need=need).select_related("volunteer")]


def test_a_yes_hands_the_shift_over_and_everybody_knows() -> None:
    held, colleague = held_and_colleague()
    manager = make_staff(held.need.session.space)
    swap = ask(held, colleague)
    assert ask(held, colleague).pk == swap.pk
    [question] = Message.objects.filter(kind="planning.swap")
    assert question.recipient == colleague.person_id
    assert f"/echange/{swap.secret}/" in question.body
    assert holders(held.need) == [held.volunteer]
    for _ in range(2):
        assert actions.answer_swap(swap=swap, accept=True).state == SwapState.ACCEPTED
    [now] = Assignment.objects.all()
    assert (now.volunteer, now.origin, now.confirmed_at is None) == (colleague, Origin.SWAP, False)
    assert now.secret != held.secret
    held.need.refresh_from_db()
    assert held.need.filled == 1
    told = set(Message.objects.exclude(kind="planning.swap").values_list("recipient", flat=True))
    assert told == {held.volunteer.person_id, colleague.person_id, manager.pk}


def test_two_shifts_change_hands_or_none() -> None:
    held, colleague = held_and_colleague()
    hers = other_day(held, colleague)
    swap = ask(held, colleague, hers.need)
    actions.answer_swap(swap=swap, accept=True)
    assert holders(held.need) == [colleague]
    assert holders(hers.need) == [held.volunteer]


def test_an_exchange_within_one_hour_is_no_overlap() -> None:
    held, colleague = held_and_colleague()
    same_hour = make_assignment(make_need(held.need.session, make_mission(), minimum=1), colleague)
    for mission in (held.need.mission, same_hour.need.mission):
        for one in (held.volunteer, colleague):
            one.choices.get_or_create(mission=mission, defaults={"rank": 5})
    assert code_of(ask, held, colleague) == "overlap"
    swap = ask(held, colleague, same_hour.need)
    assert actions.answer_swap(swap=swap, accept=True).state == SwapState.ACCEPTED
    assert holders(same_hour.need) == [held.volunteer]


def test_skill_rest_and_company_are_checked() -> None:
    held, colleague = held_and_colleague()
    session = make_session(held.need.session.space, hour=14)
    make_assignment(make_need(session, held.need.mission), colleague)
    assert code_of(ask, held, colleague) == "day_cap"
    newcomer = make_volunteer(held.need.session.space, (held.need.mission,), accompanied_shifts_left=2)
    assert code_of(ask, held, newcomer) == "not_accompanied"
    stranger = make_volunteer(make_space())
    assert code_of(ask, held, stranger) == "inactive"
    held.need.mission.mandatory_skill = Skill.REPAIR
    held.need.mission.save()
    able = make_volunteer(held.need.session.space, (held.need.mission,))
    assert code_of(ask, held, able) == "mandatory_skill"


def test_what_changed_since_the_question_is_judged_at_the_answer() -> None:
    held, colleague = held_and_colleague()
    swap = ask(held, colleague)
    make_assignment(make_need(held.need.session, make_mission()), colleague)
    assert code_of(lambda: actions.answer_swap(swap=swap, accept=True)) == "overlap"
    assert holders(held.need) == [held.volunteer]


def test_a_shift_given_back_meanwhile_leaves_nothing_to_swap() -> None:
    held, colleague = held_and_colleague()
    swap = ask(held, colleague)
    actions.withdraw(by=held.volunteer.person, assignment=held)
    assert actions.answer_swap(swap=swap, accept=True).state == SwapState.GONE
    assert holders(held.need) == []


def test_no_is_told_and_nothing_moves() -> None:
    held, colleague = held_and_colleague()
    swap = ask(held, colleague)
    for _ in range(2):
        assert actions.answer_swap(swap=swap, accept=False).state == SwapState.DECLINED
    assert Message.objects.filter(kind="planning.swap_declined").count() == 1
    assert actions.answer_swap(swap=swap, accept=True).state == SwapState.DECLINED
    assert holders(held.need) == [held.volunteer]
    assert ask(held, colleague).pk != swap.pk


def test_who_may_ask_and_who_may_answer() -> None:
    held, colleague = held_and_colleague()
    for by in (make_person(), colleague.person, make_staff(make_space())):
        with pytest.raises(PermissionDenied):
            actions.ask_swap(by=by, assignment=held, colleague=colleague)
    swap = ask(held, colleague)
    for by in (make_person(), held.volunteer.person, make_staff(make_space())):
        with pytest.raises(PermissionDenied):
            actions.answer_swap(by=by, swap=swap, accept=True)
    assert holders(held.need) == [held.volunteer]


def test_three_actions_to_ask_and_one_to_answer(client: Client) -> None:
    held, colleague = held_and_colleague()
    hers = other_day(held, colleague)
    free = make_volunteer(held.need.session.space, (held.need.mission,))
    text = client.get(f"/creneau/{held.secret}/").content.decode()
    assert f"/creneau/{held.secret}/echanger/" in text
    choose = client.get(f"/creneau/{held.secret}/echanger/").content.decode()
    assert f'value="{free.pk}"' in choose
    assert f'value="{colleague.pk}"' not in choose  # one shift a week is what she offers
    assert f'value="{colleague.pk}:{hers.need.pk}"' in choose
    assert colleague.person.last_name not in choose
    assert held.volunteer.person.last_name not in choose
    client.post(f"/creneau/{held.secret}/echanger/", {"ask": f"{colleague.pk}:{hers.need.pk}"})
    swap = Swap.objects.get()
    assert swap.in_return == hers.need
    question = client.get(f"/echange/{swap.secret}/").content.decode()
    assert "Prendre le créneau d" in question
    assert "Avec " not in question  # she who asks will not be there
    done = client.post(f"/echange/{swap.secret}/", {"answer": "oui"}, follow=True).content.decode()
    assert "échange est fait" in done
    assert client.get("/echange/rien/").status_code == 404
    assert client.post(f"/creneau/{held.secret}/echanger/", {"ask": "rien"}).status_code == 404


def test_every_sms_of_a_swap_fits_with_long_names() -> None:
    held, colleague = held_and_colleague()
    manager = make_staff(held.need.session.space)
    people = (held.volunteer.person, colleague.person, manager)
    for number, person in enumerate(people):
        person.first_name, person.email = "Marie-Françoise-Élisabeth", None
        person.phone, person.channel = f"+3363998000{number}", Channel.SMS
        person.save()
    hers = other_day(held, colleague)
    actions.answer_swap(swap=ask(held, colleague, hers.need), accept=False)
    actions.answer_swap(swap=ask(held, colleague, hers.need), accept=True)
    kinds = {message.kind for message in Message.objects.filter(channel=Channel.SMS)}
    assert kinds == {f"planning.{name}" for name in ("swap", "swap_done", "swap_declined", "swap_team")}
    for message in Message.objects.all():
        assert gsm7_length(message.body) <= SMS_LENGTH
        assert unsendable(message.body) == []


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_a_swap_and_another_shift_of_the_same_hour_at_once_are_never_both() -> None:
    held, colleague = held_and_colleague()
    swap = ask(held, colleague)
    other = make_need(held.need.session, make_mission(), minimum=1, ideal=1, maximum=1)
    colleague.choices.create(mission=other.mission, rank=1)
    manager = make_staff(held.need.session.space)

    def act(number: int) -> str:
        try:
            if number % 2:
                actions.answer_swap(
                    swap=Swap.objects.select_related(
                        "need__session__space", "need__mission", "volunteer__person", "colleague__person"
                    ).get(pk=swap.pk),
                    accept=True,
                )
            else:
                need = StaffingNeed.objects.select_related("session__space", "mission").get(pk=other.pk)
                actions.assign(by=manager, need=need, volunteer=colleague, knowingly=True)
        except Refusal as refusal:
            return refusal.code
        return "done"

    run_together(act, count=8, processes=4, threads=2)
    assert Assignment.objects.filter(volunteer=colleague).count() == 1
    assert Assignment.objects.filter(need=held.need).count() == 1


def test_her_page_says_whom_she_asked_until_the_answer(client: Client) -> None:
    held, colleague = held_and_colleague(person=make_person(first_name="Rosa", last_name="Diaz"))
    page = f"/creneau/{held.secret}/"
    told = "Question posée à Rosa D., sans réponse"
    assert told not in client.get(page).text
    assert "Lui proposer ce créneau" in client.get(f"{page}echanger/").text
    swap = ask(held, colleague)
    assert told in client.get(page).text
    again = client.get(f"{page}echanger/").text
    assert "question posée" in again
    assert "Lui proposer ce créneau" not in again
    actions.answer_swap(swap=swap, accept=False)
    assert told not in client.get(page).text
