"""Where the parts of a problem are worked on: here, in processes of this machine, or on a Dask cluster.

Tasks are taken one by one as workers become free, so that a task can be given its share of the time that is
left. A worker that dies costs time, never the plan: its task is done again elsewhere.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
D = TypeVar("D")
GRACE = 2.0  # seconds after its deadline for which a lost cluster is waited for


class Runner(Protocol):
    """Calls a function for many tasks, `workers` at once."""

    workers: int

    def map(self, work: Callable[[T], D], tasks: Iterable[T]) -> Iterator[tuple[int, D]]:
        """Number of the task and result, as they come; tasks are drawn when a worker is free."""


@contextmanager
def runner_of(processes: int, scheduler: str | None, until: float | None) -> Iterator[Runner]:
    """The runner asked for; `until` (time.time): when to stop waiting for a cluster that does not answer.

    Raises `OSError` when `scheduler` is given without the optional extra `dask`, or does not answer.
    """
    if scheduler is not None:
        with _cluster(scheduler, until) as runner:
            yield runner
    elif processes <= 1:
        yield _Here()
    else:
        pool = _Pool(processes)
        try:
            yield pool
        except BaseException:
            pool.stop()
            raise
        finally:
            pool.executor.shutdown(wait=True, cancel_futures=True)


class _Here:
    """This process."""

    workers = 1

    def map(self, work: Callable[[T], D], tasks: Iterable[T]) -> Iterator[tuple[int, D]]:
        for i, task in enumerate(tasks):
            yield i, work(task)


class _Pool:
    """Processes of this machine."""

    def __init__(self, processes: int) -> None:
        self.workers = processes
        self.executor = self._start()

    def _start(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.workers, mp_context=context, initializer=_leave_interrupts)

    def stop(self) -> None:
        """End the processes whatever they do (what `terminate_workers` is from Python 3.14 on)."""
        for process in list((self.executor._processes or {}).values()):
            process.terminate()

    def map(self, work: Callable[[T], D], tasks: Iterable[T]) -> Iterator[tuple[int, D]]:
        numbered = enumerate(tasks)
        waiting: dict[Future[D], tuple[int, T]] = {}
        while True:
            for i, task in islice(numbered, self.workers - len(waiting)):
                waiting[self._submit(work, task)] = (i, task)
            if not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                i, task = waiting.pop(future)
                try:
                    done = future.result()
                except BrokenProcessPool:
                    done = work(task)
                yield i, done

    def _submit(self, work: Callable[[T], D], task: T) -> Future[D]:
        try:
            return self.executor.submit(work, task)
        except BrokenProcessPool:  # a process was killed: start others
            self.executor.shutdown(wait=False)
            self.executor = self._start()
            return self.executor.submit(work, task)


def _leave_interrupts() -> None:
    """Let the process that started this one answer Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _cluster(address: str, until: float | None) -> Iterator[Runner]:
    try:
        from dask import distributed
    except ImportError:
        message = "--scheduler needs the optional extra: pip install 'mapart[dask]'"
        raise OSError(message) from None
    with distributed.Client(address) as client:
        yield _Cluster(client, distributed, until)


class _Cluster:
    """A Dask cluster, whose scheduler gives the task of a dead worker to another one."""

    def __init__(self, client: Any, distributed: Any, until: float | None) -> None:
        self.client, self.distributed, self.until = client, distributed, until
        self.workers = max(1, sum(client.ncores().values()))

    def map(self, work: Callable[[T], D], tasks: Iterable[T]) -> Iterator[tuple[int, D]]:
        numbered = enumerate(tasks)
        waiting: dict[Any, tuple[int, T]] = {}
        while True:
            for i, task in islice(numbered, self.workers - len(waiting)):
                waiting[self.client.submit(work, task, pure=False, retries=5)] = (i, task)
            if not waiting:
                return
            left = None if self.until is None else max(0.1, self.until + GRACE - time.time())
            try:
                ended = self.distributed.wait(list(waiting), timeout=left, return_when="FIRST_COMPLETED").done
            except (TimeoutError, self.distributed.TimeoutError):
                return  # nobody answers any more: what has come is kept
            for future in ended:
                i, task = waiting.pop(future)
                try:
                    done = future.result()
                except self.distributed.KilledWorker:  # several workers died of it
                    done = work(task)
                yield i, done
