"""Django's SQLite backend, with writers queued on a file lock.

SQLite makes late writers sleep and retry, so under load some wait for seconds and a few give up. Here each write
transaction first takes an exclusive ``flock`` on a file beside the database, which the kernel frees if a process dies.
A second lock, held while waiting for the first, is a turnstile: a writer that has just finished cannot pass again
before the one who waits. Measured in ``benchmarks/claims.py``.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite connection that holds the queue's lock from BEGIN IMMEDIATE to COMMIT or ROLLBACK."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._queue: int | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection; the file is made for the account of the service alone, its logs take after it."""
        if self._queue_path() is not None:
            make_private(str(self.settings_dict["NAME"]))
        return super().get_new_connection(conn_params)

    def _queue_path(self) -> str | None:
        name = str(self.settings_dict["NAME"])
        return None if ":memory:" in name or "mode=memory" in name else f"{name}.queue"

    def _take_turn(self) -> None:
        path = self._queue_path()
        if path is None or self._queue is not None:
            return
        turnstile = _lock(f"{path}.turnstile")
        try:
            self._queue = _lock(path)
        finally:
            os.close(turnstile)

    def _give_turn(self) -> None:
        if self._queue is not None:
            os.close(self._queue)
            self._queue = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # Django's own, absent from the stubs
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # Django's own, absent from the stubs
        finally:
            self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # Django's own, absent from the stubs
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # Django's own, absent from the stubs
        finally:
            self._give_turn()


def make_private(path: str | Path) -> None:
    """Make a file that the others of the machine cannot read. One that is there stays as it is."""
    with suppress(OSError):  # the database says better than we would what it cannot open
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _lock(path: str) -> int:
    """Wait for the lock on ``path``; it lasts until the descriptor is closed."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
