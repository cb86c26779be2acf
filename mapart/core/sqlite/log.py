"""The write-ahead log of SQLite: what was written over in the file still stands in it until it is emptied."""

from django.db import connection


class LogIsRead(Exception):  # noqa: N818 - an event, as Refusal is
    """Somebody is reading from the log, so it cannot be emptied now: try again."""


def empty_log() -> None:
    """Write the log back into the file, and leave nothing of it. Nothing to do on PostgreSQL.

    After an erasure, outside of any transaction. Raises ``LogIsRead`` when a reader is not done within the timeout.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        is_busy, _pages, _written = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise LogIsRead
