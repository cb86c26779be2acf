"""The leased table: what is enqueued runs, in order, once held; failures wait and end in the dead list."""

import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from mapart.core import clock
from mapart.core.ids import uuid7
from mapart.core.jobs import by_name, leases, periodic, progress, running
from mapart.core.jobs.models import Job, JobState, WorkerBeat
from mapart.core.jobs.queues import QUEUES, wait_seconds
from mapart.core.tasks import prune_jobs
from tests.core import tasks_of_tests

EVERY_QUEUE = tuple(QUEUES)
pytestmark = pytest.mark.django_db


def make_due(job: Job) -> None:
    """Let time pass until the job may be taken."""
    Job.objects.filter(pk=job.pk).update(due_at=clock.now() - datetime.timedelta(seconds=1))


def take(seconds: float = 60) -> Job:
    """Lease a job that must be there."""
    job = leases.take(EVERY_QUEUE, seconds)
    assert job is not None
    return job


def test_a_task_runs_and_gives_its_result() -> None:
    asked = tasks_of_tests.add.enqueue(2, right=3)
    assert asked.status == TaskResultStatus.READY
    assert running.run_due() == 1
    asked.refresh()
    assert (asked.status, asked.return_value) == (TaskResultStatus.SUCCESSFUL, 5)


def test_a_job_vanishes_with_the_act_that_wanted_it() -> None:
    with transaction.atomic():
        tasks_of_tests.add.enqueue(1, 1)
        transaction.set_rollback(True)
    assert running.run_due() == 0


def test_an_unknown_result_is_said_so() -> None:
    for unknown in (str(uuid7()), "not an id"):
        with pytest.raises(TaskResultDoesNotExist):
            tasks_of_tests.add.get_result(unknown)


def test_arguments_are_plain_values() -> None:
    with pytest.raises(TypeError):
        tasks_of_tests.add.enqueue(uuid7(), 1)  # type: ignore[arg-type]
    assert not Job.objects.exists()


def test_the_highest_priority_first_then_the_oldest_and_never_before_its_time() -> None:
    later = clock.now() + datetime.timedelta(hours=1)
    tasks_of_tests.add.using(run_after=later).enqueue(9, 9)
    tasks_of_tests.add.enqueue(1, 1)
    tasks_of_tests.add.enqueue(2, 2)
    tasks_of_tests.add.using(priority=5).enqueue(3, 3)
    assert [take().arguments["args"][0] for _ in range(3)] == [3, 1, 2]
    assert leases.take(EVERY_QUEUE, 60) is None


def test_by_name_enqueues_what_an_action_cannot_import() -> None:
    by_name.enqueue("tests.core.tasks_of_tests.add", 4, 5, priority=1)
    running.run_due()
    assert Job.objects.get().result == 9


def test_by_name_enqueues_many_calls_together_in_order(django_assert_num_queries: Any) -> None:
    later = clock.now() + datetime.timedelta(hours=1)
    calls = [by_name.Call((number, 1), priority=number) for number in range(30)]
    with django_assert_num_queries(1):
        keys = by_name.enqueue_all("tests.core.tasks_of_tests.add", [*calls, by_name.Call((9, 9), later)])
    jobs = [Job.objects.get(pk=key) for key in keys]
    assert [job.arguments["args"] for job in jobs] == [*([number, 1] for number in range(30)), [9, 9]]
    assert [job.priority for job in jobs] == [*range(30), 0]
    assert jobs[-1].due_at == later
    assert running.run_due() == 30


def test_a_held_job_is_not_taken_twice_but_a_lost_one_is_and_only_its_last_holder_ends_it() -> None:
    tasks_of_tests.add.enqueue(1, 1)
    first = take()
    assert leases.take(EVERY_QUEUE, 60) is None
    make_due(first)
    second = take()
    assert second.pk == first.pk
    assert not leases.finish(first, "from a worker that stalled")
    assert not leases.fail(first, "late")
    assert leases.finish(second, "right")
    assert Job.objects.get().result == "right"


def test_a_heartbeat_keeps_a_lease_alive() -> None:
    tasks_of_tests.add.enqueue(1, 1)
    job = take(seconds=0)
    assert job.lease is not None
    assert leases.extend([job.lease], 60) == 1
    assert leases.take(EVERY_QUEUE, 60) is None
    assert leases.extend([], 60) == 0


def test_a_failure_comes_back_later_without_the_words_of_the_exception() -> None:
    tasks_of_tests.always_fails.enqueue()
    assert running.run_due() == 1
    job = Job.objects.get()
    assert (job.state, job.attempts, job.lease) == (JobState.WAITING, 1, None)
    assert job.due_at is not None
    assert job.due_at > clock.now()
    assert "builtins.ValueError" in job.error
    assert "tasks_of_tests.py" in job.error
    assert "example.org" not in job.error


