"""Reasons of the solver with keys in place of positions, as JSON can hold them and ``reasons.py`` tells them."""

from typing import Any

from mapart.planning.bridge.problem import SKILLS, Scene
from mapart.rostering.explain import Reason

# Every fact of a reason that is a position, and what it becomes.
_SHIFTS = ("shift", "with")


def told(reason: Reason, scene: Scene) -> dict[str, Any]:
    """A reason as ``{"code": …, facts}``: shifts as keys of needs, skills as codes."""
    return told_facts(reason.code, reason.facts, scene)


def told_facts(code: str, facts: dict[str, Any], scene: Scene) -> dict[str, Any]:
    """The same, from a code and its facts."""
    words: dict[str, Any] = {"code": code}
    for name, value in facts.items():
        if name in _SHIFTS and value is not None:
            words["need"] = str(scene.facts.needs[int(value)].pk)
        elif name == "skill" and value is not None:
            words["skill"] = SKILLS[int(value)].value
        elif name not in ("space", "mission"):
            words[name] = value
    return words
