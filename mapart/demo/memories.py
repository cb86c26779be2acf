"""What the volunteers have given and been told: hours, news, a conversation, and what an hour is worth."""

import datetime
import random
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from mapart.agenda.enums import Attendance
from mapart.demo.keys import Keys
from mapart.demo.volunteers import Crowd
from mapart.planning.models import Assignment
from mapart.spaces.models import Space
from mapart.volunteering.enums import HoursSource, HoursState, LetterScope
from mapart.volunteering.models import HourlyRate, HoursEntry, Letter, LetterCopy, Note, Volunteer
from mapart.volunteering.rules import HERE

_MONTHS_BEFORE = range(3, 13)
_RATE_CENTS = 1650
_SOURCE = "Démonstration : SMIC horaire chargé, arrondi"
_NEWS = (
    ("Une table de plus le mardi", "Nous ouvrons une seconde table le mardi matin. Venez voir."),
    ("Merci pour la rentrée", "La salle était pleine tout le mois. Merci à chacune et chacun."),
)


class Memories:
    """Rows made from what ``Past`` says, in the order of the keys."""

    def __init__(self, rng: random.Random, keys: Keys, crowd: Crowd, today: datetime.date) -> None:
        self.rng, self.keys, self.crowd, self.today = rng, keys, crowd, today

    def store(self, past: Iterable[Assignment], shown: Space) -> None:
        """Write everything."""
        HoursEntry.objects.bulk_create([*self._of_shifts(past), *self._of_last_year()], batch_size=500)
        HoursEntry.objects.bulk_create(self._declared(shown))
        HourlyRate.objects.bulk_create(
            HourlyRate(id=self.keys.next(), year=year, cents=_RATE_CENTS, source=_SOURCE)
            for year in (self.today.year - 1, self.today.year)
        )
        self._news()
        Note.objects.bulk_create(self._conversation(shown))

    def _of_shifts(self, past: Iterable[Assignment]) -> Iterator[HoursEntry]:
        for one in past:
            if one.attendance != Attendance.CAME:
                continue
            session = one.need.session
            yield HoursEntry(
                id=self.keys.next(),
                volunteer=one.volunteer,
                shift=one.pk,
                space=session.space,
                mission=one.need.mission,
                worked_on=session.starts_at.astimezone(ZoneInfo(session.space.time_zone)).date(),
                minutes=int((session.ends_at - session.starts_at).total_seconds()) // 60,
                source=HoursSource.ATTENDANCE,
                state=HoursState.CONFIRMED,
            )

    def _of_last_year(self) -> Iterator[HoursEntry]:
        """One line a month from a file, as an association brings them, for those who were there."""
        missions = {choice.volunteer_id: choice.mission for choice in self.crowd.choices if choice.rank == 0}
        for volunteer in self.crowd.volunteers[::2]:
            for months in _MONTHS_BEFORE:
                day = self.today - datetime.timedelta(days=30 * months)
                if volunteer.started_on is None or volunteer.started_on > day:
                    break
                yield HoursEntry(
                    id=self.keys.next(),
                    volunteer=volunteer,
                    space=volunteer.home_space,
                    mission=missions.get(volunteer.pk),
                    worked_on=day,
                    minutes=self.rng.choice([120, 180, 180, 240, 360]),
                    source=HoursSource.IMPORTED,
                    state=HoursState.CONFIRMED,
                )

    def _declared(self, shown: Space) -> list[HoursEntry]:
        """Hours that wait for the team of the space that is shown."""
        return [
            HoursEntry(
                id=self.keys.next(),
                volunteer=volunteer,
                space=shown,
                worked_on=self.today - datetime.timedelta(days=2 + number),
                minutes=90 + 30 * number,
                source=HoursSource.DECLARED,
                noted_by=volunteer.person,
            )
            for number, volunteer in enumerate(self._here(shown)[:3])
        ]

    def _news(self) -> None:
        letters, copies = [], []
        for space in dict.fromkeys(volunteer.home_space for volunteer in self.crowd.volunteers):
            assert space is not None
            subject, body = self.rng.choice(_NEWS)
            letter = Letter(
                id=self.keys.next(), space=space, scope=LetterScope.NEWS, subject=subject, body=body
            )
            letter.key = letter.pk
            letters.append(letter)
            copies += [
                LetterCopy(id=self.keys.next(), letter=letter, volunteer=volunteer)
                for volunteer in self._here(space)
            ]
        Letter.objects.bulk_create(letters)
        LetterCopy.objects.bulk_create(copies, batch_size=500)

    def _conversation(self, shown: Space) -> list[Note]:
        """Two questions, one of them answered."""
        turns = [
            (0, False, False, "Bonjour, où sont rangées les clés de la salle ?"),
            (0, True, True, "Au bar, dans le tiroir. Bonne séance !"),
            (1, False, True, "Je peux venir aussi le jeudi. Est-ce utile ?"),
        ]
        here = self._here(shown)
        notes = []
        for number, is_from_team, is_last, body in turns:
            key = self.keys.next()
            author = None if is_from_team else here[number].person
            notes.append(
                Note(
                    id=key,
                    key=key,
                    volunteer=here[number],
                    author=author,
                    is_from_team=is_from_team,
                    is_last=is_last,
                    body=body,
                )
            )
        return notes

    def _here(self, space: Space) -> list[Volunteer]:
        return [one for one in self.crowd.volunteers if one.home_space == space and one.state in HERE]
