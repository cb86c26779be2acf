"""What a person reads when a rule of this room says no."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_stubs_ext import StrPromise

SENTENCES: dict[str, StrPromise] = {
    "planning.cannot_forecast": _(
        "Le planning de ces semaines ne peut pas être lu. Corrigez-le, puis recommencez."
    ),
    "planning.shift_past": _("Ce créneau a déjà commencé. Appelez l'espace pour le dire."),
    "planning.already_withdrawn": _("Cette place est déjà rendue. Vous n'avez rien d'autre à faire."),
    "planning.place_taken": _("Toutes les places de ce créneau sont prises."),
    "planning.too_busy": _(
        "Plusieurs personnes changent ce planning en ce moment. Recommencez dans une minute."
    ),
    "planning.weeks_taken": _(
        "Un calcul est déjà en cours pour ces semaines. Attendez sa fin, ou abandonnez-le."
    ),
    "planning.no_space": _("Choisissez au moins un espace."),
    "planning.bad_weeks": _("Choisissez de 1 à 13 semaines."),
    "planning.not_a_monday": _("Choisissez un lundi."),
    "planning.weeks_past": _("Ces semaines sont passées. Choisissez des semaines à venir."),
    "planning.run_not_ready": _("Cette proposition n'est plus à relire. Rechargez la page."),
    "planning.newer_publication": _(
        "Un planning plus récent est déjà publié pour ces semaines. Recalculez avant de publier."
    ),
    "planning.lines_changed": ngettext_lazy(
        "%(count)s ligne ne tient plus depuis le calcul. Relisez-la, puis publiez.",
        "%(count)s lignes ne tiennent plus depuis le calcul. Relisez-les, puis publiez.",
        "count",
    ),
    "planning.line_gone": _("Cette ligne n'est plus dans la proposition. Rechargez la page."),
    "planning.rules_broken": _(
        "Cette personne ne respecte pas une règle du planning. Relisez avant de confirmer."
    ),
    "planning.rule_forbids": _("%(why)s"),
    "planning.already_there": _("Cette personne tient déjà ce créneau."),
    "planning.move_gone": _(
        "Cette personne n'est plus sur ce créneau : quelqu'un a changé le planning entre-temps. Relisez la semaine."
    ),
    "planning.said_no": _("Cette personne a déjà dit qu'elle ne peut pas venir."),
    "planning.ask_past": _("Ce créneau a déjà commencé. La question n'attend plus de réponse."),
    "planning.ask_answered": _("Vous avez déjà répondu. Appelez l'espace pour changer d'avis."),
    "planning.repair_gone": _("Le planning a changé depuis. Voici de nouvelles solutions."),
    "planning.swap_gone": _("Cet échange n'est plus possible : le planning a changé depuis."),
    "planning.place_free": _("Une place est libre. Vous pouvez la prendre tout de suite."),
    "planning.twins_at_once": _(
        "Chaque fiche a un créneau %(when)s, et personne n'est à deux endroits. Retirez d'abord l'une des deux de son "
        "créneau. Sinon, ce sont deux personnes."
    ),
    "planning.twins_on_a_shift": _(
        "Les deux fiches tiennent le même créneau, %(when)s. Retirez-en d'abord une. Sinon, ce sont deux personnes."
    ),
    "planning.twins_who_came": _(
        "Les deux fiches sont notées présentes au même créneau, %(when)s : ce sont sans doute deux personnes. "
        "Sinon, corrigez d'abord l'une des deux présences."
    ),
    "planning.inactive": _("Cette personne n'est pas bénévole active dans cet espace."),
    "planning.numbers_out_of_order": _(
        "Le minimum ne dépasse pas l'idéal, ni l'idéal le maximum. Changez l'un de ces nombres."
    ),
    "planning.people_already_there": ngettext_lazy(
        "%(filled)s personne tient déjà ce créneau. Écrivez au moins ce nombre.",
        "%(filled)s personnes tiennent déjà ce créneau. Écrivez au moins ce nombre.",
        "filled",
    ),
    "planning.not_to_note": _("On note les présences de 2 heures avant le créneau à 31 jours après."),
    "planning.door_code_old": _("Ce code a changé. Scannez celui qui est à la porte aujourd'hui."),
    "planning.session_cancelled": _("Cette séance est annulée. Rien ne peut y être changé."),
}
