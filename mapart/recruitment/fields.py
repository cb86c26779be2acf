"""What people type about themselves, read into the one form we keep: a town, an address, a name, a code."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from mapart.core.enums import Channel
from mapart.core.refusals import Refusal, sentence
from mapart.people.addresses import read_mail
from mapart.people.phones import read_phone, receives_sms
from mapart.recruitment.models import Sponsor
from mapart.recruitment.queries import sponsor_of_code
from mapart.spaces import communes

_MOST_TOWNS = 8


class TownField(forms.CharField):
    """A postal code or the name of a town. Cleans to the communes it may mean, the most populous first.

    A postal code means one place for our purpose, which is a distance: its largest commune.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=80, **kwargs)

    def clean(self, value: Any) -> Any:
        """The communes, or nothing when nothing was typed and nothing had to be."""
        text = super().clean(value)
        if not text:
            return []
        found = communes.find(text)
        if not found:
            raise forms.ValidationError(
                _("Nous ne trouvons pas cette ville. Écrivez un code postal à 5 chiffres, par exemple 59000.")
            )
        return found[:1] if any(letter.isdigit() for letter in text) else found[:_MOST_TOWNS]


class ContactField(forms.CharField):
    """A mail address or a phone number. Cleans to the channel and the address, in the form that is kept."""

    default_error_messages = {
        "required": _("Écrivez une adresse mail ou un numéro de téléphone."),
        "unreadable": _("Écrivez une adresse mail, par exemple nom@exemple.fr. Ou un numéro à 10 chiffres."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)

    def clean(self, value: Any) -> Any:
        """``(Channel.MAIL, address)``, ``(SMS, number)``, ``(PAPER, number)`` for a fixed line, ``(PAPER, "")``."""
        text = super().clean(value).strip()
        if not text:
            return Channel.PAPER, ""
        if "@" in text or "＠" in text:
            return Channel.MAIL, self._mail(text)
        if any(letter.isalpha() for letter in text):
            raise forms.ValidationError(self.error_messages["unreadable"], code="unreadable")
        try:
            phone = read_phone(text)
        except Refusal as refusal:
            raise forms.ValidationError(sentence(refusal), code="unreadable") from refusal
        return (Channel.SMS if receives_sms(phone) else Channel.PAPER), phone

    def _mail(self, address: str) -> str:
        try:
            return read_mail(address)
        except Refusal as refusal:
            raise forms.ValidationError(self.error_messages["unreadable"], code="unreadable") from refusal


class FirstNameField(forms.CharField):
    """What one is called."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": _("Écrivez un prénom.")})
        super().__init__(max_length=60, widget=forms.TextInput({"autocomplete": "given-name"}), **kwargs)
        # A number or an address typed one question too early would be read aloud at the door.
        self.validators.append(RegexValidator("^[^0-9@]+$", _("Écrivez un prénom, en lettres.")))


class CodeField(forms.CharField):
    """The code of an invitation, typed as one likes. Cleans to its ``Sponsor``, or to null when nothing was typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput({"autocomplete": "off", "spellcheck": "false", "size": 12})
        )
        super().__init__(max_length=120, **kwargs)

    def clean(self, value: Any) -> Sponsor | None:
        """Raises ``ValidationError`` when no volunteer has this code."""
        text = super().clean(value)
        if not text:
            return None
        sponsor = sponsor_of_code(text)
        if sponsor is None:
            raise forms.ValidationError(
                _("Nous ne trouvons pas ce code. Il a 6 lettres ou chiffres. Relisez-le, ou laissez vide.")
            )
        return sponsor
