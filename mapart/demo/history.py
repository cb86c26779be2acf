"""Who held the shifts of the last eight weeks: what a careful coordinator would have done by hand, and who came."""

import datetime
import random
from collections import defaultdict
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from mapart.agenda.enums import Attendance
from mapart.demo.calendar import Calendar
from mapart.demo.keys import Keys
from mapart.demo.volunteers import Crowd
from mapart.planning.enums import Origin
from mapart.planning.models import Assignment, StaffingNeed
from mapart.volunteering.models import Volunteer
from mapart.volunteering.rules import Offer, time_offered

_SHOW_RATE = 0.93


class Past:
    """Fills past needs one by one, with the person who has given the least of what she offers."""

    def __init__(self, rng: random.Random, keys: Keys, crowd: Crowd) -> None:
        self.rng, self.keys = rng, keys
        self.offers: dict[object, Offer] = {
            volunteer.pk: time_offered(volunteer.commitment, volunteer.accepts_whole_day)
            for volunteer in crowd.volunteers
        }
        self.missions: dict[object, set[object]] = defaultdict(set)
        for choice in crowd.choices:
            self.missions[choice.volunteer_id].add(choice.mission_id)
        self.near: dict[object, list[Volunteer]] = defaultdict(list)
        for reach in crowd.reach:
            self.near[reach.space_id].append(reach.volunteer)
        self.windows: dict[object, list[tuple[int, datetime.time, datetime.time]]] = defaultdict(list)
        for window in crowd.windows:
            self.windows[window.volunteer_id].append((window.weekday, window.starts_at, window.ends_at))
        self.minutes: dict[tuple[object, str, int], int] = defaultdict(int)
        self.busy: dict[object, set[datetime.date]] = defaultdict(set)

    def assignments(self, calendar: Calendar, before: datetime.datetime) -> Iterator[Assignment]:
        """The assignments of every session that ended before ``before``."""
        past = [need for need in calendar.needs if need.session.ends_at < before]
        for need in sorted(past, key=lambda need: (need.session.starts_at, need.pk)):
            for volunteer in self._team(need):
                came = self.rng.random() < _SHOW_RATE
                yield Assignment(
                    id=self.keys.next(),
                    need=need,
                    volunteer=volunteer,
                    origin=Origin.STAFF,
                    secret=self.keys.secret(),
                    attendance=Attendance.CAME if came else Attendance.ABSENT,
                )

    def _team(self, need: StaffingNeed) -> list[Volunteer]:
        session = need.session
        zone = ZoneInfo(session.space.time_zone)
        starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
        length = int((ends - starts).total_seconds()) // 60
        able = [
            volunteer
            for volunteer in self.near[session.space_id]
            if self._is_able(volunteer, need, starts, ends, length)
        ]
        able.sort(key=lambda volunteer: self._share_used(volunteer, starts.date()))
        team = able[: need.ideal if self.rng.random() < 0.85 else need.minimum]
        if team and all(volunteer.is_newcomer for volunteer in team):
            team = []
        for volunteer in team:
            self._spend(volunteer, starts.date(), length)
        need.filled = len(team)
        return team

    def _is_able(
        self,
        volunteer: Volunteer,
        need: StaffingNeed,
        starts: datetime.datetime,
        ends: datetime.datetime,
        length: int,
    ) -> bool:
        day, offer = starts.date(), self.offers[volunteer.pk]
        return (
            need.mission_id in self.missions[volunteer.pk]
            and volunteer.started_on is not None
            and volunteer.started_on <= day
            and not volunteer.is_in_welcome
            and day not in self.busy[volunteer.pk]
            and any(
                weekday == day.weekday() and opens <= starts.time() and ends.time() <= closes
                for weekday, opens, closes in self.windows[volunteer.pk]
            )
            and length <= offer.max_day
            and self.minutes[volunteer.pk, "week", _week(day)] + length <= offer.max_week
            and self.minutes[volunteer.pk, "month", _week(day) // 4] + length <= offer.max_month
        )

    def _share_used(self, volunteer: Volunteer, day: datetime.date) -> float:
        return self.minutes[volunteer.pk, "month", _week(day) // 4] / self.offers[volunteer.pk].wish_month

    def _spend(self, volunteer: Volunteer, day: datetime.date, length: int) -> None:
        self.busy[volunteer.pk].add(day)
        self.minutes[volunteer.pk, "week", _week(day)] += length
        self.minutes[volunteer.pk, "month", _week(day) // 4] += length


def _week(day: datetime.date) -> int:
    return (day.toordinal() - 1) // 7
