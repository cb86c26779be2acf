"""Shifts that lack people, as matching reads them."""

import datetime
from collections.abc import Collection
from uuid import UUID
from zoneinfo import ZoneInfo

from mapart.core import clock
from mapart.planning.models import StaffingNeed
from mapart.planning.queries.needs import WEEKS_AHEAD
from mapart.volunteering.rules import OpenShift


def open_shifts(spaces: Collection[UUID]) -> list[OpenShift]:
    """Shifts below their minimum in these spaces (keys) in the coming weeks, soonest first. One query."""
    until = clock.now() + datetime.timedelta(weeks=WEEKS_AHEAD)
    short = StaffingNeed.objects.short().filter(
        session__space__in=spaces, session__starts_at__lt=until, mission__is_open=True
    )
    rows = short.order_by("session__starts_at", "pk").values_list(
        "mission_id",
        "session__space_id",
        "session__space__time_zone",
        "session__starts_at",
        "session__ends_at",
        "minimum",
        "filled",
    )
    shifts = []
    for mission, space, zone, starts_at, ends_at, minimum, filled in rows:
        start, end = starts_at.astimezone(ZoneInfo(zone)), ends_at.astimezone(ZoneInfo(zone))
        shifts.append(OpenShift(mission, space, start.date(), start.time(), end.time(), minimum - filled))
    return shifts
