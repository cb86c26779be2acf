"""The volunteers, as the staff of their spaces find them, call them and write for them."""

import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mapart.core import clock, wording
from mapart.people.models import Person
from mapart.people.perms import Permission, may_somewhere, space_keys_where, spaces_where
from mapart.people.rules import plain_name
from mapart.planning.queries import shifts_of
from mapart.recruitment.enums import Stage
from mapart.recruitment.models import Application
from mapart.recruitment.queries import applicants_for
from mapart.spaces.models import Space
from mapart.volunteering import actions
from mapart.volunteering.enums import Skill, SkillLevel, VolunteerState
from mapart.volunteering.models import (
    Volunteer,
)
from mapart.volunteering.perms import load_volunteer, may_edit
from mapart.volunteering.queries import Why, why_they_fit
from mapart.website.finding import found_in, page_of, when
from mapart.website.search_forms import VolunteerSearch

PER_PAGE = 25
SHIFTS_SHOWN = 6
FAR = datetime.timedelta(days=366)


@require_safe
def volunteers(request: HttpRequest) -> HttpResponse:
    """Everybody in the spaces of the reader, or those who answer a search."""
    spaces = _spaces_of(request)
    wanted, asked = _asked(request.GET, spaces)
    few_spaces = "space" in wanted or space_keys_where(request.user, Permission.SEE_VOLUNTEERS) is not None
    page = page_of(spaces, wanted, request.GET.get("page"), PER_PAGE, few_spaces=few_spaces)
    page.object_list = _in_words(list(page.object_list), wanted)
    context = {"page": page, "wanted": wanted, "asked": asked}
    return render(request, "website/volunteers/list.html", context)


@require_safe
def search_volunteers(request: HttpRequest) -> HttpResponse:
    """The questions of a precise search, on a page of their own: the list stays short and quick."""
    spaces = list(_spaces_of(request))
    context = {"search": VolunteerSearch(spaces, request.GET), "several": len(spaces) > 1}
    return render(request, "website/volunteers/search.html", context)


@require_safe
def volunteer(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    """One volunteer: how to reach her, what she said, what she holds. The journal keeps who has read it."""
    assert isinstance(request.user, Person)
    her = load_volunteer(request.user, volunteer_id)
    actions.note_reading(by=request.user, volunteer=her)
    now, today = clock.now(), clock.today()
    return render(
        request,
        "website/volunteers/volunteer.html",
        {
            "volunteer": her,
            "may_edit": may_edit(request.user, her),
            "application": her.is_in_welcome and _application(request.user, her),
            "shifts": list(shifts_of(her, now, now + FAR)[:SHIFTS_SHOWN]),
            "skills": list(her.skills.all()),
            "languages": list(her.languages.all()),
            "choices": list(her.choices.select_related("mission")),
            "reach": list(her.reach.select_related("space").order_by("travel_minutes")),
            "windows": list(her.windows.all()),
            "absences": list(her.absences.filter(ends_on__gte=today)),
            "extras": list(her.extras.filter(day__gte=today)),
        },
    )


def _application(reader: Person, her: Volunteer) -> Application | None:
    """The application of somebody who is being welcomed, if the reader follows it."""
    return applicants_for(reader).filter(person=her.person_id, stage=Stage.WELCOMED).first()


def _spaces_of(request: HttpRequest) -> QuerySet[Space]:
    """The spaces whose volunteers the reader may see; 403 when there is none."""
    assert isinstance(request.user, Person)
    if not may_somewhere(request.user, Permission.SEE_VOLUNTEERS):
        raise PermissionDenied
    return spaces_where(request.user, Permission.SEE_VOLUNTEERS).filter(is_remote=False)


def volunteers_asked(request: HttpRequest, answers: QueryDict) -> QuerySet[Volunteer]:
    """Everybody in the spaces of the reader, or those who answer the search in ``answers``: what a file holds."""
    spaces = _spaces_of(request)
    return found_in(spaces, _asked(answers, spaces)[0])


def _asked(answers: QueryDict, spaces: QuerySet[Space]) -> tuple[dict[str, str], list[str]]:
    """What is looked for, and the same in words; of the form, only what is answered beside a name is built."""
    answered = {name for name in _QUESTIONS if answers.get(name)}
    if not answered:
        name = answers.get("q", "").strip()
        return ({"q": name} if plain_name(name) else {}), []
    search = VolunteerSearch(spaces if answered & {"space", "reach"} else [], answers)
    for name in _QUESTIONS - answered:
        del search.fields[name]
    return search.wanted(), search.in_words()


_QUESTIONS = {
    "day",
    "ends_at",
    "language",
    "mission",
    "moment",
    "reach",
    "skill",
    "space",
    "starts_at",
    "state",
}


def _in_words(lines: list[dict[str, Any]], wanted: dict[str, str]) -> list[dict[str, Any]]:
    """Each line with its ``name``, ``tag``, ``about`` (her space, and why she answers what was asked) and ``call``."""
    whys: dict[UUID, Why] = {}
    if {"day", "skill", "reach"} & set(wanted):
        whys = why_they_fit(
            [line["pk"] for line in lines],
            day=when(wanted)[0],
            skill=wanted.get("skill", ""),
            reach=UUID(wanted["reach"]) if "reach" in wanted else None,
        )
    tags = {
        VolunteerState.PAUSED: _("en pause"),
        VolunteerState.LEFT: _("parti ou partie"),
        VolunteerState.CANDIDATE: _("pas encore accueilli ou accueillie"),
        VolunteerState.WELCOMED: _("en accueil"),
    }
    begins = _("débute")
    return [
        line
        | {
            "name": f"{line['first_name']} {line['last_name']}",
            "tag": tags.get(line["state"]) or (begins if line["accompanied_shifts_left"] else ""),
            "about": " · ".join([line["space"], *_why_in_words(whys.get(line["pk"], Why()), wanted)]),
            "call": wording.phone_pairs(line["phone"]) if line["phone"] else "",
        }
        for line in lines
    ]


def _why_in_words(why: Why, wanted: dict[str, str]) -> list[str]:
    said = [
        _("libre de %(start)s à %(end)s") % {"start": wording.hour(start), "end": wording.hour(end)}
        for start, end in sorted(why.hours)
    ]
    if why.level is not None:
        said.append(f"{Skill(wanted['skill']).label} : {SkillLevel(why.level).label}")
    if why.minutes is not None:
        said.append(_("à %(time)s") % {"time": wording.duration(why.minutes)})
    return said
