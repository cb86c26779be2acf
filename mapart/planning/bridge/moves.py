"""Several shifts that change hands at once: which rules break after them and did not before."""

from collections.abc import Collection
from uuid import UUID

from mapart.core import clock
from mapart.planning.bridge.checks import IN_WELCOME, INACTIVE, Broken, Pair
from mapart.planning.bridge.facts import read_facts
from mapart.planning.bridge.problem import Scene, scene_of
from mapart.planning.bridge.words import code_of, told_facts
from mapart.planning.models import Assignment, StaffingNeed
from mapart.planning.rules import TWO_MAY_DECIDE, monday_of
from mapart.rostering.check import Violation, violations
from mapart.volunteering.enums import VolunteerState

_Key = tuple[str, int | None, int | None, str]


def broken_by_moves(gone: Collection[Pair], come: Collection[Pair]) -> list[Broken]:
    """Every rule that the published plan breaks after these moves and not before, whoever it is about.

    Pairs are keys of a need and of a volunteer. A person or a session that is no longer to plan breaks H1.
    """
    scene = _scene_of_needs([*gone, *come])
    return _judged(scene, _broken_now(scene), gone, come)


def broken_by_each(leaves: Pair, places: Collection[UUID]) -> dict[UUID, list[Broken]]:
    """What would break if this volunteer left this need for each of ``places``, one at a time: by key of the place.

    The facts are read once, of her and of those she leaves: of those she would join, only whether one is experienced.
    Each of ``places`` has room.
    """
    need, volunteer = leaves
    pairs = [(place, volunteer) for place in places if place != need]
    scene = _scene_of_needs([leaves, *pairs], among=[need])
    known = _broken_now(scene)
    experienced = set(
        Assignment.objects.filter(need__in=places, volunteer__accompanied_shifts_left=0)
        .exclude(volunteer=volunteer)
        .values_list("need", flat=True)
    )
    return {
        place: [
            one
            for one in _judged(scene, known, [leaves], [(place, volunteer)])
            if one.code != "not_accompanied" or place not in experienced
        ]
        for place, _ in pairs
    }


def possible_swaps(mine: Assignment, others: Collection[Assignment]) -> list[Assignment]:
    """Of ``others``, the shifts that can be swapped with ``mine``: what breaks is for the two to decide."""
    pairs = [(one.need_id, one.volunteer_id) for one in [mine, *others]]
    scene = _scene_of_needs(pairs)
    known = _broken_now(scene)
    return [one for one in others if _is_possible(scene, known, mine, one)]


def _is_possible(scene: Scene, known: set[_Key], mine: Assignment, hers: Assignment) -> bool:
    gone = [(mine.need_id, mine.volunteer_id), (hers.need_id, hers.volunteer_id)]
    come = [(mine.need_id, hers.volunteer_id), (hers.need_id, mine.volunteer_id)]
    return all(one.code in TWO_MAY_DECIDE for one in _judged(scene, known, gone, come))


def _scene_of_needs(pairs: Collection[Pair], among: Collection[UUID] | None = None) -> Scene:
    """The weeks and spaces of these needs, with the people of the pairs and those who hold one of them.

    ``among``: keys of the needs whose holders matter, when not all do.
    """
    needs = list(
        StaffingNeed.objects.filter(pk__in={need for need, _ in pairs}).select_related("session__space")
    )
    held = Assignment.objects.filter(need__in=needs if among is None else among)
    there = held.values_list("volunteer", flat=True)
    mondays = [
        monday_of(clock.day_of(need.session.starts_at, need.session.space.time_zone)) for need in needs
    ]
    people: set[UUID] = {*there, *(volunteer for _, volunteer in pairs)}
    weeks = (max(mondays) - min(mondays)).days // 7 + 1
    spaces = {need.session.space_id: need.session.space for need in needs}
    return scene_of(read_facts(list(spaces.values()), min(mondays), weeks, people))


def _broken_now(scene: Scene) -> set[_Key]:
    """What the published plan breaks as it stands."""
    return {_key(one) for one in violations(scene.problem, _lines(scene, scene.facts.held))}


def _judged(
    scene: Scene, known: Collection[_Key], gone: Collection[Pair], come: Collection[Pair]
) -> list[Broken]:
    new = [at for pair in come if (at := scene.pair(*pair)) is not None]
    if len(new) < len(come):
        is_to_plan = all(need in scene.shift_of for need, _ in come)
        return [INACTIVE if is_to_plan else Broken("H1", "begun", {})]
    taking = {volunteer for _, volunteer in come}
    found = [one for one in scene.facts.volunteers if one.pk in taking]
    if any(one.is_in_welcome for one in found):
        return [IN_WELCOME]
    if any(one.state != VolunteerState.ACTIVE for one in found):
        return [INACTIVE]
    # A line breaks no rule because of a line of another person on another shift: those are left out.
    needs, people = (set(keys) for keys in zip(*gone, *come, strict=True))
    left = [
        one
        for one in scene.facts.held
        if (one.need_id, one.volunteer_id) not in gone
        and (one.need_id in needs or one.volunteer_id in people)
    ]
    return [
        Broken(*_told_code(one, scene, people), told_facts(one.code, one.facts, scene))
        for one in violations(scene.problem, [*_lines(scene, left), *new])
        if _key(one) not in known
    ]


def _told_code(one: Violation, scene: Scene, movers: Collection[UUID]) -> tuple[str, str]:
    """Rule and code; somebody new whom the moves leave alone on her shift is told apart from those who move."""
    who = None if one.volunteer is None else scene.facts.volunteers[one.volunteer].pk
    if one.code == "not_accompanied" and who not in movers:
        return one.rule, "left_alone"
    return code_of(one, scene)


def _lines(scene: Scene, held: Collection[Assignment]) -> list[list[int]]:
    return [at for one in held if (at := scene.pair(one.need_id, one.volunteer_id)) is not None]


def _key(one: Violation) -> _Key:
    return one.rule, one.volunteer, one.shift, one.code
