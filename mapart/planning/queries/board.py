"""The week of one space as the team reads it: holes first, then day by day."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from mapart.agenda.enums import SessionState
from mapart.core import clock, wording
from mapart.people.models import Person
from mapart.planning.enums import AskState
from mapart.planning.models import Ask, Assignment, StaffingNeed, Withdrawal
from mapart.planning.queries.runs import latest_run
from mapart.spaces.models import Space
from mapart.volunteering.models import Mission


@dataclass
class Shift:
    """A need of the week with the people on it. ``starts_at``, ``ends_at``: on the wall clock of the space.
    ``people``: their names as called out there.

    ``computed``: state of the last proposal that knew this need, empty when none did; ``chain``: where volunteers
    stopped in it, empty when it fills the place. ``gone``: people who said they cannot come.
    """

    need: StaffingNeed
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    people: list[str] = field(default_factory=list)
    gone: list[Withdrawal] = field(default_factory=list)
    asked: int = 0
    chain: list[list[Any]] = field(default_factory=list)
    computed: str = ""

    @property
    def hours(self) -> str:
        """« 9 h – 12 h »."""
        return f"{wording.hour(self.starts_at)} – {wording.hour(self.ends_at)}"

    @property
    def missing(self) -> int:
        """Minimum places still empty."""
        return max(0, self.need.minimum - self.need.filled)

    @property
    def weight(self) -> int:
        """How bad the hole is: empty minimum places, by priority."""
        return self.missing * self.need.priority

    @property
    def is_past(self) -> bool:
        """Whether it has begun: nothing can be changed any more."""
        return self.starts_at <= clock.now()


@dataclass
class Day:
    """A day of the week and its shifts, in order of time."""

    date: datetime.date
    shifts: list[Shift]


@dataclass
class Board:
    """One week of one space."""

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

    @cached_property
    def holes(self) -> list[Shift]:
        """Shifts to come that lack people, the worst first: priority and places, then the soonest."""
        short = [shift for shift in self.shifts if shift.missing and not shift.is_past]
        return sorted(short, key=lambda shift: (-shift.weight, shift.starts_at, shift.need.pk))

    @cached_property
    def missing(self) -> int:
        """Minimum places still empty in sessions to come."""
        return sum(shift.missing for shift in self.holes)

    @cached_property
    def places(self) -> int:
        """Minimum places of the week."""
        return sum(shift.need.minimum for shift in self.shifts)

    @cached_property
    def held(self) -> int:
        """Minimum places that are held."""
        return sum(min(shift.need.filled, shift.need.minimum) for shift in self.shifts)


def board_of(space: Space, monday: datetime.date) -> Board:
    """The week from ``monday`` in ``space``, in six queries whatever its size. For the team."""
    zone = ZoneInfo(space.time_zone)
    starts_at = clock.at(monday, datetime.time.min, space.time_zone)
    ends_at = clock.at(monday + datetime.timedelta(weeks=1), datetime.time.min, space.time_zone)
    needs = StaffingNeed.objects.filter(
        session__space=space,
        session__state=SessionState.PLANNED,
        session__starts_at__gte=starts_at,
        session__starts_at__lt=ends_at,
    ).select_related("session")
    missions = Mission.objects.in_bulk()
    shifts = {
        need.pk: Shift(need, need.session.starts_at.astimezone(zone), need.session.ends_at.astimezone(zone))
        for need in needs.order_by("session__starts_at", "session", "mission__position", "pk")
    }
    for shift in shifts.values():
        shift.need.mission = missions[shift.need.mission_id]
    _add_people(shifts)
    _add_causes(shifts, space, monday)
    return Board(space, monday, list(shifts.values()))


def _add_people(shifts: dict[UUID, Shift]) -> None:
    # Plain values: a week has hundreds of people, and their rows are wide.
    names: dict[UUID, str] = {}
    for need, volunteer, first_name, last_name, left in (
        Assignment.objects.filter(need__in=list(shifts))
        .order_by("volunteer__person__first_name", "pk")
        .values_list(
            "need",
            "volunteer",
            "volunteer__person__first_name",
            "volunteer__person__last_name",
            "volunteer__accompanied_shifts_left",
        )
    ):
        if volunteer not in names:
            name = Person(first_name=first_name, last_name=last_name).short_name
            names[volunteer] = _("%(name)s (débute)") % {"name": name} if left else name
        shifts[need].people.append(names[volunteer])
    withdrawals = Withdrawal.objects.filter(need__in=list(shifts), was_handled=False)
    for gone in withdrawals.select_related("volunteer__person"):
        shifts[gone.need_id].gone.append(gone)


def _add_causes(shifts: dict[UUID, Shift], space: Space, monday: datetime.date) -> None:
    for need in Ask.objects.filter(need__in=list(shifts), state=AskState.ASKED).values_list(
        "need", flat=True
    ):
        shifts[need].asked += 1
    run = latest_run(space, monday)
    if run is None or run.computed_at is None:
        return
    for shift in shifts.values():
        if shift.need.created_at <= run.computed_at:
            shift.computed = run.state
    holes: Iterable[dict[str, Any]] = run.report.get("holes", [])
    for hole in holes:
        lacking = shifts.get(UUID(hole["need"]))
        if lacking is not None:
            lacking.chain = hole["chain"]
