"""What happens each week in a space: its series, and the people each session needs.

Formats after the real ones: initiation workshops of 2 h with two or three volunteers in the room, drop-ins without
programme, a counter whenever the doors are open, a repair bench, training of facilitators.
"""

import datetime
import random
from dataclasses import dataclass

from mapart.agenda.enums import SessionKind
from mapart.core.enums import Weekday
from mapart.volunteering.enums import Skill

T = datetime.time
Hours = tuple[datetime.time, datetime.time]
MORNING, AFTERNOON, EVENING = (T(9, 30), T(12, 30)), (T(14), T(17)), (T(17, 30), T(20))
WORKSHOP_MORNING, WORKSHOP_AFTERNOON = (T(10), T(12)), (T(14), T(16))


@dataclass(frozen=True)
class DemoNeed:
    """How many people of which mission (its place in the catalogue) a session needs."""

    mission: str
    minimum: int
    ideal: int
    maximum: int
    skill: str = ""
    skill_count: int = 0


@dataclass(frozen=True)
class DemoSeries:
    """A weekly session of a space."""

    kind: SessionKind
    weekday: int
    hours: Hours
    capacity: int
    needs: tuple[DemoNeed, ...]
    priority: int = 2
    every_weeks: int = 1


COUNTER = "accueil-et-vente"
WORKSHOP = "ateliers-d-initiation"
DROP_IN = "permanences-connectees"
COMMUNITY = "vie-associative"
REPAIR = "maintenance-du-parc-informatique"
TRAINER = "formation-des-animateurs"
LEAD = "projet-accueil-social-et-numerique"
CONTENT = "production-de-contenus"
PRESS = "relations-medias"


def weekly_series(rng: random.Random, volunteers: int) -> list[DemoSeries]:
    """The week of a space of that many volunteers: about 0.2 sessions a volunteer."""
    series = [
        DemoSeries(
            SessionKind.COUNTER,
            day,
            hours,
            0,
            (DemoNeed(COUNTER, 2, 4 if volunteers > 80 else 3, 5, Skill.TILL, 1),),
            3,
        )
        for day in range(Weekday.TUESDAY, Weekday.SATURDAY + 1)
        for hours in ((MORNING, AFTERNOON) if day != Weekday.SATURDAY else (MORNING,))
    ]
    series += [
        DemoSeries(SessionKind.WORKSHOP, *slot, 6, (DemoNeed(WORKSHOP, 2, 3, 4, Skill.WORKSHOP, 1),), 5)
        for slot in _slots(rng, (WORKSHOP_MORNING, WORKSHOP_AFTERNOON), volunteers // 22)
    ]
    series += [
        DemoSeries(SessionKind.DROP_IN, *slot, 12, (DemoNeed(DROP_IN, 2, 4, 6, Skill.PROCEDURES, 1),), 3)
        for slot in _slots(rng, (MORNING, AFTERNOON), volunteers // 20)
    ]
    series += [
        DemoSeries(SessionKind.DROP_IN, Weekday.THURSDAY, EVENING, 8, (DemoNeed(DROP_IN, 2, 3, 4),), 2),
        *(
            DemoSeries(SessionKind.REPAIR, day, AFTERNOON, 0, (DemoNeed(REPAIR, 1, 2, 3),), 2)
            for day in rng.sample(range(Weekday.TUESDAY, Weekday.SATURDAY), 1 + (volunteers > 90))
        ),
        DemoSeries(SessionKind.COMMUNITY, Weekday.SATURDAY, MORNING, 0, (DemoNeed(COMMUNITY, 1, 2, 3),), 1),
        DemoSeries(SessionKind.TRAINING, Weekday.FRIDAY, MORNING, 8, (DemoNeed(TRAINER, 1, 2, 2),), 2, 2),
        DemoSeries(SessionKind.COMMUNITY, Weekday.MONDAY, AFTERNOON, 0, (DemoNeed(LEAD, 1, 1, 2),), 1, 2),
    ]
    return series


def _slots(rng: random.Random, hours: tuple[Hours, ...], wanted: int) -> list[tuple[int, Hours]]:
    """From Tuesday to Friday, ``wanted`` of them drawn, two at least."""
    slots = [(day, times) for day in range(Weekday.TUESDAY, Weekday.SATURDAY) for times in hours]
    return rng.sample(slots, min(len(slots), max(2, wanted)))
