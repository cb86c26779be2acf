"""What somebody says of how she is reached, typed by her or by staff on the phone with her."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from mapart.core.enums import Channel
from mapart.core.forms import ChangeForm, Form, read_typed
from mapart.notifications.enums import MessageFamily
from mapart.people.addresses import Address, read_address
from mapart.people.models import Person
from mapart.people.phones import read_phone

_SAME = "same"


class _NamedForm(Form):
    """One of several on its page, hence with names of its own for its controls."""

    name: str

    def __init__(self, data: Any = None, **values: Any) -> None:
        super().__init__(data, auto_id=f"{self.name}_%s", **values)


class AddressForm(_NamedForm):
    """A new mail address or a new number."""

    name = "address"
    address = forms.CharField(
        max_length=254,
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false"}),
        label=_("Nouvelle adresse mail ou nouveau numéro de mobile"),
        help_text=_("Un code part à cette adresse. Rien ne change avant qu'il soit écrit ici."),
        error_messages={"required": _("Écrivez une adresse mail ou un numéro de mobile.")},
    )

    def clean_address(self) -> Address:
        """What was typed, read."""
        return read_typed(read_address, self.cleaned_data["address"])


class CodeForm(_NamedForm):
    """The code that arrived there."""

    name = "code"
    code = forms.CharField(
        label=_("Code reçu"),
        help_text=_("Il a 8 chiffres."),
        max_length=40,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "size": "12", "spellcheck": "false"}
        ),
        error_messages={"required": _("Écrivez le code à 8 chiffres.")},
    )


class CalledForm(_NamedForm):
    """A number that staff have called."""

    name = "called"
    phone = forms.CharField(
        label=_("Numéro que vous avez appelé"),
        max_length=40,
        widget=forms.TextInput({"type": "tel", "size": "16"}),
        error_messages={"required": _("Écrivez le numéro. Il a 10 chiffres.")},
    )

    def clean_phone(self) -> str:
        """The number in E.164."""
        return read_typed(read_phone, self.cleaned_data["phone"])


class RemoveForm(_NamedForm):
    """Which of the two addresses goes."""

    name = "remove"
    channel = forms.ChoiceField(
        choices=[(str(way), way.label) for way in (Channel.MAIL, Channel.SMS)], widget=forms.HiddenInput
    )


class ChannelsForm(_NamedForm, ChangeForm):
    """Which way for the messages on her shifts; then for each family that can go another way."""

    name = "channels"
    channel = forms.ChoiceField(
        label=_("Les messages sur les créneaux et les réunions"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez par où la prévenir.")},
    )
    team = forms.ChoiceField(label=_("Les messages de l'équipe"), widget=forms.RadioSelect)
    news = forms.ChoiceField(label=_("Les nouvelles de l'espace"), widget=forms.RadioSelect)
    thanks = forms.ChoiceField(label=_("Les remerciements"), widget=forms.RadioSelect)

    def __init__(
        self, data: Any = None, *, person: Person, ways: Sequence[Channel], refused: set[MessageFamily]
    ) -> None:
        first = {str(family): person.family_channels.get(family, _SAME) for family in _FAMILIES}
        super().__init__(data, initial={"channel": person.channel, **first})
        choices = [(str(way), way.label) for way in ways]
        self._offer("channel", choices)
        for family in _FAMILIES:
            if family in refused:
                del self.fields[str(family)]
            else:
                self._offer(str(family), [(_SAME, _("de la même façon")), *choices])

    def families(self) -> dict[MessageFamily, Channel]:
        """The families that go another way than the messages on her shifts."""
        chosen = {family: self.cleaned_data.get(str(family), _SAME) for family in _FAMILIES}
        return {family: Channel(way) for family, way in chosen.items() if way != _SAME}

    def _offer(self, name: str, choices: list[Any]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices


_FAMILIES = [family for family in MessageFamily if family != MessageFamily.SERVICE]
