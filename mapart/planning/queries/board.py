"""The week of one space as the team reads it: holes first, then day by day."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from mapart.core import clock, wording
from mapart.core.prepared import Given, prepared
from mapart.planning.enums import AskState
from mapart.planning.models import Ask, Assignment, StaffingNeed, Withdrawal
from mapart.planning.queries.day import begins_in, bounds_of
from mapart.planning.queries.names import names_by_need, roster_name
from mapart.planning.queries.runs import latest_run
from mapart.planning.rules import urgency
from mapart.spaces.models import Space


@dataclass(slots=True)
class Shift:
    """A need of the week with the people on it. ``starts_at``, ``ends_at``: on the wall clock of the space.
    ``people``: their names as called out there.

    Of a hole, that is when ``missing``: ``computed``, state of the last proposal that knew this need, empty when none
    did; ``chain``, where volunteers stopped in it, empty when it fills the place; ``gone``, names of those who said
    they cannot come; ``asked``, how many have not answered yet.
    """

    pk: UUID
    mission: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    minimum: int
    filled: int
    priority: int
    people: list[str]
    gone: list[str]
    asked: int
    chain: list[list[Any]]
    computed: str

    @property
    def hours(self) -> str:
        """« 9 h – 12 h »."""
        return f"{wording.hour(self.starts_at)} – {wording.hour(self.ends_at)}"

    @property
    def missing(self) -> int:
        """Minimum places still empty."""
        return max(0, self.minimum - self.filled)

    @property
    def weight(self) -> int:
        """How bad the hole is: empty minimum places, by priority."""
        return self.missing * self.priority


@dataclass(frozen=True)
class Day:
    """A day of the week and its shifts, in order of time."""

    date: datetime.date
    shifts: list[Shift]


@dataclass(frozen=True)
class Row:
    """One mission at the same hours: its shifts on each date of the week, a list for each of ``Board.dates``."""

    mission: str
    cells: list[list[Shift]]


@dataclass(frozen=True)
class Slot:
    """Hours of the day that sessions share, « 9 h – 12 h », and what is done then."""

    hours: str
    rows: list[Row]


@dataclass
class Board:
    """One week of one space, read day by day (``days``) or as a table of hours and dates (``slots``)."""

    space: Space
    monday: datetime.date
    shifts: list[Shift]

    @cached_property
    def days(self) -> list[Day]:
        """Days that have shifts."""
        days: dict[datetime.date, list[Shift]] = defaultdict(list)
        for shift in self.shifts:
            days[shift.starts_at.date()].append(shift)
        return [Day(date, shifts) for date, shifts in sorted(days.items())]

    @property
    def dates(self) -> list[datetime.date]:
        """The columns of the table."""
        return [day.date for day in self.days]

    @cached_property
    def slots(self) -> list[Slot]:
        """The rows of the table, from the morning to the evening."""
        slots: dict[tuple[datetime.time, datetime.time], dict[str, dict[datetime.date, list[Shift]]]] = {}
        for shift in self.shifts:
            missions = slots.setdefault((shift.starts_at.time(), shift.ends_at.time()), {})
            missions.setdefault(shift.mission, {}).setdefault(shift.starts_at.date(), []).append(shift)
        return [
            Slot(
                f"{wording.hour(starts_at)} – {wording.hour(ends_at)}",
                [
                    Row(mission, [by_date.get(date, []) for date in self.dates])
                    for mission, by_date in rows.items()
                ],
            )
            for (starts_at, ends_at), rows in sorted(slots.items())
        ]

    @cached_property
    def holes(self) -> list[Shift]:
        """Shifts to come that lack people, in order of ``rules.urgency``.

        What has begun is left out: nothing can be changed any more.
        """
        now = clock.now()
        short = [shift for shift in self.shifts if shift.missing and shift.starts_at > now]
        return sorted(short, key=lambda one: (urgency(now, one.starts_at, one.weight), one.pk))

    @cached_property
    def missing(self) -> int:
        """Minimum places still empty in sessions to come."""
        return sum(shift.missing for shift in self.holes)

    @cached_property
    def places(self) -> int:
        """Minimum places of the week."""
        return sum(shift.minimum for shift in self.shifts)

    @cached_property
    def held(self) -> int:
        """Minimum places that are held."""
        return sum(min(shift.filled, shift.minimum) for shift in self.shifts)

    @property
    def left_empty(self) -> int:
        """Minimum places that nobody held in sessions that have begun: too late to fill them."""
        return self.places - self.held - self.missing


# What is read of a week. Plain values: a week has hundreds of needs and people, and their rows are wide.
Week = tuple[UUID, datetime.datetime, datetime.datetime]  # key of the space, from, until


@prepared
def _needs(
    space: Given, starts_at: Given, ends_at: Given
) -> QuerySet[
    StaffingNeed, tuple[UUID, datetime.datetime, str, datetime.datetime, datetime.datetime, int, int, int]
]:
    return (
        StaffingNeed.objects.planned_in(space, starts_at, ends_at)
        .order_by("session__starts_at", "session_id", "mission__position", "pk")
        .values_list(
            "pk",
            "created_at",
            "mission__title",
            "session__starts_at",
            "session__ends_at",
            "minimum",
            "filled",
            "priority",
        )
    )


@prepared
def _people(
    space: Given, starts_at: Given, ends_at: Given
) -> QuerySet[Assignment, tuple[UUID, str, str, int]]:
    return (
        Assignment.objects.filter(begins_in(space, starts_at, ends_at))
        .order_by("volunteer__person__first_name", "pk")
        .values_list(
            "need_id",
            "volunteer__person__first_name",
            "volunteer__person__last_name",
            "volunteer__accompanied_shifts_left",
        )
    )


@prepared
def _gone(space: Given, starts_at: Given, ends_at: Given) -> QuerySet[Withdrawal, tuple[UUID, str, str]]:
    return (
        Withdrawal.objects.filter(begins_in(space, starts_at, ends_at), was_handled=False)
        .order_by("pk")
        .values_list("need_id", "volunteer__person__first_name", "volunteer__person__last_name")
    )


@prepared
def _asked(space: Given, starts_at: Given, ends_at: Given) -> QuerySet[Ask, tuple[UUID]]:
    waiting = Ask.objects.filter(begins_in(space, starts_at, ends_at), state=AskState.ASKED)
    return waiting.values_list("need_id")


def board_of(space: Space, monday: datetime.date) -> Board:
    """The week from ``monday`` in ``space``, in at most five queries whatever its size. For the team."""
    zone = ZoneInfo(space.time_zone)
    week = bounds_of(space, monday, 7)
    needs, people = _needs(*week), _people_on(week)
    # What is told of a hole is read for a week that has one.
    short = any(filled < minimum for *_, minimum, filled, _priority in needs)
    gone, asked = (names_by_need(_gone(*week)), _asked_for(week)) if short else ({}, Counter[UUID]())
    run = latest_run(space, monday) if short else None
    computed_at = run.computed_at if run else None
    chains = run.chains if run else {}
    shifts = [
        Shift(
            pk=pk,
            mission=mission,
            starts_at=starts_at.astimezone(zone),
            ends_at=ends_at.astimezone(zone),
            minimum=minimum,
            filled=filled,
            priority=priority,
            people=people.get(pk, []),
            gone=gone.get(pk, []),
            asked=asked[pk],
            chain=chains.get(pk, []),
            computed=run.state if run and computed_at and created_at <= computed_at else "",
        )
        for pk, created_at, mission, starts_at, ends_at, minimum, filled, priority in needs
    ]
    return Board(space, monday, shifts)


def _people_on(week: Week) -> dict[UUID, list[str]]:
    people: dict[UUID, list[str]] = defaultdict(list)
    names: dict[tuple[str, str, int], str] = {}
    for need, first_name, last_name, left in _people(*week):
        key = (first_name, last_name, left)
        if key not in names:
            names[key] = roster_name(*key)
        people[need].append(names[key])
    return people


def _asked_for(week: Week) -> Counter[UUID]:
    return Counter(need for (need,) in _asked(*week))
