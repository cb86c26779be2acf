"""What the planner must know of one volunteer, read at once."""

import datetime
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast

from mapart.core.prepared import Columns, Given, prepared
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
_MOST = max(len(columns.names) for columns in _TRAITS.values())


def with_traits(volunteer: Volunteer, starts_on: datetime.date, ends_on: datetime.date) -> Volunteer:
    """The same facts about one volunteer as ``planner_facts`` gives, on her, in one query. For herself.

    Missions and spaces come as keys alone. A page on a phone has eight queries in all to spend, not eight for this.
    """
    found: dict[str, list[Any]] = {name: [] for name in _TRAITS}
    for name, *values in _rows(volunteer.pk, starts_on, ends_on):
        columns = _TRAITS[name]
        said = (field.to_python(value) for field, value in zip(columns.fields, values, strict=False))
        found[name].append(columns.take(said))
    found["choices"].sort(key=lambda choice: choice.rank)
    for name, rows in found.items():
        known = getattr(volunteer, name).all()
        known._result_cache = rows
        volunteer.__dict__.setdefault("_prefetched_objects_cache", {})[name] = known
    return volunteer


@prepared
def _rows(volunteer: Given, starts_on: Given, ends_on: Given) -> QuerySet[Any, tuple[Any, ...]]:
    """Each row as the name of its trait and its columns as text, since one question has one kind of columns."""
    only: dict[str, dict[str, Any]] = {
        "absences": {"starts_on__lte": ends_on, "ends_on__gte": starts_on},
        "extras": {"day__range": (starts_on, ends_on)},
    }
    first, *others = [
        columns.table._default_manager.filter(volunteer=volunteer, **only.get(name, {}))
        .order_by()
        .values_list(
            Value(name, output_field=CharField()),
            *(Cast(path, CharField()) for path in columns.paths),
            *(Value("", output_field=CharField()) for _ in range(_MOST - len(columns.paths))),
        )
        for name, columns in _TRAITS.items()
    ]
    everything: QuerySet[Any, Any] = first.union(*others, all=True)
    return everything
