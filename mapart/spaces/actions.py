"""Every write of the room.

This room lies below the people: whoever calls for a signed-in person checks ``Permission.EDIT_SPACE`` first
(``people.perms.require``), as the pages of the team do.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.text import slugify

from mapart.core import clock, journal
from mapart.core.journal import Actor
from mapart.core.refusals import Refusal
from mapart.spaces import communes, rules
from mapart.spaces.models import SLUG_LENGTH, Closure, Place, Room, Space
from mapart.spaces.standard.checking import CheckedPlace

LONGEST_CLOSURE = datetime.timedelta(days=366)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did with the places it was given."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Imported") -> "Imported":
        return Imported(
            self.created + other.created, self.changed + other.changed, self.unchanged + other.unchanged
        )


def open_space(
    *,
    by: Actor | None,
    name: str,
    city: str,
    address: str,
    postal_code: str,
    phone: str,
    email: str,
    opening_hours: str = "",
    position: tuple[float, float] | None = None,
    rooms: Mapping[str, int] | None = None,
    slug: str = "",
    **values: Any,
) -> Space:
    """Open a space of the association, with its rooms (name → seats).

    ``position`` (latitude, longitude) is the centre of the town when not given; ``values`` are other columns of
    ``Space``. Raises ``spaces.town_unknown``, ``spaces.hours_unreadable``, ``spaces.slug_taken``.
    """
    _check_hours(opening_hours)
    insee_code = communes.insee_code_of(city, postal_code)
    towns = [town for town in communes.at_postal_code(postal_code) if town.insee_code == insee_code]
    if not towns:
        raise Refusal("spaces.town_unknown")
    latitude, longitude = position or (towns[0].latitude, towns[0].longitude)
    slug = slug or slugify(name)[:SLUG_LENGTH] or slugify(city)
    try:
        with transaction.atomic():
            space = Space.objects.create(
                slug=slug,
                name=name,
                city=city,
                address=address,
                postal_code=postal_code,
                insee_code=insee_code,
                latitude=latitude,
                longitude=longitude,
                phone=phone,
                email=email,
                opening_hours=opening_hours,
                **values,
            )
            Room.objects.bulk_create(
                Room(space=space, name=room, seats=seats) for room, seats in (rooms or {}).items()
            )
            journal.record(by, "open_space", space)
    except IntegrityError as error:
        raise Refusal("spaces.slug_taken", slug=slug) from error
    return space


def change_opening_hours(*, by: Actor | None, space: Space, opening_hours: str) -> Space:
    """Write the opening hours of a space, in OpenStreetMap syntax; empty: not known. Sessions stay as they are.

    Raises ``spaces.hours_unreadable``.
    """
    opening_hours = " ".join(opening_hours.split())
    _check_hours(opening_hours)
    with transaction.atomic():
        before = Space.objects.values_list("opening_hours", flat=True).get(pk=space.pk)
        others = Space.objects.filter(pk=space.pk).exclude(opening_hours=opening_hours)
        if others.update(opening_hours=opening_hours):
            journal.record(by, "change_opening_hours", space, before=before, after=opening_hours)
    space.opening_hours = opening_hours
    return space


def close_space(
    *, by: Actor | None, space: Space, starts_on: datetime.date, ends_on: datetime.date, reason: str = ""
) -> Closure:
    """Close a space from ``starts_on`` to ``ends_on``, both included. Sessions already planned stay as they are.

    Raises ``spaces.closure_ends_before_it_starts``, ``spaces.closure_past``, ``spaces.closure_too_long``,
    ``spaces.already_closed``.
    """
    if ends_on < starts_on:
        raise Refusal("spaces.closure_ends_before_it_starts")
    if ends_on < clock.today(space.time_zone):
        raise Refusal("spaces.closure_past")
    if ends_on - starts_on >= LONGEST_CLOSURE:
        raise Refusal("spaces.closure_too_long")
    with transaction.atomic():
        # The row is ours until the end: of two presses at once, the second finds the closure of the first.
        Space.objects.filter(pk=space.pk).update(is_open=F("is_open"))
        if Closure.objects.filter(space=space, starts_on__lte=starts_on, ends_on__gte=ends_on).exists():
            raise Refusal("spaces.already_closed")
        closure = Closure.objects.create(space=space, starts_on=starts_on, ends_on=ends_on, reason=reason)
        journal.record(by, "close_space", space, starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat())
    return closure


def reopen(*, by: Actor | None, closure: Closure) -> Space:
    """Cancel a closure; doing it twice does nothing more."""
    with transaction.atomic():
        deleted, _rows = Closure.objects.filter(pk=closure.pk).delete()
        if deleted:
            journal.record(
                by,
                "reopen",
                closure.space,
                starts_on=closure.starts_on.isoformat(),
                ends_on=closure.ends_on.isoformat(),
            )
    return closure.space


def import_places(*, by: Actor | None, places: Sequence[CheckedPlace]) -> Imported:
    """Write a batch of checked places: new ones, and those that changed since. The same batch again changes nothing.

    Places are known by (source, source id); those that a file no longer names stay.
    """
    with transaction.atomic():
        known = {
            (place.source, place.source_id): place
            for place in Place.objects.filter(
                source__in={place.key[0] for place in places},
                source_id__in=[place.key[1] for place in places],
            )
        }
        new = [Place(**place.values) for place in places if place.key not in known]
        changed = [
            row
            for place in places
            if (row := known.get(place.key)) is not None and _takes_changes(row, place.values)
        ]
        Place.objects.bulk_create(new, batch_size=BATCH)
        if changed:
            Place.objects.bulk_update(changed, _WRITTEN, batch_size=BATCH)
        if new or changed:
            journal.record(by, "import_places", created=len(new), changed=len(changed))
    return Imported(len(new), len(changed), len(places) - len(new) - len(changed))


_WRITTEN = [
    field.name
    for field in Place._meta.concrete_fields
    if field.name not in ("id", "created_at", "source", "source_id")
]


def _takes_changes(row: Place, values: Mapping[str, Any]) -> bool:
    """Give ``row`` the values that differ; whether there was one."""
    differing = [name for name in _WRITTEN if getattr(row, name) != values[name]]
    for name in differing:
        setattr(row, name, values[name])
    return bool(differing)


def _check_hours(opening_hours: str) -> None:
    if opening_hours and not (
        len(opening_hours) <= rules.LONGEST_HOURS and rules.are_hours_readable(opening_hours)
    ):
        raise Refusal("spaces.hours_unreadable")
