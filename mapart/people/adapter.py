"""How django-allauth finds people, reaches them, and speaks to them."""

import base64
import hashlib
import io
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mapart.core.enums import Channel
from mapart.people import actions, unsent
from mapart.people.models import Person


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Codes leave through the outbox; nobody opens an account alone; what people read stands in our templates.

    The mail address and the phone are columns of ``Person``. The table ``EmailAddress`` of allauth stays empty:
    nothing is kept in step, since allauth reads the column when that table says nothing.
    """

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("Ce code n'est pas le bon. Regardez le dernier message reçu."),
        "too_many_login_attempts": _(
            "Trop d'essais à la suite. Attendez quelques minutes, puis recommencez."
        ),
        "rate_limited": _("Trop d'essais à la suite. Attendez quelques minutes, puis recommencez."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody: a person is remembered by a room that meets her."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The only mail of allauth that is sent: the code."""
        if template_prefix == "account/email/login_code":
            person = Person.objects.get(email=email)
            actions.send_sign_in_code(by=None, person=person, channel=Channel.MAIL, code=context["code"])

    def send_verification_code_sms(self, user: Person, phone: str, code: str, **kwargs: Any) -> None:
        """The same code, by SMS."""
        actions.send_sign_in_code(by=None, person=user, channel=Channel.SMS, code=code)

    def get_user_by_phone(self, phone: str) -> Person | None:
        """The person who has this E.164 number and may sign in."""
        return Person.objects.filter(phone=phone, is_active=True).first()

    def get_phone(self, user: Person) -> tuple[str, bool] | None:
        """Her number; always verified, since a code had to reach it before it served."""
        return (user.phone, True) if user.phone else None

    def set_phone(self, user: Person, phone: str, verified: bool) -> None:
        """Never by allauth: a number changes by an action of this room."""
        raise NotImplementedError

    def set_phone_verified(self, user: Person, phone: str) -> None:
        """Nothing to write: see ``get_phone``."""

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        """A closed account gets the answer of an unknown one."""
        return HttpResponseRedirect(reverse("account_login"))

    def login(self, request: HttpRequest, user: Person) -> None:
        """Open the session, with what she was sending when the last one ended, and write it in the journal."""
        super().login(request, user)
        unsent.settle(request, user)
        actions.record_sign_in(by=user)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Nothing: the pages say by themselves what happened."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """Secrets of the second factor are encrypted at rest with a key drawn from ``SECRET_KEY``."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Ce code n'est pas le bon. Attendez le code suivant, puis recommencez."),
    }

    def get_totp_label(self, user: Person) -> str:
        """What the application of the phone shows beside the code."""
        return user.email or user.full_name

    def build_totp_svg(self, url: str) -> str:
        """The picture to aim at, on its own white ground: it must be read in a dark theme too."""
        drawn = io.BytesIO()
        segno.make_qr(url, error="m").save(drawn, kind="svg", scale=8, border=4, light="#fff")
        return drawn.getvalue().decode()

    def encrypt(self, text: str) -> str:
        """Called by allauth before it stores a secret."""
        return self._box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises ``InvalidToken`` when ``SECRET_KEY`` changed: the second factor must then be set up anew."""
        return self._box().decrypt(encrypted_text.encode()).decode()

    @staticmethod
    def _box() -> Fernet:
        key = hashlib.sha256(b"second factor" + settings.SECRET_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))
