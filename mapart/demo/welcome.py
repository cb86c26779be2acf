"""The way of newcomers: what each applicant came through, and the trial shifts that are proposed this week."""

import datetime
import random
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress

from mapart.core import clock
from mapart.core.refusals import Refusal
from mapart.demo.keys import Keys
from mapart.demo.team import SHOWN_SPACE
from mapart.people.models import Person
from mapart.recruitment.actions import accept_trial, propose_trial
from mapart.recruitment.enums import Stage, Step
from mapart.recruitment.models import Application, PathStep
from mapart.recruitment.rules import HOLDERS, PATIENCE, STEP_OF_STAGE
from mapart.spaces.models import Space

# Hours that each step took, in the middle; half as long for the quickest, three times for the slowest.
_HOURS = {
    Step.CALL: 20,
    Step.WELCOME: 22,
    Step.CHARTER: 30,
    Step.PROPOSE: 16,
    Step.ANSWER: 18,
    Step.TRIAL: 150,
    Step.TRAINING: 90,
}
_AFTER_WELCOME = (Step.CHARTER, Step.PROPOSE, Step.ANSWER, Step.TRIAL, Step.TRAINING)
# Where those who are on their way stand this morning.
_NOW_AT = (Step.CHARTER, Step.PROPOSE, Step.PROPOSE, Step.PROPOSE, Step.TRAINING)
_ACCEPTED_SHARE = 0.4


class PathMaker:
    """Makes the steps of each application: those that are over, and the one that is open."""

    def __init__(self, rng: random.Random, keys: Keys, leads: Mapping[Space, Person]) -> None:
        self.rng, self.keys, self.leads = rng, keys, leads

    def steps(self, application: Application) -> Iterator[PathStep]:
        """What she came through, a meeting she came to at its date, the rest after usual delays."""
        stage, since = Stage(application.stage), application.stage_since
        if stage in (Stage.ACTIVE, Stage.WELCOMED):
            yield from self._over(application, Step.WELCOME, since - datetime.timedelta(days=2))
            before = _AFTER_WELCOME if stage == Stage.ACTIVE else ()
            for step in before:
                since = yield from self._over(application, step, since)
        here = (Step.PROPOSE,) if application.space.slug == SHOWN_SPACE else _NOW_AT
        open_step = self.rng.choice(here) if stage == Stage.WELCOMED else STEP_OF_STAGE.get(stage)
        if open_step is None:
            return
        waits_from = since
        if open_step == Step.MEETING and application.booking is not None:
            waits_from = application.booking.session.ends_at
        is_late = clock.now() - waits_from > PATIENCE
        alerted_at = waits_from + PATIENCE if is_late else None
        yield self._step(application, open_step, since, waits_from=waits_from, alerted_at=alerted_at)

    def _over(
        self, application: Application, step: Step, since: datetime.datetime
    ) -> Generator[PathStep, None, datetime.datetime]:
        hours = _HOURS[step] * self.rng.triangular(0.5, 3, 0.9)
        ended_at = since + datetime.timedelta(hours=hours)
        if ended_at < clock.now():
            yield self._step(application, step, since, waits_from=since, ended_at=ended_at)
        return ended_at

    def _step(
        self,
        application: Application,
        step: Step,
        since: datetime.datetime,
        **values: datetime.datetime | None,
    ) -> PathStep:
        return PathStep(
            id=self.keys.next(),
            application=application,
            space=application.space,
            step=step,
            holder=HOLDERS[step],
            owner=self.leads.get(application.space),
            since=since,
            **values,
        )


def propose_trials(shown: Space) -> int:
    """Propose trial shifts beside those who hold the published weeks, to one newcomer in two; some say yes.

    In the space ``shown`` to visitors each newcomer is asked, and none has answered yet.
    """
    rng = random.Random(1)  # noqa: S311 - a demonstration, not a secret
    waiting = PathStep.objects.filter(ended_at=None, step=Step.PROPOSE).order_by("pk")
    done = 0
    for number, step in enumerate(waiting.select_related("application__person", "application__space")):
        is_shown = step.space == shown  # where the visitor of the demonstration answers herself
        if number % 2 and not is_shown:
            continue
        with suppress(Refusal):
            trial = propose_trial(by=None, application=step.application)
            done += 1
            if rng.random() < _ACCEPTED_SHARE and not is_shown:
                accept_trial(by=None, trial=trial)  # refused when the hours proposed pass what she offers
    return done
