"""What the team and the volunteers write."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mapart.core.forms import AttemptForm, Form
from mapart.notifications.enums import MessageFamily


class LetterForm(AttemptForm):
    """A letter of the team."""

    subject = forms.CharField(
        label=_("L'objet"),
        max_length=80,
        error_messages={
            "required": _("Écrivez l'objet, par exemple « Ouverture à 10 h mardi »."),
            "max_length": _("L'objet est trop long. Il a 80 lettres au plus."),
        },
    )
    body = forms.CharField(
        label=_("Le message"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Chaque personne reçoit son propre message et ne voit pas les autres."),
        error_messages={
            "required": _("Écrivez le message."),
            "max_length": _("Le message est trop long. Il a 2 000 lettres au plus."),
        },
    )


class NoteForm(AttemptForm):
    """One turn of a conversation."""

    body = forms.CharField(
        label=_("Votre message"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Écrivez votre message."),
            "max_length": _("Le message est trop long. Il a 2 000 lettres au plus."),
        },
    )


class WantedForm(Form):
    """Which families of messages somebody wants."""

    wanted = forms.MultipleChoiceField(
        label=_("Je veux recevoir"),
        choices=[choice for choice in MessageFamily.choices if choice[0] != MessageFamily.SERVICE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
