"""Which shifts to come one volunteer could hold, and what stands in the way of the others, all at once."""

import copy
import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mapart.agenda.enums import SessionState
from mapart.core import clock
from mapart.planning.bridge.facts import Facts
from mapart.planning.bridge.problem import scene_of
from mapart.planning.enums import AskState
from mapart.planning.models import Ask, Assignment, StaffingNeed, Standby, Withdrawal
from mapart.planning.rules import BLOCK_DAYS, blocks_over, monday_of
from mapart.rostering.blocks import Block, blocks_of
from mapart.rostering.check import violations
from mapart.rostering.frame import frame_of
from mapart.rostering.ledger import ledger_of
from mapart.rostering.plan import pairs_array
from mapart.volunteering.models import MissionChoice, ReachableSpace, Volunteer
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

    What she holds, gave back or said no to is left out. Three queries, however many shifts. For herself and the team.
    """
    today = clock.today()
    first_day, blocks = blocks_over(monday_of(today), today + datetime.timedelta(weeks=WEEKS))
    last_day = first_day + datetime.timedelta(days=len(blocks) * BLOCK_DAYS)
    her = copy.copy(with_traits(volunteer, first_day, last_day))
    her.accompanied_shifts_left = 0  # who else is there is read with each need, see _code
    needs: list[Any] = list(_needs_for(her, today + datetime.timedelta(weeks=WEEKS)))
    begun = list(_begun_by(her, first_day))
    spaces = {need.session.space_id: need.session.space for need in needs}
    spaces |= {one.need.session.space_id: one.need.session.space for one in begun}
    facts = Facts(
        starts_on=monday_of(today),
        ends_on=last_day,
        first_day=first_day,
        blocks=blocks,
        spaces=[space for _, space in sorted(spaces.items())],
        needs=needs,
        volunteers=[her],
        held=[],
        elsewhere=begun,
        refused={},
        habits={},
        shows={},
    )
    codes = _codes_of(facts)
    return [
        Fit(
            need=need,
            code=code or ("not_accompanied" if volunteer.is_newcomer and not need.has_experienced else ""),
            is_full=need.filled >= need.ideal,
            rank=need.rank,
        )
        for need, code in zip(needs, codes, strict=True)
        if not need.is_hers
    ]


def _codes_of(facts: Facts) -> list[str]:
    """What stands in the way of each need of ``facts`` for its only volunteer; those she holds block the others."""
    scene = scene_of(facts)
    plan = pairs_array([[0, i] for i, need in enumerate(facts.needs) if need.is_hers])  # type: ignore[attr-defined]
    frame = frame_of(scene.problem, rows=False)
    blocks = blocks_of(frame, ledger_of(scene.problem, plan))
    codes = {int(shift): _CODES.get(Block(int(code)), "") for shift, code in zip(frame.shift, blocks.code)}
    others = [[0, i] for i in range(len(facts.needs)) if i not in codes]
    for one in violations(scene.problem, others):
        if one.shift is not None and one.rule in ("H2", "H3", "H4"):
            codes.setdefault(one.shift, one.code)
    # Neither the rules of one pair nor her shifts to come: what she gave these weeks, or does at this hour, fills it.
    return [codes.get(i, "month_cap") for i in range(len(facts.needs))]


# What the rules and the page read of each need: a mission and a space have long texts, the same on every line.
_READ = (
    *("minimum", "ideal", "maximum", "filled", "skill", "skill_level", "skill_count", "language", "priority"),
    *("session__starts_at", "session__ends_at"),
    *("session__space__name", "session__space__time_zone", "session__space__is_remote"),
    *("session__space__latitude", "session__space__longitude"),
    *("mission__title", "mission__slug", "mission__mandatory_skill"),
)


def _needs_for(volunteer: Volunteer, end: datetime.date) -> QuerySet[StaffingNeed]:
    hers = {"need": OuterRef("pk"), "volunteer": volunteer}
    there = Assignment.objects.filter(need=OuterRef("pk"))
    noes = Ask.objects.filter(**hers, state=AskState.DECLINED)
    queue = Standby.objects.filter(need=OuterRef("pk"))
    mine = Standby.objects.filter(need=OuterRef("need"), volunteer=volunteer).values("pk")[:1]
    before = queue.filter(pk__lte=Subquery(mine)).order_by().values("need")
    return (
        StaffingNeed.objects.upcoming()
        .filter(session__starts_at__lt=clock.at(end, datetime.time.min, "Europe/Paris"))
        .annotate(
            is_hers=Exists(there.filter(volunteer=volunteer)),
            has_experienced=Exists(there.filter(volunteer__accompanied_shifts_left=0)),
            rank=Coalesce(Subquery(before.annotate(count=Count("pk")).values("count")), 0),
        )
        .filter(
            Q(is_hers=True)
            | Q(
                session__space__in=ReachableSpace.objects.filter(volunteer=volunteer).values("space"),
                mission__in=MissionChoice.objects.filter(volunteer=volunteer).values("mission"),
            )
            & ~Exists(Withdrawal.objects.filter(**hers))
            & ~Exists(noes)
        )
        .select_related("session__space", "mission")
        .only(*_READ)
        .order_by("session__starts_at", "pk")
    )


def _begun_by(volunteer: Volunteer, first_day: datetime.date) -> QuerySet[Assignment]:
    """What she held since the first day: its minutes count in her month, its hours are taken."""
    return Assignment.objects.filter(
        volunteer=volunteer,
        need__session__state=SessionState.PLANNED,
        need__session__starts_at__gte=clock.at(first_day, datetime.time.min, "UTC"),
        need__session__starts_at__lte=clock.now(),
    ).select_related("need__session__space")
