"""What a person reads when a rule of this room says no."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

SENTENCES: dict[str, StrPromise] = {
    "notifications.address_unreadable": _("Cette adresse ne permet pas d'envoyer un message. Vérifiez-la."),
    "notifications.sms_too_long": _(
        "Ce SMS est trop long : %(length)s caractères, %(most)s au plus. Raccourcissez-le."
    ),
    "notifications.sms_letters": _("Un SMS ne peut pas contenir : %(letters)s. Remplacez ces caractères."),
    "notifications.already_left": _("Ce message est déjà parti ou annulé. Vous n'avez rien à faire."),
    "notifications.not_failed": _("Seul un message non remis peut être renvoyé."),
    "notifications.service_stays": _(
        "Les messages sur vos créneaux continuent : sans eux, on ne compte pas sur vous."
    ),
    "notifications.too_late": _("Ce message n'a plus de sens aujourd'hui. Appelez la personne."),
}
