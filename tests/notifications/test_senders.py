"""Gateways: what they get, and which of their answers are for ever."""

import http.server
import json
import smtplib
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.core.mail import EmailMessage

from mapart.core.enums import Channel
from mapart.core.ids import uuid7
from mapart.notifications.models import Message
from mapart.notifications.senders import mail, sender_of, sms
from mapart.notifications.senders.failures import NotNow, NotSent, RefusedForEver


def a_message(channel: Channel = Channel.SMS) -> Message:
    """A message that no database holds."""
    return Message(pk=uuid7(), channel=channel, address="+33639980001", subject="Bonjour", body="À mardi")


class Gateway:
    """An SMS gateway on a port of this machine, that answers ``status`` and keeps what it got."""

    def __init__(self) -> None:
        self.status = 200
        self.requests: list[tuple[dict[str, str], dict[str, Any]]] = []
        gateway = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                gateway.requests.append((dict(self.headers), body))
                self.send_response(gateway.status)
                self.send_header("Location", f"http://127.0.0.1:{gateway.server.server_port}/elsewhere")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Keep quiet."""

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self) -> None:
        """Leave the port."""
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    """A gateway that the settings point to."""
    gateway = Gateway()
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{gateway.server.server_port}/send"
    settings.SMS_GATEWAY_TOKEN = "token-of-the-gateway"
    yield gateway
    gateway.close()


def test_the_gateway_gets_number_text_and_the_key_of_the_message(gateway: Gateway) -> None:
    message = a_message()
    assert sms.send(message) == "HTTP 200"
    ((headers, body),) = gateway.requests
    assert body == {"to": "+33639980001", "text": "À mardi", "reference": str(message.pk)}
    assert headers["Authorization"] == "Bearer token-of-the-gateway"
    assert headers["Idempotency-Key"] == str(message.pk)


FOR_EVER, FOR_NOW = (400, 404, 422), (302, 307, 401, 402, 429, 500, 503)


@pytest.mark.parametrize("status", FOR_EVER + FOR_NOW)
def test_answers_of_the_sms_gateway(gateway: Gateway, status: int) -> None:
    gateway.status = status
    with pytest.raises(RefusedForEver if status in FOR_EVER else NotNow) as caught:
        sms.send(a_message())
    assert caught.value.answer == f"HTTP {status}"
    assert len(gateway.requests) == 1


def test_a_gateway_that_is_away_or_not_set_is_for_later(gateway: Gateway, settings: Any) -> None:
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/send"
    with pytest.raises(NotNow):
        sms.send(a_message())
    settings.SMS_GATEWAY_URL = ""
    with pytest.raises(NotNow, match="no gateway"):
        sms.send(a_message())


@pytest.mark.parametrize(
    ("trouble", "failure", "answer"),
    [
        (
            smtplib.SMTPRecipientsRefused({"x@example.org": (550, b"x@example.org unknown")}),
            RefusedForEver,
            "SMTP 550",
        ),
        (smtplib.SMTPRecipientsRefused({"x@example.org": (450, b"greylisted")}), NotNow, "SMTP 450"),
        (smtplib.SMTPDataError(554, b"spam"), RefusedForEver, "SMTP 554"),
        (smtplib.SMTPDataError(451, b"later"), NotNow, "SMTP 451"),
        (smtplib.SMTPAuthenticationError(535, b"bad"), NotNow, "SMTP 535 authentication"),
        (smtplib.SMTPServerDisconnected("gone"), NotNow, "SMTPServerDisconnected"),
        (ConnectionRefusedError(), NotNow, "ConnectionRefusedError"),
        (TimeoutError(), NotNow, "TimeoutError"),
        (AnymailRecipientsRefused(), RefusedForEver, "recipient refused"),
        (AnymailAPIError("x@example.org"), NotNow, "HTTP 0"),
    ],
)
def test_answers_of_mail_gateways(
    monkeypatch: pytest.MonkeyPatch, trouble: Exception, failure: type[NotSent], answer: str
) -> None:
    def refuse(self: EmailMessage, fail_silently: bool = False) -> int:
        raise trouble

    monkeypatch.setattr(EmailMessage, "send", refuse)
    with pytest.raises(failure) as caught:
        mail.send(a_message(Channel.MAIL))
    assert caught.value.answer == answer


def test_a_line_break_never_becomes_a_header() -> None:
    message = a_message(Channel.MAIL)
    message.subject = "Bonjour\nBcc: other@example.org"
    with pytest.raises(RefusedForEver):
        mail.send(message)


def test_each_channel_has_its_way_and_a_demonstration_none(settings: Any) -> None:
    assert sender_of(Channel.MAIL) is mail.send
    assert sender_of(Channel.SMS) is sms.send
    settings.DEMO = True
    assert sender_of(Channel.SMS)(a_message()) == "demonstration"
