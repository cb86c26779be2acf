"""Forms of the pages of the spaces."""

import datetime
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from mapart.core.forms import ChangeForm, DayField, Form, read_typed
from mapart.people.addresses import read_mail
from mapart.people.phones import read_phone
from mapart.spaces import rules
from mapart.spaces.communes import Commune
from mapart.spaces.queries import find_towns
from mapart.spaces.typed_hours import hours_as_kept, hours_as_typed


class NearMeForm(Form):
    """Where the visitor is; ``towns`` holds what she may mean, the likeliest first."""

    ou = forms.CharField(
        label=_("Votre ville ou votre code postal"),
        help_text=_("Par exemple : 59000, ou Lille."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "size": 24}),
        error_messages={
            "required": _("Écrivez votre ville, ou votre code postal à 5 chiffres."),
            "max_length": _("Écrivez seulement le nom de la ville, ou le code postal."),
        },
    )
    towns: list[Commune]

    def clean_ou(self) -> str:
        """A text that names at least one town."""
        typed: str = self.cleaned_data["ou"]
        self.towns = find_towns(typed)
        if not self.towns:
            raise forms.ValidationError(
                _("Nous ne trouvons pas « %(typed)s ». Écrivez les 5 chiffres de votre code postal."),
                params={"typed": typed},
            )
        return typed


class SureForm(Form):
    """A form whose button is pressed twice when sessions are concerned: ``sure`` says they were read.

    ``cancel``: the second button, which cancels them too.
    """

    # No id: one page holds several of these forms.
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput({"id": False}))
    cancel = forms.BooleanField(required=False, widget=forms.HiddenInput({"id": False}))


class HoursForm(SureForm, ChangeForm):
    """The opening hours of a space, as it keeps them."""

    opening_hours = forms.CharField(
        label=_("Horaires d'ouverture"),
        help_text=_(
            "Par exemple : lundi au vendredi 9 h - 12 h et 14 h - 17 h ; samedi 9 h - 12 h ; jours fériés fermé. "
            "L'écriture d'OpenStreetMap marche aussi."
        ),
        widget=forms.Textarea({"rows": 3}),
        required=False,
        # Not ``max_length``: a page that opens on hours need not count their letters.
        validators=[
            MaxLengthValidator(
                rules.LONGEST_HOURS, _("Ces horaires sont trop longs. Gardez 300 lettres au plus.")
            )
        ],
    )

    def __init__(self, kept: str, data: Any = None) -> None:
        super().__init__(data, initial={"opening_hours": hours_as_typed(kept)})
        self.kept = kept

    def says_what_is_kept(self) -> bool:
        """However they were written."""
        return bool(self.cleaned_data.get("opening_hours") == self.kept)

    def clean_opening_hours(self) -> str:
        """Hours that the site can read, so that visitors can."""
        hours = hours_as_kept(self.cleaned_data["opening_hours"])
        if hours and not rules.are_hours_readable(hours):
            raise forms.ValidationError(
                _("Ces horaires ne se lisent pas. Écrivez par exemple : lundi au vendredi 9 h - 12 h.")
            )
        return hours


class NewSpaceForm(Form):
    """A space that opens: what a visitor needs to come; hours, closures and the week are added after."""

    name = forms.CharField(
        label=_("Nom de l'espace"),
        help_text=_("Par exemple : Espace Fives."),
        max_length=120,
        error_messages={"required": _("Écrivez le nom de l'espace.")},
    )
    address = forms.CharField(
        label=_("Numéro et rue"),
        max_length=200,
        error_messages={"required": _("Écrivez le numéro et la rue.")},
    )
    postal_code = forms.RegexField(
        label=_("Code postal"),
        regex=r"^\d{5}$",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        error_messages={
            "required": _("Écrivez le code postal."),
            "invalid": _("Écrivez les 5 chiffres du code postal."),
        },
    )
    city = forms.CharField(
        label=_("Ville"), max_length=80, error_messages={"required": _("Écrivez le nom de la ville.")}
    )
    phone = forms.CharField(
        label=_("Téléphone de l'espace"),
        help_text=_("Le public et les bénévoles appellent ce numéro."),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel"}),
        error_messages={"required": _("Écrivez le numéro de l'espace.")},
    )
    email = forms.EmailField(
        label=_("Adresse mail de l'espace"),
        error_messages={
            "required": _("Écrivez l'adresse mail de l'espace."),
            "invalid": _("Cette adresse mail n'est pas complète. Écrivez-la comme : espace@exemple.fr."),
        },
    )

    def clean_phone(self) -> str:
        """The number as it is kept."""
        return read_typed(read_phone, self.cleaned_data["phone"])

    def clean_email(self) -> str:
        """The address as it is kept."""
        return read_typed(read_mail, self.cleaned_data["email"])


class ClosureForm(SureForm):
    """Days when a space will be closed."""

    starts_on = DayField(
        label=_("Premier jour de fermeture"),
        error_messages={"required": _("Choisissez le premier jour.")},
    )
    ends_on = DayField(
        label=_("Dernier jour de fermeture"),
        error_messages={"required": _("Choisissez le dernier jour.")},
    )
    reason = forms.CharField(
        label=_("Raison, que le public lit"),
        help_text=_("Par exemple : travaux, inventaire."),
        max_length=120,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning."""
        data = super().clean() or self.cleaned_data
        first: datetime.date | None = data.get("starts_on")
        last: datetime.date | None = data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("La fin vient avant le début. Changez l'une des deux dates."))
        return data
