"""What must be true of the gateways before the first message."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

_OWN_MACHINE = {"localhost", "127.0.0.1", "::1"}


@register(Tags.security)
def sms_gateway_is_safe(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Numbers and texts travel under encryption, and the token is one line."""
    if not settings.SMS_GATEWAY_URL:
        return []
    found: list[CheckMessage] = []
    address = urlsplit(settings.SMS_GATEWAY_URL)
    is_local = address.scheme == "http" and address.hostname in _OWN_MACHINE
    if address.scheme != "https" and not is_local:
        message = "MAPART_SMS_URL must start with https://."
        found.append(Error(message, hint="People's numbers travel there.", id="notifications.E001"))
    if not settings.SMS_GATEWAY_TOKEN.isprintable() or not settings.SMS_GATEWAY_TOKEN.isascii():
        message = "MAPART_SMS_TOKEN must be one line of plain letters."
        found.append(Error(message, hint="Copy it again from the gateway.", id="notifications.E002"))
    return found
