"""What staff look for among the volunteers."""

import datetime
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mapart.core.enums import Language, Weekday
from mapart.core.forms import DayField, Form, HourField
from mapart.core.wording import day, hour
from mapart.people.rules import plain_name
from mapart.spaces.models import Space
from mapart.volunteering.enums import HalfDay, Skill, VolunteerState
from mapart.volunteering.models import Mission


class VolunteerSearch(Form):
    """What staff look for in the list of volunteers."""

    all_optional = True

    q = forms.CharField(label=_("Prénom ou nom"), max_length=80, required=False)
    day = DayField(
        label=_("Libre quel jour ?"),
        help_text=_("Les absences sont comptées."),
        required=False,
    )
    starts_at = HourField(label=_("À partir de"), required=False)
    ends_at = HourField(label=_("Jusqu'à"), required=False)
    space = forms.ChoiceField(label=_("Espace"), required=False)
    reach = forms.ChoiceField(label=_("Peut venir à"), required=False)
    mission = forms.ChoiceField(label=_("Mission"), required=False)
    skill = forms.ChoiceField(
        label=_("Compétence"), choices=[("", _("Toutes")), *Skill.choices], required=False
    )
    language = forms.ChoiceField(
        label=_("Langue parlée"), choices=[("", _("Toutes")), *Language.choices], required=False
    )
    moment = forms.ChoiceField(
        label=_("Libre chaque semaine"),
        choices=[
            ("", _("Tous les moments")),
            *(
                (f"{day}-{half_day}", f"{day.label} {half_day.label}")
                for day in Weekday
                for half_day in HalfDay
            ),
        ],
        required=False,
    )
    state = forms.ChoiceField(
        label=_("Situation"),
        choices=[("", _("En accueil, en activité ou en pause")), *VolunteerState.choices],
        required=False,
    )

    def __init__(self, spaces: Iterable[Space], data: Any) -> None:
        super().__init__(data)
        missions = Mission.objects.all()
        found = [(str(space.pk), str(space)) for space in spaces]
        self._offer("space", _("Tous les espaces"), found)
        self._offer("reach", _("Peu importe"), found)
        self._offer("mission", _("Toutes"), [(mission.slug, mission.title) for mission in missions])

    def _offer(self, name: str, all_of_them: Any, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", all_of_them), *choices]

    def clean_q(self) -> str:
        """A name; nothing when it holds no word."""
        name: str = self.cleaned_data["q"]
        return name if plain_name(name) else ""

    def wanted(self) -> dict[str, str]:
        """What was asked, as it stands in an address; an answer that cannot be read is as none."""
        self.is_valid()
        return {name: _in_address(value) for name, value in self.cleaned_data.items() if value}

    def in_words(self) -> list[str]:
        """What was asked beside the name, « Compétence : réparer des appareils »."""
        wanted = self.wanted()
        said = []
        for name, field in self.fields.items():
            if name in wanted and isinstance(field, forms.ChoiceField):
                labels = {str(value): label for value, label in cast("Any", field.choices)}
                said.append(
                    _now("%(what)s : %(answer)s") % {"what": field.label, "answer": labels[wanted[name]]}
                )
        return said + self._when_in_words()

    def _when_in_words(self) -> list[str]:
        """« libre mardi 24 novembre, de 14 h à 17 h », when a day or hours were asked."""
        asked = self.cleaned_data
        said = [_now("libre %(day)s") % {"day": day(asked["day"])}] if asked.get("day") else []
        if asked.get("starts_at") and asked.get("ends_at"):
            facts = {"start": hour(asked["starts_at"]), "end": hour(asked["ends_at"])}
            said.append(_now("de %(start)s à %(end)s") % facts)
        return [", ".join(said)] if said else []


def _in_address(value: Any) -> str:
    """A day as 2026-11-24, an hour as 14:30, the rest as it is."""
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
