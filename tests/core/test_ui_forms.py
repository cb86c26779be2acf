"""Forms: labels, hints and errors that everybody can find."""

import datetime

import pytest
from django import forms
from django.template import Context, Template

from mapart.core.forms import DayField, Form, HourField


class Visit(Form):
    """One control of each kind."""

    phone = forms.CharField(label="Votre numéro", help_text="Il a 10 chiffres.")
    moment = forms.ChoiceField(
        label="Quand ?", choices=[("am", "Le matin"), ("pm", "Le soir")], widget=forms.RadioSelect
    )
    notes = forms.CharField(label="Autre chose ?", required=False, widget=forms.Textarea, max_length=50)
    agrees = forms.BooleanField(label="Je suis d'accord")
    origin = forms.CharField(required=False, widget=forms.HiddenInput)


def _draw(template: str, **context: object) -> str:
    return Template(template).render(Context(context))


def test_each_control_has_a_label_and_its_hint() -> None:
    html = _draw("{{ form }}", form=Visit())
    assert '<label for="id_phone">Votre numéro</label>' in html
    assert 'id="id_phone_helptext">Il a 10 chiffres.' in html
    assert 'aria-describedby="id_phone_helptext"' in html
    assert 'aria-required="true"' in html
    assert "<legend>Quand ?</legend>" in html
    assert html.count("(facultatif)") == 1
    assert 'type="hidden" name="origin"' in html


def test_a_missing_answer_is_said_beside_the_field_and_on_top() -> None:
    html = _draw("{{ form }}", form=Visit({"phone": "", "agrees": "on"}))
    summary, fields = html.split("</div>", 1)
    assert 'href="#id_phone"' in summary
    assert 'href="#id_moment_0"' in summary
    assert "Quand ? Il faut répondre à cette question." in summary
    assert "Il faut répondre à cette question." in fields
    assert "Quand ? Il faut répondre" not in fields
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in fields
    assert 'id="id_phone_error"' in fields
    assert '<fieldset aria-describedby="id_moment_error">' in fields
    assert fields.count('aria-invalid="true"') == 1  # a radio button may not carry it


def test_what_was_typed_stays() -> None:
    html = _draw("{{ form }}", form=Visit({"phone": "06 39", "moment": "pm", "notes": "Merci <b>"}))
    assert 'value="06 39"' in html
    assert 'value="pm" id="id_moment_1" checked' in html
    assert "Merci &lt;b&gt;" in html


def test_an_error_of_the_whole_form_stands_in_the_summary() -> None:
    form = Visit({"phone": "1", "moment": "am", "agrees": "on"})
    form.add_error(None, "Cette réunion est complète.")
    assert "<li>Cette réunion est complète.</li>" in _draw("{% error_summary form %}", form=form)


def test_nothing_is_said_when_all_is_well() -> None:
    form = Visit({"phone": "1", "moment": "am", "agrees": "on"})
    assert form.is_valid()
    assert _draw("{% error_summary form %}", form=form).strip() == ""


def test_the_label_of_a_question_is_the_title_of_the_page() -> None:
    html = _draw("{% question form.moment %}{% question form.phone %}", form=Visit())
    assert "<legend><h1>Quand ?</h1></legend>" in html
    assert '<h1><label for="id_phone">Votre numéro</label></h1>' in html


def test_each_answer_is_a_button_that_sends_it() -> None:
    html = _draw("{% answers form.moment %}", form=Visit())
    assert html.count("<button") == 2
    assert '<button name="moment" value="pm"><span>Le soir</span>' in html


def test_the_letters_left_are_counted_only_where_there_is_a_limit() -> None:
    html = _draw("{{ form }}", form=Visit())
    assert 'maxlength="50" id="id_notes" data-left="Caractères restants : {n}."' in html


class Appointment(Form):
    """A day and an hour."""

    day = DayField(label="Quel jour ?")
    starts_at = HourField(label="À quelle heure ?")


def test_a_day_and_an_hour_are_picked_or_typed() -> None:
    html = _draw("{{ form }}", form=Appointment({"day": "2026-11-24", "starts_at": "14:30"}))
    assert 'type="date" name="day" value="2026-11-24"' in html
    assert 'type="time" name="starts_at" value="14:30"' in html
    typed = Appointment({"day": "24/11/2026", "starts_at": "14:30"})
    assert typed.is_valid()
    assert typed.cleaned_data == {"day": datetime.date(2026, 11, 24), "starts_at": datetime.time(14, 30)}


@pytest.mark.parametrize(
    "day", ["0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31", "hier", "31/02/2026"]
)
def test_a_day_that_nobody_means_is_refused(day: str) -> None:
    form = Appointment({"day": day, "starts_at": "14:30"})
    assert form.errors["day"] == ["Écrivez le jour, le mois et l'année, par exemple 24/11/2026."]
