"""The volunteers that a search of the team finds, a page at a time, in a crowd of any size.

Everybody of one space is asked. Of the whole network, a search begins at the answer that fewest people give, by an
index, and stops at ``MOST`` people. Below, they are all known and put in order. Beyond, they are so many that to walk
everybody by name finds a page soon; of a name, those found so far are shown until more of it is typed. Measured in
``benchmarks/size.py``.
"""

import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Window

from mapart.core.enums import Language
from mapart.core.pages import Leaf, Leaves, page_number
from mapart.people.models import Person
from mapart.people.queries import people_of_name
from mapart.spaces.models import Space
from mapart.volunteering.enums import HalfDay
from mapart.volunteering.models import (
    Availability,
    HeldSkill,
    Mission,
    MissionChoice,
    ReachableSpace,
    SpokenLanguage,
    Volunteer,
)
from mapart.volunteering.queries import free_on
from mapart.volunteering.rules import HALF_DAYS, PRESENT

MOST = 100
Wanted = dict[str, str]
_BY_NAME = ("person__last_name", "person__first_name", "person_id")


def found_in(spaces: QuerySet[Space], wanted: Wanted) -> QuerySet[Volunteer]:
    """The volunteers of these spaces who answer a search, by name: all of them, for a file."""
    found = Volunteer.objects.filter(home_space__in=spaces)
    if "space" in wanted:
        found = found.filter(home_space__pk=wanted["space"])
    found = found.filter(state=wanted["state"]) if "state" in wanted else found.filter(state__in=PRESENT)
    for name, rows in _HOLDING.items():
        if name in wanted:
            found = found.filter(Exists(rows(wanted[name]).filter(volunteer=OuterRef("pk"))))
    if "day" in wanted or "ends_at" in wanted:
        found = found.filter(free_on(*when(wanted)))
    if "q" in wanted:
        found = found.filter(Exists(people_of_name(wanted["q"]).filter(person=OuterRef("person"))))
    return found.order_by(*_BY_NAME)


def page_of(spaces: QuerySet[Space], wanted: Wanted, number: Any, per_page: int, *, few_spaces: bool) -> Leaf:
    """A page of those who answer a search, as lines of the list; two queries.

    When somebody was looked for and they are ``MOST`` or more, nobody counts further: ``paginator.total`` is null, and
    ``paginator.least`` of them are known. Of a name, these alone are shown: whoever types it types on. In
    ``few_spaces``, everybody is asked.
    """
    found = found_in(spaces, wanted)
    if not wanted:
        return _walk(found, per_page, _number_in(spaces)).get_page(number)
    if few_spaces and "q" not in wanted:
        return _all_of(found, number, per_page)
    column, keys = _first_found(spaces, wanted)
    known = set(keys)  # somebody free twice on a day comes twice
    if len(keys) == MOST and "q" not in wanted:
        return _walk(found, per_page, None, len(known)).get_page(number)
    few = Volunteer.objects.filter(**{f"{column}__in": known}).order_by(*_BY_NAME)
    total = len(known) if len(keys) < MOST else None
    return Leaves(few, _lines(), per_page, total, least=len(known)).get_page(number)


def _all_of(found: QuerySet[Volunteer], number: Any, per_page: int) -> Leaf:
    """A page of some spaces, and how many there are: the keys of the page are found before anything is read."""
    at = page_number(number)
    start = (at - 1) * per_page
    keys = list(found.values_list("pk", Window(Count("pk")))[start : start + per_page])
    if not keys and at > 1:
        return _all_of(found, None, per_page)
    total = keys[0][1] if keys else 0
    rows = list(_lines().filter(pk__in=[pk for pk, _total in keys]).order_by(*_BY_NAME))
    return Leaf(rows, at, Leaves(found, found, per_page, total), is_last=start + per_page >= total)


def _number_in(spaces: QuerySet[Space]) -> int:
    """How many volunteers these spaces have, space by space: each is counted in an index alone."""
    here = Volunteer.objects.filter(home_space=OuterRef("pk"), state__in=PRESENT).order_by()
    counts = here.values("home_space").annotate(count=Count("pk")).values("count")
    return sum(count or 0 for (count,) in spaces.order_by().values_list(Subquery(counts)))


def _walk(found: QuerySet[Volunteer], per_page: int, total: int | None, least: int = 0) -> Leaves:
    """Everybody by name, each asked whether she answers."""
    people = Person.objects.filter(Exists(found.order_by().filter(person=OuterRef("pk"))))
    in_order = people.order_by("last_name", "first_name", "pk")
    return Leaves(in_order, _lines().order_by(*_BY_NAME), per_page, total, by="person", least=least)


def _first_found(spaces: QuerySet[Space], wanted: Wanted) -> tuple[str, list[Any]]:
    """Up to ``MOST`` who answer, from the answer that fewest people give: a column of volunteers and its keys."""
    name = next((name for name in _RAREST_FIRST if wanted.get(name, Language.FR) != Language.FR), "")
    found = found_in(spaces, {asked: answer for asked, answer in wanted.items() if asked != name}).order_by()
    if name == "q":
        named = people_of_name(wanted[name]).filter(Exists(found.filter(person=OuterRef("person"))))
        return "person", list(named.values_list("person", flat=True)[:MOST])
    if name:
        rows = _HOLDING[name](wanted[name]).filter(Exists(found.filter(pk=OuterRef("volunteer"))))
        return "pk", list(rows.values_list("volunteer", flat=True)[:MOST])
    return "pk", list(found.values_list("pk", flat=True)[:MOST])


def when(wanted: Wanted) -> tuple[datetime.date | None, datetime.time | None, datetime.time | None]:
    """The day and the hours asked."""
    day, start, end = (wanted.get(name) for name in ("day", "starts_at", "ends_at"))
    return (
        datetime.date.fromisoformat(day) if day else None,
        datetime.time.fromisoformat(start) if start else None,
        datetime.time.fromisoformat(end) if end else None,
    )


def _free_at(moment: str) -> QuerySet[Availability]:
    """Windows that hold a half-day, give or take an hour at each end."""
    weekday, half_day = moment.split("-", 1)
    starts_at, ends_at = HALF_DAYS[HalfDay(half_day)]
    return Availability.objects.filter(
        weekday=int(weekday),
        starts_at__lte=starts_at.replace(hour=starts_at.hour + 1),
        ends_at__gte=ends_at.replace(hour=ends_at.hour - 1),
    ).order_by()


_HOLDING: dict[str, Any] = {
    "skill": lambda skill: HeldSkill.objects.filter(skill=skill),
    "language": lambda language: SpokenLanguage.objects.filter(language=language),
    "mission": lambda slug: MissionChoice.objects.filter(
        mission=Mission.objects.filter(slug=slug).order_by().values("pk")[:1]
    ).order_by(),
    "moment": _free_at,
    "reach": lambda space: ReachableSpace.objects.filter(space=space),
}
_RAREST_FIRST = ("q", "language", "mission", "reach", "moment", "skill")


def _lines() -> QuerySet[Volunteer, Any]:
    return _shown(Volunteer.objects.all())


def _shown(found: QuerySet[Volunteer]) -> QuerySet[Volunteer, Any]:
    """What a line of the list shows."""
    return found.values(
        "pk",
        "state",
        "commitment",
        "accompanied_shifts_left",
        first_name=F("person__first_name"),
        last_name=F("person__last_name"),
        phone=F("person__phone"),
        space=F("home_space__name"),
    )
