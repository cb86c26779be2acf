"""Check the answers, confirm, and what happens next."""

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe

from mapart.agenda.models import Booking, Session, WaitlistEntry
from mapart.agenda.queries import position_of, upcoming_meetings
from mapart.core import throttle, wording
from mapart.core.enums import Channel
from mapart.core.refusals import Refusal, sentence
from mapart.recruitment.actions import Applicant, Outcome, apply
from mapart.recruitment.campaign_forms import CodeForm
from mapart.recruitment.enums import InvitationWay
from mapart.recruitment.forms import NO_DATE
from mapart.recruitment.models import Sponsor
from mapart.recruitment.views.signup.draft import Draft, address_of_step
from mapart.recruitment.views.signup.light import light_and_private
from mapart.recruitment.views.signup.matching import missions_for_visitor
from mapart.spaces.models import Space
from mapart.spaces.queries import nearest_spaces, spaces_to_visit
from mapart.volunteering.models import Mission

FROM_HERE = 300  # requests an hour behind one address: a whole school signs up on one evening
ABOUT_ONE = 5  # requests a day about one mail or phone: each sends it a message


@method_decorator([login_not_required, light_and_private], name="dispatch")
class Check(View):
    """Every answer with a link to change it; nothing is sent before « Confirmer »."""

    draft: Draft

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Sent twice, or sent again with the back button: the same confirmation. Too early: the missing question."""
        self.draft = Draft(request)
        if not self.draft.answers and self.draft.done is not None:
            return redirect("recruitment:signup_done")
        if self.draft.first_missing() is not None:
            return redirect(self.draft.next_address())
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """The answers."""
        return self._page(CodeForm(initial={"code": self.draft.answers.get("code")}))

    def _page(self, form: CodeForm, *, is_too_much: bool = False) -> HttpResponse:
        session = self._session()
        if session is None and self.draft.answers["meeting"] != NO_DATE:
            return self._ask_date_again(_("Cette réunion n'a plus lieu. Choisissez une autre date."))
        rows = [
            {"label": label, "value": value, "change": address_of_step(step)}
            for step, label, value in self._answers(session)
        ]
        is_full = session is not None and session.booked >= session.capacity
        context = {
            "rows": rows,
            "session": session,
            "is_full": is_full,
            "back": address_of_step("contact"),
            "form": form,
            "is_too_much": is_too_much,
        }
        return render(
            self.request, "recruitment/signup_check.html", context, status=429 if is_too_much else 200
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make the application; the answers are forgotten once it is made."""
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        if self._is_too_much():
            return self._page(form, is_too_much=True)
        sponsor: Sponsor | None = form.cleaned_data["code"]
        session = self._session()
        was_full = session is not None and session.booked >= session.capacity
        space = session.space if session else self._nearest_space()
        try:
            outcome = apply(
                by=None,
                key=self.draft.key,
                applicant=self._applicant(sponsor),
                space=space,
                session=session,
            )
        except Refusal as refusal:
            return self._ask_date_again(sentence(refusal))
        self.draft.finish(
            session=str(session.pk) if session else "",
            space=str(space.pk),
            contact=self.draft.answers["contact"],
            channel=self.draft.answers["channel"],
            invited_by=sponsor.person.first_name if sponsor else "",
            wishes={name: self.draft.answers[name] for name in ("point", "moment", "mission")},
            **_what_she_may_learn(outcome, session, was_full=was_full),
        )
        return redirect("recruitment:signup_done")

    def _is_too_much(self) -> bool:
        """Whether so many requests come from here, or about this contact, that nobody can be behind them all."""
        address = get_adapter().get_client_ip(self.request)
        contact = self.draft.answers["contact"]
        return throttle.is_too_much("signup", address, limit=FROM_HERE, seconds=throttle.HOUR) or (
            throttle.is_too_much("signup_contact", contact, limit=ABOUT_ONE, seconds=throttle.DAY)
        )

    def _answers(self, session: Session | None) -> list[tuple[str, str, str]]:
        answers = self.draft.answers
        when = wording.moment(session.starts_at, session.space.time_zone) if session else ""
        date = f"{capfirst(when)}, {session.space.name}" if session else _("Aucune date ne me convient")
        contact = answers["contact"]
        return [
            ("town", _("Ville"), answers["town"]),
            ("mission", _("Mission"), answers["mission_title"]),
            ("moment", _("Libre"), answers["moment_title"]),
            ("meeting", _("Réunion d'information"), date),
            ("first_name", _("Prénom"), answers["first_name"]),
            ("contact", _("Vous joindre"), wording.phone_pairs(contact)),
        ]

    def _applicant(self, sponsor: Sponsor | None) -> Applicant:
        answers = self.draft.answers
        code = sponsor.code if sponsor else ""
        channel = Channel(answers["channel"])
        contact = answers["contact"]
        return Applicant(
            first_name=answers["first_name"],
            channel=channel,
            email=contact if channel == Channel.MAIL else None,
            phone=contact if channel != Channel.MAIL else None,
            insee_code=answers["insee_code"],
            mission=Mission.objects.filter(slug=answers["mission"], is_open=True).first(),
            moment=answers["moment"],
            code=code,
            way=InvitationWay.LINK if code == answers.get("code") else InvitationWay.CODE,
        )

    def _session(self) -> Session | None:
        code = self.draft.answers["meeting"]
        if code == NO_DATE:
            return None
        return upcoming_meetings(spaces_to_visit().values_list("pk", flat=True)).filter(pk=UUID(code)).first()

    def _nearest_space(self) -> Space:
        latitude, longitude = self.draft.answers["point"]
        near = nearest_spaces(latitude, longitude, limit=1)
        if not near:
            raise Http404
        return near[0][0]

    def _ask_date_again(self, why: str) -> HttpResponse:
        messages.warning(self.request, why)
        self.draft.drop("meeting")
        return redirect(address_of_step("meeting"))


@login_not_required
@light_and_private
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """What was done, where and when to come, what happens next, how to undo it, and the missions made for her."""
    facts = Draft(request).done
    if facts is None:
        return redirect(address_of_step("town"))
    space = Space.objects.get(pk=facts["space"])
    session = Session.objects.filter(pk=facts["session"]).first() if facts["session"] else None
    context = {
        "done": facts,
        "space": space,
        "session": session,
        "missions": missions_for_visitor(**facts["wishes"]),
        "is_called": facts["channel"] == Channel.PAPER,
        "calendar": reverse("recruitment:meeting_calendar", args=[session.pk]) if session else "",
    }
    return render(request, "recruitment/signup_done.html", context)


def _what_she_may_learn(outcome: Outcome, session: Session | None, *, was_full: bool) -> dict[str, Any]:
    """The reference of the seat, or the place on the waiting list.

    A visitor who types the address of somebody else must not learn that this person has a seat already: he reads what
    a newcomer would read. Who owns the address gets the truth by message.
    """
    held = outcome.held
    if isinstance(held, WaitlistEntry) and not outcome.was_held:
        return {"position": position_of(held)}
    if session is not None and was_full:
        return {"position": session.waitlist.count() + 1}
    return {"reference": held.reference} if isinstance(held, Booking) else {}
