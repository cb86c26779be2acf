"""Is a space well? Its figures over the rooms: what holds, what waits, who has too little or too much."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mapart.core import clock
from mapart.core.templatetags.charts import Bar
from mapart.planning.models import RhythmCount
from mapart.planning.queries import (
    Coverage,
    coverage_by_space,
    rhythm_count,
)
from mapart.planning.rules import monday_of
from mapart.recruitment.enums import Holder, Step
from mapart.recruitment.queries import (
    Answered,
    Dwell,
    StepNow,
    answers_to_applicants,
    dwell_by_step,
    steps_now,
)
from mapart.recruitment.rules import HOLDERS, LONGEST_WAIT
from mapart.spaces.models import Space
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Volunteer

WEEKS = 4
# Below, a space says so at the top of its page.
_WELL_FILLED, _MANY_WITHOUT_SHIFT = 90, 0.1


@dataclass(frozen=True)
class Welcoming:
    """A step of the way: who stands there now, since when the longest waits, and how long the step takes."""

    step: Step
    now: StepNow | None
    dwell: Dwell | None


@dataclass(frozen=True)
class Health:
    """The figures of one space. ``weeks``: the last four, each with its Monday; null when nothing was planned.

    ``rhythms``: who holds too little and too much, as counted last night; null before the first night of the space.
    """

    space: Space
    weeks: list[tuple[datetime.date, Coverage | None]]
    active: int
    rhythms: RhythmCount | None
    steps: list[Welcoming]
    answered: Answered | None
    to_call: StepNow | None

    @property
    def without_shift(self) -> int:
        """Active volunteers with no shift for 45 days."""
        return self.rhythms.without_shift if self.rhythms else 0

    @property
    def above(self) -> int:
        """Volunteers who gave more than they offer."""
        return self.rhythms.above if self.rhythms else 0

    @property
    def held(self) -> int:
        """Minimum places held in the four weeks."""
        return sum(week.filled for _monday, week in self.weeks if week)

    @property
    def places(self) -> int:
        """Minimum places of the four weeks."""
        return sum(week.places for _monday, week in self.weeks if week)

    @property
    def percent(self) -> int:
        """Share of the places that were held."""
        return 100 * self.held // self.places if self.places else 100

    @property
    def waits_too_long(self) -> bool:
        """Whether an applicant waits for a call for more than 48 hours."""
        return self.to_call is not None and clock.now() - self.to_call.oldest > LONGEST_WAIT

    @property
    def stuck(self) -> list[Step]:
        """Steps other than the call where the team has had the ball for more than 48 hours."""
        late = clock.now() - LONGEST_WAIT
        return [
            one.step
            for one in self.steps
            if one.step != Step.CALL
            and HOLDERS[one.step] == Holder.TEAM
            and one.now
            and one.now.oldest < late
        ]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say yet: no session, no volunteer, nobody on the way."""
        return not (self.places or self.active or self.steps)

    @property
    def bars(self) -> list[Bar]:
        """The weeks as bars: what the table says."""
        return [
            Bar(f"{monday.day}/{monday.month}", f"{week.filled} / {week.places}", week.filled, week.places)
            for monday, week in self.weeks
            if week
        ]

    def concerns(self) -> list[tuple[str, str]]:
        """What asks for care, the people first: where on the page, and one sentence."""
        found = []
        if self.waits_too_long:
            found.append(("reponse", _("Quelqu'un attend un appel depuis plus de 48 heures.")))
        if self.stuck:
            found.append(("parcours", _("Quelqu'un attend l'équipe depuis plus de 48 heures.")))
        if self.above:
            said = ngettext(
                "%(n)s bénévole donne plus que son rythme.",
                "%(n)s bénévoles donnent plus que leur rythme.",
                self.above,
            )
            found.append(("rythme", said % {"n": self.above}))
        if self.without_shift > _MANY_WITHOUT_SHIFT * self.active:
            said = ngettext(
                "%(n)s bénévole n'a eu aucun créneau depuis 45 jours.",
                "%(n)s bénévoles n'ont eu aucun créneau depuis 45 jours.",
                self.without_shift,
            )
            found.append(("sans-creneau", said % {"n": self.without_shift}))
        if self.places and self.percent < _WELL_FILLED:
            missed = self.places - self.held
            said = ngettext(
                "Il a manqué %(n)s place sur %(places)s en 4 semaines.",
                "Il a manqué %(n)s places sur %(places)s en 4 semaines.",
                missed,
            )
            found.append(("places", said % {"n": missed, "places": self.places}))
        return found


def health_of(space: Space) -> Health:
    """Every figure of the page, in a number of queries that does not grow. For the team of the space."""
    this_week = monday_of(clock.today(space.time_zone))
    week = datetime.timedelta(weeks=1)
    now, dwell = steps_now(space), {one.step: one for one in dwell_by_step([space.pk])}
    return Health(
        space=space,
        weeks=[
            (monday, _coverage(space, monday))
            for monday in (this_week - n * week for n in range(WEEKS, 0, -1))
        ],
        active=Volunteer.objects.filter(home_space=space, state=VolunteerState.ACTIVE).count(),
        rhythms=rhythm_count(space),
        steps=[
            Welcoming(step, now.get(step), dwell.get(step)) for step in Step if step in now or step in dwell
        ],
        answered=answers_to_applicants(space),
        to_call=now.get(Step.CALL),
    )


def _coverage(space: Space, monday: datetime.date) -> Coverage | None:
    starts_at, ends_at = (
        clock.at(day, datetime.time.min, space.time_zone)
        for day in (monday, monday + datetime.timedelta(weeks=1))
    )
    return coverage_by_space([space], starts_at, ends_at).get(space.pk)
