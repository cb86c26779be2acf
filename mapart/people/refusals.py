"""What a person reads when a rule of this room says no."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

SENTENCES: dict[str, StrPromise] = {
    "people.phone_unreadable": _("Écrivez votre numéro avec ses 10 chiffres, par exemple 06 39 98 00 01."),
    "people.address_missing": _(
        "Donnez une adresse mail ou un numéro de téléphone, pour recevoir la réponse."
    ),
    "people.role_beyond_yours": _(
        "Vous ne pouvez donner ou retirer que les droits que vous avez vous-même ici."
    ),
    "people.role_already_given": _("Cette personne a déjà ce rôle ici."),
    "people.head_of_all_spaces": _(
        "La direction du réseau répond de tous les espaces. Choisissez tout le réseau."
    ),
    "people.last_network_head": _("Il faut garder au moins une personne à la direction du réseau."),
    "people.second_factor_already": _("Votre double vérification est déjà en place."),
    "people.not_a_demonstration": _("Cette entrée n'existe que dans la démonstration."),
    "people.already_erased": _("Les données de cette personne sont déjà effacées."),
}
