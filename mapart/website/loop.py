"""The loop closed: what the plan would lack, whom a campaign looks for, who was found, what the plan holds then."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mapart.core import clock
from mapart.core.templatetags.charts import Bar
from mapart.planning.queries import Coverage, coverage_by_space
from mapart.recruitment.models import Campaign, Goal
from mapart.recruitment.queries import goals_found
from mapart.spaces.models import Space

WEEKS = 8


@dataclass(frozen=True)
class Stretch:
    """One space of the loop, in minimum places over the weeks looked at.

    ``held`` of ``needed``: by the best plan without recruits, ``weeks`` week by week. ``gain``: what the people found
    so far may add, at most. ``published``: what is told to volunteers today, of the eight weeks that come.
    """

    space: Space
    held: int
    needed: int
    weeks: list[tuple[int, int]]
    goals: list[tuple[Goal, int]]
    published: Coverage | None

    @property
    def wanted(self) -> int:
        """People looked for."""
        return sum(goal.count for goal, _found in self.goals)

    @property
    def found(self) -> int:
        """Of these, people found: each recruit fills one goal."""
        return sum(found for _goal, found in self.goals)

    @property
    def worth(self) -> int:
        """Places that the people found fill, each as if alone, also by freeing somebody for another space."""
        return sum(found * goal.places for goal, found in self.goals)

    @property
    def gain(self) -> int:
        """Of these, what may be added here: never more than what is missing."""
        return min(self.needed - self.held, self.worth)

    @property
    def after(self) -> int:
        """Places held with them, at most."""
        return self.held + self.gain

    @property
    def bar(self) -> Bar:
        """The same as a drawing."""
        words = _("%(held)s, puis %(after)s sur %(needed)s")
        return Bar(
            self.space.in_city,
            words % {"held": self.held, "after": self.after, "needed": self.needed},
            self.held,
            self.needed,
            self.gain,
        )


@dataclass(frozen=True)
class Loop:
    """The loop of a campaign. ``first_weeks``: Mondays of the weeks looked at; none before the solver was asked."""

    first_weeks: list[datetime.date]
    stretches: list[Stretch]

    @property
    def held(self) -> int:
        """Places held without recruits, all spaces together."""
        return sum(one.held for one in self.stretches)

    @property
    def needed(self) -> int:
        """Places needed, all spaces together."""
        return sum(one.needed for one in self.stretches)

    @property
    def after(self) -> int:
        """Places held with the people found, at most: a profile of one space may fill places of another."""
        return min(self.needed, self.held + sum(one.worth for one in self.stretches))

    @property
    def wanted(self) -> int:
        """People looked for."""
        return sum(one.wanted for one in self.stretches)

    @property
    def found(self) -> int:
        """People found."""
        return sum(one.found for one in self.stretches)


def loop_of(campaign: Campaign) -> Loop:
    """The loop of a campaign, by city; eight queries whatever its size. For the team of its spaces."""
    spaces = list(campaign.spaces.order_by("city", "name", "pk"))
    forecast = campaign.forecast.get("spaces", {})
    found = goals_found(campaign)
    now = clock.now()
    published = coverage_by_space(spaces, now, now + datetime.timedelta(weeks=WEEKS))
    stretches = []
    for space in spaces:
        weeks = [(held, needed) for held, needed in forecast.get(str(space.pk), [])]
        stretches.append(
            Stretch(
                space=space,
                held=sum(held for held, _needed in weeks),
                needed=sum(needed for _held, needed in weeks),
                weeks=weeks,
                goals=[(goal, count) for goal, count in found if goal.space_id == space.pk],
                published=published.get(space.pk),
            )
        )
    return Loop(_mondays(campaign), stretches)


def _mondays(campaign: Campaign) -> list[datetime.date]:
    if "starts_on" not in campaign.forecast:
        return []
    first = datetime.date.fromisoformat(campaign.forecast["starts_on"])
    return [first + datetime.timedelta(weeks=number) for number in range(WEEKS)]
