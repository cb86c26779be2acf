"""The six questions. Each answer is saved at once; nothing is asked twice."""

from typing import Any, ClassVar

from django.contrib.auth.decorators import login_not_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from mapart.agenda.queries import NearMeeting, open_meetings_near
from mapart.core import wording
from mapart.core.kept import kept_but_for_the_guard
from mapart.recruitment.enums import FreeMoment
from mapart.recruitment.forms import (
    NO_DATE,
    UNDECIDED,
    AnswerForm,
    ContactForm,
    FirstNameForm,
    TownForm,
)
from mapart.recruitment.queries import sponsor_of_code
from mapart.recruitment.views.signup.draft import Draft, address_of_step
from mapart.recruitment.views.signup.light import light_and_private
from mapart.spaces.communes import Commune
from mapart.volunteering.models import Mission


@method_decorator([login_not_required, light_and_private], name="dispatch")
class Question(View):
    """One question: shown, answered, saved, and on to the next."""

    step: ClassVar[str]
    template: ClassVar[str] = "recruitment/signup_question.html"
    draft: Draft

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Questions come in order: an address opened too early leads to the first one without an answer."""
        self.draft = Draft(request)
        missing = self.draft.first_missing(before=self.step)
        if missing is not None or self.step not in self.draft.steps:
            return redirect(self.draft.next_address())
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """The question, with the answer given before."""
        return self.page(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save the answer, or say what is missing beside what was typed."""
        form = self.form(request.POST)
        if form.is_valid() and self.keep(form):
            return redirect(self.draft.next_address())
        return self.page(form)

    def form(self, data: Any = None) -> BaseForm:
        """The form of this question, empty or with ``data``."""
        raise NotImplementedError

    def keep(self, form: Any) -> bool:
        """Save the answer; false when one more thing must be said on this page."""
        raise NotImplementedError

    def page(self, form: BaseForm, **context: Any) -> HttpResponse:
        """The page of the question."""
        steps = self.draft.steps
        number = steps.index(self.step) + 1
        context |= {
            "form": form,
            "step": number,
            "steps": len(steps),
            "back": address_of_step(steps[number - 2]) if number > 1 else "",
        }
        return render(self.request, self.template, context)


class Town(Question):
    """1. Where she lives; the way in, so it also takes the mission or the invitation of the page she comes from."""

    step = "town"
    template = "recruitment/signup_town.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The question; to newcomers, all the same page."""
        return kept_but_for_the_guard(request, lambda: super(Town, self).get(request))

    def form(self, data: Any = None) -> TownForm:
        """With the town typed before, and the mission of the address."""
        initial = {"town": self.draft.answers.get("town_typed")}
        initial |= {name: self.request.GET.get(name) for name in ("mission", "code")}
        return TownForm(data, initial=initial)

    def keep(self, form: TownForm) -> bool:
        """The town, and the mission when it is one of ours."""
        commune = form.commune()
        if commune is None:
            return False
        answers: dict[str, Any] = {
            "town": _town_in_words(commune),
            "town_typed": form["town"].value(),
            "insee_code": commune.insee_code,
            "point": [commune.latitude, commune.longitude],
        }
        mission = Mission.objects.filter(is_open=True, slug=form.cleaned_data["mission"]).first()
        if mission is not None:
            answers |= {"mission": mission.slug, "mission_title": mission.title, "is_mission_given": True}
        sponsor = sponsor_of_code(form.cleaned_data["code"])
        if sponsor is not None:
            answers |= {"code": sponsor.code}
        self.draft.keep(**answers)
        return True

    def page(self, form: BaseForm, **context: Any) -> HttpResponse:
        """With the towns to tell apart, when several have this name."""
        towns = form.cleaned_data.get("town", []) if form.is_bound and form.is_valid() else []
        return super().page(
            form, towns=[(town.insee_code, _town_in_words(town)) for town in towns], **context
        )


