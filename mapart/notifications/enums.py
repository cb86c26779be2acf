"""Lists of values of the outbox. The ways a message leaves are those of ``core.enums.Channel``."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageState(TextChoices):
    """Life of a message: waiting, then one of the others; staff may send a failed one again.

    Unwanted and held are decided when it is written: she refused its family, or has had her share of the week.

    One on paper is ``sent`` when staff say they posted or said it.
    """

    WAITING = "waiting", _("en attente")
    SENT = "sent", _("envoyé")
    FAILED = "failed", _("non remis")
    CANCELLED = "cancelled", _("annulé")
    EXPIRED = "expired", _("arrivé trop tard")
    UNWANTED = "unwanted", _("la personne n'en veut pas")
    HELD = "held", _("gardé : assez de messages déjà reçus cette semaine")


class MessageFamily(TextChoices):
    """Messages that a person accepts or refuses together. Those of a service cannot be refused: they hold her day."""

    SERVICE = "service", _("ce qui concerne vos créneaux et vos réunions")
    TEAM = "team", _("les messages de l'équipe de votre espace")
    NEWS = "news", _("les nouvelles de votre espace")
    THANKS = "thanks", _("les remerciements")
