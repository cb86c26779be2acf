"""Lists of values about what is dated."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SessionKind(TextChoices):
    """What a session is. A meeting or a training is no service: it takes people, not shifts."""

    COUNTER = "counter", _("accueil et vente solidaire")
    WORKSHOP = "workshop", _("atelier d'initiation")
    DROP_IN = "drop_in", _("permanence connectée")
    REPAIR = "repair", _("atelier de réparation")
    TRAINING = "training", _("formation")
    COMMUNITY = "community", _("vie associative")
    REMOTE_WORK = "remote_work", _("travail à distance")
    INFORMATION_MEETING = "information_meeting", _("réunion d'information")


class SessionState(TextChoices):
    """Life of a session."""

    PLANNED = "planned", _("prévue")
    CANCELLED = "cancelled", _("annulée")


class Attendance(TextChoices):
    """What is known of somebody who had a seat or a shift."""

    UNKNOWN = "unknown", _("présence pas encore notée")
    CAME = "came", _("venu ou venue")
    ABSENT = "absent", _("absent ou absente")
