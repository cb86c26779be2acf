"""What a newcomer answers on her way, and what the team ticks for many of them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mapart.core.forms import Form
from mapart.volunteering.enums import AgeBand

_TOO_YOUNG = "under"


class SignForm(Form):
    """The charter is read, and the age band said: nothing more of an age is asked, and under 16 nothing is kept."""

    band = forms.ChoiceField(
        label=_("Quel âge avez-vous ?"),
        help_text=_("Avant 18 ans, un parent donne son accord, et certaines missions attendent."),
        choices=[*AgeBand.choices, (_TOO_YOUNG, _("moins de 16 ans"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites votre âge : une seule réponse.")},
    )
    has_read = forms.BooleanField(
        label=_("J'ai lu la charte et je l'accepte"),
        error_messages={"required": _("Cochez cette case pour signer. Une question ? Appelez-nous.")},
    )

    def clean_band(self) -> AgeBand:
        """Her band; under 16, what she can do instead."""
        band = self.cleaned_data["band"]
        if band == _TOO_YOUNG:
            raise forms.ValidationError(
                _("Le bénévolat commence à 16 ans. Appelez-nous : nous vous dirons comment aider autrement.")
            )
        return AgeBand(band)
