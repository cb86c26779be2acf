"""Between the welcome and the missions no plan counts on a newcomer: only her trial shift is hers."""

import datetime
import importlib
from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from mapart.agenda.models import Session
from mapart.core import clock
from mapart.core.refusals import Refusal
from mapart.notifications.models import Message
from mapart.people.enums import RoleKind
from mapart.planning import actions as planning
from mapart.planning.models import Assignment, StaffingNeed
from mapart.recruitment import actions
from mapart.recruitment.enums import LeftReason, Stage, Step, TrialState
from mapart.recruitment.models import Application, TrialShift
from mapart.recruitment.queries import open_trial
from mapart.volunteering.enums import AgeBand, SignedWay, VolunteerState
from mapart.volunteering.models import Availability, Volunteer
from tests.factories import (
    make_assignment,
    make_newcomer,
    make_staff,
)
from tests.planning.test_runs import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    """A week with an experienced volunteer on each of two days, and a second place beside her."""
    scene = Scene(days=2, people=1)
    Volunteer.objects.update(commitment="6h_week")
    StaffingNeed.objects.update(ideal=2, maximum=2)
    return scene


def welcomed(scene: Scene, band: AgeBand = AgeBand.ADULT) -> Application:
    application = make_newcomer(scene.space, (scene.mission,))
    actions.sign_charter(by=application.person, application=application, band=band, way=SignedWay.SCREEN)
    return Application.objects.get(pk=application.pk)


def volunteer_of(application: Application) -> Volunteer:
    return Volunteer.objects.get(person=application.person)


def with_trial(scene: Scene) -> tuple[Application, TrialShift]:
    # On Tuesday: on a Sunday, the shift of Monday is less than a day away, and is proposed to nobody.
    make_assignment(scene.needs[1], scene.people[0])
    application = welcomed(scene)
    trial = open_trial(application)
    assert trial is not None
    actions.accept_trial(by=application.person, trial=trial)
    return Application.objects.get(pk=application.pk), trial


def publish(scene: Scene) -> None:
    planning.publish_run(by=scene.manager, run=scene.ready())


def shifts_of(application: Application) -> set[StaffingNeed]:
    return {one.need for one in Assignment.objects.filter(volunteer__person=application.person)}


def test_no_plan_counts_on_her_before_she_is_ready(scene: Scene) -> None:
    application = welcomed(scene, AgeBand.MINOR)  # her parent has not agreed yet
    run = scene.ready()
    assert volunteer_of(application).pk not in {line.volunteer_id for line in run.lines.all()}
    assert str(volunteer_of(application).pk) not in str(run.report["idle"])
    planning.publish_run(by=scene.manager, run=run)
    assert shifts_of(application) == set()


def test_her_trial_shift_outlives_a_plan_and_stays_the_only_one(scene: Scene) -> None:
    application, trial = with_trial(scene)
    Availability.objects.filter(volunteer=volunteer_of(application)).delete()  # it was at other hours
    publish(scene)
    publish(scene)
    assert shifts_of(application) == {trial.need}


def test_ready_she_is_planned_beside_somebody_of_experience(scene: Scene) -> None:
    application = welcomed(scene)
    manager = make_staff(scene.space)
    actions.begin_without_trial(by=manager, application=application, is_experienced=False)
    assert volunteer_of(application).accompanied_shifts_left == 3
    publish(scene)
    assert shifts_of(application)
    for need in shifts_of(application):
        assert Assignment.objects.filter(need=need, volunteer=scene.people[0]).exists()


def test_the_end_of_her_way_is_the_beginning_of_her_missions(scene: Scene) -> None:
    application, trial = with_trial(scene)
    Session.objects.update(starts_at=clock.now())
    actions.note_trial(by=None, trial=TrialShift.objects.get(pk=trial.pk), came=True)
    volunteer = volunteer_of(application)
    assert [volunteer.state, volunteer.accompanied_shifts_left] == [VolunteerState.ACTIVE, 3]


def test_the_team_lets_her_begin_once_and_she_is_told_once(scene: Scene) -> None:
    application, trial = with_trial(scene)
    manager = make_staff(scene.space)
    for is_experienced in (True, False):
        actions.begin_without_trial(by=manager, application=application, is_experienced=is_experienced)
    assert [application.stage, volunteer_of(application).state] == [Stage.ACTIVE, VolunteerState.ACTIVE]
    assert volunteer_of(application).accompanied_shifts_left == 0
    assert Message.objects.filter(kind="recruitment.ready").count() == 1
    assert shifts_of(application) == {trial.need}  # she said yes to it
    assert TrialShift.objects.get().state == TrialState.LAPSED
    assert actions.follow_trials() == 0


