"""Forms of the gallery: one of each kind of question."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mapart.core.forms import Form


class SampleForm(Form):
    """Every kind of control, as the gallery shows it."""

    first_name = forms.CharField(
        label=_("Votre prénom"), widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    phone = forms.CharField(
        label=_("Votre numéro de téléphone"),
        help_text=_("Il sert à fixer le rendez-vous. Il a 10 chiffres."),
        error_messages={"required": _("Écrivez votre numéro. Il a 10 chiffres.")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "size": 16}),
    )
    moment = forms.ChoiceField(
        label=_("Quand préférez-vous venir ?"),
        choices=[("am", _("Le matin")), ("pm", _("L'après-midi")), ("any", _("Je ne sais pas"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un moment.")},
    )
    languages = forms.MultipleChoiceField(
        label=_("Quelles langues parlez-vous ?"),
        choices=[("fr", _("français")), ("ar", _("arabe")), ("en", _("anglais"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    space = forms.ChoiceField(
        label=_("Votre espace"), choices=[("lille", "Lille"), ("lyon", "Lyon"), ("paris", "Paris")]
    )
    notes = forms.CharField(
        label=_("Voulez-vous ajouter quelque chose ?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        required=False,
    )
    agrees = forms.BooleanField(
        label=_("J'accepte que l'équipe de mon espace lise mes réponses."),
        error_messages={"required": _("Cochez la case pour continuer.")},
    )
