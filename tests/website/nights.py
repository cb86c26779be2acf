"""A night of the upkeep that lets people go."""

from typing import Any


def night(task: Any) -> tuple[int, int]:
    """How many people this task of the worker warns, and how many it forgets."""
    numbers = task.func()
    return numbers["warned"], numbers["forgotten"]
