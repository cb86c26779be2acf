"""Reading what visitors and the team type."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from mapart.agenda.models import Session
from mapart.core import wording
from mapart.core.enums import Channel
from mapart.core.forms import AttemptForm, ChangeForm, DayField, Form, HourField
from mapart.core.refusals import Refusal, sentence
from mapart.recruitment.enums import FreeMoment, HeardFrom, InvitationWay, LeftReason
from mapart.recruitment.fields import CodeField, ContactField, FirstNameField, TownField
from mapart.recruitment.refusals import INVITATION_REFUSALS
from mapart.spaces.communes import Commune
from mapart.spaces.models import Space
from mapart.volunteering.enums import Skill
from mapart.volunteering.models import Mission

SELECTED = SafeString(" selected")
UNDECIDED = "je-ne-sais-pas"
NO_DATE = "aucune"


# --- the public catalogue -----------------------------------------------------------------------------------------
class CatalogueForm(Form):
    """What a visitor looks for among the missions."""

    ville = TownField(label=_("Près de chez moi"), help_text=_("Une ville ou un code postal"), required=False)
    competence = forms.ChoiceField(
        label=_("Ce que je sais faire"),
        choices=[("", _("Peu importe")), *Skill.choices],
        required=False,
    )
    distance = forms.BooleanField(label=_("Depuis chez moi, sans me déplacer"), required=False)


# --- the six questions --------------------------------------------------------------------------------------------
class TownForm(Form):
    """Question 1. ``insee`` tells towns of one name apart; ``mission`` and ``code`` come from the page before."""

    town = TownField(
        label=_("Où habitez-vous ?"),
        help_text=_("Écrivez votre code postal ou votre ville. Nous cherchons l'espace le plus proche."),
        error_messages={"required": _("Écrivez votre code postal ou votre ville.")},
        widget=forms.TextInput({"autocomplete": "postal-code"}),
    )
    insee = forms.CharField(max_length=5, required=False, widget=forms.HiddenInput)
    mission = forms.SlugField(max_length=80, required=False, widget=forms.HiddenInput)
    code = forms.CharField(max_length=8, required=False, widget=forms.HiddenInput)

    def commune(self) -> Commune | None:
        """The one commune she means, or null when she has to tell several apart."""
        found: list[Commune] = self.cleaned_data["town"]
        chosen = [commune for commune in found if commune.insee_code == self.cleaned_data["insee"]]
        return (chosen or found)[0] if chosen or len(found) == 1 else None


class AnswerForm(Form):
    """A question answered by pressing one of a few buttons; ``answer`` is the field."""

    answer = forms.ChoiceField(
        error_messages={
            "required": _("Choisissez une réponse."),
            "invalid_choice": _("Choisissez une réponse de la liste."),
        }
    )

    def __init__(
        self,
        data: Any = None,
        *,
        label: StrOrPromise = "",
        choices: Iterable[tuple[str, StrOrPromise]] = (),
        help_text: StrOrPromise = "",
    ) -> None:
        super().__init__(data)
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField)
        field.label, field.choices, field.help_text = label, list(choices), help_text


class FirstNameForm(Form):
    """Question 5."""

    first_name = FirstNameField(label=_("Quel est votre prénom ?"), help_text=_("Pour vous accueillir."))


class ContactForm(Form):
    """Question 6."""

    contact = ContactField(
        label=_("Quelle est votre adresse mail ou votre numéro de téléphone ?"),
        help_text=_("Nous y envoyons la confirmation. Seule l'équipe de l'espace la voit."),
        widget=forms.TextInput({"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
    )


class Select(forms.Select):
    """The list of a browser, drawn without three templates for each of its lines: ours have dozens."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The ``select`` of Django, word for word but for the blanks between its lines."""
        given = {str(one) for one in self.format_value(value)}
        lines = (
            ("" if code is None else code, SELECTED if str(code) in given else "", label)
            for code, label in self.choices
        )
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            format_html_join("", '<option value="{}"{}>{}</option>', lines),
        )


