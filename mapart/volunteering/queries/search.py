"""Who is free when, knows what and can come where: the search of the team, with why each answers it."""

import datetime
import itertools
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from mapart.volunteering.models import Absence, Availability, ExtraAvailability, HeldSkill, ReachableSpace

# Half-days of the grid touch here: somebody free morning and afternoon is free from 10 to 15.
_SEAMS = (datetime.time(13), datetime.time(18))


@dataclass
class Why:
    """Why somebody answers a search: the hours she said, the level of the skill asked, the minutes of the way."""

    hours: list[tuple[datetime.time, datetime.time]] = field(default_factory=list)
    level: int | None = None
    minutes: int | None = None


def free_on(
    day: datetime.date | None, starts_at: datetime.time | None = None, ends_at: datetime.time | None = None
) -> Q:
    """Volunteers free on ``day`` (null: on some day of the week) over the hours asked, or at any hour of it.

    Weekly windows and dated ones count, absences cancel both. Windows that meet elsewhere than between two half-days of
    the grid are not put together.
    """
    found = Q()
    for start, end in _pieces(starts_at, ends_at):
        weekly = Availability.objects.filter(volunteer=OuterRef("pk"))
        extra = ExtraAvailability.objects.filter(volunteer=OuterRef("pk"))
        if start is not None and end is not None:
            weekly = weekly.filter(starts_at__lte=start, ends_at__gte=end)
            extra = extra.filter(starts_at__lte=start, ends_at__gte=end)
        if day is None:
            found &= Q(Exists(weekly))
        else:
            found &= Q(Exists(weekly.filter(weekday=day.weekday()))) | Q(Exists(extra.filter(day=day)))
    if day is not None:
        away = Absence.objects.filter(volunteer=OuterRef("pk"), starts_on__lte=day, ends_on__gte=day)
        found &= ~Q(Exists(away))
    return found


def _pieces(
    starts_at: datetime.time | None, ends_at: datetime.time | None
) -> list[tuple[datetime.time | None, datetime.time | None]]:
    """The hours asked, cut at the seams of the grid; one piece without hours when none were."""
    if starts_at is None or ends_at is None or ends_at <= starts_at:
        return [(None, None)]
    cuts = [starts_at, *(seam for seam in _SEAMS if starts_at < seam < ends_at), ends_at]
    return list(itertools.pairwise(cuts))


def why_they_fit(
    volunteers: Collection[UUID], *, day: datetime.date | None, skill: str, reach: UUID | None
) -> dict[UUID, Why]:
    """Why each of these volunteers answers a search for what is given; a query for each thing asked. For the team."""
    found: dict[UUID, Why] = defaultdict(Why)
    if day is not None:
        # In no order: that of the table would lead a database through all who are free on such a day.
        weekly = Availability.objects.filter(volunteer__in=volunteers, weekday=day.weekday()).order_by()
        extra = ExtraAvailability.objects.filter(volunteer__in=volunteers, day=day).order_by()
        shown = ("volunteer", "starts_at", "ends_at")
        for key, starts_at, ends_at in [*weekly.values_list(*shown), *extra.values_list(*shown)]:
            found[key].hours.append((starts_at, ends_at))
    if skill:
        for key, level in HeldSkill.objects.filter(volunteer__in=volunteers, skill=skill).values_list(
            "volunteer", "level"
        ):
            found[key].level = level
    if reach is not None:
        for key, minutes in ReachableSpace.objects.filter(volunteer__in=volunteers, space=reach).values_list(
            "volunteer", "travel_minutes"
        ):
            found[key].minutes = minutes
    return found
