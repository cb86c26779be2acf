"""Which shifts to come one volunteer could hold, and what stands in the way of the others, all at once."""

import copy
import datetime
from dataclasses import dataclass

from mapart.core import clock
from mapart.planning.bridge.facts import Facts
from mapart.planning.bridge.near import Near, needs_near
from mapart.planning.bridge.problem import scene_of
from mapart.planning.models import Assignment, StaffingNeed
from mapart.planning.rules import BLOCK_DAYS, blocks_over, monday_of
from mapart.rostering.blocks import Block, blocks_of
from mapart.rostering.check import violations
from mapart.rostering.frame import frame_of
from mapart.rostering.ledger import ledger_of
from mapart.rostering.plan import pairs_array
from mapart.volunteering.models import Volunteer
from mapart.volunteering.queries import with_traits

WEEKS = 4
_CODES = {
    Block.FREE: "",
    Block.OVERLAP: "overlap",
    Block.TRAVEL: "no_time_to_travel",
    Block.DAY_CAP: "day_cap",
    Block.WEEK_CAP: "week_cap",
    Block.MONTH_CAP: "month_cap",
}


@dataclass(frozen=True)
class Fit:
    """A shift to come and one volunteer. ``code``: what stands in the way, empty when she could come.

    ``is_full``: no place that she may take by herself. ``rank``: her place on its waiting list, 0 when she waits not.
    """

    need: StaffingNeed
    code: str
    is_full: bool
    rank: int


def fits_of(volunteer: Volunteer) -> list[Fit]:
    """The shifts of her missions, in the spaces within her reach, of the next four weeks, in order of time.

    What she holds, gave back or said no to is left out. Two queries, however many shifts. For herself and the team.
    """
    today = clock.today()
    end = today + datetime.timedelta(weeks=WEEKS)
    first_day, blocks = blocks_over(monday_of(today), end)
    last_day = first_day + datetime.timedelta(days=len(blocks) * BLOCK_DAYS)
    her = copy.copy(with_traits(volunteer, first_day, last_day))
    her.accompanied_shifts_left = 0  # who else is there is read with each need
    near = needs_near(volunteer, first_day, end)
    begun = [one.need for one in near if one.has_begun]
    to_come = [one for one in near if not one.has_begun]
    spaces = {one.need.session.space_id: one.need.session.space for one in near}
    facts = Facts(
        starts_on=monday_of(today),
        ends_on=last_day,
        first_day=first_day,
        blocks=blocks,
        spaces=[space for _, space in sorted(spaces.items())],
        needs=[one.need for one in to_come],
        volunteers=[her],
        held=[],
        elsewhere=[Assignment(need=need, volunteer=her) for need in begun],
        refused={},
        habits={},
        shows={},
    )
    codes = _codes_of(facts, to_come)
    return [
        Fit(
            need=one.need,
            code=code or ("not_accompanied" if volunteer.is_newcomer and not one.has_experienced else ""),
            is_full=one.need.filled >= one.need.ideal,
            rank=one.rank,
        )
        for one, code in zip(to_come, codes, strict=True)
        if not one.is_hers
    ]


def _codes_of(facts: Facts, near: list[Near]) -> list[str]:
    """What stands in the way of each need of ``facts`` for its only volunteer; those she holds block the others."""
    scene = scene_of(facts)
    plan = pairs_array([[0, i] for i, one in enumerate(near) if one.is_hers])
    frame = frame_of(scene.problem, rows=False)
    blocks = blocks_of(frame, ledger_of(scene.problem, plan))
    codes = {int(shift): _CODES.get(Block(int(code)), "") for shift, code in zip(frame.shift, blocks.code)}
    others = [[0, i] for i in range(len(facts.needs)) if i not in codes]
    for one in violations(scene.problem, others):
        if one.shift is not None and one.rule in ("H2", "H3", "H4"):
            codes.setdefault(one.shift, one.code)
    # Neither the rules of one pair nor her shifts to come: what she gave these weeks, or does at this hour, fills it.
    return [codes.get(i, "month_cap") for i in range(len(facts.needs))]