# --- the team -----------------------------------------------------------------------------------------------------
class PersonForm(Form):
    """Somebody the team writes down: the least that is needed."""

    first_name = FirstNameField(label=_("Prénom"))
    last_name = forms.CharField(label=_("Nom"), max_length=80, required=False)
    contact = ContactField(label=_("Adresse mail ou téléphone"), required=False)
    code = CodeField(
        label=_("Code d'invitation"),
        help_text=_(
            "Demandez : « Avez-vous un code ? » Il est dans le message ou sur l'affiche de la campagne."
        ),
        required=False,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def facts(self) -> dict[str, Any]:
        """What was typed, under the names of ``actions.Applicant``."""
        channel, address = self.cleaned_data["contact"]
        sponsor = self.cleaned_data["code"]
        return {
            "first_name": self.cleaned_data["first_name"],
            "last_name": self.cleaned_data["last_name"],
            "channel": channel,
            "email": address if channel == Channel.MAIL else None,
            "phone": address if channel != Channel.MAIL and address else None,
            "code": sponsor.code if sponsor else "",
            "way": InvitationWay.STAFF,
        }

    def refuse(self, refusal: Refusal) -> None:
        """Say why not: beside the code when it is about the invitation, above the form else. What was typed stays."""
        self.add_error("code" if refusal.code in INVITATION_REFUSALS else None, sentence(refusal))


class NewApplicantForm(PersonForm):
    """Somebody who phones, writes or stands at the desk."""

    meeting = forms.ModelChoiceField(
        label=_("Réunion d'information"),
        queryset=Session.objects.none(),
        required=False,
        empty_label=_("Aucune date pour l'instant"),
        widget=Select,
    )
    space = forms.ModelChoiceField(
        label=_("Espace"),
        queryset=Space.objects.none(),
        empty_label=None,
        widget=Select,
        error_messages={"required": _("Choisissez un espace.")},
    )
    mission = forms.ModelChoiceField(
        label=_("Mission"),
        queryset=Mission.objects.none(),
        required=False,
        empty_label=_("Je ne sais pas encore"),
        widget=Select,
    )
    moment = forms.ChoiceField(
        label=_("Libre"),
        choices=[("", _("Pas demandé")), *FreeMoment.choices],
        required=False,
        widget=Select,
    )
    heard_from = forms.ChoiceField(
        label=_("Demande reçue"), choices=HeardFrom.choices, initial=HeardFrom.PHONE, widget=Select
    )

    field_order = [
        "first_name",
        "last_name",
        "contact",
        "code",
        "meeting",
        "mission",
        "moment",
        "heard_from",
        "space",
    ]

    def __init__(
        self, data: Any = None, *, spaces: Sequence[Space], meetings: Any, missions: Any, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self._offer("space", Space.objects.filter(pk__in=[space.pk for space in spaces]))
        self._offer("mission", missions)
        self._offer("meeting", meetings)
        self.fields["meeting"].label_from_instance = meeting_in_words  # type: ignore[attr-defined]
        if len(spaces) == 1:
            self.fields["space"].widget = forms.HiddenInput()
            self.fields["space"].initial = spaces[0].pk

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows


class LeaveForm(Form):
    """Why an applicant goes."""

    reason = forms.ChoiceField(
        label=_("Pourquoi cette personne part-elle ?"),
        choices=LeftReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites pourquoi cette personne part.")},
    )


class ApplicantFilterForm(Form):
    """Which applicants to list."""

    espace = forms.ChoiceField(label=_("Espace"), required=False)

    def __init__(self, data: Any = None, *, spaces: Iterable[Space]) -> None:
        super().__init__(data)
        field = self.fields["espace"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Tous mes espaces")), *((space.slug, space.name) for space in spaces)]


class MeetingForm(AttemptForm):
    """A new information meeting."""

    space = forms.ModelChoiceField(
        label=_("Espace"),
        queryset=Space.objects.none(),
        empty_label=None,
        error_messages={"required": _("Choisissez un espace.")},
    )
    day = DayField(
        label=_("Jour"),
        error_messages={"required": _("Choisissez un jour.")},
    )
    starts_at = HourField(
        label=_("Début"),
        initial=datetime.time(18),
        error_messages={"required": _("Écrivez l'heure de début.")},
    )
    ends_at = HourField(
        label=_("Fin"),
        initial=datetime.time(19, 30),
        error_messages={"required": _("Écrivez l'heure de fin.")},
    )
    capacity = forms.IntegerField(
        label=_("Nombre de places"),
        min_value=1,
        max_value=500,
        initial=12,
        error_messages={
            "required": _("Écrivez le nombre de places."),
            "invalid": _("Écrivez un nombre, par exemple 12."),
        },
    )

    def __init__(self, data: Any = None, *, spaces: Any) -> None:
        super().__init__(data)
        field = self.fields["space"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = spaces


class SeatsForm(ChangeForm):
    """How many seats a meeting has."""

    capacity = forms.IntegerField(
        label=_("Nombre de places"),
        min_value=1,
        max_value=500,
        error_messages={
            "required": _("Écrivez le nombre de places."),
            "invalid": _("Écrivez un nombre, par exemple 12."),
        },
    )

    def __init__(self, session: Session, data: Any = None) -> None:
        super().__init__(data, initial={"capacity": session.capacity})


def meeting_in_words(session: Session) -> str:
    """« mardi 24 novembre à 18 h, Espace de Lille, 3 places »."""
    when = wording.moment(session.starts_at, session.space.time_zone)
    left = session.capacity - session.booked
    free = ngettext("%(left)s place", "%(left)s places", left) % {"left": left}
    seats = free if left > 0 else _("complet, liste d'attente")
    return f"{when}, {session.space.name}, {seats}"
