"""What a volunteer agreed to against her usual hours is hers: the next plan does not take it away."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from mapart.agenda.models import Session
from mapart.core import clock
from mapart.planning import actions, bridge, tasks
from mapart.planning.models import Assignment, StaffingNeed
from mapart.volunteering import actions as volunteering
from mapart.volunteering.enums import Commitment
from mapart.volunteering.models import Absence, Volunteer
from tests.factories import (
    make_assignment,
    make_need,
    make_session,
    make_space,
    make_staff,
    make_volunteer,
    next_weekday,
)
from tests.planning.test_runs import Scene

pytestmark = pytest.mark.django_db


def outside_her_hours(scene: Scene) -> Volunteer:
    volunteer = make_volunteer(scene.space, (scene.mission,))
    volunteer.windows.all().delete()
    return volunteer


def take_by_herself(scene: Scene, her: Volunteer) -> None:
    actions.take_shift(by=her.person, need=scene.needs[0], volunteer=her)


def say_yes_to_a_question(scene: Scene, her: Volunteer) -> None:
    ask = actions.ask_volunteer(by=scene.manager, need=scene.needs[0], volunteer=her)
    actions.answer_ask(ask=ask, accept=True)


def take_the_shift_of_a_colleague(scene: Scene, her: Volunteer) -> None:
    held = make_assignment(scene.needs[0], scene.people[0])
    swap = actions.ask_swap(by=scene.people[0].person, assignment=held, colleague=her)
    actions.answer_swap(swap=swap, accept=True)


def give_back_and_come_all_the_same(scene: Scene, her: Volunteer) -> None:
    take_by_herself(scene, her)
    held = Assignment.objects.get(need=scene.needs[0])
    actions.come_back(by=her.person, withdrawal=actions.withdraw(by=her.person, assignment=held))


def be_put_there_knowingly(scene: Scene, her: Volunteer) -> None:
    actions.assign(by=scene.manager, need=scene.needs[0], volunteer=her, knowingly=True)


def begin_there(scene: Scene, her: Volunteer) -> None:
    StaffingNeed.objects.update(maximum=2, ideal=2)
    make_assignment(scene.needs[0], scene.people[0])
    actions.take_trial_place(by=None, need=scene.needs[0], volunteer=her, buddy=scene.people[0])


@pytest.mark.parametrize(
    "come",
    [
        take_by_herself,
        say_yes_to_a_question,
        take_the_shift_of_a_colleague,
        give_back_and_come_all_the_same,
        be_put_there_knowingly,
        begin_there,
    ],
)
def test_a_shift_agreed_outside_her_hours_outlives_the_next_plan(come: Callable[..., None]) -> None:
    scene = Scene()
    her = outside_her_hours(scene)
    come(scene, her)
    for _again in range(2):
        run = scene.ready()
        actions.publish_run(by=scene.manager, run=run)
        assert run.report["published"]["left_out"] == []
        assert Assignment.objects.filter(need=scene.needs[0], volunteer=her).exists()


def test_an_absence_said_since_outweighs_a_yes_outside_her_hours() -> None:
    scene = Scene(days=1, people=1)
    her = outside_her_hours(scene)
    take_by_herself(scene, her)
    Absence.objects.create(volunteer=her, starts_on=next_weekday(0), ends_on=next_weekday(0))
    Assignment.objects.update(created_at=clock.now() - datetime.timedelta(days=1))
    actions.publish_run(by=scene.manager, run=scene.ready(), leave_out=True)
    assert not Assignment.objects.filter(volunteer=her).exists()


def stop(scene: Scene, how: str) -> Assignment:
    """The first person holds the first shift, and pauses, leaves, is away that day or goes to another space only."""
    held = make_assignment(scene.needs[0], scene.people[0])
    Assignment.objects.update(created_at=clock.now() - datetime.timedelta(days=1))
    if how == "away":
        Absence.objects.create(volunteer=held.volunteer, starts_on=next_weekday(0), ends_on=next_weekday(0))
    elif how == "go elsewhere":
        her = held.volunteer
        volunteering.set_reach(by=her.person, volunteer=her, spaces=[make_space()])
    else:
        getattr(volunteering, how)(by=held.volunteer.person, volunteer=held.volunteer)
    return Assignment.objects.get(pk=held.pk)


@pytest.mark.parametrize("how", ["pause", "leave", "away", "go elsewhere"])
def test_a_shift_kept_all_the_same_outlives_the_next_plan_and_no_other_follows(how: str) -> None:
    scene = Scene()
    held = stop(scene, how)
    for _again in range(2):
        assert actions.keep_all_the_same(by=held.volunteer.person, assignments=[held]) == 1
    for _again in range(2):
        run = scene.ready()
        actions.publish_run(by=scene.manager, run=run)
        assert run.report["published"]["left_out"] == []
        assert Assignment.objects.filter(volunteer=held.volunteer, need=held.need).exists()
    if how in ("pause", "leave"):
        assert Assignment.objects.filter(volunteer=held.volunteer).count() == 1
        [broken] = bridge.broken_by(scene.needs[1], Volunteer.objects.get(pk=held.volunteer_id))
        assert broken.code == "inactive"


@pytest.mark.parametrize("how", ["pause", "leave"])
def test_whoever_stopped_and_still_holds_a_shift_is_asked_whether_she_comes(how: str) -> None:
    held = stop(Scene(), how)
    soon = clock.now() + datetime.timedelta(hours=20)
    Session.objects.update(starts_at=soon, ends_at=soon + datetime.timedelta(hours=3))
    Assignment.objects.update(created_at=clock.now() - datetime.timedelta(days=9))
    actions.send_reminders()
    assert Assignment.objects.get(pk=held.pk).reminded > 0


def test_a_shift_kept_in_a_space_left_out_gives_her_no_other_there() -> None:
    scene = Scene(days=3, people=1)
    Volunteer.objects.update(commitment=Commitment.THREE_HOURS_A_WEEK, accepts_whole_day=True)
    held = stop(scene, "go elsewhere")
    actions.keep_all_the_same(by=held.volunteer.person, assignments=[held])
    held.refresh_from_db()
    assert held.why["knowingly"] == ["out_of_reach"]
    elsewhere = held.volunteer.reach.select_related("space").get().space
    make_need(make_session(elsewhere, next_weekday(1)), scene.mission, minimum=1, ideal=1, maximum=1)
    for spaces in ([scene.space], [scene.space, elsewhere]):
        boss = make_staff()
        run = actions.ask_plan(by=boss, spaces=spaces, starts_on=next_weekday(0), weeks=1)
        tasks.compute_plan.func(str(run.pk))
        run.refresh_from_db()
        actions.publish_run(by=boss, run=run)
        hers = Assignment.objects.filter(volunteer=held.volunteer)
        assert hers.filter(need__session__space=scene.space).get().need == held.need
        assert hers.exclude(need__session__space=scene.space).count() == len(spaces) - 1


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_in_a_space_left_out_what_she_said_yes_to_stays_and_the_rest_goes_to_others(
    is_confirmed: bool,
) -> None:
    scene = Scene(days=1)
    held = stop(scene, "go elsewhere")
    Assignment.objects.update(confirmed_at=clock.now() if is_confirmed else None)
    actions.publish_run(by=scene.manager, run=scene.ready())
    assert Assignment.objects.get(need=held.need).volunteer == scene.people[0 if is_confirmed else 1]


def test_nobody_keeps_the_shift_of_another_and_none_that_began() -> None:
    scene = Scene()
    held = stop(scene, "pause")
    with pytest.raises(PermissionDenied):
        actions.keep_all_the_same(by=scene.people[1].person, assignments=[held])
    Session.objects.update(starts_at=clock.now() - datetime.timedelta(hours=1))
    assert actions.keep_all_the_same(by=held.volunteer.person, assignments=[held]) == 0
