"""A hole mended by moving people: few of them, by the rules, all at once or not at all."""

import pytest
from django.core.exceptions import PermissionDenied

from mapart.core.refusals import Refusal
from mapart.notifications.models import Message
from mapart.planning import actions, bridge
from mapart.planning.actions import Change
from mapart.planning.models import Assignment, StaffingNeed, Withdrawal
from mapart.volunteering.models import MissionChoice
from tests.conftest import SignedClient
from tests.factories import (
    make_assignment,
    make_mission,
    make_need,
    make_session,
    make_space,
    make_staff,
    make_volunteer,
)

pytestmark = pytest.mark.django_db


def chain() -> tuple[StaffingNeed, StaffingNeed]:
    """A hole that only a person who holds another shift of that hour can fill; somebody else can take hers."""
    session = make_session()
    one, other = make_mission(), make_mission()
    hole = make_need(session, one, minimum=1, ideal=1, maximum=1, priority=5)
    held = make_need(session, other, minimum=1, ideal=1, maximum=1)
    make_assignment(held, make_volunteer(session.space, (one, other)))
    make_volunteer(session.space, (other,))
    gone = make_assignment(hole)
    actions.withdraw(by=gone.volunteer.person, assignment=gone)
    hole.refresh_from_db()
    return hole, held


def changes_of(way: list[bridge.Move]) -> list[Change]:
    return [
        Change(
            move.volunteer.pk,
            move.leaves.pk if move.leaves else None,
            move.takes.pk if move.takes else None,
        )
        for move in way
    ]


def test_the_first_way_moves_two_people_and_fills_the_hole() -> None:
    hole, held = chain()
    first = bridge.repairs_of(hole)[0]
    assert len({move.volunteer.pk for move in first}) == 2
    made = actions.apply_repair(by=make_staff(hole.session.space), changes=changes_of(first))
    assert {one.need_id for one in made} == {hole.pk, held.pk}
    for need in (hole, held):
        need.refresh_from_db()
        assert need.filled == Assignment.objects.filter(need=need).count() == 1
    assert Withdrawal.objects.get().was_handled
    assert Message.objects.filter(kind="planning.roster").count() == 2


def test_applied_twice_it_is_done_once_and_a_changed_plan_is_refused() -> None:
    hole, held = chain()
    changes = changes_of(bridge.repairs_of(hole)[0])
    manager = make_staff(hole.session.space)
    first = actions.apply_repair(by=manager, changes=changes)
    again = actions.apply_repair(by=manager, changes=changes)
    assert {one.pk for one in again} == {one.pk for one in first}
    Assignment.objects.filter(need=hole).delete()
    with pytest.raises(Refusal) as refused:
        actions.apply_repair(by=manager, changes=changes)
    assert refused.value.code == "planning.repair_gone"
    assert Assignment.objects.filter(need=held).count() == 1


def test_when_somebody_is_free_nobody_else_moves() -> None:
    hole, _ = chain()
    free = make_volunteer(hole.session.space, (hole.mission,))
    [move] = bridge.repairs_of(hole)[0]
    assert (move.volunteer, move.leaves, move.takes) == (free, None, hole)


def test_a_place_that_nobody_gave_back_has_no_repair() -> None:
    assert bridge.repairs_of(make_need()) == []


def test_a_way_that_leaves_the_hole_as_it_is_mends_nothing() -> None:
    """Nobody can fill it; somebody could come to another shift of the week, which is another matter."""
    hole, held = chain()
    Assignment.objects.filter(need=held).delete()
    StaffingNeed.objects.filter(pk=held.pk).update(filled=0)
    for choice in MissionChoice.objects.filter(mission=hole.mission):
        choice.delete()
    assert bridge.repairs_of(hole) == []


def test_who_may_not_changes_nothing() -> None:
    hole, held = chain()
    changes = changes_of(bridge.repairs_of(hole)[0])
    for by in (make_staff(make_space()), make_volunteer(hole.session.space).person):
        with pytest.raises(PermissionDenied):
            actions.apply_repair(by=by, changes=changes)
    assert Assignment.objects.get().need == held


def test_three_actions_from_the_hole_to_the_repair(client: SignedClient) -> None:
    hole, _ = chain()
    client.force_login(make_staff(hole.session.space))
    address = f"/equipe/planning/besoins/{hole.pk}/reparer/"
    assert address in client.get(f"/equipe/planning/besoins/{hole.pk}/").content.decode()
    text = client.get(address).content.decode()
    assert "Solution 1" in text
    sent = text.split('name="changes" value="')[1].split('"')[0]
    done = client.post(address, {"changes": sent}, follow=True).content.decode()
    assert "2 personnes sont prévenues" in done
    for bad in ("", "rien", "a:b:c"):
        assert client.post(address, {"changes": bad}).status_code == 404
