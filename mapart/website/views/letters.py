"""The team writes to the people of a shift, of a mission, of a space, or gives its news."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mapart.agenda.models import Session
from mapart.core import clock, wording
from mapart.core.enums import Channel
from mapart.core.http import load
from mapart.core.refusals import Refusal, sentence
from mapart.notifications.enums import MessageFamily
from mapart.notifications.queries import kept_back
from mapart.notifications.rules import next_polite_moment
from mapart.people import perms
from mapart.people.models import Person
from mapart.people.perms import Permission
from mapart.planning.models import Assignment
from mapart.planning.perms import load_need
from mapart.spaces.models import Space
from mapart.volunteering.actions import send_letter
from mapart.volunteering.enums import LetterScope
from mapart.volunteering.models import Letter, Mission, Volunteer
from mapart.volunteering.rules import HERE
from mapart.website.talk_forms import LetterForm


@dataclass(frozen=True)
class Audience:
    """Whom a letter is for, and in words. The people are read when their number is asked, not to write to them."""

    space: Space
    scope: LetterScope
    volunteers: QuerySet[Volunteer]
    words: str
    about: UUID | None = None
    session: Session | None = None

    @property
    def family(self) -> MessageFamily:
        """What a person may refuse it with."""
        return MessageFamily.NEWS if self.scope == LetterScope.NEWS else MessageFamily.TEAM


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """``/equipe/ecrire/``: the words; then how many people read it, and how; then it leaves."""
    assert isinstance(request.user, Person)
    if not perms.may_somewhere(request.user, Permission.EDIT_VOLUNTEERS):
        raise PermissionDenied
    spaces = list(perms.spaces_where(request.user, Permission.EDIT_VOLUNTEERS).filter(is_open=True))
    if not spaces:
        perms.refuse_without_space(request.user, Permission.EDIT_VOLUNTEERS)
    audience = _audience(request, request.user, spaces)
    if audience is None:
        return render(request, "website/talk/choose.html", _choices(spaces))
    form = LetterForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "audience": audience, "anybody": audience.volunteers.exists()}
    if request.method != "POST" or not form.is_valid() or request.POST.get("act") == "change":
        return render(request, "website/talk/write.html", context)
    if request.POST.get("act") != "send":
        return render(request, "website/talk/preview.html", context | _forecast(audience))
    try:
        letter = _send(request.user, audience, form)
    except Refusal as refusal:
        form.add_error(None, sentence(refusal))
        return render(request, "website/talk/write.html", context)
    count = letter.copies.count()
    said = ngettext("Le message part à %(n)s personne.", "Le message part à %(n)s personnes.", count)
    messages.success(request, said % {"n": count})
    return redirect("website:conversations")


def _send(by: Person, audience: Audience, form: LetterForm) -> Letter:
    return send_letter(
        by=by,
        space=audience.space,
        scope=audience.scope,
        volunteers=audience.volunteers,
        subject=form.cleaned_data["subject"],
        body=form.cleaned_data["body"],
        key=form.attempt,
        about=audience.about,
        starts_at=audience.session.starts_at if audience.session else None,
    )


def _audience(request: HttpRequest, by: Person, spaces: list[Space]) -> Audience | None:
    """Whom the address names; null when it names nobody yet. 404 for a stranger, 403 for a mere reader."""
    if need_key := request.GET.get("creneau"):
        return _of_shift(by, need_key)
    slug = request.GET.get("espace", "")
    if not slug:
        return None
    space = next((one for one in spaces if one.slug == slug), None)
    if space is None:
        raise Http404
    here = Volunteer.objects.filter(home_space=space, state__in=HERE).select_related("person")
    if mission_slug := request.GET.get("mission"):
        mission = load(Mission, slug=mission_slug)
        chosen = here.filter(choices__mission=mission)
        words = _("les bénévoles de la mission « %(mission)s », %(space)s")
        said = words % {"mission": mission.title, "space": space.name}
        return Audience(space, LetterScope.MISSION, chosen, said, about=mission.pk)
    if request.GET.get("nouvelle"):
        said = _("les bénévoles, %(space)s. C'est une nouvelle de l'espace") % {"space": space.name}
        return Audience(space, LetterScope.NEWS, here, said)
    said = _("les bénévoles, %(space)s") % {"space": space.name}
    return Audience(space, LetterScope.SPACE, here, said)


def _of_shift(by: Person, need_key: str) -> Audience:
    try:
        need = load_need(by, UUID(need_key))
    except ValueError:
        raise Http404 from None
    session, space = need.session, need.session.space
    perms.require(by, Permission.EDIT_VOLUNTEERS, space)
    if session.ends_at <= clock.now():
        raise Http404
    held = Assignment.objects.filter(need__session=session)
    words = _("les personnes du créneau : %(when)s, %(space)s")
    when = wording.span(session.starts_at, session.ends_at, space.time_zone)
    return Audience(
        space,
        LetterScope.SHIFT,
        Volunteer.objects.filter(pk__in=held.values("volunteer")).select_related("person"),
        words % {"when": when, "space": space.name},
        about=session.pk,
        session=session,
    )


def _choices(spaces: list[Space]) -> dict[str, Any]:
    return {"spaces": spaces, "missions": list(Mission.objects.filter(is_open=True))}


def _forecast(audience: Audience) -> dict[str, Any]:
    """How the letter reaches each: by mail, by SMS, on paper; who refused, who has had her share. Three queries."""
    people = list(audience.volunteers)
    unwanted, full = kept_back([one.person_id for one in people], audience.family)
    ways: Counter[str] = Counter()
    for volunteer in people:
        ways[_way(volunteer, unwanted, full)] += 1
    now = clock.now()
    polite = next_polite_moment(now, audience.space.time_zone)
    session = audience.session
    is_pressing = session is not None and session.starts_at <= polite
    return {
        "total": len(people),
        "ways": dict(ways),
        "leaves_at": None if polite == now or is_pressing else polite,
        "most": settings.MESSAGES_A_WEEK,
        "names": _first_names(people),
    }


def _way(volunteer: Volunteer, unwanted: set[UUID], full: set[UUID]) -> str:
    if volunteer.person_id in unwanted:
        return "unwanted"
    if volunteer.person.channel == Channel.PAPER:
        return "paper"
    return "held" if volunteer.person_id in full else str(volunteer.person.channel)


def _first_names(volunteers: Iterable[Volunteer], most: int = 12) -> list[str]:
    names = sorted(one.person.short_name for one in volunteers)
    return names if len(names) <= most else []
