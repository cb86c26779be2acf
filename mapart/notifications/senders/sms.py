"""SMS, by the HTTP gateway of the settings: one POST of ``{"to", "text", "reference"}`` in JSON."""

import http.client
import json
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings

from mapart.notifications.models import Message
from mapart.notifications.senders.failures import NotNow, RefusedForEver

_TIMEOUT_SECONDS = 20
# Refusals that speak of our account or of the gateway's load, not of this message.
_OURS_TO_MEND = {401, 402, 403, 408, 425, 429}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The token goes to the address of the settings and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def send(message: Message) -> str:
    """Hand the SMS over. Raises ``RefusedForEver`` or ``NotNow``.

    The number went through ``rules.is_phone_number`` and travels inside JSON, so nothing in it can become a header.
    ``reference`` and ``Idempotency-Key`` are the key of the message, the same at every attempt.
    """
    if not settings.SMS_GATEWAY_URL:
        raise NotNow("no gateway")
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked at start
        settings.SMS_GATEWAY_URL,
        data=json.dumps({"to": message.address, "text": message.body, "reference": str(message.pk)}).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Bearer {settings.SMS_GATEWAY_TOKEN}",
            "Idempotency-Key": str(message.pk),
        },
    )
    try:
        with _opener.open(request, timeout=_TIMEOUT_SECONDS) as answer:
            return f"HTTP {answer.status}"
    except urllib.error.HTTPError as refusal:
        with refusal:
            for_ever = 400 <= refusal.code < 500 and refusal.code not in _OURS_TO_MEND
            raise (RefusedForEver if for_ever else NotNow)(f"HTTP {refusal.code}") from None
    except (OSError, http.client.HTTPException) as trouble:
        raise NotNow(type(trouble).__name__) from None
