"""Lists of values about people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RoleKind(TextChoices):
    """Roles; what each may do is written in ``perms.py``."""

    NETWORK_HEAD = "network_head", _("direction du réseau")
    SPACE_MANAGER = "space_manager", _("responsable d'espace")
    COMMUNITY_LEAD = "community_lead", _("référent ou référente de la vie associative")
    RECEPTIONIST = "receptionist", _("accueil")
