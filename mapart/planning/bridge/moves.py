"""Several shifts that change hands at once: which rules break after them and did not before."""

from collections.abc import Collection
from uuid import UUID

from mapart.core import clock
from mapart.planning.bridge.checks import Broken, Pair
from mapart.planning.bridge.facts import read_facts
from mapart.planning.bridge.problem import Scene, scene_of
from mapart.planning.bridge.words import code_of, told_facts
from mapart.planning.models import Assignment, StaffingNeed
from mapart.planning.rules import TWO_MAY_DECIDE, monday_of
from mapart.rostering.check import Violation, violations


def broken_by_moves(gone: Collection[Pair], come: Collection[Pair]) -> list[Broken]:
    """Every rule that the published plan breaks after these moves and not before, whoever it is about.

    Pairs are keys of a need and of a volunteer. A person or a session that is no longer to plan breaks H1.
    """
    return _judged(_scene_of_needs([*gone, *come]), gone, come)


def possible_swaps(mine: Assignment, others: Collection[Assignment]) -> list[Assignment]:
    """Of ``others``, the shifts that can be swapped with ``mine``: what breaks is for the two to decide."""
    pairs = [(one.need_id, one.volunteer_id) for one in [mine, *others]]
    scene = _scene_of_needs(pairs)
    return [one for one in others if _is_possible(scene, mine, one)]


def _is_possible(scene: Scene, mine: Assignment, hers: Assignment) -> bool:
    gone = [(mine.need_id, mine.volunteer_id), (hers.need_id, hers.volunteer_id)]
    come = [(mine.need_id, hers.volunteer_id), (hers.need_id, mine.volunteer_id)]
    return all(one.code in TWO_MAY_DECIDE for one in _judged(scene, gone, come))


def _scene_of_needs(pairs: Collection[Pair]) -> Scene:
    """The weeks and spaces of these needs, with the people of the pairs and those beside whom they would be."""
    needs = list(
        StaffingNeed.objects.filter(pk__in={need for need, _ in pairs}).select_related("session__space")
    )
    there = Assignment.objects.filter(need__in=needs).values_list("volunteer", flat=True)
    mondays = [
        monday_of(clock.day_of(need.session.starts_at, need.session.space.time_zone)) for need in needs
    ]
    people: set[UUID] = {*there, *(volunteer for _, volunteer in pairs)}
    weeks = (max(mondays) - min(mondays)).days // 7 + 1
    spaces = {need.session.space_id: need.session.space for need in needs}
    return scene_of(read_facts(list(spaces.values()), min(mondays), weeks, people))


def _judged(scene: Scene, gone: Collection[Pair], come: Collection[Pair]) -> list[Broken]:
    new = [at for pair in come if (at := scene.pair(*pair)) is not None]
    if len(new) < len(come):
        return [Broken("H1", "inactive", {})]
    held = [(one.need_id, one.volunteer_id) for one in scene.facts.held]
    before = [at for pair in held if (at := scene.pair(*pair)) is not None]
    left = [at for pair in held if pair not in gone and (at := scene.pair(*pair)) is not None]
    known = {_key(one) for one in violations(scene.problem, before)}
    return [
        Broken(*code_of(one, scene), told_facts(one.code, one.facts, scene))
        for one in violations(scene.problem, [*left, *new])
        if _key(one) not in known
    ]


def _key(one: Violation) -> tuple[str, int | None, int | None, str]:
    return one.rule, one.volunteer, one.shift, one.code
