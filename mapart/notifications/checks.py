"""What must be true of the gateways before the first message."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.translation import gettext as _

_OWN_MACHINE = {"localhost", "127.0.0.1", "::1"}


@register(Tags.security)
def sms_gateway_is_safe(app_configs: Sequence[AppConfig] | None, **_options: Any) -> list[CheckMessage]:
    """Numbers and texts travel under encryption, and the token is one line."""
    if not settings.SMS_GATEWAY_URL:
        return []
    found: list[CheckMessage] = []
    address = urlsplit(settings.SMS_GATEWAY_URL)
    is_local = address.scheme == "http" and address.hostname in _OWN_MACHINE
    if address.scheme != "https" and not is_local:
        line = _("MAPART_SMS_URL doit commencer par https://.")
        found.append(Error(line, hint=_("Les numéros des personnes y passent."), id="notifications.E001"))
    if not settings.SMS_GATEWAY_TOKEN.isprintable() or not settings.SMS_GATEWAY_TOKEN.isascii():
        line = _("MAPART_SMS_TOKEN doit être une seule ligne, sans accents.")
        found.append(
            Error(line, hint=_("Copiez-le de nouveau depuis la passerelle."), id="notifications.E002")
        )
    return found
