"""What a small server holds in memory: each process loads what it needs, when it needs it."""

import os
import subprocess
import sys

HEAVY = ("scipy", "highspy", "openpyxl", "typst")
# What the worker loads before its first job, and what the web server loads before its first page.
WORKER = """
import django, importlib, importlib.util, sys
from django.conf import settings
django.setup()
for app in [one for one in settings.INSTALLED_APPS if one.startswith("mapart.")]:
    room = ".".join(app.split(".")[:2])
    if importlib.util.find_spec(room + ".tasks"):
        importlib.import_module(room + ".tasks")
"""
SERVER = WORKER + "import mapart.urls\n"
SAY = f"print(*(name for name in {HEAVY} if name in sys.modules))"


def loaded(program: str) -> list[str]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "mapart.settings"}
    run = subprocess.run(
        [sys.executable, "-c", program + SAY], env=environment, capture_output=True, text=True, check=True
    )
    return run.stdout.split()


def test_neither_worker_nor_server_loads_the_solver_or_the_makers_of_papers_before_they_are_asked() -> None:
    assert loaded(WORKER) == []
    assert loaded(SERVER) == []


def test_the_command_line_loads_the_solver_for_rosters_alone() -> None:
    assert loaded("import sys, mapart.cli\n") == []
    assert loaded("import sys, mapart.rostering.cli\n") == ["scipy", "highspy"]
