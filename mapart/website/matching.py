"""« Les missions faites pour vous »: each with why, in words; for a volunteer and for a visitor who just signed up."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mapart.core import clock, wording
from mapart.planning.queries import open_shifts
from mapart.volunteering.enums import Skill
from mapart.volunteering.models import Mission, Volunteer
from mapart.volunteering.queries import offers_of, open_missions
from mapart.volunteering.rules import Asks, Fit, missions_that_fit


@dataclass(frozen=True)
class Proposal:
    """A mission, why it is for her, and what she would learn. ``is_hers``: she chose it already."""

    mission: Mission
    why: list[str]
    learns: list[str]
    lacks: str
    is_hers: bool


def missions_for(volunteer: Volunteer) -> list[Proposal]:
    """The missions that need somebody within her reach, best first; those she put off are left out. Ten queries."""
    put_off = set(volunteer.not_now.filter(until__gt=clock.today()).values_list("mission", flat=True))
    missions = {
        mission.pk: mission
        for mission in open_missions()
        if mission.pk not in put_off and not (mission.is_for_adults and volunteer.is_minor)
    }
    offers = offers_of(volunteer)
    chosen = set(volunteer.choices.values_list("mission", flat=True))
    fits = missions_that_fit(_asks(missions.values()), offers, open_shifts(list(offers.reach)))
    return [_in_words(fit, missions[fit.mission], is_hers=fit.mission in chosen) for fit in fits]


def _asks(missions: Iterable[Mission]) -> list[Asks]:
    return [Asks(one.pk, one.mandatory_skill, tuple(one.wanted_skills)) for one in missions]


def _in_words(fit: Fit, mission: Mission, *, is_hers: bool) -> Proposal:
    return Proposal(
        mission=mission,
        why=[said for said in (_time(fit), _skills(fit), _place(fit, mission), _need(fit)) if said],
        learns=[str(Skill(skill).label) for skill in fit.learns],
        lacks=str(Skill(fit.lacks).label) if fit.lacks else "",
        is_hers=is_hers,
    )


def _time(fit: Fit) -> str:
    if fit.first is None:
        return _("À d'autres heures que celles que vous avez dites.")
    facts = {"day": wording.day(fit.first.day), "hour": wording.hour(fit.first.starts_at), "count": fit.free}
    said = ngettext(
        "À vos heures : 1 créneau, %(day)s à %(hour)s.",
        "À vos heures : %(count)s créneaux, le premier %(day)s à %(hour)s.",
        fit.free,
    )
    return said % facts


def _skills(fit: Fit) -> str:
    if not fit.knows:
        return ""
    return _("Vous savez déjà : %(skills)s.") % {
        "skills": ", ".join(str(Skill(skill).label) for skill in fit.knows)
    }


def _place(fit: Fit, mission: Mission) -> str:
    if mission.is_remote:
        return _("Depuis chez vous.")
    return _("À %(time)s de chez vous.") % {"time": wording.duration(fit.minutes)}


def _need(fit: Fit) -> str:
    said = ngettext(
        "Il manque %(places)s personne dans les 4 semaines qui viennent.",
        "Il manque %(places)s personnes dans les 4 semaines qui viennent.",
        fit.places,
    )
    return said % {"places": fit.places}
