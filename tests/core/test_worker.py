"""Workers as real processes: killed at any instant, none loses a job; stopped politely, none leaves one half done."""

import os
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from mapart.core.jobs.models import Job, JobState, WorkerBeat
from mapart.core.jobs.worker import Worker
from tests.core import tasks_of_tests
from tests.processes import Killer, fork, run_together

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def work_until_told() -> None:
    """What a worker process does; its lease is short for a test to see the second holder, and no stall is as long."""
    worker = Worker(lease_seconds=5, poll_seconds=0.05)
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    worker.run()


def all_done() -> bool:
    return not Job.objects.exclude(state=JobState.DONE).exists()


def test_no_job_is_lost_and_no_more_run_twice_than_workers_were_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = tmp_path / "ledger"
    monkeypatch.setenv(tasks_of_tests.LEDGER_VARIABLE, str(ledger))
    words = [f"word-{number}" for number in range(300)]
    for word in words:
        tasks_of_tests.note.enqueue(word)
    killer = Killer(work_until_told, count=3)
    try:
        killer.until(all_done, every=0.25, most=20)
    finally:
        killer.stop()
    written = Counter(ledger.read_text().split())
    assert set(written) == set(words)
    assert killer.kills >= 5
    assert sum(written.values()) - len(words) <= killer.kills


def test_a_worker_told_to_stop_finishes_what_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(tasks_of_tests.LEDGER_VARIABLE, str(tmp_path / "ledger"))
    for number in range(500):
        tasks_of_tests.note.enqueue(str(number))
    process = fork(work_until_told)
    try:
        end = time.monotonic() + 120
        while not (Job.objects.filter(state=JobState.DONE).exists() and WorkerBeat.objects.exists()):
            assert time.monotonic() < end, "the worker did not start"
            time.sleep(0.02)
        assert WorkerBeat.objects.count() == 1
        process.terminate()
        process.join(120)
        assert process.exitcode == 0
    finally:
        process.kill()
    assert not Job.objects.filter(state=JobState.RUNNING).exists()
    assert Job.objects.filter(state=JobState.DONE).count() == len((tmp_path / "ledger").read_text().split())
    assert not WorkerBeat.objects.exists()


def test_a_claim_by_conditional_update_never_gives_more_than_there_is() -> None:
    """The helper itself: several processes at once on one database, and their outcomes in order."""
    for _ in range(5):
        tasks_of_tests.add.enqueue(1, 1)

    def claim(number: int) -> tuple[int, bool]:
        first = Job.objects.filter(priority=0).order_by("?").first()
        taken = first is not None and Job.objects.filter(pk=first.pk, priority=0).update(priority=number + 1)
        return os.getpid(), bool(taken)

    outcomes = run_together(claim, count=40, processes=3, threads=4)
    assert len({pid for pid, _ in outcomes}) == 3
    winners = sorted(number + 1 for number, (_, taken) in enumerate(outcomes) if taken)
    assert winners == sorted(Job.objects.exclude(priority=0).values_list("priority", flat=True))
