"""Rules of the roster, on plain values: wall-clock minutes, four-week blocks, life cycles."""

import datetime
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from mapart.agenda.enums import SessionKind
from mapart.planning.enums import AskState, RunState

DAY_MINUTES = 24 * 60
BLOCK_DAYS = 28
# Any Monday would do. Blocks stand still in the calendar, so that planning one week at a time never gives somebody
# who offers three hours a month her three hours every week.
BLOCK_ANCHOR = datetime.date(2024, 1, 1)
MAX_WEEKS = 13

RUN_MOVES: Mapping[RunState, frozenset[RunState]] = {
    RunState.ASKED: frozenset({RunState.COMPUTING, RunState.FAILED, RunState.DROPPED}),
    RunState.COMPUTING: frozenset({RunState.COMPUTING, RunState.READY, RunState.FAILED, RunState.DROPPED}),
    RunState.READY: frozenset({RunState.ASKED, RunState.PUBLISHED, RunState.DROPPED}),
    RunState.PUBLISHED: frozenset(),
    RunState.FAILED: frozenset({RunState.ASKED, RunState.DROPPED}),
    RunState.DROPPED: frozenset(),
}
ASK_MOVES: Mapping[AskState, frozenset[AskState]] = {
    AskState.ASKED: frozenset({AskState.ACCEPTED, AskState.DECLINED, AskState.FILLED, AskState.EXPIRED}),
    AskState.ACCEPTED: frozenset(),
    # Her « no » may have been a slip of the finger: she may still come while the place is free. Nobody asks her again.
    AskState.DECLINED: frozenset({AskState.ACCEPTED, AskState.FILLED}),
    # Who came too late, or did not see the question in time, may be asked again when a place is free.
    AskState.FILLED: frozenset({AskState.ASKED}),
    AskState.EXPIRED: frozenset({AskState.ASKED, AskState.ACCEPTED, AskState.DECLINED, AskState.FILLED}),
}

# The session a mission is done in, when a manager adds a line to the week and names only the mission.
KIND_OF_MISSION: Mapping[str, SessionKind] = {
    "accueil-et-vente": SessionKind.COUNTER,
    "ateliers-d-initiation": SessionKind.WORKSHOP,
    "permanences-connectees": SessionKind.DROP_IN,
    "vie-associative": SessionKind.COMMUNITY,
    "maintenance-du-parc-informatique": SessionKind.REPAIR,
    "formation-des-animateurs": SessionKind.TRAINING,
    "projet-accueil-social-et-numerique": SessionKind.COMMUNITY,
    "production-de-contenus": SessionKind.REMOTE_WORK,
    "relations-medias": SessionKind.REMOTE_WORK,
}


class Numbers(NamedTuple):
    """How many people: at least, at best, at most."""

    minimum: int
    ideal: int
    maximum: int

    @property
    def are_in_order(self) -> bool:
        """Whether they grow."""
        return 0 <= self.minimum <= self.ideal <= self.maximum


class Slot(NamedTuple):
    """A usual slot: weekday (Monday 0), start in minutes of the day, key of the space."""

    weekday: int
    minute: int
    space: UUID


def states_before(after: RunState) -> list[RunState]:
    """The states from which a proposal may reach ``after``."""
    return [before for before, afters in RUN_MOVES.items() if after in afters]


def monday_of(day: datetime.date) -> datetime.date:
    """The Monday of the week of ``day``."""
    return day - datetime.timedelta(days=day.weekday())


def block_start(day: datetime.date) -> datetime.date:
    """First day of the four-week block that holds ``day``."""
    return day - datetime.timedelta(days=(day - BLOCK_ANCHOR).days % BLOCK_DAYS)


