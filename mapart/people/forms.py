"""What people type to come in."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.totp.internal.auth import validate_totp_code
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from mapart.core.enums import Channel
from mapart.core.forms import Form, Manners
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.people.phones import read_phone
from mapart.people.refusals import SENTENCES
from mapart.people.rules import same_mail

_CODE_WIDGET = forms.TextInput(
    attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "size": "12", "spellcheck": "false"}
)


class SignInForm(Form):
    """One field for the two ways. ``channel`` says, once valid, which one was typed."""

    address = forms.CharField(
        label=_("Votre adresse mail ou votre numéro de téléphone"),
        help_text=_("Nous vous envoyons un code. Il n'y a pas de mot de passe à retenir."),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Écrivez votre adresse mail ou votre numéro de téléphone.")},
    )
    channel: Channel

    def clean_address(self) -> str:
        """A mail address in small letters, or an E.164 number."""
        text: str = self.cleaned_data["address"]
        if "@" in text:
            return self._mail(same_mail(text))
        if any(letter.isalpha() for letter in text):
            raise ValidationError(
                _("Il manque quelque chose, par exemple : prenom@exemple.fr ou 06 39 98 00 01.")
            )
        try:
            number = read_phone(text)
        except Refusal as refusal:
            raise ValidationError(SENTENCES[refusal.code]) from refusal
        self.channel = Channel.SMS
        return number

    def _mail(self, text: str) -> str:
        try:
            validate_email(text)
        except ValidationError as error:
            raise ValidationError(
                _("Cette adresse mail n'est pas complète. Écrivez-la comme : prenom@exemple.fr.")
            ) from error
        self.channel = Channel.MAIL
        return text


class CodeForm(Manners, ConfirmLoginCodeForm):  # type: ignore[misc] # allauth has no types
    """The code received; blanks and dashes do not matter."""

    code = forms.CharField(
        label=_("Quel code avez-vous reçu ?"),
        help_text=_("Il a 8 chiffres. Vous pouvez le copier et le coller."),
        max_length=40,
        widget=_CODE_WIDGET,
        error_messages={"required": _("Écrivez le code à 8 chiffres.")},
    )


class SecondFactorSetUpForm(Form):
    """The first code of the application, which proves that it was given ``secret``."""

    code = forms.CharField(
        label=_("Code affiché par l'application"),
        help_text=_("Il a 6 chiffres et change toutes les 30 secondes."),
        max_length=40,
        widget=_CODE_WIDGET,
        error_messages={"required": _("Écrivez les 6 chiffres affichés par l'application.")},
    )

    def __init__(self, *args: Any, person: Person, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.secret = person, secret

    def clean_code(self) -> str:
        """The code, when the application computes the same; tried a few times a minute at most."""
        forget_tries = check_rate_limit(self.person)
        code: str = self.cleaned_data["code"]
        if not validate_totp_code(self.secret, code):
            raise ValidationError(_("Ce code n'est pas le bon. Attendez le code suivant, puis recommencez."))
        forget_tries()
        return code


_SHOWN_CODE_WORDS: dict[str, Any] = {
    "label": _("Quel code affiche votre application ?"),
    "help_text": _("Il a 6 chiffres. Un code de secours convient aussi."),
    "max_length": 40,
    "error_messages": {"required": _("Écrivez les 6 chiffres affichés par l'application.")},
}


class SecondFactorForm(Manners, AuthenticateForm):  # type: ignore[misc] # allauth has no types
    """A code of the application, or a recovery code, at sign-in."""

    code = forms.CharField(widget=_CODE_WIDGET, **_SHOWN_CODE_WORDS)


class SecondFactorAgainForm(Manners, ReauthenticateForm):  # type: ignore[misc] # allauth has no types
    """The same, asked again in an open session."""

    code = forms.CharField(widget=_CODE_WIDGET, **_SHOWN_CODE_WORDS)
