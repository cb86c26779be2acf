"""Hours: declared, corrected, and what they are worth."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mapart.core.forms import DayField, Form
from mapart.spaces.models import Space
from mapart.volunteering.exchange import cells
from mapart.volunteering.exchange.faults import SENTENCES, CellFault
from mapart.volunteering.models import Mission


class DurationField(forms.CharField):
    """A duration as people write it, read into minutes; ``zero`` lets « 0 » say « none after all »."""

    def __init__(self, *, zero: bool = False, **values: Any) -> None:
        self.zero = zero
        values.setdefault("label", _("Durée"))
        values.setdefault("help_text", _("Par exemple 2 h 30."))
        values.setdefault("error_messages", {"required": _("Écrivez la durée, par exemple 2 h 30.")})
        values.setdefault("widget", forms.TextInput(attrs={"size": 10, "autocomplete": "off"}))
        super().__init__(max_length=20, **values)

    def clean(self, value: Any) -> Any:
        """Minutes."""
        text = super().clean(value)
        if self.zero and text.strip() in ("0", "0 h", "0h"):
            return 0
        try:
            return cells.minutes(text.strip())
        except CellFault as fault:
            raise forms.ValidationError(str(SENTENCES[fault.code])) from None


class DeclareForm(Form):
    """Hours that no attendance has noted."""

    worked_on = DayField(
        label=_("Quel jour ?"),
        error_messages={"required": _("Écrivez le jour.")},
    )
    minutes = DurationField()
    mission = forms.ModelChoiceField(
        Mission.objects.none(),
        label=_("Quelle mission ?"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez la mission.")},
    )
    space = forms.ModelChoiceField(
        Space.objects.none(),
        label=_("Où ?"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez l'espace.")},
    )

    def __init__(self, missions: Any, spaces: Any, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for name, found in (("mission", missions), ("space", spaces)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = found


class CorrectForm(Form):
    """The right duration of one line."""

    minutes = DurationField(
        zero=True, help_text=_("Par exemple 2 h 30, ou 0 si la personne n'est pas venue.")
    )


class RateForm(Form):
    """What an hour is worth, and where that comes from."""

    mission = forms.ChoiceField(label=_("Pour quelle mission ?"), widget=forms.RadioSelect, required=False)
    euros = forms.DecimalField(
        label=_("Une heure vaut, en euros"),
        min_value=Decimal("0.01"),
        max_value=Decimal(500),
        decimal_places=2,
        localize=True,
        error_messages={
            "required": _("Écrivez un montant, par exemple 16,50."),
            "invalid": _("Écrivez un montant, par exemple 16,50."),
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 8}),
    )
    source = forms.CharField(
        label=_("D'où vient ce taux ?"),
        max_length=160,
        help_text=_("Par exemple : SMIC horaire chargé au 1er janvier."),
        error_messages={"required": _("Dites d'où vient ce taux : un commissaire aux comptes le demandera.")},
    )

    def __init__(self, missions: Iterable[Mission], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        choices = [("", _("toutes les missions sans taux à elles"))]
        field = self.fields["mission"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*choices, *((str(mission.pk), mission.title) for mission in missions)]
