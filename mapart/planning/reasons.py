"""Codes of the solver as French sentences: why this person, why this place stays empty, which rule would break."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrPromise

from mapart.core.wording import duration
from mapart.planning.enums import Origin, RunState
from mapart.volunteering.enums import Skill, SkillLevel

# --- which rule would break: its short name, then what it means here ----------------------------------------------
RULE_NAMES: Mapping[str, StrPromise] = {
    "H1": gettext_lazy("Bénévole de l'espace"),
    "H2": gettext_lazy("Trajet"),
    "H3": gettext_lazy("Mission et compétence"),
    "H4": gettext_lazy("Disponibilité"),
    "H5": gettext_lazy("Un seul endroit à la fois"),
    "H6": gettext_lazy("Temps donné"),
    "H7": gettext_lazy("Nombre de places"),
    "H8": gettext_lazy("Accompagnement des débuts"),
}
BROKEN: Mapping[str, StrPromise] = {
    "inactive": gettext_lazy("Cette personne n'est pas bénévole active dans cet espace."),
    "in_welcome": gettext_lazy("Son accueil n'est pas fini : seul son créneau d'essai lui est proposé."),
    "begun": gettext_lazy("Ce créneau a déjà commencé, ou il est annulé."),
    "unknown_pair": gettext_lazy("Cette personne ou ce créneau n'existe plus."),
    "duplicate_pair": gettext_lazy("Cette personne tient déjà ce créneau."),
    "out_of_reach": gettext_lazy("Cet espace n'est pas dans ses choix."),
    "mission_not_accepted": gettext_lazy("Cette mission n'est pas dans ses choix."),
    "too_young": gettext_lazy("Cette mission est ouverte à partir de 18 ans."),
    "mandatory_skill": gettext_lazy("La compétence que demande cette mission n'est pas notée."),
    "away": gettext_lazy("Une absence est notée ce jour-là."),
    "not_available": gettext_lazy("Cette heure n'est pas dans ses disponibilités."),
    "overlap": gettext_lazy("Cette personne tient déjà un créneau à la même heure."),
    "no_time_to_travel": gettext_lazy("Son autre créneau de ce jour est trop loin pour faire le trajet."),
    "day_cap": gettext_lazy("Cela dépasse le temps donné en un jour."),
    "week_cap": gettext_lazy("Cela dépasse le temps donné en une semaine."),
    "month_cap": gettext_lazy("Cela dépasse le temps donné en 4 semaines."),
    "too_many": gettext_lazy("Toutes les places de ce créneau sont prises."),
    "not_accompanied": gettext_lazy("Cette personne débute, et personne d'expérience n'est là."),
    "left_alone": gettext_lazy("Une personne qui débute resterait seule sur le créneau quitté."),
    "withdrew": gettext_lazy("Cette personne a dit qu'elle ne peut pas venir."),
    "taken_off": gettext_lazy("L'équipe a retiré cette personne du créneau."),
}


# What stays closed even to somebody who knows what she does, told to the team and to the volunteer alike.
FORBIDDEN: Mapping[str, StrPromise] = {
    "inactive": BROKEN["inactive"],
    "in_welcome": gettext_lazy("L'accueil n'est pas fini : seul le créneau d'essai est possible."),
    "begun": BROKEN["begun"],
    "duplicate_pair": BROKEN["duplicate_pair"],
    "too_many": BROKEN["too_many"],
    "overlap": gettext_lazy("Il y a déjà un créneau à la même heure."),
    "no_time_to_travel": gettext_lazy("Il y a un autre créneau ce jour-là, trop loin pour faire le trajet."),
    "mission_not_accepted": gettext_lazy("Cette mission n'est pas dans les choix notés."),
    "too_young": BROKEN["too_young"],
    "mandatory_skill": gettext_lazy("Cette mission demande une compétence qui n'est pas notée."),
    "not_accompanied": gettext_lazy("Pour débuter, il faut une personne d'expérience sur ce créneau."),
    "left_alone": BROKEN["left_alone"],
    "day_cap": gettext_lazy("Cela ferait trop d'heures en un seul jour."),
}


# The same, told to the volunteer herself in her list of open places.
OWN: Mapping[str, StrPromise] = {
    "out_of_reach": gettext_lazy("Cet espace n'est pas dans ceux que vous avez choisis."),
    "mission_not_accepted": gettext_lazy("Cette mission n'est pas dans vos choix."),
    "mandatory_skill": gettext_lazy("Cette mission demande une compétence que vous n'avez pas notée."),
    "away": gettext_lazy("Vous avez noté une absence ce jour-là."),
    "not_available": gettext_lazy("Ce n'est pas dans vos heures."),
    "overlap": gettext_lazy("Vous tenez déjà un créneau à cette heure."),
    "no_time_to_travel": gettext_lazy("Votre autre créneau de ce jour est trop loin."),
    "day_cap": gettext_lazy("Cela dépasse le temps que vous donnez en un jour."),
    "week_cap": gettext_lazy("Cela dépasse le temps que vous donnez en une semaine."),
    "month_cap": gettext_lazy("Cela dépasse le temps que vous donnez en 4 semaines."),
    "not_accompanied": gettext_lazy("Vous débutez : il faut d'abord une personne d'expérience."),
}


def own_sentence(code: str) -> str:
    """What stands in the way of a shift, told to the volunteer."""
    return str(OWN[code])


def forbidden_sentence(code: str) -> str:
    """Why this cannot be done at all."""
    return str(FORBIDDEN[code])


def broken_sentence(code: str) -> str:
    """What a broken rule means for this person and this shift."""
    return str(BROKEN[code])


def rule_name(rule: str) -> str:
    """The short name of a rule: « Disponibilité »."""
    return str(RULE_NAMES[rule])


# --- why this person ----------------------------------------------------------------------------------------------
def why_sentences(
    why: Mapping[str, Any], origin: str = Origin.SOLVER, *, is_short: bool = False
) -> list[str]:
    """The reasons of a line, most telling first; never empty.

    ``is_short``: others have left the shift since, and the team is no longer at ease with one person more.
    """
    reasons = [one for one in why.get("reasons", []) if not (is_short and one["code"] == "fills_ideal")]
    told = [sentence for reason in reasons if (sentence := reason_sentence(reason))]
    told += [
        _("Règle passée en connaissance de cause : %(rule)s") % {"rule": broken_sentence(code)}
        for code in why.get("knowingly", [])
    ]
    return told or [
        _("C'est un choix de l'équipe.") if origin == Origin.STAFF else _("Libre, et dans ses heures.")
    ]


def reason_sentence(reason: Mapping[str, Any]) -> str:
    """One reason as a sentence; empty for a reason that says nothing to people."""
    code = reason["code"]
    if code in _PLAIN:
        return str(_PLAIN[code])
    return _WITH_FACTS[code](reason) if code in _WITH_FACTS else ""


_PLAIN: Mapping[str, StrPromise] = {
    "fills_minimum": gettext_lazy("Sans cette personne, il manque quelqu'un."),
    "fills_ideal": gettext_lazy("Avec une personne de plus, l'équipe est à l'aise."),
    "only_shift": gettext_lazy("C'est son seul créneau."),
    "was_published": gettext_lazy("Ce créneau lui est déjà annoncé."),
    "habit": gettext_lazy("C'est son créneau habituel."),
    "by_hand": gettext_lazy("C'est un ajout de l'équipe."),
    "said_yes": gettext_lazy("A dit oui à la question."),
    "swapped": gettext_lazy("A échangé avec un ou une collègue."),
    "chose_it": gettext_lazy("A choisi cette place."),
}


def _rank(reason: Mapping[str, Any]) -> str:
    rank = reason.get("rank")
    if rank is None:
        return _("Cette mission n'est pas dans ses choix.")
    if rank == 0:
        return _("C'est sa mission préférée.")
    return _("C'est son choix numéro %(rank)s.") % {"rank": rank + 1}


def _hours(reason: Mapping[str, Any]) -> str:
    facts = {"given": duration(round(reason["given"])), "wished": duration(round(reason["wished"]))}
    if not round(reason["given"]):
        return _("Aucune heure encore ces 4 semaines, sur %(wished)s proposées.") % facts
    return _("Donne %(given)s ces 4 semaines, sur %(wished)s proposées.") % facts


def _travel(reason: Mapping[str, Any]) -> str:
    if not reason["minutes"]:
        return _("Sans trajet à faire.")
    return _("À %(time)s de trajet.") % {"time": duration(reason["minutes"])}


def _skill(reason: Mapping[str, Any]) -> str:
    return _("Sait %(skill)s, niveau « %(level)s ».") % {
        "skill": Skill(reason["skill"]).label,
        "level": SkillLevel(reason["level"]).label,
    }


_WITH_FACTS = {"rank": _rank, "hours": _hours, "travel": _travel, "holds_skill": _skill}


# --- why this place stays empty -----------------------------------------------------------------------------------
# Filters that a volunteer may fall at before she is a candidate, in order; then what keeps a candidate elsewhere.
_FILTERS = (
    "out_of_reach",
    "mission_not_accepted",
    "mandatory_skill",
    "away",
    "not_available",
    "cap_too_small",
    "closed",
    "nobody_experienced",
    "busy",
)


def hole_sentence(chain: Sequence[Sequence[Any]]) -> str:
    """Why a place stays empty, from how many volunteers stop at each filter: the last ones tell the most."""
    counts = {code: int(count) for code, count in chain}
    after = [(code, counts[code]) for code in counts if code not in _FILTERS and code != "full"]
    if after:
        return " ".join(_stop_sentence(code, count) for code, count in after)
    reached = [code for code in _FILTERS if counts.get(code)]
    if not reached:
        return _("Personne n'est proche de cet espace.")
    return _filter_sentence(reached[-1], counts[reached[-1]])


def cause_sentence(chain: Sequence[Sequence[Any]], computed: str) -> str:
    """Why a place of the published week is empty, from the last proposal that knew it (its state, or nothing)."""
    if chain:
        return hole_sentence(chain)
    if computed == RunState.READY:
        return _("La proposition à relire trouve quelqu'un.")
    if computed == RunState.PUBLISHED:
        return _("La place s'est libérée depuis la publication.")
    return _("Aucune proposition n'est encore calculée pour ce créneau.")


def _filter_sentence(code: str, count: int) -> str:
    sentences = {
        "out_of_reach": _("Personne n'est proche de cet espace."),
        "mission_not_accepted": _("Personne n'a choisi cette mission dans cet espace."),
        "mandatory_skill": ngettext(
            "%(n)s bénévole veut cette mission, sans la compétence demandée.",
            "%(n)s bénévoles veulent cette mission, sans la compétence demandée.",
            count,
        ),
        "away": ngettext(
            "%(n)s bénévole fait cette mission, mais a noté une absence ce jour-là.",
            "%(n)s bénévoles font cette mission, mais ont noté une absence ce jour-là.",
            count,
        ),
        "not_available": ngettext(
            "%(n)s bénévole fait cette mission, mais n'est pas libre à cette heure.",
            "%(n)s bénévoles font cette mission, mais ne sont pas libres à cette heure.",
            count,
        ),
        "cap_too_small": ngettext(
            "%(n)s bénévole est libre, mais ce créneau est trop long pour le temps donné.",
            "%(n)s bénévoles sont libres, mais ce créneau est trop long pour le temps donné.",
            count,
        ),
        "closed": _("Ce créneau n'accepte personne."),
        "nobody_experienced": ngettext(
            "%(n)s bénévole débute, et personne d'expérience n'est libre.",
            "%(n)s bénévoles débutent, et personne d'expérience n'est libre.",
            count,
        ),
        "busy": ngettext(
            "%(n)s bénévole est libre, mais donne déjà ses heures ailleurs.",
            "%(n)s bénévoles sont libres, mais donnent déjà leurs heures ailleurs.",
            count,
        ),
    }
    return sentences[code] % {"n": count}


def _stop_sentence(code: str, count: int) -> str:
    sentences = {
        "free": ngettext(
            "%(n)s bénévole pourrait venir sans la compétence qui manque.",
            "%(n)s bénévoles pourraient venir sans la compétence qui manque.",
            count,
        ),
        "overlap": ngettext(
            "%(n)s bénévole tient un autre créneau à cette heure.",
            "%(n)s bénévoles tiennent un autre créneau à cette heure.",
            count,
        ),
        "no_time_to_travel": ngettext(
            "%(n)s bénévole est trop loin ce jour-là.",
            "%(n)s bénévoles sont trop loin ce jour-là.",
            count,
        ),
        "day_cap": ngettext(
            "%(n)s bénévole donne déjà son temps de la journée.",
            "%(n)s bénévoles donnent déjà leur temps de la journée.",
            count,
        ),
        "week_cap": ngettext(
            "%(n)s bénévole donne déjà son temps de la semaine.",
            "%(n)s bénévoles donnent déjà leur temps de la semaine.",
            count,
        ),
        "month_cap": ngettext(
            "%(n)s bénévole donne déjà son temps des 4 semaines.",
            "%(n)s bénévoles donnent déjà leur temps des 4 semaines.",
            count,
        ),
        "not_accompanied": ngettext(
            "%(n)s bénévole débute, et personne d'expérience n'est là.",
            "%(n)s bénévoles débutent, et personne d'expérience n'est là.",
            count,
        ),
    }
    return sentences[code] % {"n": count}


# --- why somebody has no shift ------------------------------------------------------------------------------------
IDLE: Mapping[str, StrPromise] = {
    "no_shift": gettext_lazy("Aucun créneau n'est prévu dans ses espaces."),
    "out_of_reach": gettext_lazy("Aucun créneau n'est prévu dans ses espaces."),
    "mission_not_accepted": gettext_lazy("Ses missions n'ont pas de créneau ces semaines."),
    "mandatory_skill": gettext_lazy("Ses missions demandent une compétence qui n'est pas notée."),
    "away": gettext_lazy("Une absence est notée les jours de ses missions."),
    "not_available": gettext_lazy("Les heures de ses missions ne sont pas dans ses disponibilités."),
    "cap_too_small": gettext_lazy("Les créneaux sont plus longs que le temps donné."),
    "closed": gettext_lazy("Les créneaux à ses heures n'acceptent personne."),
    "nobody_experienced": gettext_lazy("Débute, et personne d'expérience n'est libre en même temps."),
    "busy": gettext_lazy("Donne déjà ses heures ailleurs."),
    "not_needed": gettext_lazy("Les créneaux à ses heures ont déjà assez de monde."),
    "free": gettext_lazy("Pourrait encore venir : un créneau garde de la place."),
    "full": gettext_lazy("Les créneaux à ses heures sont complets."),
    "overlap": gettext_lazy("Tient déjà un créneau à ces heures."),
    "no_time_to_travel": gettext_lazy("Ses autres créneaux sont trop loin."),
    "day_cap": gettext_lazy("Donne déjà son temps de la journée."),
    "week_cap": gettext_lazy("Donne déjà son temps de la semaine."),
    "month_cap": gettext_lazy("Donne déjà son temps des 4 semaines."),
    "not_accompanied": gettext_lazy("Débute, et personne d'expérience n'est là à ses heures."),
}


def idle_sentence(code: str) -> str:
    """Why somebody has no shift in a proposal."""
    return str(IDLE[code])
