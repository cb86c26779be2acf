"""What the planner must know of volunteers: of many, or of one at once."""

import datetime
from collections.abc import Iterable
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from mapart.core.prepared import Columns, Given, prepared
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import (
    Absence,
    Availability,
    ExtraAvailability,
    HeldSkill,
    MissionChoice,
    ReachableSpace,
    SpokenLanguage,
    Volunteer,
)

# By the name that the rows have on her.
_TRAITS: dict[str, Columns[Any]] = {
    "skills": Columns(HeldSkill, "skill", "level"),
    "languages": Columns(SpokenLanguage, "language"),
    "choices": Columns(MissionChoice, "mission_id", "rank"),
    "reach": Columns(ReachableSpace, "space_id", "travel_minutes"),
    "windows": Columns(Availability, "weekday", "starts_at", "ends_at"),
    "absences": Columns(Absence, "starts_on", "ends_on"),
    "extras": Columns(ExtraAvailability, "day", "starts_at", "ends_at"),
}
_ORDER = {"choices": ("rank",)}
# Of one volunteer, with the keys that a page names them by.
_HERS: dict[str, Columns[Any]] = {
    name: Columns(columns.table, "id", *columns.names) for name, columns in _TRAITS.items()
}
_MOST = max(len(columns.names) for columns in _HERS.values())


def planner_facts(
    space_ids: Iterable[UUID],
    starts_on: datetime.date,
    ends_on: datetime.date,
    people: Iterable[UUID] | None = None,
    also: Iterable[UUID] = (),
) -> list[Volunteer]:
    """The volunteers a plan of some spaces and days may count on, with all it must know of them. For the planner.

    Active and within reach of one of the spaces, or one of ``also``. Each comes with its person, and with what
    ``.all()`` of these gives: ``skills``, ``choices`` (best first, missions as keys), ``reach`` (every space, not only
    those asked), ``windows``, ``languages``, and of the days asked, both included, ``absences`` and ``extras``.
    ``people``: keys of those who matter, active or not, when not all do; ``also``: of those who pause, say, or go there
    no more, and come to a shift even so. Eight queries, however many volunteers.
    """
    within_reach = Q(
        Exists(ReachableSpace.objects.filter(volunteer=OuterRef("pk"), space__in=list(space_ids)))
    )
    if people is None:
        who, counted_on = Volunteer.objects.all(), within_reach & Q(state=VolunteerState.ACTIVE)
    else:
        who, counted_on = Volunteer.objects.filter(pk__in=list(people)), within_reach
    there = who.filter(counted_on | Q(pk__in=list(also)))
    volunteers = {one.pk: one for one in there.select_related("person").order_by("pk")}
    only = _only(starts_on, ends_on)
    for name, columns in _TRAITS.items():
        rows = columns.table._default_manager.filter(volunteer__in=volunteers, **only.get(name, {}))
        found: dict[UUID, list[Any]] = {key: [] for key in volunteers}
        for her, *values in rows.order_by(*_ORDER.get(name, ())).values_list("volunteer", *columns.paths):
            found[her].append(columns.take(iter(values)))
        for key, hers in found.items():
            _keep(volunteers[key], name, hers)
    return list(volunteers.values())


def with_traits(volunteer: Volunteer, starts_on: datetime.date, ends_on: datetime.date) -> Volunteer:
    """The same facts about one volunteer as ``planner_facts`` gives, on her, in one query. For herself.

    Each trait comes in the order of its table, missions and spaces as keys alone. A page on a phone has eight queries
    in all to spend, not eight for this.
    """
    found: dict[str, list[Any]] = {name: [] for name in _HERS}
    for name, *values in _rows(volunteer.pk, starts_on, ends_on):
        columns = _HERS[name]
        said = (field.to_python(value) for field, value in zip(columns.fields, values, strict=False))
        found[name].append(columns.take(said))
    for name, rows in found.items():
        if order := _HERS[name].table._meta.ordering:
            rows.sort(key=attrgetter(*order))
        _keep(volunteer, name, rows)
    return volunteer


def _keep(volunteer: Volunteer, name: str, rows: list[Any]) -> None:
    """What ``.all()`` of her relation gives from now on: plain rows, for a queryset costs more than reading them."""
    volunteer.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows


def _only(starts_on: Any, ends_on: Any) -> dict[str, dict[str, Any]]:
    """Of what has dates, what touches these days."""
    return {
        "absences": {"starts_on__lte": ends_on, "ends_on__gte": starts_on},
        "extras": {"day__range": (starts_on, ends_on)},
    }


@prepared
def _rows(volunteer: Given, starts_on: Given, ends_on: Given) -> QuerySet[Any, tuple[Any, ...]]:
    """Each row as the name of its trait and its columns as text, since one question has one kind of columns."""
    only = _only(starts_on, ends_on)
    first, *others = [
        columns.table._default_manager.filter(volunteer=volunteer, **only.get(name, {}))
        .order_by()
        .values_list(
            Value(name, output_field=CharField()),
            *(Cast(path, CharField()) for path in columns.paths),
            *(Value("", output_field=CharField()) for _ in range(_MOST - len(columns.paths))),
        )
        for name, columns in _HERS.items()
    ]
    everything: QuerySet[Any, Any] = first.union(*others, all=True)
    return everything
