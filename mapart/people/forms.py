"""What people type to come in."""

from typing import Any, cast

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.totp.internal.auth import validate_totp_code
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mapart.core.forms import Form, Manners, read_typed
from mapart.people.addresses import read_address
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.people.perms import ROLES, Permission, may, spaces_where
from mapart.spaces.models import Space

_CODE_WIDGET = forms.TextInput(
    attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "size": "12", "spellcheck": "false"}
)


class AddressField(forms.CharField):
    """A mail address or a phone number, in one field; its value is an ``Address``."""

    widget = forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)

    def clean(self, value: Any) -> Any:
        """Read what was typed; say what is missing."""
        text: str = super().clean(value)
        if not text:
            return None
        return read_typed(read_address, text)


class SignInForm(Form):
    """One field for the two ways of coming in."""

    address = AddressField(
        label=_("Quelle est votre adresse mail ou votre numéro de téléphone ?"),
        help_text=_("Nous vous envoyons un code. Il n'y a pas de mot de passe à retenir."),
        error_messages={"required": _("Écrivez votre adresse mail ou votre numéro de téléphone.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class CodeForm(Manners, ConfirmLoginCodeForm):  # type: ignore[misc] # allauth has no types
    """The code received; blanks and dashes do not matter."""

    code = forms.CharField(
        label=_("Quel code avez-vous reçu ?"),
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
    "label": _("Quel code affiche votre application ?"),
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


class RoleForm(Form):
    """A right to give: to whom, which, where. ``giver`` sees only what she may give."""

    first_name = forms.CharField(
        label=_("Prénom"), max_length=60, error_messages={"required": _("Écrivez son prénom.")}
    )
    last_name = forms.CharField(label=_("Nom"), max_length=80, required=False)
    address = AddressField(
        label=_("Son adresse mail ou son numéro de téléphone"),
        help_text=_("Le code pour entrer y sera envoyé."),
        error_messages={"required": _("Écrivez son adresse mail ou son numéro de téléphone.")},
    )
    kind = forms.ChoiceField(
        label=_("Rôle"), widget=forms.RadioSelect, error_messages={"required": _("Choisissez un rôle.")}
    )
    space = forms.ModelChoiceField(Space.objects.none(), label=_("Où ?"), required=False)

    def __init__(self, *args: Any, giver: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spaces = spaces_where(giver, Permission.MANAGE_ROLES)
        gives_all = may(giver, Permission.MANAGE_ROLES)
        place = cast(forms.ModelChoiceField[Space], self.fields["space"])
        place.queryset = spaces
        place.empty_label = gettext("tout le réseau") if gives_all else gettext("choisissez un espace")
        place.required = not gives_all
        place.error_messages["required"] = gettext("Choisissez un espace.")
        kinds = [kind for kind in RoleKind if gives_all or kind != RoleKind.NETWORK_HEAD]
        cast(forms.ChoiceField, self.fields["kind"]).choices = [
            (kind.value, f"{ROLES[kind].title} – {ROLES[kind].sentence}") for kind in kinds
        ]
