"""Many real processes and threads on one database, for what only happens between them.

``run_together`` is how a test asks « what if two hundred people click at once »::

    @pytest.mark.processes
    @pytest.mark.django_db(transaction=True)
    def test_last_seats() -> None:
        session = make_session(capacity=5)
        people = [make_person() for _ in range(200)]

        def claim(number: int) -> str:
            got = agenda.claim_seat(by=None, session=session, person=people[number], key=str(number))
            return type(got).__name__

        outcomes = run_together(claim, count=200)
        assert Counter(outcomes) == {"Booking": 5, "WaitlistEntry": 195}

The test needs ``transaction=True``: the rows must be committed for the other processes to see them. The processes are
forked, so ``work`` may be any closure; what it returns must survive pickling. An exception in ``work`` is raised here.
SQLite tests run on a file, PostgreSQL ones on the server of the run: both are shared by the processes.
"""

import multiprocessing
import os
import pickle
import signal
import threading
import time
import traceback
import warnings
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from django.db import connection, connections

T = TypeVar("T")
_context = multiprocessing.get_context("fork")


def fork(work: Callable[..., None], *args: Any) -> BaseProcess:
    """Start a process that runs ``work(*args)`` with database connections of its own."""
    connections.close_all()  # a connection must never be shared across a fork
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12: forking beside threads
        process = _context.Process(target=work, args=args, daemon=True)
        process.start()
    return process


def run_together(
    work: Callable[[int], T], *, count: int, processes: int = 4, threads: int = 8, patience: float = 180
) -> list[T]:
    """``[work(0), …, work(count - 1)]``, shared out over ``processes`` × ``threads``, all let loose at one instant.

    Raises ``AssertionError`` with the traceback of the first exception of ``work``, or after ``patience`` seconds.
    """
    start = _context.Barrier(processes * threads + 1)
    queue = _context.Queue()

    def one_thread(lane: int) -> None:
        start.wait(patience)
        for number in range(lane, count, processes * threads):
            try:
                queue.put((number, pickle.dumps(work(number)), None))
            except BaseException:
                queue.put((number, None, traceback.format_exc()))
        connection.close()

    def one_process(first: int) -> None:
        lanes = [threading.Thread(target=one_thread, args=(first + i,)) for i in range(threads)]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()

    children = [fork(one_process, index * threads) for index in range(processes)]
    try:
        start.wait(patience)
        outcomes = [queue.get(timeout=patience) for _ in range(count)]
    finally:
        for child in children:
            child.join(5)
            child.kill()
    for number, _, failure in outcomes:
        assert failure is None, f"work({number}) raised:\n{failure}"
    return [pickle.loads(result) for _, result, _ in sorted(outcomes, key=lambda outcome: outcome[0])]


class Killer:
    """Keeps ``count`` processes of ``work`` alive, and kills one of them by SIGKILL now and then."""

    def __init__(self, work: Callable[[], None], count: int) -> None:
        self.kills = 0
        self._work = work
        self._children = [fork(work) for _ in range(count)]

    def kill_one(self) -> None:
        """Kill the oldest process, whatever it is doing, and start another."""
        victim = self._children.pop(0)
        assert victim.pid is not None
        if victim.is_alive():
            os.kill(victim.pid, signal.SIGKILL)
            self.kills += 1
        victim.join()
        self._children.append(fork(self._work))

    def until(self, is_over: Callable[[], bool], *, every: float, most: int, patience: float = 300) -> None:
        """Kill one every ``every`` seconds, ``most`` in all, until ``is_over()``.

        Without ``most``, a busy machine would only start processes. ``AssertionError`` after ``patience`` seconds.
        """
        end = time.monotonic() + patience
        while not is_over():
            assert time.monotonic() < end, "not over in time"
            time.sleep(every)
            if self.kills < most:
                self.kill_one()

    def stop(self) -> None:
        """End all processes."""
        for child in self._children:
            child.kill()
            child.join()
