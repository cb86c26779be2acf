"""One shift: who holds it, who could, and one touch to ask her."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mapart.agenda.enums import SessionState
from mapart.core import clock
from mapart.core.http import done_already, load, still_there
from mapart.core.refusals import Refusal, sentence
from mapart.people.models import Person
from mapart.people.perms import Permission, may, reader_of
from mapart.people.queries import people_of_name
from mapart.planning import actions, bridge
from mapart.planning.enums import AskState
from mapart.planning.forms import NumbersForm
from mapart.planning.models import Ask, Assignment, StaffingNeed, Withdrawal
from mapart.planning.perms import load_need, may_edit
from mapart.planning.queries import beginners_alone, last_asked, times_done
from mapart.planning.reasons import broken_sentence, reason_sentence, rule_name, why_sentences
from mapart.planning.views.page import week_of_need
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import ReachableSpace, Volunteer

BEST = 10
ASKED_AT_ONCE = 5
FOUND, FOUND_AT_ALL = 10, 50
# True of every candidate, or told better by her hours.
_OF_ALL = frozenset({"fills_minimum", "fills_ideal", "only_shift"})


@require_safe
def need_show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/equipe/planning/besoins/<id>/``."""
    reader = reader_of(request)
    need = load_need(reader, pk)
    return render(request, "planning/need_show.html", _page(reader, need, request.GET.get("qui", "")))


@require_POST
def need_ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask one person, or the first ones that the page showed: pressed twice, nobody else is asked."""
    reader = reader_of(request)
    need = load_need(reader, pk, edit=True)
    people = Volunteer.objects.select_related("person")
    asked = 0
    for volunteer in [load(people, key) for key in request.POST.getlist("volunteer")[:ASKED_AT_ONCE]]:
        try:
            actions.ask_volunteer(by=reader, need=need, volunteer=volunteer)
            asked += 1
        except Refusal as refusal:
            messages.error(request, f"{volunteer.person.short_name} : {sentence(refusal)}")
    if asked:
        done = ngettext(
            "La question part à %(count)s personne.", "La question part à %(count)s personnes.", asked
        )
        messages.success(request, done % {"count": asked})
    return redirect("planning:need_show", pk=pk)


@require_POST
def need_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down an answer given on the phone or at the desk."""
    reader = reader_of(request)
    need = load_need(reader, pk, edit=True)
    asks = Ask.objects.filter(need=need).select_related(
        "volunteer__person", "need__session__space", "need__mission"
    )
    ask = load(asks, request.POST.get("ask", ""))

    def act() -> str:
        done = actions.answer_ask(by=reader, ask=ask, accept=request.POST.get("answer") == "oui")
        return _("C'est noté : %(answer)s.") % {"answer": AskState(done.state).label}

    return _do(request, pk, act)


@require_POST
def need_assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put somebody on the shift; a page names the rules she would break, and asks again."""
    reader = reader_of(request)
    need = load_need(reader, pk, edit=True)
    volunteer = load(
        Volunteer.objects.select_related("person", "home_space"), request.POST.get("volunteer", "")
    )
    try:
        actions.assign(by=reader, need=need, volunteer=volunteer, knowingly="knowingly" in request.POST)
    except Refusal as refusal:
        if refusal.code != "planning.rules_broken":
            messages.error(request, sentence(refusal))
            return redirect("planning:need_show", pk=pk)
        context = {
            "need": need,
            "space": need.session.space,
            "volunteer": volunteer,
            "broken": broken_in_words(refusal.facts["broken"]),
            "told": True,
        }
        return render(request, "planning/line_confirm.html", context, status=409)
    messages.success(
        request, _("%(who)s a la place. Un message part.") % {"who": volunteer.person.short_name}
    )
    return redirect("planning:need_show", pk=pk)


@require_POST
def need_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take somebody off, or write down that she cannot come."""
    reader = reader_of(request)
    need = load_need(reader, pk, edit=True)
    held = Assignment.objects.filter(need=need).select_related(
        "need__session__space", "need__mission", "volunteer__person", "volunteer__home_space"
    )
    assignment = still_there(held, request.POST.get("assignment", ""))
    if assignment is None:
        return done_already(request, reverse("planning:need_show", args=[pk]))
    who = assignment.volunteer.person.short_name

    def act() -> str:
        if "withdraw" in request.POST:
            actions.withdraw(by=reader, assignment=assignment)
            return _("C'est noté : %(who)s ne vient pas. La place est libre.") % {"who": who}
        actions.unassign(by=reader, assignment=assignment)
        return _("%(who)s n'est plus sur ce créneau. Un message part.") % {"who": who}

    return _do(request, pk, act)


