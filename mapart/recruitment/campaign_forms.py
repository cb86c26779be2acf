"""Reading what the team types about a campaign, and a code that somebody was given."""

import datetime
from operator import attrgetter
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mapart.core.enums import Weekday
from mapart.core.forms import ChangeForm, DayField, Form
from mapart.recruitment.fields import CodeField
from mapart.recruitment.forms import Select
from mapart.recruitment.models import Campaign
from mapart.spaces.models import Space
from mapart.volunteering.enums import HalfDay
from mapart.volunteering.models import Mission
from mapart.volunteering.rules import HALF_DAYS


class CodeForm(Form):
    """Who invited her; she may not know, or not want to say."""

    code = CodeField(label=_("Le code de l'invitation"), required=False)


class KnownCodeForm(Form):
    """The team notes an invitation."""

    code = CodeField(
        label=_("Code de la personne qui invite"), error_messages={"required": _("Écrivez le code.")}
    )


class CampaignForm(ChangeForm):
    """The dates, the spaces and the words of a campaign."""

    title = forms.CharField(
        label=_("Nom de la campagne"),
        max_length=80,
        initial=_("Bénévole cherche Bénévole"),
        error_messages={"required": _("Écrivez le nom de la campagne.")},
    )
    pitch = forms.CharField(
        label=_("Pourquoi venir, en une phrase"),
        help_text=_("Elle est sur la page, l'affiche et dans les messages. 140 lettres au plus."),
        max_length=140,
        widget=forms.Textarea({"rows": 2}),
        initial=_("Trois heures par mois suffisent pour aider quelqu'un près de chez vous."),
        error_messages={"required": _("Écrivez pourquoi venir, en une phrase.")},
    )
    starts_on = DayField(
        label=_("Premier jour"),
        error_messages={"required": _("Choisissez le premier jour.")},
    )
    ends_on = DayField(
        label=_("Dernier jour"),
        error_messages={"required": _("Choisissez le dernier jour.")},
    )
    spaces = forms.ModelMultipleChoiceField(
        label=_("Espaces"),
        queryset=Space.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins un espace.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, spaces: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["spaces"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = spaces
        if len(spaces) == 1:
            field.initial = [spaces[0].pk]
        field.label_from_instance = attrgetter("in_city")  # type: ignore[method-assign, assignment]

    def clean_pitch(self) -> str:
        """One line: it goes into messages and previews."""
        return " ".join(str(self.cleaned_data["pitch"]).split())

    def facts(self) -> dict[str, Any]:
        """What was typed, under the names of ``actions.create_campaign``, without the key."""
        return {
            name: self.cleaned_data[name] for name in ("title", "pitch", "starts_on", "ends_on", "spaces")
        }


class GoalForm(Form):
    """A wanted profile, typed by hand."""

    space = forms.ModelChoiceField(
        label=_("Espace"), queryset=Space.objects.none(), empty_label=None, widget=Select
    )
    mission = forms.ModelChoiceField(
        label=_("Mission"), queryset=Mission.objects.none(), empty_label=None, widget=Select
    )
    weekday = forms.TypedChoiceField(
        label=_("Jour"),
        choices=[("", _("Peu importe")), *Weekday.choices],
        coerce=int,
        empty_value=None,
        required=False,
        widget=Select,
    )
    half_day = forms.ChoiceField(label=_("Moment"), choices=HalfDay.choices, required=False, widget=Select)
    count = forms.IntegerField(
        label=_("Nombre de personnes"),
        min_value=1,
        max_value=200,
        initial=1,
        error_messages={
            "required": _("Écrivez un nombre, par exemple 3."),
            "invalid": _("Écrivez un nombre, par exemple 3."),
        },
    )

    def __init__(self, data: Any = None, *, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name, rows in (
            ("space", campaign.spaces.all()),
            ("mission", Mission.objects.filter(is_open=True).only("title")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def facts(self) -> dict[str, Any]:
        """What was typed, under the names of ``actions.add_goal``."""
        typed = self.cleaned_data
        when: dict[str, int | datetime.time | None] = {}
        if typed["weekday"] is not None:
            hours = HALF_DAYS[HalfDay(typed["half_day"] or HalfDay.MORNING)]
            when = {"weekday": typed["weekday"], "starts_at": hours.starts_at, "ends_at": hours.ends_at}
        return {"space": typed["space"], "mission": typed["mission"], "count": typed["count"], **when}
