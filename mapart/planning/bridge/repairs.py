"""A hole mended by moving as few people as possible: ways to choose from, found by the solver."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mapart.planning.bridge.checks import facts_around
from mapart.planning.bridge.problem import Scene, scene_of
from mapart.planning.models import StaffingNeed, Withdrawal
from mapart.volunteering.models import Volunteer

if TYPE_CHECKING:
    from mapart.rostering.repair import Repair


@dataclass(frozen=True)
class Move:
    """What one person would do: leave a shift, take one, or both."""

    volunteer: Volunteer
    leaves: StaffingNeed | None
    takes: StaffingNeed | None


def repairs_of(need: StaffingNeed) -> list[list[Move]]:
    """Up to three ways to fill a place that somebody gave back, the best first; the first moves two people at most.

    Each is a list of moves, by person. Empty when nobody gave it back, or nobody can help.
    """
    from mapart.rostering.repair import proposals  # the solver: loaded when a plan is asked for

    scene = scene_of(facts_around(need))
    gone = [
        pair
        for key in Withdrawal.objects.filter(need=need, was_handled=False)
        .order_by("pk")
        .values_list("volunteer", flat=True)
        if (pair := scene.pair(need.pk, key)) is not None
    ]
    if not gone:
        return []
    held = [
        pair for one in scene.facts.held if (pair := scene.pair(one.need_id, one.volunteer_id)) is not None
    ]
    found = proposals(scene.problem, [*held, *gone], gone)
    ways = (_moves(scene, one, gone) for one in found)
    # The solver may better the week elsewhere when nobody can help here: that is no answer to this hole.
    return [moves for moves in ways if any(move.takes and move.takes.pk == need.pk for move in moves)]


def _moves(scene: Scene, repair: "Repair", gone: list[list[int]]) -> list[Move]:
    """What changes for each person, those who gave the place back left aside."""
    leaves: dict[int, list[int]] = defaultdict(list)
    takes: dict[int, list[int]] = defaultdict(list)
    for who, shift in repair.removed:
        if [who, shift] not in gone:
            leaves[who].append(shift)
    for who, shift in repair.added:
        takes[who].append(shift)
    moves = []
    for who in sorted({*leaves, *takes}):
        for number in range(max(len(leaves[who]), len(takes[who]))):
            old, new = leaves[who][number : number + 1], takes[who][number : number + 1]
            moves.append(
                Move(
                    scene.facts.volunteers[who],
                    scene.facts.needs[old[0]] if old else None,
                    scene.facts.needs[new[0]] if new else None,
                )
            )
    return moves
