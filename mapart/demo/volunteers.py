"""About a thousand invented volunteers.

Habits after public figures: 3 hours a month for one in ten, 8 for the median, 30 for one in ten; 40 % retired, 25 % in
work, 20 % looking for work, 15 % students; one in seven still accompanied.
"""

import datetime
import random
from dataclasses import dataclass, field
from typing import Any

from mapart.core.enums import Channel, Language
from mapart.demo import names, rhythm
from mapart.demo.keys import Keys
from mapart.people.models import Person
from mapart.spaces.models import Space
from mapart.spaces.rules import distance_km, travel_minutes
from mapart.volunteering.enums import Commitment, HalfDay, Skill, SkillLevel, Status, VolunteerState
from mapart.volunteering.models import (
    Absence,
    Availability,
    HeldSkill,
    Mission,
    MissionChoice,
    ReachableSpace,
    SpokenLanguage,
    Volunteer,
)
from mapart.volunteering.rules import window_of

_STATUSES = {Status.RETIRED: 40, Status.EMPLOYED: 25, Status.JOB_SEEKER: 20, Status.STUDENT: 15}
_COMMITMENTS = {
    Commitment.THREE_HOURS_A_MONTH: 26,
    Commitment.SIX_HOURS_A_MONTH: 26,
    Commitment.THREE_HOURS_A_WEEK: 26,
    Commitment.SIX_HOURS_A_WEEK: 13,
    Commitment.THREE_HOURS_A_DAY: 9,
}
_MISSIONS = {
    rhythm.COUNTER: 24,
    rhythm.WORKSHOP: 22,
    rhythm.DROP_IN: 24,
    rhythm.COMMUNITY: 7,
    rhythm.REPAIR: 7,
    rhythm.TRAINER: 6,
    rhythm.LEAD: 5,
}
_SKILLS = {
    Skill.TILL: 0.38,
    Skill.WORKSHOP: 0.3,
    Skill.PROCEDURES: 0.42,
    Skill.REPAIR: 0.1,
    Skill.TEACHING: 0.09,
    Skill.WRITING: 0.08,
}
_LANGUAGES = {
    Language.EN: 0.45,
    Language.AR: 0.14,
    Language.ES: 0.1,
    Language.PT: 0.05,
    Language.TR: 0.03,
    Language.UK: 0.02,
    Language.FA: 0.02,
}
_FIRST_FICTION_NUMBER = 639980000
_TRAVEL_LIMITS = (30, 30, 40, 45, 60)


@dataclass
class Crowd:
    """Rows of everybody, ready to be stored."""

    people: list[Person] = field(default_factory=list)
    volunteers: list[Volunteer] = field(default_factory=list)
    skills: list[HeldSkill] = field(default_factory=list)
    languages: list[SpokenLanguage] = field(default_factory=list)
    choices: list[MissionChoice] = field(default_factory=list)
    reach: list[ReachableSpace] = field(default_factory=list)
    windows: list[Availability] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)

    def store(self) -> None:
        """Write everything, parents first."""
        for rows in vars(self).values():
            if rows:
                type(rows[0]).objects.bulk_create(rows, batch_size=500)