class Answers(Question):
    """A question answered by pressing a button."""

    template = "recruitment/signup_answers.html"
    label: ClassVar[Any]
    hint: ClassVar[Any] = ""

    def form(self, data: Any = None) -> AnswerForm:
        """The choices of the moment."""
        return AnswerForm(data, label=self.label, choices=self.choices(), help_text=self.hint)

    def choices(self) -> list[tuple[str, str]]:
        """Codes and words of the buttons."""
        raise NotImplementedError

    def keep(self, form: AnswerForm) -> bool:
        """The code, and the words for the page to check."""
        code = form.cleaned_data["answer"]
        self.draft.keep(**{self.step: code, f"{self.step}_title": str(dict(self.choices())[code])})
        return True


class MissionChoice(Answers):
    """2. What she would like to do."""

    step = "mission"
    label = gettext_lazy("Quelle mission vous attire ?")

    def choices(self) -> list[tuple[str, str]]:
        """The open missions; not to know is an answer."""
        missions = Mission.objects.filter(is_open=True).values_list("slug", "title")
        return [(UNDECIDED, _("Je ne sais pas encore")), *missions]


class Moment(Answers):
    """3. When she is free."""

    step = "moment"
    label = gettext_lazy("Quand êtes-vous libre ?")

    def choices(self) -> list[tuple[str, str]]:
        """The few words of ``FreeMoment``."""
        return [(code, str(label)) for code, label in FreeMoment.choices]


class Meeting(Answers):
    """4. Which information meeting."""

    step = "meeting"
    label = gettext_lazy("Quelle réunion d'information vous convient ?")
    hint = gettext_lazy("Vous rencontrez l'équipe. Cela n'engage à rien.")

    def choices(self) -> list[tuple[str, str]]:
        """The nearest meetings, with the seats that are left; none may suit her."""
        latitude, longitude = self.draft.answers["point"]
        meetings = open_meetings_near(latitude, longitude)
        return [
            *((str(meeting.session.pk), _meeting_in_words(meeting)) for meeting in meetings),
            (
                NO_DATE,
                format_html(
                    "{} <small>{}</small>", _("Aucune date ne me convient"), _("Nous vous appelons.")
                ),
            ),
        ]

    def keep(self, form: AnswerForm) -> bool:
        """The key of the meeting. Its words are made again on the page to check: they may change."""
        self.draft.keep(meeting=form.cleaned_data["answer"])
        return True


class FirstName(Question):
    """5. What we may call her."""

    step = "first_name"

    def form(self, data: Any = None) -> FirstNameForm:
        """With the name typed before."""
        return FirstNameForm(data, initial=self.draft.answers)

    def keep(self, form: FirstNameForm) -> bool:
        """The name."""
        self.draft.keep(first_name=form.cleaned_data["first_name"])
        return True


class Contact(Question):
    """6. How to reach her. Whether we know the address already is not said."""

    step = "contact"

    def form(self, data: Any = None) -> ContactForm:
        """With what was typed before."""
        return ContactForm(data, initial={"contact": self.draft.answers.get("contact_typed")})

    def keep(self, form: ContactForm) -> bool:
        """The channel and the address."""
        channel, address = form.cleaned_data["contact"]
        self.draft.keep(contact=address, channel=str(channel), contact_typed=form["contact"].value())
        return True


def _town_in_words(commune: Commune) -> str:
    return f"{commune.name} ({commune.department})"


def _meeting_in_words(meeting: NearMeeting) -> str:
    """« mardi 24 novembre à 18 h » and, smaller, the space, the distance and the seats left."""
    session, space = meeting.session, meeting.session.space
    left = session.capacity - session.booked
    seats = (
        ngettext("%(left)s place", "%(left)s places", left) % {"left": left}
        if left > 0
        else _("complet, liste d'attente")
    )
    return format_html(
        "{} <small>{}, {}, {}</small>",
        wording.moment(session.starts_at, space.time_zone),
        space.name,
        wording.distance(meeting.km),
        seats,
    )
