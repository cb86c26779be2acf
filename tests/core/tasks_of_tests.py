"""Tasks that the tests of the engine run; module-level, as a task must be."""

import os
import time
from pathlib import Path
from typing import Any

from django_tasks import task
from django_tasks.base import TaskContext

from mapart.core.jobs import progress

LEDGER_VARIABLE = "MAPART_TEST_LEDGER"


@task
def note(word: str) -> str:
    """Append ``word`` to the ledger file, in one write that no kill can halve."""
    time.sleep(0.02)
    with Path(os.environ[LEDGER_VARIABLE]).open("ab", buffering=0) as ledger:
        ledger.write(f"{word}\n".encode())
    return word


@task
def add(left: int, right: int) -> int:
    """A task with a result."""
    return left + right


@task
def always_fails() -> None:
    """A task whose exception quotes what must not be kept."""
    raise ValueError("camille@example.org")


@task(takes_context=True)
def which_attempt(context: TaskContext) -> int:
    """A task that asks how often it was tried."""
    return context.attempt


@task(queue_name="long")
def computes(phases: list[str]) -> dict[str, Any]:
    """A long computation that tells its progress."""
    for percent, phase in enumerate(phases):
        progress.report(percent, phase)
    return {"phases": len(phases)}
