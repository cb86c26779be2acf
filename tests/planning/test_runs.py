"""A proposal: asked, computed, corrected, published."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mapart.core import clock
from mapart.core.jobs.models import Job
from mapart.core.refusals import Refusal
from mapart.notifications.models import Message
from mapart.people.models import Person
from mapart.planning import actions, bridge, tasks
from mapart.planning.enums import RunState
from mapart.planning.models import Assignment, PlanClaim, PlanRun, StaffingNeed
from mapart.spaces.models import Space
from mapart.volunteering.models import Absence, Mission, Volunteer
from tests.factories import (
    make_assignment,
    make_mission,
    make_need,
    make_session,
    make_space,
    make_staff,
    make_volunteer,
    next_weekday,
)
from tests.refusing import code_of

pytestmark = pytest.mark.django_db


class Scene:
    """A space with one mission, a manager, and needs of one person on the days asked."""

    def __init__(self, days: int = 2, people: int = 2) -> None:
        self.space: Space = make_space()
        self.mission: Mission = make_mission()
        self.manager: Person = make_staff(self.space)
        self.needs: list[StaffingNeed] = [
            make_need(
                make_session(self.space, next_weekday(day)), self.mission, minimum=1, ideal=1, maximum=1
            )
            for day in range(days)
        ]
        self.people: list[Volunteer] = [make_volunteer(self.space, (self.mission,)) for _ in range(people)]

    def ask(self, weeks: int = 1) -> PlanRun:
        return actions.ask_plan(by=self.manager, spaces=[self.space], starts_on=next_weekday(0), weeks=weeks)

    def ready(self) -> PlanRun:
        run = self.ask()
        tasks.compute_plan.func(str(run.pk))
        run.refresh_from_db()
        assert run.state == RunState.READY, run.error
        return run


def test_asking_makes_a_run_and_its_job_in_one_act() -> None:
    run = Scene().ask()
    assert run.state == RunState.ASKED
    [job] = Job.objects.filter(task="mapart.planning.tasks.compute_plan")
    assert job.arguments["args"] == [str(run.pk)]


def test_two_runs_never_compute_the_same_week() -> None:
    scene = Scene()
    run = scene.ask(weeks=2)
    assert code_of(scene.ask) == "planning.weeks_taken"
    actions.drop_run(by=scene.manager, run=run)
    assert scene.ask().state == RunState.ASKED


@pytest.mark.parametrize(
    ("days", "weeks", "code"),
    [
        (0, 0, "planning.bad_weeks"),
        (0, 14, "planning.bad_weeks"),
        (1, 1, "planning.not_a_monday"),
        (-21, 1, "planning.weeks_past"),
    ],
)
def test_weeks_that_cannot_be_planned(days: int, weeks: int, code: str) -> None:
    scene, starts_on = Scene(), next_weekday(0) + datetime.timedelta(days=days)
    found = code_of(
        actions.ask_plan, by=scene.manager, spaces=[scene.space], starts_on=starts_on, weeks=weeks
    )
    assert found == code
    assert not PlanRun.objects.exists()


def test_only_who_plans_all_the_spaces_may_ask() -> None:
    scene = Scene()
    with pytest.raises(PermissionDenied):
        actions.ask_plan(
            by=scene.manager, spaces=[scene.space, make_space()], starts_on=next_weekday(0), weeks=1
        )


def test_a_computation_leaves_lines_a_report_and_free_weeks() -> None:
    scene = Scene()
    run = scene.ready()
    assert run.lines.count() == 2
    assert run.report["minimum"] == [2, 2]
    assert run.progress == 100
    assert not PlanClaim.objects.exists()


def test_a_job_run_twice_and_a_dropped_run_do_no_harm() -> None:
    scene = Scene()
    run = scene.ready()
    lines = set(run.lines.values_list("pk", flat=True))
    tasks.compute_plan.func(str(run.pk))
    assert set(run.lines.values_list("pk", flat=True)) == lines
    dropped = scene.ask()
    actions.drop_run(by=scene.manager, run=dropped)
    tasks.compute_plan.func(str(dropped.pk))
    dropped.refresh_from_db()
    assert dropped.state == RunState.DROPPED
    assert not dropped.lines.exists()


def test_a_run_dropped_while_it_computes_stays_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene()
    run = scene.ask()
    solve = bridge.propose

    def slow(*args: Any, **values: Any) -> bridge.Proposal:
        actions.drop_run(by=scene.manager, run=PlanRun.objects.get())
        return solve(*args, **values)

    monkeypatch.setattr(bridge, "propose", slow)
    tasks.compute_plan.func(str(run.pk))
    run.refresh_from_db()
    assert run.state == RunState.DROPPED
    assert not run.lines.exists()


def test_what_nobody_foresaw_is_said_on_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene()
    run = scene.ask()

    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(bridge, "read_facts", broken)
    with pytest.raises(ZeroDivisionError):
        tasks.compute_plan.func(str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.error) == (RunState.FAILED, "planning.crashed")
    assert not PlanClaim.objects.exists()


def test_a_fixed_line_survives_a_computation_and_a_removed_one_may_come_back() -> None:
    scene = Scene(days=1, people=2)
    run = scene.ready()
    [line] = run.lines.all()
    other = next(one for one in scene.people if one.pk != line.volunteer_id)
    actions.remove_line(by=scene.manager, line=line)
    by_hand = actions.add_line(by=scene.manager, run=run, need=scene.needs[0], volunteer=other)
    assert by_hand.is_fixed
    actions.recompute(by=scene.manager, run=run)
    tasks.compute_plan.func(str(run.pk))
    [kept] = run.lines.all()
    assert (kept.volunteer_id, kept.origin, kept.is_fixed) == (other.pk, "staff", True)
    actions.unfix_line(by=scene.manager, line=kept)
    assert not run.lines.get().is_fixed
    assert code_of(actions.fix_line, by=scene.manager, line=line) == "planning.line_gone"


def test_a_line_by_hand_that_breaks_a_rule_is_named_and_kept_knowingly() -> None:
    scene = Scene(days=1, people=1)
    run = scene.ready()
    run.lines.all().delete()
    away = make_volunteer(scene.space, (scene.mission,))
    Absence.objects.create(volunteer=away, starts_on=next_weekday(0), ends_on=next_weekday(0))
    put: dict[str, Any] = {"by": scene.manager, "run": run, "need": scene.needs[0], "volunteer": away}
    with pytest.raises(Refusal) as refused:
        actions.add_line(**put)
    assert [(one.rule, one.code) for one in refused.value.facts["broken"]] == [("H4", "away")]
    line = actions.add_line(**put, knowingly=True)
    assert actions.add_line(**put) == line
    actions.recompute(by=scene.manager, run=run)
    tasks.compute_plan.func(str(run.pk))
    kept = run.lines.get()
    assert kept.volunteer_id == away.pk
    assert kept.why["knowingly"] == ["away"]
    actions.publish_run(by=scene.manager, run=run)
    assert Assignment.objects.get().volunteer_id == away.pk


def test_an_overlap_by_hand_is_refused_even_knowingly() -> None:
    scene = Scene(days=1, people=1)
    run = scene.ready()
    second = make_need(scene.needs[0].session, make_mission())
    found = code_of(
        actions.add_line,
        by=scene.manager,
        run=run,
        need=second,
        volunteer=scene.people[0],
        knowingly=True,
    )
    assert found == "overlap"


def test_publishing_gives_the_shifts_and_tells_each_person_once() -> None:
    scene = Scene(days=3, people=2)
    for volunteer in scene.people:
        volunteer.commitment = "3h_day"
        volunteer.save()
    run = scene.ready()
    published = actions.publish_run(by=scene.manager, run=run)
    assert published.state == RunState.PUBLISHED
    again = actions.publish_run(by=scene.manager, run=PlanRun.objects.get())
    assert again.state == RunState.PUBLISHED
    assert Assignment.objects.count() == 3
    assert all(need.filled == 1 for need in StaffingNeed.objects.all())
    messages = Message.objects.filter(kind="planning.roster")
    assert sorted(str(one.recipient) for one in messages) == sorted(
        str(one.person_id) for one in scene.people
    )
    links = "".join(one.body for one in messages).count("/creneau/")
    assert links == 3
    assert published.report["published"]["told"] == 2


def test_publishing_costs_the_same_queries_for_few_and_for_many() -> None:
    def queries(size: int) -> int:
        scene = Scene(days=size, people=size)
        run = scene.ready()
        with CaptureQueriesContext(connection) as caught:
            actions.publish_run(by=scene.manager, run=run)
        assert run.report["published"]["added"] == size
        return len(caught)

    few = queries(2)
    assert queries(5) == few <= 60


def test_who_keeps_the_same_shifts_is_not_told_again() -> None:
    scene = Scene(days=1, people=1)
    actions.publish_run(by=scene.manager, run=scene.ready())
    actions.publish_run(by=scene.manager, run=scene.ready())
    assert Message.objects.filter(kind="planning.roster").count() == 1


def test_a_shift_dropped_by_the_new_plan_is_taken_back_and_told() -> None:
    scene = Scene(days=1, people=1)
    actions.publish_run(by=scene.manager, run=scene.ready())
    Absence.objects.create(volunteer=scene.people[0], starts_on=next_weekday(0), ends_on=next_weekday(0))
    actions.publish_run(by=scene.manager, run=scene.ready())
    assert not Assignment.objects.exists()
    scene.needs[0].refresh_from_db()
    assert scene.needs[0].filled == 0
    last = Message.objects.filter(kind="planning.roster").latest("created_at")
    assert "Vous n'avez plus de créneau" in last.body


def test_a_line_that_no_longer_holds_is_named_then_left_out() -> None:
    scene = Scene(days=2, people=2)
    run = scene.ready()
    gone = run.lines.select_related("volunteer").first()
    assert gone is not None
    Absence.objects.create(volunteer=gone.volunteer, starts_on=next_weekday(0), ends_on=next_weekday(6))
    with pytest.raises(Refusal) as refused:
        actions.publish_run(by=scene.manager, run=run)
    assert (refused.value.code, refused.value.facts["count"]) == ("planning.lines_changed", 1)
    assert not Assignment.objects.exists()
    run = PlanRun.objects.get()
    assert run.state == RunState.READY
    actions.publish_run(by=scene.manager, run=run, leave_out=True)
    [kept] = Assignment.objects.all()
    assert kept.volunteer_id != gone.volunteer_id
    assert run.report["published"]["left_out"] == [[str(gone.need_id), str(gone.volunteer_id), "away"]]


def test_a_session_that_began_since_is_left_out_without_a_question() -> None:
    scene = Scene(days=2, people=2)
    run = scene.ready()
    session = scene.needs[0].session
    session.starts_at = clock.now() - datetime.timedelta(minutes=5)
    session.save()
    actions.publish_run(by=scene.manager, run=run)
    assert [one.need_id for one in Assignment.objects.all()] == [scene.needs[1].pk]


def test_without_the_experienced_person_the_newcomer_does_not_come_alone() -> None:
    scene = Scene(days=1, people=1)
    StaffingNeed.objects.update(minimum=2, ideal=2, maximum=2)
    make_volunteer(scene.space, (scene.mission,), accompanied_shifts_left=2)
    run = scene.ready()
    assert run.lines.count() == 2
    Absence.objects.create(volunteer=scene.people[0], starts_on=next_weekday(0), ends_on=next_weekday(0))
    actions.publish_run(by=scene.manager, run=run, leave_out=True)
    assert not Assignment.objects.exists()
    codes = {code for *_, code in run.report["published"]["left_out"]}
    assert codes == {"away", "not_accompanied"}


def test_what_was_given_or_given_back_since_the_computation_stays_so() -> None:
    scene = Scene(days=2, people=2)
    actions.publish_run(by=scene.manager, run=scene.ready())
    run = scene.ready()
    first = Assignment.objects.order_by("need__session__starts_at").first()
    assert first is not None
    actions.withdraw(by=first.volunteer.person, assignment=first)
    helper = make_volunteer(scene.space, (scene.mission,))
    actions.assign(by=scene.manager, need=first.need, volunteer=helper)
    actions.publish_run(by=scene.manager, run=run, leave_out=True)
    assert Assignment.objects.get(need=first.need).volunteer_id == helper.pk
    assert Assignment.objects.count() == 2


def test_an_older_proposal_does_not_replace_a_newer_publication() -> None:
    scene = Scene()
    old = scene.ready()
    actions.publish_run(by=scene.manager, run=scene.ready())
    assert code_of(actions.publish_run, by=scene.manager, run=old) == "planning.newer_publication"
    old.refresh_from_db()
    assert old.state == RunState.READY


def test_nothing_is_published_while_a_computation_runs_on_these_weeks() -> None:
    scene = Scene()
    run = scene.ready()
    scene.ask()
    assert code_of(actions.publish_run, by=scene.manager, run=run) == "planning.weeks_taken"


def test_a_run_that_is_not_ready_is_not_published() -> None:
    scene = Scene()
    run = scene.ask()
    assert code_of(actions.publish_run, by=scene.manager, run=run) == "planning.run_not_ready"


def test_somebody_no_longer_active_loses_her_shift_at_publication() -> None:
    scene = Scene(days=1, people=1)
    held = make_assignment(scene.needs[0])
    held.volunteer.state = "paused"
    held.volunteer.save()
    Assignment.objects.update(created_at=clock.now() - datetime.timedelta(days=1))
    actions.publish_run(by=scene.manager, run=scene.ready())
    assert Assignment.objects.get().volunteer_id == scene.people[0].pk
