"""Which SQLite library runs, and whether its write-ahead log can be trusted.

Libraries before 3.51.3 (but 3.50.7 and 3.44.6) may lose a page when two checkpoints meet:
sqlite.org/wal.html#walresetbug.
"""

import sys

_MENDED_BRANCHES = {(3, 44): 6, (3, 50): 7}
_MENDED_FROM = (3, 51, 3)


def use_bundled_library() -> None:
    """Make ``import sqlite3`` mean the library of the ``pysqlite3`` wheel, which is newer than the system's."""
    if "pysqlite3" in sys.modules:
        return
    import pysqlite3
    import pysqlite3.dbapi2

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this library version is free of the WAL-reset bug."""
    if version >= _MENDED_FROM:
        return True
    mended = _MENDED_BRANCHES.get(version[:2])
    return mended is not None and version[2] >= mended
