"""Lists of values of the outbox. The ways a message leaves are those of ``core.enums.Channel``."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageState(TextChoices):
    """Life of a message: waiting, then one of the others; staff may send a failed one again.

    One on paper is ``sent`` when staff say they posted or said it.
    """

    WAITING = "waiting", _("en attente")
    SENT = "sent", _("envoyé")
    FAILED = "failed", _("non remis")
    CANCELLED = "cancelled", _("annulé")
    EXPIRED = "expired", _("arrivé trop tard")
