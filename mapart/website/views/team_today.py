"""Today in the spaces of somebody of the team: who comes, who cannot, and what its sentences say elsewhere."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import ngettext

from mapart.agenda.enums import SessionKind
from mapart.agenda.models import Session
from mapart.agenda.queries import sessions_between
from mapart.core import clock, wording
from mapart.core.http import addresses
from mapart.core.prepared import Given, GivenList, prepared
from mapart.people.models import Person, short_name
from mapart.planning.models import StaffingNeed
from mapart.planning.queries import alone_among, gone_between
from mapart.spaces.models import Space


@dataclass(slots=True)
class Team:
    """Who holds a mission of a session of today: short name, whether she said she comes, whether she begins."""

    address: str
    mission: str
    empty: int
    people: list[tuple[str, bool, bool]] = field(default_factory=list)

    @property
    def alone(self) -> list[str]:
        """Who begins, when nobody of experience is beside them."""
        return alone_among([(name, begins) for name, _comes, begins in self.people])


@dataclass(frozen=True, slots=True)
class Today:
    """A session of today and who holds its missions.

    ``gone``: who cannot come, also when enough people stay: nobody waits for her at the door.
    """

    when: str
    title: str
    space: str
    booked: str
    teams: list[Team]
    gone: str
    missing: str
    is_over: bool


def today_of(person: Person, spaces: list[Space]) -> dict[str, Any]:
    """Sessions of today, who comes and who cannot: three queries whatever their number."""
    by_key = {space.pk: space for space in spaces}
    zone = spaces[0].time_zone if spaces else "Europe/Paris"
    today = clock.today(zone)
    morning, night = (
        clock.at(date, datetime.time.min, zone) for date in (today, today + datetime.timedelta(days=1))
    )
    day = list(by_key), morning, night
    address = addresses("planning:need_show")
    teams: dict[UUID, dict[UUID, Team]] = defaultdict(dict)
    for session, need, places, mission, volunteer, first, last, confirmed_at, left in _held(*day):
        team = teams[session].setdefault(need, Team(address(need), mission, max(0, places)))
        if volunteer:
            team.people.append((short_name(first, last), confirmed_at is not None, bool(left)))
    gone, now = gone_between(*day), clock.now()
    kinds = {str(value): str(label) for value, label in SessionKind.choices}
    sessions = [
        Today(
            wording.hours(starts_at, ends_at, by_key[space].time_zone),
            title or kinds[kind],
            by_key[space].name,
            booked_words(booked, capacity) if capacity else "",
            list(teams[pk].values()),
            wording.cannot_come(who for need in teams[pk] for who in gone.get(need, ())),
            wording.missing(sum(team.empty for team in teams[pk].values())),
            ends_at <= now,
        )
        for pk, space, starts_at, ends_at, title, kind, capacity, booked in _sessions(*day)
    ]
    return {"today": today, "sessions": sessions}


@prepared
def _sessions(
    spaces: GivenList, starts_at: Given, ends_at: Given
) -> QuerySet[Session, tuple[UUID, UUID, datetime.datetime, datetime.datetime, str, str, int, int]]:
    sessions = sessions_between(spaces, starts_at, ends_at).order_by("starts_at", "pk")
    return sessions.values_list(
        "pk", "space_id", "starts_at", "ends_at", "title", "kind", "capacity", "booked"
    )


@prepared
def _held(
    spaces: GivenList, starts_at: Given, ends_at: Given
) -> QuerySet[
    StaffingNeed, tuple[UUID, UUID, int, str, UUID | None, str, str, datetime.datetime | None, int | None]
]:
    """Each need of these sessions, once for everybody who holds it and once when nobody does."""
    needs = StaffingNeed.objects.filter(
        session__space__pk__in=spaces, session__starts_at__gte=starts_at, session__starts_at__lt=ends_at
    )
    in_order = needs.order_by(
        "mission__position", "pk", "assignments__volunteer__person__first_name", "assignments"
    )
    return in_order.values_list(
        "session_id",
        "pk",
        F("minimum") - F("filled"),
        "mission__title",
        "assignments__volunteer_id",
        "assignments__volunteer__person__first_name",
        "assignments__volunteer__person__last_name",
        "assignments__confirmed_at",
        "assignments__volunteer__accompanied_shifts_left",
    )


def booked_words(booked: int, capacity: int) -> str:
    """« 3 inscriptions pour 12 places »."""
    words = ngettext(
        "%(booked)s inscription pour %(capacity)s places",
        "%(booked)s inscriptions pour %(capacity)s places",
        booked,
    )
    return words % {"booked": booked, "capacity": capacity}