def test_a_job_is_given_up_after_its_last_try() -> None:
    asked = tasks_of_tests.always_fails.enqueue()
    for _ in range(QUEUES["default"].attempts):
        make_due(Job.objects.get())
        running.run_due()
    job = Job.objects.get()
    assert (job.state, job.attempts, job.due_at) == (JobState.DEAD, QUEUES["default"].attempts, None)
    assert tasks_of_tests.always_fails.get_result(asked.id).status == TaskResultStatus.FAILED


def test_a_job_that_kills_its_worker_each_time_is_given_up_too() -> None:
    tasks_of_tests.computes.enqueue(["only"])
    for _ in range(QUEUES["long"].attempts):
        make_due(take())
    assert leases.take(EVERY_QUEUE, 60) is None
    assert Job.objects.get().state == JobState.DEAD


def test_a_task_that_is_gone_from_the_code_fails_like_another() -> None:
    Job.objects.create(task="mapart.gone", arguments={"args": [], "kwargs": {}}, due_at=clock.now())
    running.run_due()
    assert "ImportError" in Job.objects.get().error


def test_a_queue_with_a_limit_runs_no_more_at_once() -> None:
    for _ in range(2):
        tasks_of_tests.computes.enqueue(["only"])
    tasks_of_tests.add.enqueue(1, 1)
    first, other = take(), take()
    assert {first.queue, other.queue} == {"long", "default"}
    assert leases.take(EVERY_QUEUE, 60) is None
    running_long = first if first.queue == "long" else other
    assert leases.finish(running_long, None)
    assert take().queue == "long"


def test_a_lost_job_of_a_full_queue_can_still_be_taken() -> None:
    tasks_of_tests.computes.enqueue(["only"])
    lost = take()
    make_due(lost)
    again = take()
    assert (again.pk, again.slot) == (lost.pk, lost.slot)


def test_the_database_refuses_two_holders_of_one_slot() -> None:
    for _ in range(2):
        tasks_of_tests.computes.enqueue(["only"])
    held = take()
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(state=JobState.WAITING).update(
            state=JobState.RUNNING, lease=uuid7(), slot=held.slot
        )


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": JobState.RUNNING},
        {"state": JobState.DONE},
        {"due_at": None},
        {"state": JobState.DONE, "due_at": None},
        {"slot": 0},
    ],
)
def test_impossible_jobs_are_refused_by_the_database(impossible: dict[str, Any]) -> None:
    tasks_of_tests.add.enqueue(1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.update(**impossible)


def test_the_task_can_ask_which_attempt_it_is() -> None:
    tasks_of_tests.which_attempt.enqueue()
    make_due(take())
    running.run_due()
    assert Job.objects.get().result == 2


def test_progress_is_written_on_the_job_and_says_when_the_lease_is_lost() -> None:
    progress.report(10, "outside of a worker: nothing happens")
    tasks_of_tests.computes.enqueue(["read", "solve", "solve"])
    running.run_due()
    job = Job.objects.get()
    assert job.progress == {"percent": 1, "phase": "solve"}  # the second « solve » came within half a second
    tasks_of_tests.computes.enqueue(["read"])
    lost = take()
    make_due(lost)
    take()
    running.run(lost)
    assert Job.objects.get(pk=lost.pk).state == JobState.RUNNING


def test_waits_grow_then_level_off_and_are_spread() -> None:
    assert 2.5 <= wait_seconds(1) <= 7.5
    assert 20 <= wait_seconds(4) <= 60
    assert 150 <= wait_seconds(40) <= 450
    assert len({wait_seconds(4) for _ in range(20)}) > 10


def test_periodic_jobs_are_enqueued_once_per_interval(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PERIODIC_TASKS = [("tests.core.tasks_of_tests.add", 60), ("mapart.core.tasks.prune_jobs", 3600)]
    noon = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: noon)
    assert (periodic.enqueue_due(), periodic.enqueue_due()) == (2, 0)
    monkeypatch.setattr(clock, "now", lambda: noon + datetime.timedelta(seconds=61))
    assert periodic.enqueue_due() == 1
    assert Job.objects.count() == 3


def test_old_jobs_and_workers_are_dropped() -> None:
    now = clock.now()
    for days, state in ((8, JobState.DONE), (6, JobState.DONE), (80, JobState.DEAD), (100, JobState.DEAD)):
        Job.objects.create(task=f"{state} {days}", state=state, ended_at=now - datetime.timedelta(days=days))
    tasks_of_tests.add.enqueue(1, 1)
    WorkerBeat.objects.create(started_at=now, seen_at=now - datetime.timedelta(days=2))
    prune_jobs.call()
    assert set(Job.objects.exclude(state=JobState.WAITING).values_list("task", flat=True)) == {
        "done 6",
        "dead 80",
    }
    assert Job.objects.filter(state=JobState.WAITING).count() == 1
    assert not WorkerBeat.objects.exists()


def test_the_command_runs_what_is_due_and_leaves(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.PERIODIC_TASKS = [("mapart.core.tasks.prune_jobs", 3600)]
    tasks_of_tests.add.enqueue(1, 1)
    call_command("worker", "--once")
    assert capsys.readouterr().out == "2 tâches faites\n"
