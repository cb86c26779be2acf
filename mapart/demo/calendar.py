"""Sixteen weeks of sessions, eight behind and eight ahead, with the people each one needs."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from mapart.agenda.enums import SessionKind
from mapart.agenda.models import Series, Session
from mapart.core import clock
from mapart.demo import rhythm
from mapart.demo.keys import Keys
from mapart.demo.rhythm import DemoNeed, DemoSeries
from mapart.planning.models import StaffingNeed, StaffingPattern
from mapart.spaces.models import Room, Space
from mapart.spaces.rules import is_bank_holiday, is_closed_on_holidays
from mapart.volunteering.models import Mission

WEEKS_BEHIND, WEEKS_AHEAD = 8, 8
_REMOTE_SERIES = (
    DemoSeries(SessionKind.REMOTE_WORK, 1, rhythm.MORNING, 0, (DemoNeed(rhythm.CONTENT, 1, 2, 3),), 1),
    DemoSeries(SessionKind.REMOTE_WORK, 3, rhythm.AFTERNOON, 0, (DemoNeed(rhythm.CONTENT, 1, 2, 3),), 1),
    DemoSeries(SessionKind.REMOTE_WORK, 4, rhythm.MORNING, 0, (DemoNeed(rhythm.PRESS, 1, 1, 2),), 1),
)


@dataclass
class Calendar:
    """Rows of the agenda and of the needs, ready to be stored."""

    series: list[Series] = field(default_factory=list)
    patterns: list[StaffingPattern] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    needs: list[StaffingNeed] = field(default_factory=list)

    def store(self) -> None:
        """Write everything, parents first."""
        for rows in vars(self).values():
            type(rows[0]).objects.bulk_create(rows, batch_size=500)


class CalendarMaker:
    """Makes the weekly series of a space and their dated sessions."""

    def __init__(
        self, rng: random.Random, keys: Keys, today: datetime.date, missions: dict[str, Mission]
    ) -> None:
        self.rng, self.keys, self.missions = rng, keys, missions
        self.monday = today - datetime.timedelta(days=today.weekday())
        self.first = self.monday - datetime.timedelta(weeks=WEEKS_BEHIND)
        self.end = self.monday + datetime.timedelta(weeks=WEEKS_AHEAD)
        self.calendar = Calendar()

    def fill(self, space: Space, room: Room | None, volunteers: int) -> None:
        """The sixteen weeks of one space."""
        weekly = _REMOTE_SERIES if space.is_remote else rhythm.weekly_series(self.rng, volunteers)
        for model in weekly:
            series = Series(
                id=self.keys.next(),
                space=space,
                room=room,
                kind=model.kind,
                weekday=model.weekday,
                starts_at=model.hours[0],
                ends_at=model.hours[1],
                every_weeks=model.every_weeks,
                starts_on=self.first + datetime.timedelta(days=model.weekday),
                capacity=model.capacity,
            )
            self.calendar.series.append(series)
            self.calendar.patterns += [
                StaffingPattern(id=self.keys.next(), series=series, **self._staffing(need, model.priority))
                for need in model.needs
            ]
            self._date(series, model)

    def _staffing(self, need: DemoNeed, priority: int) -> dict[str, object]:
        return {
            "mission": self.missions[need.mission],
            "minimum": need.minimum,
            "ideal": need.ideal,
            "maximum": need.maximum,
            "skill": need.skill,
            "skill_count": need.skill_count,
            "priority": priority,
        }

    def _date(self, series: Series, model: DemoSeries) -> None:
        for day in self._days(series):
            session = Session(
                id=self.keys.next(),
                series=series,
                space=series.space,
                room=series.room,
                kind=series.kind,
                starts_at=clock.at(day, series.starts_at, series.space.time_zone),
                ends_at=clock.at(day, series.ends_at, series.space.time_zone),
                capacity=series.capacity,
            )
            self.calendar.sessions.append(session)
            self.calendar.needs += [
                StaffingNeed(id=self.keys.next(), session=session, **self._staffing(need, model.priority))
                for need in model.needs
            ]

    def _days(self, series: Series) -> Iterator[datetime.date]:
        """The days of a series, public holidays left out where the space is closed then."""
        rests = is_closed_on_holidays(series.space.opening_hours)
        day = series.starts_on
        while day < self.end:
            if not (rests and is_bank_holiday(day)):
                yield day
            day += datetime.timedelta(weeks=series.every_weeks)
