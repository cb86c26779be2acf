"""The file that a team sends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mapart.core.forms import Form
from mapart.core.sheets.reading import MOST_BYTES
from mapart.volunteering.enums import ImportKind
from mapart.volunteering.models import Mission


class FileForm(Form):
    """A file, and what it holds."""

    kind = forms.ChoiceField(
        label=_("Que contient le fichier ?"),
        choices=ImportKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez ce que contient le fichier.")},
    )
    file = forms.FileField(
        label=_("Le fichier"),
        help_text=_("CSV ou XLSX, 2 Mo et 5 000 lignes au plus. Rien n'est enregistré avant votre accord."),
        error_messages={
            "required": _("Choisissez un fichier."),
            "empty": _("Ce fichier est vide. Il faut une ligne de titres, puis une ligne par personne."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    missions = forms.ModelMultipleChoiceField(
        label=_("Les missions des personnes dont la ligne n'en dit rien"),
        help_text=_("Rien de coché : chaque ligne dit les siennes."),
        queryset=Mission.objects.filter(is_open=True),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={
            "invalid_choice": _("Une de ces missions n'est plus ouverte. Choisissez de nouveau.")
        },
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too big before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("Ce fichier dépasse 2 Mo. Coupez-le en plusieurs fichiers."))
        return file