@require_http_methods(["GET", "HEAD", "POST"])
def need_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/equipe/planning/besoins/<id>/modifier/``: how many people this session needs."""
    reader = reader_of(request)
    need = load_need(reader, pk, edit=True)
    initial = {"minimum": need.minimum, "ideal": need.ideal, "maximum": need.maximum}
    form = NumbersForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.set_need(by=reader, need=need, numbers=form.numbers())
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("Le besoin est changé."))
            return redirect("planning:need_show", pk=pk)
    context = {"form": form, "need": need, "space": need.session.space}
    return render(request, "planning/need_change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def session_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/equipe/planning/besoins/<id>/annuler/``: cancel its session, after saying who is told."""
    reader = reader_of(request)
    need = load_need(reader, pk, edit=True)
    session = need.session
    if request.method == "POST":
        try:
            actions.cancel_session(by=reader, session=session)
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, _("La séance est annulée. Les personnes sont prévenues."))
        return redirect(week_of_need(need))
    people = Assignment.objects.filter(need__session=session).values("volunteer").distinct().count()
    context = {"need": need, "space": session.space, "people": people, "booked": session.booked}
    return render(request, "planning/session_cancel.html", context)


def broken_in_words(broken: list[bridge.Broken]) -> list[tuple[str, str]]:
    """Rules that a line breaks: name and sentence, each once."""
    return list(dict.fromkeys((rule_name(one.rule), broken_sentence(one.code)) for one in broken))


def people_named(space_id: UUID, words: str) -> list[Volunteer]:
    """Active volunteers within reach of a space, of whose name words begin with each of these; a few."""
    here = ReachableSpace.objects.filter(
        space=space_id, volunteer__state=VolunteerState.ACTIVE, volunteer__person=OuterRef("person")
    )
    some = people_of_name(words).filter(Exists(here)).values("person")[:FOUND_AT_ALL]
    found = Volunteer.objects.filter(person__in=some).select_related("person")
    return list(found.order_by("person__first_name", "person__last_name", "pk")[:FOUND])


def _do(request: HttpRequest, pk: UUID, act: Callable[[], str]) -> HttpResponse:
    """Do it and say so, or say why not, on the page of the need."""
    try:
        messages.success(request, act())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return redirect("planning:need_show", pk=pk)


def _page(reader: Person, need: StaffingNeed, words: str) -> dict[str, Any]:
    space = need.session.space
    may_write = may_edit(reader, [space])
    is_cancelled = need.session.state == SessionState.CANCELLED
    is_past = is_cancelled or need.session.starts_at <= clock.now()
    is_open = not is_past and need.filled < need.maximum
    people = Assignment.objects.filter(need=need).select_related("volunteer__person")
    asks = Ask.objects.filter(need=need).select_related("volunteer__person").order_by("asked_at")
    gone = Withdrawal.objects.filter(need=need).select_related("volunteer__person")
    return {
        "need": need,
        "space": space,
        "missing": max(0, need.minimum - need.filled),
        "people": [
            (one, why_sentences(one.why, one.origin, is_short=need.filled <= need.minimum)) for one in people
        ],
        "alone": [] if is_past else beginners_alone(people),
        "asks": list(asks),
        "gone": [one.volunteer.person.short_name for one in gone],
        "search": _search_address(need),
        "candidates": _candidates(
            need, {ask.volunteer_id for ask in asks} | {one.volunteer_id for one in gone}
        )
        if may_write and is_open
        else [],
        "found": people_named(space.pk, words) if may_write and words.strip() else [],
        "words": words,
        "is_open": is_open,
        "is_cancelled": is_cancelled,
        "is_past": is_past,
        "may_write": may_write,
        "may_call": may(reader, Permission.SEE_VOLUNTEERS, space),
        "board": week_of_need(need),
        "asked_at_once": ASKED_AT_ONCE,
    }


def _search_address(need: StaffingNeed) -> str:
    """The search of volunteers for exactly whom this shift lacks: who is free then, whatever else she does."""
    session = need.session
    zone = ZoneInfo(session.space.time_zone)
    starts_at, ends_at = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    asked = {
        "day": starts_at.date().isoformat(),
        "starts_at": starts_at.strftime("%H:%M"),
        "ends_at": ends_at.strftime("%H:%M"),
        "reach": str(session.space_id),
        "mission": need.mission.slug,
        "skill": need.skill or need.mission.mandatory_skill,
        "language": need.language,
    }
    return f"/equipe/benevoles/?{urlencode({name: value for name, value in asked.items() if value})}"


def _candidates(need: StaffingNeed, known: set[UUID]) -> list[dict[str, Any]]:
    """The best people who were not asked yet, each with her reasons in words."""
    best = _best(need, known, BEST)
    keys = [one.volunteer.pk for one in best]
    done, asked = times_done(keys, need.mission), last_asked(keys)
    return [
        {
            "volunteer": one.volunteer,
            "reasons": [reason_sentence(reason) for reason in one.reasons if reason["code"] not in _OF_ALL],
            "done": done.get(one.volunteer.pk, 0),
            "asked_at": asked.get(one.volunteer.pk),
        }
        for one in best
    ]


def _best(need: StaffingNeed, known: set[UUID], at_most: int) -> list[bridge.Candidate]:
    """The best people but those who are ``known``; why is looked up for no more of them than may be shown."""
    best = bridge.best_replacements(need, at_most + len(known))
    return [one for one in best if one.volunteer.pk not in known][:at_most]
