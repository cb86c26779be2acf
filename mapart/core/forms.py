"""The base of every form: our templates for fields and errors, and their manners, in one place."""

import datetime
import hashlib
import json
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from mapart.core import clock
from mapart.core.ids import uuid7
from mapart.core.refusals import Refusal, sentence

Read = TypeVar("Read")
ANSWER_NEEDED = _("Il faut répondre à cette question.")
CHANGED_MEANWHILE = _(
    "Entre-temps, d'autres réponses ont été enregistrées ici. Les vôtres ne le sont pas encore. "
    "Pour lire les autres, ouvrez la page de nouveau. Pour garder les vôtres, envoyez encore une fois."
)


def read_typed(read: Callable[[str], Read], typed: str) -> Read:
    """What ``read`` makes of it; its refusal becomes the error of the field, in words."""
    try:
        return read(typed)
    except Refusal as refusal:
        raise forms.ValidationError(sentence(refusal)) from refusal


class DayField(forms.DateField):
    """The calendar of the browser; where there is none, a day typed as 24/11/2026 is read too."""

    default_error_messages = {
        "invalid": _("Écrivez le jour, le mois et l'année, par exemple 24/11/2026."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def to_python(self, value: Any) -> datetime.date | None:
        """The day; a year that nobody means is a slip of the hand."""
        day = super().to_python(value)
        if day is not None and day.year not in clock.YEARS:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class HourField(forms.TimeField):
    """The clock of the browser; where there is none, an hour typed as 14:30 is read too."""

    default_error_messages = {"invalid": _("Écrivez l'heure et les minutes, par exemple 14:30.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TimeInput({"type": "time"}, format="%H:%M"), **kwargs)


class BoundField(forms.BoundField):
    """A field that tells screen readers it must be answered, without the bubbles of the browser."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """``aria-required`` on a single control; a group of choices says it through its legend."""
        built = dict(super().build_widget_attrs(attrs, widget))
        if self.use_fieldset:
            built.pop("aria-invalid", None)
        elif self.field.required and not self.is_hidden:
            built["aria-required"] = "true"
        return built

    @property
    def first_id(self) -> str:
        """Where a link of the error summary leads: the control, or the first of a group."""
        return f"{self.auto_id}_0" if self.use_fieldset else self.auto_id

    @property
    def said_on_top(self) -> str:
        """Its errors as the summary says them: « cette question » names the question, which is not beside it there."""
        said = " ".join(str(error) for error in self.errors)
        if said != str(ANSWER_NEEDED):
            return said
        label = str(self.label)
        return f"{label} {said}" if label.endswith("?") else f"{label} : {said}"

    @property
    def is_checkbox(self) -> bool:
        """Whether the label stands after the control."""
        return isinstance(self.field.widget, forms.CheckboxInput)


class Renderer(TemplatesSetting):
    """Forms drawn with ``core/templates/core/form``."""

    form_template_name = "core/form/form.html"
    field_template_name = "core/form/field.html"
    bound_field_class = BoundField


class Manners:
    """What all our forms do: the server judges, labels end without a colon, a missing answer is asked for plainly."""

    use_required_attribute = False
    all_optional = False  # said once by the page, not beside each field
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = ANSWER_NEEDED


class Form(Manners, forms.Form):
    """A form of Ma Part."""


class ChangeForm(Form):
    """A form over answers that are kept already, given to it as ``initial``: nobody's are replaced unseen.

    Its page says, in a hidden mark, which answers it showed. When others were kept since, by a colleague or in another
    window, the sender is told and nothing is written; she sends again to replace them. A look, not a lock.
    """

    SHOWN = "shown"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # No id: one page may hold several of these forms.
        mark = forms.CharField(widget=forms.HiddenInput({"id": False}), required=False, initial=self._mark)
        self.fields[self.SHOWN] = mark

    def says_what_is_kept(self) -> bool:
        """Whether what was typed is what is kept: sent twice, or by two people who agree."""
        return not self._questions().keys() & set(self.changed_data)

    def _questions(self) -> dict[str, forms.Field]:
        return {name: field for name, field in self.fields.items() if not field.widget.is_hidden}

    def _mark(self) -> str:
        """A digest of the answers that are kept now."""
        kept = {
            name: _plain(field, self.get_initial_for_field(field, name))
            for name, field in self._questions().items()
        }
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:16]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own, absent from the stubs
        shown = self.cleaned_data.pop(self.SHOWN, "")
        if not shown or shown == self._mark() or self.says_what_is_kept():
            return
        data: Any = self.data
        self.data = data.copy()
        self.data[self.add_prefix(self.SHOWN)] = self._mark()  # type: ignore[index]  # a copy may be written in
        self.add_error(None, CHANGED_MEANWHILE)


def _plain(field: forms.Field, value: Any) -> Any:
    """``value`` as text; of several answers, their order does not matter."""
    value = field.prepare_value(value)
    return sorted(map(str, value)) if isinstance(value, list | tuple | set) else str(value)


class AttemptForm(Form):
    """A form whose hidden key makes two sendings one."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid7)

    @property
    def attempt(self) -> UUID:
        """The key of this attempt; a new one when the page brought none."""
        found = self.cleaned_data.get("key")
        return found if isinstance(found, UUID) else uuid7()
