"""What the team and the volunteers write."""

from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from mapart.core.forms import Form
from mapart.notifications.enums import MessageFamily


class _Attempt(Form):
    """A form whose hidden key makes two sendings one."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    @property
    def attempt(self) -> UUID:
        """The key of this attempt; a new one when the page brought none."""
        found = self.cleaned_data.get("key")
        return found if isinstance(found, UUID) else uuid4()


class LetterForm(_Attempt):
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


class NoteForm(_Attempt):
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
