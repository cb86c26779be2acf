"""Hours that volunteers gave, added up or waiting for the team; and the papers that say so."""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import ExtractMonth

from mapart.spaces.models import Space
from mapart.volunteering.enums import HoursState
from mapart.volunteering.models import HoursCertificate, HoursEntry, HoursOfYear, Mission, Volunteer
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


Place = tuple[UUID | None, UUID | None]  # a space and a mission, where they were said


def hours_of_year(year: int, space_keys: set[UUID] | None) -> list[dict[str, Any]]:
    """Counted minutes of a year: ``space`` (its row, null without), ``mission``, ``mission_id``, ``minutes``.

    By city, space and mission. For the accounts. Five queries.

    As added up last night, and what was written since.
    """
    counted = HoursOfYear.objects.filter(year=year).first()
    if counted is None:
        minutes = added_up(year)
    else:
        minutes = Counter({(_key(space), _key(mission)): total for space, mission, total in counted.minutes})
        minutes.update(_written_since(year, counted.until))
    spaces = Space.objects.only("name", "city").in_bulk()
    missions = dict(Mission.objects.values_list("pk", "title"))
    found = [
        {
            "space": spaces.get(space) if space else None,
            "mission": missions.get(mission, "") if mission else "",
            "mission_id": mission,
            "minutes": total,
        }
        for (space, mission), total in minutes.items()
        if total and (space_keys is None or space in space_keys)
    ]
    return sorted(found, key=lambda row: (row["space"].in_city if row["space"] else "", row["mission"]))


@dataclass(frozen=True)
class MonthOfSpace:
    """What was given in a space (null: none was said) in a month: counted minutes, and how many people gave them."""

    month: int
    space: Space | None
    volunteers: int
    minutes: int


def hours_by_month(year: int, space_keys: set[UUID] | None) -> list[MonthOfSpace]:
    """The months of a year in these spaces (keys; null: all), by month and city. For reports. Two queries."""
    counted = HoursEntry.objects.counted().filter(worked_on__year=year)
    if space_keys is not None:
        counted = counted.filter(space__in=space_keys)
    groups = counted.order_by().annotate(month=ExtractMonth("worked_on")).values_list("month", "space")
    spaces = Space.objects.only("name", "city").in_bulk()
    found = [
        MonthOfSpace(month, spaces.get(space), volunteers, minutes)
        for month, space, volunteers, minutes in groups.annotate(
            Count("volunteer", distinct=True), Sum("minutes")
        )
    ]
    return sorted(found, key=lambda one: (one.month, one.space.in_city if one.space else ""))


def added_up(year: int, until: datetime.datetime | None = None) -> Counter[Place]:
    """Minutes that count; with ``until``, of what was written and decided up to then. Two queries. For the accounts.

    All the confirmed lines, added up in their index, less those that a later line corrects: there are few.
    """
    lines = HoursEntry.objects.filter(_known(until), state=HoursState.CONFIRMED, worked_on__year=year)
    groups = lines.order_by().values_list("space", "mission").annotate(Sum("minutes"))
    minutes = Counter({(space, mission): total for space, mission, total in groups})
    corrections = HoursEntry.objects.filter(
        Q() if until is None else Q(created_at__lte=until),
        corrects__isnull=False,
        corrects__worked_on__year=year,
    ).order_by()
    # Not told apart by state and space before they are added up: the database would begin at the lines of the year.
    counted = Q(_known(until, "corrects__"), corrects__state=HoursState.CONFIRMED)
    wrong = corrections.values_list("corrects__space", "corrects__mission").annotate(
        wrong=Sum("corrects__minutes", filter=counted)
    )
    minutes.subtract({(space, mission): less or 0 for space, mission, less in wrong})
    return minutes


def _known(until: datetime.datetime | None, name: str = "") -> Q:
    """Whether a line was written, and decided if it had to be, at that time."""
    if until is None:
        return Q()
    is_decided = Q(**{f"{name}decided_at": None}) | Q(**{f"{name}decided_at__lte": until})
    return Q(is_decided, **{f"{name}created_at__lte": until})


def _written_since(year: int, until: datetime.datetime) -> Counter[Place]:
    """What the lines written or decided after ``until`` change in the minutes that counted then. Two queries.

    Only what is new is asked of the database: it would begin at all the lines of a year, of a state, or of before.
    """
    new = Q(created_at__gt=until) | Q(decided_at__gt=until)
    lines = HoursEntry.objects.standing().filter(new).order_by()
    corrected = HoursEntry.objects.filter(created_at__gt=until, corrects__isnull=False).order_by()
    shown = ("space", "mission", "minutes", "worked_on", "state", "created_at", "decided_at")
    minutes: Counter[Place] = Counter()
    for space, mission, more, day, state, *_times in lines.values_list(*shown):
        if (day.year, state) == (year, HoursState.CONFIRMED):
            minutes[space, mission] += more
    for space, mission, less, day, state, *times in corrected.values_list(
        *(f"corrects__{one}" for one in shown)
    ):
        has_counted = all(time is None or time <= until for time in times)
        if has_counted and (day.year, state) == (year, HoursState.CONFIRMED):
            minutes[space, mission] -= less
    return minutes


def _key(text: str | None) -> UUID | None:
    return UUID(text) if text else None
