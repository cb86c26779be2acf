"""« Les missions faites pour vous », for a visitor who has just signed up: her answers are enough, nothing is asked."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from mapart.core import wording
from mapart.planning.queries import open_shifts
from mapart.recruitment.rules import windows_of
from mapart.spaces.models import Space
from mapart.spaces.queries import NEAR_KM, nearest_spaces
from mapart.spaces.rules import travel_minutes
from mapart.volunteering.models import Mission
from mapart.volunteering.queries import open_missions
from mapart.volunteering.rules import Asks, Fit, Offers, Window, missions_that_fit

SHOWN = 3
_ANY_TIME = tuple(Window(day, datetime.time.min, datetime.time.max) for day in range(7))


@dataclass(frozen=True)
class Proposed:
    """A mission, and why it is for her in one line."""

    mission: Mission
    why: str


def missions_for_visitor(*, point: tuple[float, float], moment: str, mission: str) -> list[Proposed]:
    """At most three missions that lack people near ``point`` when she is free, the one she named first. Four queries.

    ``moment``: a ``FreeMoment``; who could not say is free at any time. ``mission``: a slug, or ``UNDECIDED``. One that
    asks for a skill is proposed to whoever named it only: she was not asked what she knows.
    """
    missions = {one.pk: one for one in open_missions()}
    reach = _reach(*point)
    offers = Offers(windows_of(moment) or _ANY_TIME, (), (), frozenset(), reach)
    asks = [Asks(one.pk, one.mandatory_skill, tuple(one.wanted_skills)) for one in missions.values()]
    fits = [fit for fit in missions_that_fit(asks, offers, open_shifts(list(reach))) if fit.first]
    hers = [fit for fit in fits if missions[fit.mission].slug == mission]
    others = [fit for fit in fits if not fit.lacks and fit not in hers]
    return [
        Proposed(missions[fit.mission], _why(fit, missions[fit.mission], reach, is_hers=fit in hers))
        for fit in [*hers, *others][:SHOWN]
    ]


def _reach(latitude: float, longitude: float) -> dict[UUID, int]:
    """Minutes to each of the nearest spaces, and none to what is done from home."""
    near = {
        space.pk: travel_minutes(km) for space, km in nearest_spaces(latitude, longitude) if km <= NEAR_KM
    }
    remote = Space.objects.filter(is_open=True, is_remote=True).values_list("pk", flat=True)
    return near | dict.fromkeys(remote, 0)


def _why(fit: Fit, mission: Mission, reach: Mapping[UUID, int], *, is_hers: bool) -> str:
    """« Il manque du monde samedi 28 novembre à 9 h, à 10 minutes de chez vous. »"""
    assert fit.first is not None
    facts: dict[str, Any] = {
        "day": wording.day(fit.first.day),
        "hour": wording.hour(fit.first.starts_at),
        "time": wording.duration(reach[fit.first.space]),
    }
    if mission.is_remote:
        said = _("Il manque du monde %(day)s à %(hour)s, depuis chez vous.") % facts
    else:
        said = _("Il manque du monde %(day)s à %(hour)s, à %(time)s de chez vous.") % facts
    adults = _("Dès 18 ans.") if mission.is_for_adults else ""
    return " ".join(filter(None, [_("Votre choix.") if is_hers else "", said, adults]))
