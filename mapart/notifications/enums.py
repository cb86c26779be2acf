"""Lists of values of the outbox."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageChannel(TextChoices):
    """Ways a message leaves the house."""

    MAIL = "mail", _("mail")
    SMS = "sms", _("SMS")
    PRINT = "print", _("courrier à imprimer")


class MessageState(TextChoices):
    """Life of a message. A printed one is ``sent`` when staff say they posted or said it."""

    WAITING = "waiting", _("en attente")
    SENT = "sent", _("envoyé")
    FAILED = "failed", _("non remis")
    CANCELLED = "cancelled", _("annulé")
