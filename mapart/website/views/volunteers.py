"""The volunteers, as the staff of their spaces find them, call them and write for them."""

import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mapart.core import clock, wording
from mapart.people.models import Person
from mapart.people.perms import Permission, may_somewhere, spaces_where
from mapart.people.rules import plain_name
from mapart.planning.queries import shifts_of
from mapart.spaces.models import Space
from mapart.volunteering import actions
from mapart.volunteering.enums import HalfDay, Skill, SkillLevel, VolunteerState
from mapart.volunteering.models import (
    Availability,
    HeldSkill,
    MissionChoice,
    ReachableSpace,
    SpokenLanguage,
    Volunteer,
)
from mapart.volunteering.perms import load_volunteer, may_edit
from mapart.volunteering.queries import Why, free_on, why_they_fit
from mapart.volunteering.rules import HALF_DAYS
from mapart.website.search_forms import VolunteerSearch

PER_PAGE = 25
SHIFTS_SHOWN = 6
FAR = datetime.timedelta(days=366)


@require_safe
def volunteers(request: HttpRequest) -> HttpResponse:
    """Everybody in the spaces of the reader, or those who answer a search."""
    spaces = _spaces_of(request)
    wanted, asked = _asked(request.GET, spaces)
    page = Paginator(_lines(_found(spaces, wanted)), PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = _with_why(list(page.object_list), wanted)
    return render(request, "website/volunteers/list.html", {"page": page, "wanted": wanted, "asked": asked})


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


def _spaces_of(request: HttpRequest) -> QuerySet[Space]:
    """The spaces whose volunteers the reader may see; 403 when there is none."""
    assert isinstance(request.user, Person)
    if not may_somewhere(request.user, Permission.SEE_VOLUNTEERS):
        raise PermissionDenied
    return spaces_where(request.user, Permission.SEE_VOLUNTEERS).filter(is_remote=False)


def volunteers_asked(request: HttpRequest, answers: QueryDict) -> QuerySet[Volunteer]:
    """Everybody in the spaces of the reader, or those who answer the search in ``answers``: what a file holds."""
    spaces = _spaces_of(request)
    return _found(spaces, _asked(answers, spaces)[0])


def _asked(answers: QueryDict, spaces: QuerySet[Space]) -> tuple[dict[str, str], list[str]]:
    """What is looked for, and the same in words; of the form, only what is answered beside a name is built."""
    answered = {name for name in _QUESTIONS if answers.get(name)}
    if not answered:
        name = answers.get("q", "").strip()
        return ({"q": name} if name else {}), []
    search = VolunteerSearch(spaces if answered & {"space", "reach"} else [], answers)
    for name in _QUESTIONS - answered:
        del search.fields[name]
    return search.wanted(), search.in_words()


def _found(spaces: QuerySet[Space], wanted: dict[str, str]) -> QuerySet[Volunteer]:
    """The volunteers of these spaces who answer a search, by name."""
    found = Volunteer.objects.filter(home_space__in=spaces)
    if "space" in wanted:
        found = found.filter(home_space__pk=wanted["space"])
    if "state" in wanted:
        found = found.filter(state=wanted["state"])
    else:
        found = found.filter(state__in=[VolunteerState.ACTIVE, VolunteerState.PAUSED])
    for name, rows in _HOLDING.items():
        if name in wanted:
            found = found.filter(Exists(rows(wanted[name]).filter(volunteer=OuterRef("pk"))))
    if "day" in wanted or "ends_at" in wanted:
        found = found.filter(free_on(*_when(wanted)))
    if "q" in wanted:
        found = _named(found, wanted["q"])
    return found.order_by("person__last_name", "person__first_name", "pk")


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


def _when(wanted: dict[str, str]) -> tuple[datetime.date | None, datetime.time | None, datetime.time | None]:
    """The day and the hours asked."""
    day, start, end = (wanted.get(name) for name in ("day", "starts_at", "ends_at"))
    return (
        datetime.date.fromisoformat(day) if day else None,
        datetime.time.fromisoformat(start) if start else None,
        datetime.time.fromisoformat(end) if end else None,
    )


def _with_why(lines: list[dict[str, Any]], wanted: dict[str, str]) -> list[dict[str, Any]]:
    """Each line with ``why``: the reasons why she answers what was asked, in words."""
    asked = {"day", "skill", "reach"} & set(wanted)
    if not asked:
        return lines
    found = why_they_fit(
        [line["pk"] for line in lines],
        day=_when(wanted)[0],
        skill=wanted.get("skill", ""),
        reach=UUID(wanted["reach"]) if "reach" in wanted else None,
    )
    return [line | {"why": _why_in_words(found[line["pk"]], wanted)} for line in lines]


def _why_in_words(why: Why, wanted: dict[str, str]) -> list[str]:
    hours = sorted(why.hours)
    said = [
        _("libre de %(start)s à %(end)s") % {"start": wording.hour(start), "end": wording.hour(end)}
        for start, end in hours
    ]
    if why.level is not None:
        said.append(f"{Skill(wanted['skill']).label} : {SkillLevel(why.level).label}")
    if why.minutes is not None:
        said.append(_("à %(minutes)s minutes") % {"minutes": why.minutes})
    return said


def _free_at(moment: str) -> QuerySet[Availability]:
    """Windows that hold a half-day, give or take an hour at each end."""
    weekday, half_day = moment.split("-", 1)
    starts_at, ends_at = HALF_DAYS[HalfDay(half_day)]
    return Availability.objects.filter(
        weekday=int(weekday),
        starts_at__lte=starts_at.replace(hour=starts_at.hour + 1),
        ends_at__gte=ends_at.replace(hour=ends_at.hour - 1),
    )


_HOLDING: dict[str, Any] = {
    "skill": lambda skill: HeldSkill.objects.filter(skill=skill),
    "language": lambda language: SpokenLanguage.objects.filter(language=language),
    "mission": lambda slug: MissionChoice.objects.filter(mission__slug=slug),
    "moment": _free_at,
    "reach": lambda space: ReachableSpace.objects.filter(space=space),
}


def _named(found: QuerySet[Volunteer], typed: str) -> QuerySet[Volunteer]:
    """Those whose names begin with each word typed, accents and case forgiven."""
    for word in plain_name(typed).split():
        found = found.filter(person__search_name__contains=f" {word}")
    return found


def _lines(found: QuerySet[Volunteer]) -> QuerySet[Volunteer, Any]:
    """What a line of the list shows, in one query."""
    return found.values(
        "pk",
        "state",
        "commitment",
        "accompanied_shifts_left",
        first_name=F("person__first_name"),
        last_name=F("person__last_name"),
        phone=F("person__phone"),
        space=F("home_space__name"),
    )
