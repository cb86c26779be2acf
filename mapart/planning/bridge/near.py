"""The needs that may concern one volunteer, read for a page she opens often: one question, and no column too many."""

import datetime
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mapart.agenda.enums import SessionState
from mapart.agenda.models import Session
from mapart.core import clock
from mapart.core.prepared import Columns, Given, prepared
from mapart.planning.enums import AskState
from mapart.planning.models import Ask, Assignment, StaffingNeed, Standby, Withdrawal
from mapart.spaces.models import Space
from mapart.volunteering.models import Mission, MissionChoice, ReachableSpace, Volunteer


@dataclass(frozen=True, slots=True)
class Near:
    """A need, and what one volunteer has to do with it. ``rank``: on its waiting list, 0 when she waits not.

    ``has_begun``: one of those she holds or held; it is there for its minutes and its hours.
    """

    need: StaffingNeed
    has_begun: bool
    is_hers: bool
    has_experienced: bool
    rank: int


def needs_near(volunteer: Volunteer, first_day: datetime.date, end: datetime.date) -> list[Near]:
    """What she held since ``first_day``; what comes before ``end``, hers or of her missions within her reach.

    In order of time; what she gave back or said no to is left out. One query, however many.
    """
    now = clock.now()
    rows = _rows(
        volunteer.pk,
        clock.at(first_day, datetime.time.min, "UTC"),
        now,
        clock.at(end, datetime.time.min, "Europe/Paris"),
    )
    spaces: dict[UUID, Space] = {}
    missions: dict[UUID, Mission] = {}
    return [_near(row, spaces, missions, now) for row in rows]


# What the rules and the page read: a mission and a space have long texts, the same on every line. Each key once.
_SESSION = Columns(Session, "id", "starts_at", "ends_at", via="session__")
_NEED = Columns(
    StaffingNeed,
    *("id", "minimum", "ideal", "maximum", "filled"),
    *("skill", "skill_level", "skill_count", "language", "priority"),
)
_SPACE = Columns(
    Space, "id", "name", "time_zone", "is_remote", "latitude", "longitude", via="session__space__"
)
_MISSION = Columns(Mission, "id", "slug", "title", "mandatory_skill", via="mission__")


_FACTS = ("is_hers", "has_experienced", "rank")
_PATHS = (*_SESSION.paths, *_NEED.paths, *_FACTS, *_SPACE.paths, *_MISSION.paths)
_AT_SPACE, _AT_MISSION = _PATHS.index(_SPACE.paths[0]), _PATHS.index(_MISSION.paths[0])


def _near(
    row: tuple[Any, ...], spaces: dict[UUID, Space], missions: dict[UUID, Mission], now: datetime.datetime
) -> Near:
    """A line in rows of the tables; a space and a mission are made once for all their lines."""
    space, mission = row[_AT_SPACE], row[_AT_MISSION]
    if space not in spaces:
        spaces[space] = _SPACE.take(iter(row[_AT_SPACE:]))
    if mission not in missions:
        missions[mission] = _MISSION.take(iter(row[_AT_MISSION:]))
    values = iter(row)
    session = _SESSION.take(values, space=spaces[space])
    need = _NEED.take(values, session=session, mission=missions[mission])
    return Near(need, session.starts_at <= now, *islice(values, len(_FACTS)))


@prepared
def _rows(
    volunteer: Given, since: Given, now: Given, until: Given
) -> QuerySet[StaffingNeed, tuple[Any, ...]]:
    to_come = StaffingNeed.objects.filter(
        session__state=SessionState.PLANNED,
        session__starts_at__gt=now,
        session__starts_at__lt=until,
        session__space__in=ReachableSpace.objects.filter(volunteer=volunteer).values("space"),
        mission__in=MissionChoice.objects.filter(volunteer=volunteer).order_by().values("mission"),
    )
    held = Assignment.objects.filter(
        volunteer=volunteer,
        need__session__state=SessionState.PLANNED,
        need__session__starts_at__gte=since,
        need__session__starts_at__lt=until,
    )
    hers = {"need": OuterRef("pk"), "volunteer": volunteer}
    there = Assignment.objects.filter(need=OuterRef("pk"))
    mine = Standby.objects.filter(need=OuterRef("need"), volunteer=volunteer).values("pk")[:1]
    before = Standby.objects.filter(need=OuterRef("pk"), pk__lte=Subquery(mine)).order_by().values("need")
    return (
        # Each way by its own index: asked in one condition, both would go through every need there ever was.
        StaffingNeed.objects.filter(
            pk__in=to_come.order_by().values("pk").union(held.order_by().values("need"))
        )
        .annotate(
            is_hers=Exists(there.filter(volunteer=volunteer)),
            has_experienced=Exists(there.filter(volunteer__accompanied_shifts_left=0)),
            rank=Coalesce(Subquery(before.annotate(count=Count("pk")).values("count")), 0),
        )
        .filter(
            Q(is_hers=True)
            | ~Exists(Withdrawal.objects.filter(**hers))
            & ~Exists(Ask.objects.filter(**hers, state=AskState.DECLINED))
        )
        .order_by("session__starts_at", "pk")
        .values_list(*_PATHS)
    )
