"""Reasons of the solver with keys in place of positions, as JSON can hold them and ``reasons.py`` tells them."""

from typing import Any

from mapart.planning.bridge.problem import SKILLS, Scene, rank_of
from mapart.rostering.check import Violation
from mapart.rostering.explain import Reason

# Every fact of a reason that is a position, and what it becomes.
_SHIFTS = ("shift", "with")


def told(reason: Reason, scene: Scene, volunteer: int, shift: int) -> dict[str, Any]:
    """A reason for ``volunteer`` on ``shift`` as ``{"code": …, facts}``: keys of needs, codes of skills."""
    words = told_facts(reason.code, reason.facts, scene)
    if reason.code == "rank":
        words["rank"] = rank_of(scene.facts.volunteers[volunteer], scene.facts.needs[shift])
    return words


def code_of(one: Violation, scene: Scene) -> tuple[str, str]:
    """Rule and code of a broken rule; a shift that she gave back, said no to or is too young for is told as such."""
    if one.code == "mission_not_accepted" and one.volunteer is not None and one.shift is not None:
        volunteer, need = scene.facts.volunteers[one.volunteer], scene.facts.needs[one.shift]
        if need.mission.is_for_adults and volunteer.is_minor:
            return "H3", "too_young"
        if volunteer.pk in scene.facts.refused.get(need.pk, ()) and rank_of(volunteer, need) is not None:
            return "H4", "withdrew"
    return one.rule, one.code


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
