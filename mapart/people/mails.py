"""Messages of this room."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from mapart.core.enums import Channel


def sign_in_code(code: str, minutes: int, channel: Channel) -> tuple[str, str]:
    """Subject and body of the message that carries a code, cut in two for the eye: « 1234 5678 »."""
    name = "sign_in_code.sms.txt" if channel == Channel.SMS else "sign_in_code.txt"
    half = len(code) // 2
    shown = f"{code[:half]} {code[half:]}"
    body = render_to_string(f"people/mails/{name}", {"code": shown, "minutes": minutes})
    return _("Votre code pour entrer dans votre espace"), body.strip()
