"""Reading what the team types about the roster."""

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mapart.core import clock, wording
from mapart.core.enums import Weekday
from mapart.core.forms import AttemptForm, ChangeForm, Form
from mapart.planning.rules import MAX_WEEKS, Numbers, monday_of, weeks_between
from mapart.spaces.models import Space
from mapart.volunteering.models import Mission

FAR_AHEAD = datetime.timedelta(weeks=MAX_WEEKS + 1)
STARTS_OFFERED = 4
MOST_PEOPLE = 50


class TimeField(forms.TimeField):
    """A time of the clock, as « 9:30 », « 9h30 » or « 9 h »."""

    default_error_messages = {"invalid": _("Écrivez une heure, par exemple 9:30.")}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(
            attrs={"size": 6, "autocomplete": "off", "inputmode": "text"}, format="%H:%M"
        )
        super().__init__(widget=widget, input_formats=["%H:%M"], **kwargs)

    def to_python(self, value: Any) -> datetime.time | None:
        """The time, once written as the clock writes it."""
        if isinstance(value, str):
            text = "".join(value.lower().split()).replace("h", ":").replace(".", ":")
            value = f"{text}00" if text.endswith(":") else text if ":" in text or not text else f"{text}:00"
        return super().to_python(value)


def people_field(label: Any, wanted: Any, hint: Any = "") -> forms.IntegerField:
    """A number of people. ``wanted``: what to do when it is left empty."""
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=0,
        max_value=MOST_PEOPLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3, "autocomplete": "off"}),
        error_messages={
            "required": wanted,
            "invalid": _("Écrivez un nombre de personnes, par exemple 2."),
            "min_value": _("Écrivez 0 ou plus."),
            "max_value": _("Écrivez 50 ou moins."),
        },
    )


LEAST, BEST, MOST = (
    _("Écrivez combien de personnes il faut, au moins."),
    _("Écrivez combien de personnes il faut, au mieux."),
    _("Écrivez combien de personnes peuvent venir, au plus."),
)


class NumbersForm(ChangeForm):
    """How many people a session needs."""

    minimum = people_field(_("Au moins"), LEAST, _("En dessous, l'espace est en difficulté."))
    ideal = people_field(_("Au mieux"), BEST)
    maximum = people_field(_("Au plus"), MOST)

    def numbers(self) -> Numbers:
        """What was typed."""
        return Numbers(**self.cleaned_data)


class WeekLineForm(AttemptForm):
    """A line of the weekly pattern, in six answers."""

    mission = forms.ModelChoiceField(
        label=_("Mission"),
        queryset=Mission.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choisissez une mission.")},
    )
    weekday = forms.TypedChoiceField(
        label=_("Jour"),
        choices=Weekday.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un jour.")},
    )
    starts_at = TimeField(
        label=_("Début"),
        help_text=_("Par exemple 9:30."),
        error_messages={"required": _("Écrivez l'heure de début.")},
    )
    ends_at = TimeField(
        label=_("Fin"),
        help_text=_("Par exemple 12:30."),
        error_messages={"required": _("Écrivez l'heure de fin.")},
    )
    minimum = people_field(_("Au moins, combien de personnes ?"), LEAST)
    ideal = people_field(_("Au mieux, combien de personnes ?"), BEST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missions = self.fields["mission"]
        assert isinstance(missions, forms.ModelChoiceField)
        missions.queryset = Mission.objects.filter(is_open=True)

    def numbers(self) -> Numbers:
        """What was typed; nobody is asked beyond the ideal."""
        ideal = self.cleaned_data["ideal"]
        return Numbers(self.cleaned_data["minimum"], ideal, ideal)


class PlanForm(Form):
    """For which spaces and weeks a roster is wanted; as it opens, one press is enough.

    ``first``: a Monday to offer even when it is further than the usual ones.
    """

    spaces = forms.ModelMultipleChoiceField(
        label=_("Pour quels espaces ?"),
        queryset=Space.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins un espace.")},
    )
    starts_on = forms.TypedChoiceField(
        label=_("À partir de quelle semaine ?"),
        coerce=datetime.date.fromisoformat,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une semaine.")},
    )
    weeks = forms.IntegerField(
        label=_("Pour combien de semaines ?"),
        help_text=_("De 1 à 13."),
        min_value=1,
        max_value=MAX_WEEKS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3, "autocomplete": "off"}),
        error_messages={
            "required": _("Écrivez un nombre de 1 à 13."),
            "invalid": _("Écrivez un nombre de 1 à 13."),
            "min_value": _("Écrivez un nombre de 1 à 13."),
            "max_value": _("Écrivez un nombre de 1 à 13."),
        },
    )

    def __init__(
        self, *args: Any, spaces: QuerySet[Space], first: datetime.date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field, starts_on = self.fields["spaces"], self.fields["starts_on"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        assert isinstance(starts_on, forms.TypedChoiceField)
        field.queryset = spaces
        mondays = set(weeks_between(monday_of(clock.today()), STARTS_OFFERED)) | ({first} if first else set())
        starts_on.choices = [
            (monday.isoformat(), _("Semaine du %(day)s") % {"day": wording.day(monday)})
            for monday in sorted(mondays)
        ]