class Maker:
    """Draws people and volunteers, one after the other."""

    def __init__(
        self, rng: random.Random, keys: Keys, today: datetime.date, missions: dict[str, Mission]
    ) -> None:
        self.rng, self.keys, self.today, self.missions = rng, keys, today, missions
        self.crowd = Crowd()

    def person(self, **values: Any) -> Person:
        """Somebody reachable by mail (most), by SMS, or only by phone or letter (one in thirty)."""
        number = len(self.crowd.people)
        channel = self.rng.choices([Channel.MAIL, Channel.SMS, Channel.PAPER], [78, 19, 3])[0]
        person = Person(
            id=self.keys.next(),
            first_name=self.rng.choice(names.FIRST_NAMES),
            last_name=self.rng.choice(names.LAST_NAMES),
            email=f"personne{number}@example.org" if channel == Channel.MAIL else None,
            phone=f"+33{_FIRST_FICTION_NUMBER + number}"
            if channel == Channel.SMS or self.rng.random() < 0.6
            else None,
            channel=channel,
            is_demo=True,
            password="!",  # noqa: S106 - an unusable password: sign-in is by code
        )
        for name, value in values.items():
            setattr(person, name, value)
        self.crowd.people.append(person)
        return person

    def volunteer(
        self, home: Space, spaces: list[Space], started_on: datetime.date, **values: Any
    ) -> Volunteer:
        """A volunteer of ``home`` who also reaches the near spaces of her town."""
        status = self._draw(_STATUSES)
        commitment = self._commitment(status)
        is_newcomer = started_on > self.today - datetime.timedelta(days=75) and self.rng.random() < 0.75
        volunteer = Volunteer(
            id=self.keys.next(),
            person=values.pop("person", None) or self.person(),
            state=VolunteerState.ACTIVE,
            status=status,
            commitment=commitment,
            accepts_whole_day=self.rng.random() < 0.2,
            insee_code=home.insee_code,
            home_space=home,
            accompanied_shifts_left=self.rng.randint(1, 3) if is_newcomer else 0,
            started_on=started_on,
            charter_signed_on=started_on,
            calendar_secret=self.keys.secret(),
        )
        for name, value in values.items():
            setattr(volunteer, name, value)
        self.crowd.volunteers.append(volunteer)
        held = self._skills(volunteer)
        self._languages(volunteer)
        self._choices(volunteer, held)
        self._reach(volunteer, home, spaces)
        self._windows(volunteer, status, commitment)
        self._absences(volunteer)
        return volunteer

    def _draw(self, shares: dict[Any, int]) -> Any:
        return self.rng.choices(list(shares), list(shares.values()))[0]

    def _commitment(self, status: Status) -> Commitment:
        drawn: Commitment = self._draw(_COMMITMENTS)
        is_too_much = status == Status.EMPLOYED and drawn in (
            Commitment.THREE_HOURS_A_DAY,
            Commitment.SIX_HOURS_A_WEEK,
        )
        return Commitment.THREE_HOURS_A_MONTH if is_too_much else drawn

    def _skills(self, volunteer: Volunteer) -> set[str]:
        held = {skill for skill, share in _SKILLS.items() if self.rng.random() < share}
        for skill in _SKILLS:
            if skill in held:
                level = self.rng.choice(
                    [SkillLevel.BEGINNER, SkillLevel.EASY, SkillLevel.EASY, SkillLevel.EXPERT]
                )
                self.crowd.skills.append(
                    HeldSkill(id=self.keys.next(), volunteer=volunteer, skill=skill, level=level)
                )
        return {str(skill) for skill in held}

    def _languages(self, volunteer: Volunteer) -> None:
        spoken = [Language.FR] + [
            language for language, share in _LANGUAGES.items() if self.rng.random() < share
        ]
        for language in spoken:
            self.crowd.languages.append(
                SpokenLanguage(id=self.keys.next(), volunteer=volunteer, language=language)
            )

    def _choices(self, volunteer: Volunteer, held: set[str]) -> None:
        possible = {
            slug: weight * (5 if self.missions[slug].mandatory_skill else 1)
            for slug, weight in _MISSIONS.items()
            if not self.missions[slug].mandatory_skill or self.missions[slug].mandatory_skill in held
        }
        chosen: list[str] = []
        for _ in range(min(len(possible), self.rng.choice([1, 2, 2, 3, 3]))):
            slug = self._draw(possible)
            possible.pop(slug)
            chosen.append(slug)
        if Skill.WRITING in held:
            chosen += [rhythm.CONTENT, rhythm.PRESS][: self.rng.randint(1, 2)]
        for rank, slug in enumerate(chosen):
            self.crowd.choices.append(
                MissionChoice(
                    id=self.keys.next(), volunteer=volunteer, mission=self.missions[slug], rank=rank
                )
            )

    def _reach(self, volunteer: Volunteer, home: Space, spaces: list[Space]) -> None:
        limit = self.rng.choice(_TRAVEL_LIMITS)
        own = self.rng.choice([10, 15, 15, 20, 25, 30])
        for space in spaces:
            if space.is_remote:
                minutes = 0
            elif space == home:
                minutes = own
            else:
                km = distance_km(home.latitude, home.longitude, space.latitude, space.longitude)
                minutes = travel_minutes(km) + self.rng.choice([0, 5, 10])
            if space == home or space.is_remote or minutes <= limit:
                self.crowd.reach.append(
                    ReachableSpace(
                        id=self.keys.next(), volunteer=volunteer, space=space, travel_minutes=minutes
                    )
                )

    def _windows(self, volunteer: Volunteer, status: Status, commitment: Commitment) -> None:
        boxes: set[tuple[int, HalfDay]] = set()
        if status == Status.EMPLOYED:
            boxes |= {(day, HalfDay.EVENING) for day in self.rng.sample(range(5), 2)} | {(5, HalfDay.MORNING)}
            if self.rng.random() < 0.4:
                boxes.add((self.rng.randrange(5), self.rng.choice([HalfDay.MORNING, HalfDay.AFTERNOON])))
        else:
            half_days = [(day, half) for day in range(6) for half in (HalfDay.MORNING, HalfDay.AFTERNOON)]
            most = {Status.STUDENT: 4, Status.RETIRED: 7, Status.JOB_SEEKER: 8}.get(status, 5)
            least = 6 if commitment == Commitment.THREE_HOURS_A_DAY else 2
            boxes |= set(self.rng.sample(half_days, self.rng.randint(least, max(least, most))))
            if self.rng.random() < 0.2:
                boxes.add((self.rng.randrange(5), HalfDay.EVENING))
        for day, half in sorted(boxes):
            window = window_of(day, half)
            self.crowd.windows.append(
                Availability(
                    id=self.keys.next(),
                    volunteer=volunteer,
                    weekday=day,
                    starts_at=window.starts_at,
                    ends_at=window.ends_at,
                )
            )

    def _absences(self, volunteer: Volunteer) -> None:
        if self.rng.random() < 0.22:
            starts_on = self.today + datetime.timedelta(days=self.rng.randrange(-20, 56))
            self.crowd.absences.append(
                Absence(
                    id=self.keys.next(),
                    volunteer=volunteer,
                    starts_on=starts_on,
                    ends_on=starts_on + datetime.timedelta(days=self.rng.choice([0, 0, 1, 4, 6, 13])),
                )
            )
