"""What an application of second factors shows, for tests that type it."""

import time

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value


def shown_by_the_application(secret: str) -> str:
    """The code of this moment for ``secret``, written with or without spaces."""
    moment = int(time.time()) // app_settings.TOTP_PERIOD
    return str(format_hotp_value(hotp_value(secret.replace(" ", ""), moment)))
