"""Mail, through the backend of Django that the settings choose: SMTP, or a provider of django-anymail."""

import smtplib
from urllib.parse import urlsplit

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage
from django.utils.translation import gettext as _

from mapart.notifications.models import Message
from mapart.notifications.senders.failures import NotNow, RefusedForEver
from mapart.notifications.unsubscribing import unsubscribe_link

# Answers of a provider's HTTP interface that speak of this message, not of the service or of our key.
_ABOUT_THE_MESSAGE = {400, 404, 410, 413, 422}


def message_id(message: Message) -> str:
    """The same at every attempt, so that a mail sent twice is shown once by most readers."""
    return f"<{message.pk}@{urlsplit(settings.PUBLIC_ADDRESS).hostname}>"


def send(message: Message) -> str:
    """Hand the mail over. Raises ``RefusedForEver`` or ``NotNow``."""
    link = unsubscribe_link(message)
    headers = {"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"}
    if link:
        headers |= {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail = EmailMessage(
        subject=message.subject,
        body=f"{message.body}\n\n--\n{_('Ne plus recevoir ce genre de message :')} {link}"
        if link
        else message.body,
        to=[message.address],
        headers=headers,
    )
    try:
        mail.send()
    except BadHeaderError:
        raise RefusedForEver("header") from None
    except smtplib.SMTPRecipientsRefused as refusal:
        code = max((code for code, _ in refusal.recipients.values()), default=0)
        raise _of_smtp(code) from None
    except smtplib.SMTPAuthenticationError as refusal:
        raise NotNow(f"SMTP {refusal.smtp_code} authentication") from None
    except smtplib.SMTPResponseException as refusal:
        raise _of_smtp(refusal.smtp_code) from None
    except AnymailRecipientsRefused:
        raise RefusedForEver("recipient refused") from None
    except AnymailAPIError as refusal:
        status = refusal.status_code or 0
        kind = RefusedForEver if status in _ABOUT_THE_MESSAGE else NotNow
        raise kind(f"HTTP {status}") from None
    except (smtplib.SMTPException, AnymailError, OSError) as trouble:
        raise NotNow(type(trouble).__name__) from None
    return "accepted"


def _of_smtp(code: int) -> RefusedForEver | NotNow:
    """SMTP answers 5xx for ever, 4xx for now (RFC 5321 §4.2.1)."""
    return RefusedForEver(f"SMTP {code}") if 500 <= code < 600 else NotNow(f"SMTP {code}")
