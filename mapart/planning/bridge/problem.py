"""From rows to the JSON form 'volunteer-planning/1' of the solver, and positions back to keys."""

import datetime
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from mapart.planning.bridge.facts import Facts
from mapart.planning.models import Assignment, StaffingNeed
from mapart.planning.rules import DAY_MINUTES, minutes_of_day, wall_minutes
from mapart.rostering.problem import Problem, problem_of
from mapart.spaces.models import Space
from mapart.spaces.rules import distance_km, travel_minutes
from mapart.volunteering.enums import Skill
from mapart.volunteering.models import Volunteer
from mapart.volunteering.rules import Hours, joined, time_offered

SKILLS = list(Skill)
# Beyond an hour and a half on the way, two shifts of one day are no offer to make (the format: an absent pair).
LONGEST_WAY = 90


@dataclass(frozen=True)
class Scene:
    """A problem with the rows behind its positions: ``facts.needs[shift]``, ``facts.volunteers[volunteer]``."""

    facts: Facts
    problem: Problem
    shift_of: dict[UUID, int]
    volunteer_of: dict[UUID, int]

    def pair(self, need: UUID, volunteer: UUID) -> list[int] | None:
        """Positions of a pair; None when the need or the volunteer is no longer to plan."""
        who, what = self.volunteer_of.get(volunteer), self.shift_of.get(need)
        return None if who is None or what is None else [who, what]


def scene_of(facts: Facts) -> Scene:
    """The problem of these facts. Raises ``ProblemError`` of the solver when the data cannot be planned."""
    return Scene(
        facts=facts,
        problem=problem_of(problem_json(facts)),
        shift_of={need.pk: i for i, need in enumerate(facts.needs)},
        volunteer_of={volunteer.pk: i for i, volunteer in enumerate(facts.volunteers)},
    )


def problem_json(facts: Facts) -> dict[str, Any]:
    """The problem as the solver's format has it; minutes count from the first Monday of the four-week blocks."""
    space_at = {space.pk: i for i, space in enumerate(facts.spaces)}
    missions = {need.mission_id: need.mission for need in facts.needs}
    mission_at = {pk: i for i, pk in enumerate(missions)}
    # The format cannot forbid one pair. A shift that somebody refused is a mission of its own, which the others accept.
    own = [need for need in facts.needs if need.pk in facts.refused]
    own_at = {need.pk: len(missions) + i for i, need in enumerate(own)}
    volunteer_at = {volunteer.pk: i for i, volunteer in enumerate(facts.volunteers)}
    shift_at = {need.pk: i for i, need in enumerate(facts.needs)}
    return {
        "format": "volunteer-planning/1",
        "name": f"{facts.starts_on.isoformat()}",
        "days": facts.days,
        "months": facts.blocks,
        "cities": [],
        "spaces": [
            {"id": i, "city": None, "x": space.longitude, "y": space.latitude, "remote": space.is_remote}
            for i, space in enumerate(facts.spaces)
        ],
        "travel": _travel(facts.spaces),
        "missions": [
            {"id": i, "name": mission.slug, "skill": _skill(mission.mandatory_skill)}
            for i, mission in enumerate([*missions.values(), *(need.mission for need in own)])
        ],
        "shifts": [
            _shift(i, need, facts, space_at, own_at.get(need.pk, mission_at[need.mission_id]))
            for i, need in enumerate(facts.needs)
        ],
        "volunteers": [
            _volunteer(i, volunteer, facts, space_at, _accepted(volunteer, facts, mission_at, own, own_at))
            for i, volunteer in enumerate(facts.volunteers)
        ],
        "published": [[volunteer_at[one.volunteer_id], shift_at[one.need_id]] for one in facts.held],
        "busy": [_busy(one, facts, volunteer_at, space_at) for one in facts.elsewhere],
    }


def _skill(code: str) -> int | None:
    return SKILLS.index(Skill(code)) if code else None


def _travel(spaces: list[Space]) -> list[list[int]]:
    ways = (
        [a, b, travel_minutes(distance_km(one.latitude, one.longitude, two.latitude, two.longitude))]
        for (a, one), (b, two) in itertools.combinations(enumerate(spaces), 2)
    )
    return [way for way in ways if way[2] <= LONGEST_WAY]


