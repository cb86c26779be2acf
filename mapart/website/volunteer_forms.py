"""What a volunteer says of herself, typed by her or by staff on the phone with her."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mapart.core import refusals
from mapart.core.enums import Language, Weekday
from mapart.core.forms import ChangeForm, DayField, Form, HourField
from mapart.core.refusals import Refusal
from mapart.core.wording import duration, hour
from mapart.spaces.models import Space
from mapart.volunteering.enums import Commitment, HalfDay, Skill, SkillLevel, Status
from mapart.volunteering.models import Volunteer
from mapart.volunteering.rules import HALF_DAYS, Window, window_of

_NO_LEVEL = 0


@dataclass(frozen=True)
class Answer:
    """One answer to a question with choices."""

    value: str
    label: str
    is_hers: bool


class VolunteerForm(Form):
    """A form about one volunteer: one of several on its page, hence with names of its own for its controls."""

    name: str
    field_of: dict[str, str] = {}

    def __init__(self, volunteer: Volunteer, data: Any = None, **values: Any) -> None:
        self.volunteer = volunteer
        super().__init__(data, auto_id=f"{self.name}_%s", **values)

    @cached_property
    def answers(self) -> dict[str, list[Answer]]:
        """The answers to each question with choices, for a template to draw in one loop.

        The page has sixty of them; drawn by Django's widgets, each is three templates.
        """
        return {
            name: _answers(field, self[name].value())
            for name, field in self.fields.items()
            if isinstance(field, forms.ChoiceField)
        }

    def refuse(self, refusal: Refusal) -> None:
        """Show why an action said no, beside the field that can cure it."""
        self.add_error(self.field_of.get(refusal.code), refusals.sentence(refusal))


def _answers(field: forms.ChoiceField, value: Any) -> list[Answer]:
    given = {str(one) for one in (value if isinstance(value, list) else [value])}
    choices = cast("Any", field.choices)
    return [Answer(str(choice), str(label), str(choice) in given) for choice, label in choices]


@dataclass(frozen=True)
class Box:
    """One box of the availability grid."""

    value: str
    label: str
    is_ticked: bool


class WeekForm(VolunteerForm, ChangeForm):
    """When she is free each week, and how much time she offers."""

    name = "week"
    half_days = forms.MultipleChoiceField(
        choices=[(f"{day}-{half_day}", "") for day in Weekday.values for half_day in HalfDay.values],
        required=False,
    )
    commitment = forms.ChoiceField(
        label=_("Combien de temps proposez-vous ?"),
        choices=Commitment.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un rythme. Vous pourrez en changer.")},
    )
    accepts_whole_day = forms.BooleanField(
        label=_("J'accepte 2 créneaux le même jour, avec une pause."), required=False
    )

    def __init__(self, volunteer: Volunteer, windows: Iterable[Window], data: Any = None) -> None:
        kept = set(windows)
        boxes = [
            f"{day}-{half_day}" for day in Weekday for half_day in HalfDay if window_of(day, half_day) in kept
        ]
        initial = {
            "half_days": boxes,
            "commitment": volunteer.commitment,
            "accepts_whole_day": volunteer.accepts_whole_day,
        }
        super().__init__(volunteer, data, initial=initial)

    def columns(self) -> Iterator[tuple[str, str]]:
        """Each part of a day and its hours, « matin », « 8 h 30 à 13 h »."""
        for half_day, hours in HALF_DAYS.items():
            yield (
                str(half_day.label),
                _now("%(start)s à %(end)s") % {"start": hour(hours.starts_at), "end": hour(hours.ends_at)},
            )

    def rows(self) -> Iterator[tuple[str, list[Box]]]:
        """Each day and its three boxes, as ticked by her or as just typed."""
        ticked = set(self["half_days"].value() or [])
        for day in Weekday:
            yield (
                str(day.label),
                [
                    Box(f"{day}-{half_day}", f"{day.label} {half_day.label}", f"{day}-{half_day}" in ticked)
                    for half_day in HalfDay
                ],
            )

    def chosen(self) -> list[tuple[int, HalfDay]]:
        """The boxes ticked, as ``actions.set_half_days`` takes them."""
        pairs = (value.split("-", 1) for value in self.cleaned_data["half_days"])
        return [(int(day), HalfDay(half_day)) for day, half_day in pairs]


class WindowForm(VolunteerForm):
    """A weekly window with precise hours, for who cannot say it in half-days."""

    name = "window"
    field_of = {"volunteering.hours_reversed": "ends_at"}
    weekday = forms.TypedChoiceField(
        label=_("Quel jour, chaque semaine ?"),
        choices=Weekday.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un jour.")},
    )
    starts_at = HourField(label=_("À partir de"), error_messages={"required": _("Écrivez l'heure de début.")})
    ends_at = HourField(label=_("Jusqu'à"), error_messages={"required": _("Écrivez l'heure de fin.")})

    def window(self) -> Window:
        """The window typed."""
        return Window(
            self.cleaned_data["weekday"], self.cleaned_data["starts_at"], self.cleaned_data["ends_at"]
        )


class AbsenceForm(VolunteerForm):
    """Days when she is away."""

    name = "absence"
    field_of = {
        "volunteering.ends_before_it_starts": "ends_on",
        "volunteering.already_past": "ends_on",
        "volunteering.absence_too_long": "ends_on",
    }
    starts_on = DayField(
        label=_("Du"), error_messages={"required": _("Écrivez le premier jour de votre absence.")}
    )
    ends_on = DayField(
        label=_("Au, ce jour compris"),
        required=False,
        help_text=_("Un seul jour ? Laissez cette case vide."),
    )

    def clean(self) -> dict[str, Any]:
        """One day away when no end was typed."""
        if "ends_on" in self.cleaned_data:
            self.cleaned_data["ends_on"] = self.cleaned_data["ends_on"] or self.cleaned_data.get("starts_on")
        return self.cleaned_data


class ExtraForm(VolunteerForm):
    """A window on one date."""

    name = "extra"
    field_of = {"volunteering.hours_reversed": "ends_at", "volunteering.already_past": "day"}
    day = DayField(
        label=_("Quel jour ?"), error_messages={"required": _("Écrivez le jour où vous êtes libre.")}
    )
    starts_at = HourField(label=_("À partir de"), error_messages={"required": _("Écrivez l'heure de début.")})
    ends_at = HourField(label=_("Jusqu'à"), error_messages={"required": _("Écrivez l'heure de fin.")})


class AboutForm(VolunteerForm, ChangeForm):
    """What she does otherwise, the languages she speaks, what she knows how to do."""

    name = "about"
    status = forms.ChoiceField(
        label=_("Que faites-vous à côté ?"), choices=Status.choices, widget=forms.RadioSelect
    )
    languages = forms.MultipleChoiceField(
        label=_("Quelles langues parlez-vous avec les personnes accueillies ?"),
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, volunteer: Volunteer, data: Any = None) -> None:
        levels = {held.skill: held.level for held in volunteer.skills.all()}
        initial = {
            "status": volunteer.status,
            "languages": [spoken.language for spoken in volunteer.languages.all()],
        }
        super().__init__(volunteer, data, initial=initial)
        for skill in Skill:
            self.fields[f"skill_{skill}"] = forms.TypedChoiceField(
                label=str(skill.label).capitalize(),
                choices=[(_NO_LEVEL, _("non")), *SkillLevel.choices],
                coerce=int,
                initial=levels.get(skill, _NO_LEVEL),
                widget=forms.RadioSelect,
            )

    def skill_rows(self) -> list[tuple[forms.BoundField, list[Answer]]]:
        """The question on each skill, and its answers."""
        return [(self[name], self.answers[name]) for name in (f"skill_{skill}" for skill in Skill)]

    def skills(self) -> dict[Skill, SkillLevel]:
        """What she knows, as ``actions.set_skills`` takes it."""
        levels = {skill: self.cleaned_data[f"skill_{skill}"] for skill in Skill}
        return {skill: SkillLevel(level) for skill, level in levels.items() if level != _NO_LEVEL}


class ReachForm(VolunteerForm, ChangeForm):
    """The spaces she accepts to go to."""

    name = "reach"
    field_of = {"volunteering.no_space": "spaces", "volunteering.space_closed": "spaces"}
    spaces = forms.MultipleChoiceField(
        label=_("Où pouvez-vous venir ?"),
        help_text=_("Le temps est compté de porte à porte, en transports."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Gardez au moins un espace où vous pouvez venir.")},
    )

    def __init__(
        self, volunteer: Volunteer, ways: list[tuple[Space, int]], reached: Iterable[Any], data: Any = None
    ) -> None:
        super().__init__(volunteer, data, initial={"spaces": [str(key) for key in reached]})
        self.found = {str(space.pk): space for space, _minutes in ways}
        field = self.fields["spaces"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (
                str(space.pk),
                _now("%(space)s, %(city)s : %(time)s")
                % {"space": space.name, "city": space.city, "time": duration(minutes)},
            )
            for space, minutes in ways
        ]

    def chosen(self) -> list[Space]:
        """The spaces ticked."""
        return [self.found[key] for key in self.cleaned_data["spaces"]]