def test_nobody_begins_without_a_charter_nor_under_18_without_a_parent(scene: Scene) -> None:
    unsigned = make_newcomer(scene.space, (scene.mission,))
    minor = welcomed(scene, AgeBand.MINOR)
    manager = make_staff(scene.space)
    for application, code in ((unsigned, "charter_first"), (minor, "parent_first")):
        with pytest.raises(Refusal, match=code):
            actions.begin_without_trial(by=manager, application=application, is_experienced=True)
        assert volunteer_of(application).is_in_welcome


@pytest.mark.parametrize("kind", [RoleKind.SPACE_MANAGER, None])
def test_who_does_not_follow_newcomers_there_lets_nobody_begin(scene: Scene, kind: RoleKind | None) -> None:
    application = welcomed(scene)
    stranger = make_staff(kind=kind, space=Scene().space) if kind else application.person
    with pytest.raises(PermissionDenied):
        actions.begin_without_trial(by=stranger, application=application, is_experienced=True)


def test_no_other_way_leads_to_a_shift(scene: Scene) -> None:
    held = make_assignment(scene.needs[1], scene.people[0])
    volunteer = volunteer_of(welcomed(scene))
    ways: list[Callable[[], object]] = [
        lambda: planning.take_shift(by=volunteer.person, need=scene.needs[0], volunteer=volunteer),
        lambda: planning.ask_volunteer(by=scene.manager, need=scene.needs[0], volunteer=volunteer),
        lambda: planning.assign(by=scene.manager, need=scene.needs[0], volunteer=volunteer, knowingly=True),
        lambda: planning.ask_swap(by=scene.manager, assignment=held, colleague=volunteer),
        lambda: planning.join_queue(by=volunteer.person, need=scene.needs[0], volunteer=volunteer),
    ]
    for way in ways:
        with pytest.raises(Refusal):
            way()
    assert not Assignment.objects.filter(volunteer=volunteer).exists()


def test_she_is_reminded_of_her_trial_shift_like_anybody(scene: Scene) -> None:
    application, trial = with_trial(scene)
    soon = clock.now() + datetime.timedelta(hours=20)
    Session.objects.filter(pk=trial.need.session_id).update(
        starts_at=soon, ends_at=soon + datetime.timedelta(hours=3)
    )
    Assignment.objects.update(created_at=clock.now() - datetime.timedelta(days=9))
    planning.send_reminders()
    assert Assignment.objects.filter(volunteer__person=application.person, reminded__gt=0).exists()


def test_who_does_not_go_on_is_no_volunteer_and_is_thanked_for_nothing(scene: Scene) -> None:
    application, _trial = with_trial(scene)
    manager = make_staff(scene.space)
    actions.move_application(by=manager, application=application, stage=Stage.LEFT, reason=LeftReason.NO_TIME)
    assert volunteer_of(application).state == VolunteerState.LEFT
    assert shifts_of(application) == set()
    assert not Message.objects.filter(kind="volunteering.farewell").exists()
    publish(scene)
    assert shifts_of(application) == set()


def test_who_stops_may_come_back_as_anybody_may(scene: Scene) -> None:
    application = welcomed(scene)
    actions.begin_without_trial(by=scene.manager, application=application, is_experienced=True)
    volunteer = volunteer_of(application)
    for _again in range(2):
        actions.stop_volunteering(by=volunteer.person, volunteer=volunteer)
    application.refresh_from_db()
    assert application.stage == Stage.LEFT
    for stage in (Stage.APPLIED, Stage.WELCOMED):
        actions.move_application(by=None, application=application, stage=stage)
    assert volunteer_of(application).is_in_welcome


def test_those_on_their_way_wait_since_the_migration() -> None:
    migration = importlib.import_module("mapart.recruitment.migrations.0012_who_is_being_welcomed")
    scene = Scene()
    waiting = make_newcomer(scene.space, (scene.mission,), Step.PROPOSE)
    back = make_newcomer(scene.space, (scene.mission,), Step.CHARTER)
    Volunteer.objects.update(state=VolunteerState.ACTIVE)
    Volunteer.objects.filter(person=back.person).update(accompanied_shifts_left=0)  # she had years of shifts
    migration.wait(apps, None)
    assert list(Volunteer.objects.filter(state=VolunteerState.WELCOMED)) == [volunteer_of(waiting)]
    migration.plan(apps, None)
    assert not Volunteer.objects.filter(state=VolunteerState.WELCOMED).exists()