def _times(one: StaffingNeed, facts: Facts) -> tuple[int, int]:
    """Start and end in wall-clock minutes; what runs past midnight counts until midnight."""
    session = one.session
    zone = session.space.time_zone
    start = wall_minutes(session.starts_at, facts.first_day, zone)
    midnight = (start // DAY_MINUTES + 1) * DAY_MINUTES
    return start, min(midnight, max(start + 1, wall_minutes(session.ends_at, facts.first_day, zone)))


def _shift(
    i: int, need: StaffingNeed, facts: Facts, space_at: dict[UUID, int], mission: int
) -> dict[str, Any]:
    start, end = _times(need, facts)
    count = min(need.skill_count, need.maximum)
    return {
        "id": i,
        "space": space_at[need.session.space_id],
        "mission": mission,
        "start": start,
        "end": end,
        "min": need.minimum,
        "ideal": need.ideal,
        "max": need.maximum,
        "req": [[_skill(need.skill), need.skill_level, count]] if need.skill and count else [],
        "lang": [need.language] if need.language else [],
        "prio": need.priority,
    }


def _busy(
    one: Assignment, facts: Facts, volunteer_at: dict[UUID, int], space_at: dict[UUID, int]
) -> list[int | None]:
    """A shift held elsewhere, kept inside the days of the problem."""
    start, end = _times(one.need, facts)
    start = max(0, min(start, facts.days * DAY_MINUTES - 1))
    end = max(start + 1, min(end, facts.days * DAY_MINUTES))
    return [volunteer_at[one.volunteer_id], start, end, space_at[one.need.session.space_id]]


def _volunteer(
    i: int, volunteer: Volunteer, facts: Facts, space_at: dict[UUID, int], missions: list[int]
) -> dict[str, Any]:
    offer = time_offered(volunteer.commitment, volunteer.accepts_whole_day)
    only = facts.only.get(volunteer.pk)
    habit = facts.habits.get(volunteer.pk)
    ways = {need.session.space_id: 0 for need in only or ()}
    ways |= {way.space_id: way.travel_minutes for way in volunteer.reach.all()}
    return {
        "id": i,
        "reach": [[space_at[space], minutes] for space, minutes in ways.items() if space in space_at],
        "weekly": [] if only else list(_weekly(volunteer)),
        "off": [
            [(away.starts_on - facts.first_day).days, (away.ends_on - facts.first_day).days]
            for away in volunteer.absences.all()
        ],
        "extra": [list(_times(need, facts)) for need in only]
        if only
        else list(_extra(volunteer, facts.first_day)),
        "wish_month": offer.wish_month,
        "max_day": offer.max_day,
        "max_week": offer.max_week,
        "max_month": offer.max_month,
        "skills": [[_skill(held.skill), held.level] for held in volunteer.skills.all()],
        "missions": missions,
        "langs": [spoken.language for spoken in volunteer.languages.all()],
        "newcomer": volunteer.accompanied_shifts_left,
        "show": facts.shows.get(volunteer.pk, 0.9),
        "habit": [habit.weekday, habit.minute, space_at[habit.space]]
        if habit is not None and habit.space in space_at
        else None,
    }


def _accepted(
    volunteer: Volunteer,
    facts: Facts,
    mission_at: dict[UUID, int],
    own: list[StaffingNeed],
    own_at: dict[UUID, int],
) -> list[int]:
    """Her missions, best first, then the shifts that are a mission of their own and that she has not refused."""
    chosen = [choice.mission_id for choice in volunteer.choices.all() if choice.mission_id in mission_at]
    hers = [
        own_at[need.pk]
        for need in own
        if need.mission_id in chosen and volunteer.pk not in facts.refused[need.pk]
    ]
    return [*(mission_at[mission] for mission in chosen), *hers]


def rank_of(volunteer: Volunteer, need: StaffingNeed) -> int | None:
    """Place of the mission of a need in her choices, 0 first; None when she has not chosen it."""
    chosen = [choice.mission_id for choice in volunteer.choices.all()]
    return chosen.index(need.mission_id) if need.mission_id in chosen else None


def _weekly(volunteer: Volunteer) -> Iterable[list[int]]:
    """Her windows, those that touch joined: a shift from 12 to 14 fits a free morning and a free afternoon."""
    windows = sorted(volunteer.windows.all(), key=lambda window: window.weekday)
    for weekday, hours in itertools.groupby(windows, key=lambda window: window.weekday):
        for piece in joined(Hours(window.starts_at, window.ends_at) for window in hours):
            yield [weekday, minutes_of_day(piece.starts_at), minutes_of_day(piece.ends_at)]


def _extra(volunteer: Volunteer, first_day: datetime.date) -> Iterable[list[int]]:
    """Her dated windows, joined with the weekly ones of that day."""
    extras = sorted(volunteer.extras.all(), key=lambda extra: extra.day)
    for day, windows in itertools.groupby(extras, key=lambda extra: extra.day):
        base = (day - first_day).days * DAY_MINUTES
        hours = [Hours(window.starts_at, window.ends_at) for window in windows]
        usual = [
            Hours(window.starts_at, window.ends_at)
            for window in volunteer.windows.all()
            if window.weekday == day.weekday()
        ]
        for piece in joined([*hours, *usual]):
            yield [base + minutes_of_day(piece.starts_at), base + minutes_of_day(piece.ends_at)]
