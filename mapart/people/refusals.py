"""What a person reads when a rule of this room says no."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

SENTENCES: dict[str, StrPromise] = {
    "people.phone_unreadable": _("Écrivez votre numéro avec ses 10 chiffres, par exemple 06 39 98 00 01."),
    "people.mail_unreadable": _(
        "Cette adresse mail n'est pas complète. Écrivez-la comme : prenom@exemple.fr."
    ),
    "people.address_unreadable": _(
        "Il manque quelque chose, par exemple : prenom@exemple.fr ou 06 39 98 00 01."
    ),
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
    "people.second_factor_already": _("Votre accès est déjà protégé. Vous n'avez rien à faire."),
    "people.not_a_demonstration": _("Cette entrée n'existe que dans la démonstration."),
    "people.address_same": _("C'est déjà l'adresse que nous avons. Vous n'avez rien à faire."),
    "people.address_of_another": _(
        "Cette adresse est déjà sur une autre fiche. Appelez votre espace : l'équipe réunit les deux fiches."
    ),
    "people.phone_without_sms": _(
        "Ce numéro ne reçoit pas de SMS. Appelez votre espace : l'équipe vous rappelle et note le numéro."
    ),
    "people.too_many_codes": _(
        "%(most)s codes sont partis depuis une heure. Attendez une heure, ou appelez votre espace."
    ),
    "people.code_gone": _("Ce code n'est plus valable. Demandez un autre code."),
    "people.code_wrong": _("Ce code n'est pas le bon. Regardez le dernier message reçu."),
    "people.channel_without_address": _(
        "Il manque l'adresse pour ce choix. Donnez d'abord une adresse mail ou un numéro de mobile."
    ),
    "people.last_address": _(
        "C'est la seule adresse que nous avons. Donnez d'abord une autre adresse mail ou un numéro de mobile."
    ),
    "people.last_way_in": _(
        "L'autre numéro ne reçoit pas de code : vous ne pourriez plus entrer. Donnez d'abord un numéro de mobile."
    ),
    "people.contact_moved": _("Une adresse a changé sur une autre page. Relisez celle-ci, puis recommencez."),
    "people.already_erased": _("Les données de cette personne sont déjà effacées."),
}
