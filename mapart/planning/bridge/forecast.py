"""What the coming weeks will look like with the volunteers of today, and whom to look for: the solver's gaps."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from mapart.planning.bridge.facts import read_facts
from mapart.planning.bridge.problem import SKILLS, Scene, scene_of
from mapart.planning.rules import DAY_MINUTES
from mapart.rostering.answers import Gap
from mapart.rostering.apart import plan_and_gaps
from mapart.rostering.plan import missing_places, pairs_array
from mapart.spaces.models import Space

SEARCH_SECONDS = 60.0
_TRIES = 60


@dataclass(frozen=True)
class WantedProfile:
    """Somebody the roster lacks: for a mission of a space, free at one time of the week, with these skills.

    ``people``: how many at once would find a place there; ``places``: minimum places that one of them fills.
    """

    space: UUID
    mission: UUID
    weekday: int
    starts_at: datetime.time
    ends_at: datetime.time
    skills: list[str]
    people: int
    places: int


@dataclass(frozen=True)
class Forecast:
    """``coverage``: by space, a pair [minimum places held, minimum places] for each week from ``starts_on``."""

    starts_on: datetime.date
    coverage: dict[UUID, list[list[int]]]
    wanted: list[WantedProfile]


def forecast_of(spaces: Collection[Space], starts_on: datetime.date, weeks: int, top: int) -> Forecast:
    """The best plan of these weeks, its coverage, and the ``top`` profiles that would fill most of what it lacks.

    Raises ``ProblemError`` of the solver when the data cannot be planned.
    """
    facts = read_facts(spaces, starts_on, weeks)
    if not facts.needs:
        return Forecast(starts_on, {space.pk: [[0, 0]] * weeks for space in spaces}, [])
    scene = scene_of(facts)
    plan, found = plan_and_gaps(scene.problem, _unheard, time_limit=SEARCH_SECONDS, top=top, tries=_TRIES)
    missing = missing_places(scene.problem, pairs_array(plan))
    return Forecast(
        starts_on,
        _coverage(scene, missing, weeks),
        [_profile(scene, gap, missing) for gap in found],
    )


def _coverage(scene: Scene, missing: np.ndarray, weeks: int) -> dict[UUID, list[list[int]]]:
    held: dict[UUID, list[list[int]]] = defaultdict(lambda: [[0, 0] for _ in range(weeks)])
    for at, need in enumerate(scene.facts.needs):
        day = int(scene.problem.day[at]) - (scene.facts.starts_on - scene.facts.first_day).days
        week = held[need.session.space_id][day // 7]
        week[0] += need.minimum - int(missing[at])
        week[1] += need.minimum
    return dict(held)


def _unheard(*_far: object) -> None:
    """Nobody watches a forecast being made."""


def _profile(scene: Scene, gap: Gap, missing: np.ndarray) -> WantedProfile:
    needs = scene.facts.needs
    return WantedProfile(
        space=scene.facts.spaces[gap.space].pk,
        mission=needs[gap.shifts[0]].mission_id,
        weekday=gap.weekday,
        starts_at=_wall(gap.start),
        ends_at=_wall(gap.end),
        skills=[str(SKILLS[skill]) for skill in gap.skills],
        people=max(1, *(int(missing[at]) for at in gap.filled)) if gap.filled else 1,
        places=len(gap.filled),
    )


def _wall(minute: int) -> datetime.time:
    """A time of the day; midnight at its end is a minute before."""
    return datetime.time(*divmod(min(minute, DAY_MINUTES - 1), 60))
