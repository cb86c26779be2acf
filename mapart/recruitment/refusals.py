"""What a person reads when a rule of this room says no."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

SENTENCES: dict[str, StrPromise] = {
    "recruitment.move_not_allowed": _(
        "Cette personne n'est plus à cette étape. Regardez sa fiche avant de continuer."
    ),
    "recruitment.reason_missing": _("Dites pourquoi cette personne part."),
    "recruitment.followed_elsewhere": _("Cette personne est déjà suivie par %(space)s. Appelez cet espace."),
    "recruitment.already_followed": _("Cette personne a déjà une autre demande en cours."),
}