def blocks_over(starts_on: datetime.date, ends_on: datetime.date) -> tuple[datetime.date, list[list[int]]]:
    """First day of the blocks that cover [starts_on, ends_on), and their [first day, end day) counted from it."""
    first = block_start(starts_on)
    count = -((first - ends_on).days // BLOCK_DAYS)
    return first, [[i * BLOCK_DAYS, (i + 1) * BLOCK_DAYS] for i in range(count)]


def wall_minutes(instant: datetime.datetime, first_day: datetime.date, time_zone: str) -> int:
    """Minutes between 00:00 of ``first_day`` and an instant, as the clock on the wall of ``time_zone`` counts them.

    A day has 1,440 of them, on the two days of clock change as well: nine o'clock is always minute 540.
    """
    wall = instant.astimezone(ZoneInfo(time_zone))
    return (wall.date() - first_day).days * DAY_MINUTES + wall.hour * 60 + wall.minute


def minutes_of_day(time: datetime.time) -> int:
    """Minutes since midnight; the last minute of the day means its end."""
    minutes = time.hour * 60 + time.minute
    return DAY_MINUTES if minutes == DAY_MINUTES - 1 else minutes


def usual_slot(slots: Iterable[Slot], at_least: int = 3) -> Slot | None:
    """The slot somebody held most often, when it was at least ``at_least`` times; ties: the earliest in the week."""
    counted = Counter(slots)
    if not counted:
        return None
    slot, times = min(counted.items(), key=lambda item: (-item[1], item[0][:2], str(item[0].space)))
    return slot if times >= at_least else None


def expected_attendance(came: int, absent: int) -> float:
    """Chance that somebody comes, from what was noted; nine in ten as long as nothing was (ten notes weigh as much)."""
    return (came + 9) / (came + absent + 10)


def weeks_between(starts_on: datetime.date, weeks: int) -> list[datetime.date]:
    """The Mondays of a run."""
    return [starts_on + datetime.timedelta(weeks=i) for i in range(weeks)]


def places_of_gap(value: float, bound: float | None, lightest: int) -> int | None:
    """Minimum places that a perfect plan could fill beyond this one, at most; None when nothing is proven.

    ``value`` and ``bound``: of level 1, where a place weighs its priority; ``lightest``: the least priority.
    """
    if bound is None:
        return None
    return int((value - bound + 1e-6) // max(1, lightest))


# Codes of rules that stay closed even to somebody who knows what she does: nobody is at two places at once.
NEVER_BROKEN = frozenset(
    {"overlap", "duplicate_pair", "inactive", "in_welcome", "too_young", "begun", "too_many"}
)
# What a volunteer may decide for herself when she says yes to a question: her hours, her days, her way.
HERS_TO_DECIDE = frozenset(
    {"out_of_reach", "withdrew", "away", "not_available", "day_cap", "week_cap", "month_cap"}
)

# Of these, what is more of her time than she offers.
BEYOND_HER_TIME = frozenset({"day_cap", "week_cap", "month_cap"})

# In a swap the two decide about their hours, but nobody works longer in a day than she may.
TWO_MAY_DECIDE = HERS_TO_DECIDE - {"day_cap"}


def open_target(filled: int, minimum: int, ideal: int, maximum: int) -> int:
    """Up to which headcount a question « can you come? » fills a need: the minimum first, then the ideal."""
    if filled < minimum:
        return minimum
    return ideal if filled < ideal else maximum


# What begins within this time cannot wait for anything else.
SOON = datetime.timedelta(hours=24)


def urgency(
    now: datetime.datetime, starts_at: datetime.datetime, weight: int
) -> tuple[bool, int, datetime.datetime]:
    """What puts holes in order: those that begin within a day, then the worst (``weight``: its priority for each empty
    minimum place), then the soonest.
    """
    return starts_at - now > SOON, -weight, starts_at


# How many are asked at once for a hole, and how many at most before only a person may ask further.
ASKED_AT_ONCE = 5
ASKED_IN_ALL = 15
_LONGEST_WAIT = datetime.timedelta(hours=24)
_SHORTEST_WAIT = datetime.timedelta(minutes=20)
_MORNING = 9
_TIME_TO_COME = datetime.timedelta(hours=2)


def answer_deadline(
    now: datetime.datetime, starts_at: datetime.datetime, time_zone: str
) -> datetime.datetime:
    """Until when a place is kept for somebody who was asked: a quarter of the time left, 20 minutes to 24 hours.

    Rounded up to five minutes, as one says an hour; in the night, ten in the morning when the shift leaves the time.
    """
    wait = min(max((starts_at - now) / 4, _SHORTEST_WAIT), _LONGEST_WAIT)
    end = (now + wait).astimezone(ZoneInfo(time_zone))
    end += datetime.timedelta(minutes=-end.minute % 5, seconds=-end.second, microseconds=-end.microsecond)
    if end.hour < _MORNING:
        morning = end.replace(hour=_MORNING + 1, minute=0)
        end = morning if morning + _TIME_TO_COME <= starts_at else end
    return min(end, starts_at)


# When the list of the day takes notes: a little before the shift, and some days after, for the sheet of paper.
NOTED_BEFORE = datetime.timedelta(hours=2)
NOTED_AFTER = datetime.timedelta(days=31)


def may_be_noted(now: datetime.datetime, starts_at: datetime.datetime, ends_at: datetime.datetime) -> bool:
    """Whether it can be known, and still be written down, who came."""
    return starts_at - NOTED_BEFORE <= now <= ends_at + NOTED_AFTER


def door_code(secret_key: str, space: UUID, day: datetime.date) -> str:
    """What the code at the door holds on one day: nobody can tell tomorrow's from today's."""
    told = f"{space}:{day.isoformat()}".encode()
    return hmac.new(secret_key.encode(), b"mapart.planning.door:" + told, "sha256").hexdigest()[:24]


# Each shift is remembered twice; a reminder that would come in the night comes on the evening before.
REMINDERS = (datetime.timedelta(days=2), datetime.timedelta(hours=3))
_DAY_BEGINS, _DAY_ENDS, _EVENING = 8, 20, 19


def reminder_at(
    starts_at: datetime.datetime, before: datetime.timedelta, time_zone: str
) -> datetime.datetime:
    """When to remind of a shift, ``before`` it at the latest, between 8 and 20 on the walls of ``time_zone``."""
    due = (starts_at - before).astimezone(ZoneInfo(time_zone))
    if due.hour < _DAY_BEGINS:
        due -= datetime.timedelta(days=1)
    elif due.hour < _DAY_ENDS:
        return due
    return due.replace(hour=_EVENING, minute=0, second=0, microsecond=0)
