"""The worker: one thread per lane runs jobs, the main thread keeps their leases alive and wakes periodic jobs."""

import datetime
import logging
import threading
from collections.abc import Callable
from uuid import UUID

from django.db import close_old_connections, connection, transaction

from mapart.core import clock, logs
from mapart.core.ids import uuid7
from mapart.core.jobs import leases, periodic, running
from mapart.core.jobs.models import WorkerBeat
from mapart.core.jobs.queues import LANES

_log = logging.getLogger(__name__)


class Worker:
    """Runs jobs until ``stop`` is called; several may run at once, on several machines.

    ``lease_seconds``: how long a job of a killed worker waits before another takes it. The clocks of the machines
    must agree to well within it.
    """

    def __init__(self, lease_seconds: float = 60, poll_seconds: float = 1) -> None:
        self.id = uuid7()
        self.lease_seconds, self.poll_seconds = lease_seconds, poll_seconds
        self._stopping = threading.Event()
        self._held: dict[tuple[str, ...], UUID] = {}

    def stop(self) -> None:
        """Take no new job and leave once those under way are done. May be called from a signal handler."""
        self._stopping.set()

    def run(self) -> None:
        """Work until told to stop, through outages of the database."""
        started_at = clock.now()
        lanes = [threading.Thread(target=self._work, args=(queues,), daemon=True) for queues in LANES]
        for lane in lanes:
            lane.start()
        while alive := [lane for lane in lanes if lane.is_alive()]:
            self._try(lambda: self._beat(started_at))
            if self._stopping.is_set():
                alive[0].join(0.5)
            else:
                self._stopping.wait(min(5.0, self.lease_seconds / 4))
        self._try(lambda: WorkerBeat.objects.filter(pk=self.id).delete())
        connection.close()

    def _beat(self, started_at: datetime.datetime) -> None:
        leases.extend(list(self._held.values()), self.lease_seconds)
        with transaction.atomic():
            WorkerBeat.objects.update_or_create(
                pk=self.id,
                defaults={"seen_at": clock.now()},
                create_defaults={"started_at": started_at, "seen_at": clock.now()},
            )
        if not self._stopping.is_set():
            periodic.enqueue_due()

    def _work(self, queues: tuple[str, ...]) -> None:
        while not self._stopping.is_set():
            if not self._try(lambda: self._run_one(queues)):
                close_old_connections()
                self._stopping.wait(self.poll_seconds)
        connection.close()

    def _run_one(self, queues: tuple[str, ...]) -> bool:
        job = leases.take(queues, self.lease_seconds)
        if job is None:
            return False
        assert job.lease is not None
        self._held[queues] = job.lease
        try:
            running.run(job)
        finally:
            del self._held[queues]
        return True

    def _try(self, act: Callable[[], object]) -> bool:
        """Whether ``act`` did something. A worker outlives any failure, of the database first: it tries again later."""
        try:
            return bool(act())
        except Exception as exception:
            _log.warning("worker: %s", logs.frames(exception))
            connection.close()
            return False
