"""Reads about spaces and places that several rooms share."""

import datetime
import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import ExpressionWrapper, F, FloatField, QuerySet

from mapart.core import clock
from mapart.spaces import communes, rules
from mapart.spaces.communes import Commune
from mapart.spaces.models import Closure, Place, Space

NEAR_KM = 30
_DEGREE_KM = 111.2
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Doors:
    """Whether a space is open now, until when, and otherwise when it opens; times on the clock of the space."""

    is_open: bool
    closes_at: datetime.datetime | None = None
    opens_at: datetime.datetime | None = None
    opens_today: bool = False


def spaces_to_visit() -> QuerySet[Space]:
    """The spaces one can walk into, by city."""
    return Space.objects.filter(is_open=True, is_remote=False)


def nearest_spaces(latitude: float, longitude: float, limit: int = 3) -> list[tuple[Space, float]]:
    """The spaces one can walk into, the nearest first, with the distance in km as the crow flies."""
    found = [
        (space, rules.distance_km(latitude, longitude, space.latitude, space.longitude))
        for space in spaces_to_visit()
    ]
    return sorted(found, key=lambda pair: pair[1])[:limit]


def nearest_places(
    latitude: float, longitude: float, limit: int = 10, within_km: float = NEAR_KM
) -> list[tuple[Place, float]]:
    """Places of the directory at most ``within_km`` away, the nearest first, with the distance in km.

    A place that two producers publish (same name, same postal code) is given once. The database sorts on a flat map,
    good to a few metres at this scale; the distance is then computed on the globe.
    """
    reach = within_km / _DEGREE_KM
    squeeze = math.cos(math.radians(latitude))
    north = F("latitude") - latitude
    east = (F("longitude") - longitude) * squeeze
    found = (
        Place.objects.filter(
            latitude__range=(latitude - reach, latitude + reach),
            longitude__range=(longitude - reach / squeeze, longitude + reach / squeeze),
        )
        .order_by(ExpressionWrapper(north * north + east * east, output_field=FloatField()), "name", "pk")
        .defer("details")[: 2 * limit]
    )
    by_name: dict[tuple[str, str], tuple[Place, float]] = {}
    for place in found:
        if place.latitude is not None and place.longitude is not None:
            km = rules.distance_km(latitude, longitude, place.latitude, place.longitude)
            if km <= within_km:
                by_name.setdefault((communes.fold(place.name), place.postal_code), (place, km))
    return list(by_name.values())[:limit]


def find_towns(text: str) -> list[Commune]:
    """What ``communes.find`` gives, towns near one of our spaces first: « Saint-Denis » is seldom that of Réunion."""
    spaces = list(spaces_to_visit().values_list("latitude", "longitude"))

    def is_far(town: Commune) -> bool:
        return all(
            rules.distance_km(town.latitude, town.longitude, latitude, longitude) > NEAR_KM
            for latitude, longitude in spaces
        )

    return sorted(communes.find(text), key=is_far)


def closed_days(space: Space, first: datetime.date, last: datetime.date) -> set[datetime.date]:
    """Days when ``space`` is closed, from ``first`` to ``last``, both included: its closures, and public holidays when
    its hours say so."""
    closures = Closure.objects.filter(space=space, starts_on__lte=last, ends_on__gte=first)
    closed = {day for day in _days_of(closures) if first <= day <= last}
    if rules.is_closed_on_holidays(space.opening_hours):
        days = (first + datetime.timedelta(days=number) for number in range((last - first).days + 1))
        closed |= {day for day in days if rules.is_bank_holiday(day)}
    return closed


def upcoming_closures(space: Space) -> QuerySet[Closure]:
    """Closures of ``space`` that are not over, soonest first."""
    return Closure.objects.filter(space=space, ends_on__gte=clock.today(space.time_zone)).order_by(
        "starts_on", "pk"
    )


def doors_of(space: Space, closures: Iterable[Closure], now: datetime.datetime) -> Doors:
    """Whether ``space`` is open at ``now``, its closures counted, and what comes next."""
    closed = set(_days_of(closures))
    today = rules.wall_clock(now, space.time_zone).date()
    if today not in closed and rules.is_open(space.opening_hours, now, space.time_zone):
        return Doors(True, closes_at=rules.closes_at(space.opening_hours, now, space.time_zone))
    opens_at = rules.next_opening(space.opening_hours, now, closed, space.time_zone)
    return Doors(False, opens_at=opens_at, opens_today=opens_at is not None and opens_at.date() == today)


def doors_of_all(spaces: Collection[Space], now: datetime.datetime) -> dict[UUID, Doors]:
    """``doors_of`` each space, by its key; one query."""
    closures: dict[UUID, list[Closure]] = {}
    yesterday = now.date() - _DAY  # in some time zone it may still be yesterday
    for closure in Closure.objects.filter(space__in=spaces, ends_on__gte=yesterday):
        closures.setdefault(closure.space_id, []).append(closure)
    return {space.pk: doors_of(space, closures.get(space.pk, ()), now) for space in spaces}


def _days_of(closures: Iterable[Closure]) -> Iterable[datetime.date]:
    for closure in closures:
        for days in range((closure.ends_on - closure.starts_on).days + 1):
            yield closure.starts_on + days * _DAY
