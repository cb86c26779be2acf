"""What a person reads when a rule of this room says no."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

SENTENCES: dict[str, StrPromise] = {
    "spaces.none_open": _("Cette page parle d'un espace, et aucun n'est encore ouvert."),
    "spaces.hours_unreadable": _(
        "Ces horaires ne se lisent pas. Écrivez par exemple : lundi au vendredi 9 h - 12 h."
    ),
    "spaces.closure_ends_before_it_starts": _("La fin vient avant le début. Changez l'une des deux dates."),
    "spaces.closure_too_long": _("Plus d'un an de fermeture : parlez-en à la direction du réseau."),
    "spaces.closure_past": _("Ces jours sont déjà passés. Choisissez des dates à venir."),
    "spaces.already_closed": _("L'espace est déjà fermé ces jours-là."),
    "spaces.slug_taken": _("Un espace a déjà cette adresse : %(slug)s. Choisissez un autre nom."),
    "spaces.town_unknown": _("Ce code postal n'est pas connu. Vérifiez ses 5 chiffres."),
}
