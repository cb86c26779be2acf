"""Hours that volunteers gave, added up or waiting for the team; and the papers that say so."""

import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Min, Q, QuerySet, Sum

from mapart.spaces.models import Space
from mapart.volunteering.enums import HoursState
from mapart.volunteering.models import HoursCertificate, HoursEntry, Mission, Volunteer
from mapart.volunteering.queries.volunteers import is_of


def minutes_given(volunteer: Volunteer) -> int:
    """All the minutes that count, over all spaces. For herself and her team."""
    total = HoursEntry.objects.counted().filter(volunteer=volunteer).aggregate(total=Sum("minutes"))
    return int(total["total"] or 0)


def hours_by_mission(
    volunteer: Volunteer, starts_on: datetime.date | None = None, ends_on: datetime.date | None = None
) -> list[dict[str, Any]]:
    """Counted minutes by mission and space, most first, with the ``first`` and ``last`` day of each.

    Both days included; all of them without. For herself and her team.
    """
    counted = HoursEntry.objects.counted().filter(volunteer=volunteer)
    if starts_on is not None:
        counted = counted.filter(worked_on__gte=starts_on)
    if ends_on is not None:
        counted = counted.filter(worked_on__lte=ends_on)
    groups = counted.order_by().values("mission__title", "mission__slug", "space__name")
    found = groups.annotate(total=Sum("minutes"), first=Min("worked_on"), last=Max("worked_on"))
    return [
        {
            "mission": row["mission__title"] or "",
            "slug": row["mission__slug"] or "",
            "space": row["space__name"] or "",
            "minutes": row["total"],
            "first": row["first"],
            "last": row["last"],
        }
        for row in found.order_by("-total", "mission__title", "space__name")
    ]


def certificate_of_code(code: str) -> HoursCertificate | None:
    """The certificate of a code as somebody types it: capitals and blanks forgiven. For everybody."""
    plain = "".join(code.upper().replace("-", "").split())
    return HoursCertificate.objects.select_related("volunteer__person").filter(code=plain).first()


def hours_to_judge(space_keys: set[UUID] | None) -> QuerySet[HoursEntry]:
    """Declared hours that wait for the team, the oldest first; null is every space. For their staff."""
    waiting = HoursEntry.objects.standing().filter(state=HoursState.WAITING, minutes__gt=0)
    if space_keys is not None:
        waiting = waiting.filter(is_of(space_keys, "volunteer"))
    return waiting.order_by("worked_on", "pk")


def hours_of_year(year: int, space_keys: set[UUID] | None) -> list[dict[str, Any]]:
    """Counted minutes of a year: ``space``, ``mission``, ``mission_id``, ``minutes``. For the accounts. Four queries.

    All the confirmed lines, added up in their index, less those that a later line corrects: there are few.
    """
    lines = HoursEntry.objects.filter(state=HoursState.CONFIRMED, worked_on__year=year).order_by()
    if space_keys is not None:
        lines = lines.filter(space__in=space_keys)
    minutes = {
        (space, mission): total
        for space, mission, total in lines.values_list("space", "mission").annotate(Sum("minutes"))
    }
    corrections = HoursEntry.objects.filter(corrects__isnull=False, corrects__worked_on__year=year).order_by()
    # Not told apart by state and space before they are added up: the database would begin at the lines of the year.
    wrong_minutes = Sum("corrects__minutes", filter=Q(corrects__state=HoursState.CONFIRMED))
    groups = corrections.values_list("corrects__space", "corrects__mission")
    for space, mission, wrong in groups.annotate(wrong=wrong_minutes):
        if (space, mission) in minutes:
            minutes[space, mission] -= wrong or 0
    spaces = dict(Space.objects.values_list("pk", "name"))
    missions = dict(Mission.objects.values_list("pk", "title"))
    found = [
        {
            "space": spaces.get(space, "") if space else "",
            "mission": missions.get(mission, "") if mission else "",
            "mission_id": mission,
            "minutes": total,
        }
        for (space, mission), total in minutes.items()
        if total
    ]
    return sorted(found, key=lambda row: (row["space"], row["mission"]))
