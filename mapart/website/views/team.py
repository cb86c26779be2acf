"""The home page of each role of the team: what this person would do next, first."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mapart.agenda.models import Session
from mapart.agenda.queries import sessions_between
from mapart.core import clock
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.people.perms import ROLES, RoleRights, is_staff
from mapart.people.queries import spaces_with_a_manager
from mapart.planning.models import Assignment, StaffingNeed
from mapart.planning.queries import Coverage, coverage_by_space, withdrawals_to_handle
from mapart.recruitment.queries import meetings_to_come, to_follow
from mapart.spaces.models import Space

_SHOWN = 5
_WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Part:
    """A part of the page: its template ``website/team/_<name>.html`` and what it shows."""

    name: str
    facts: dict[str, Any]

    @property
    def template(self) -> str:
        """Where it is drawn."""
        return f"website/team/_{self.name}.html"


@dataclass(frozen=True)
class Today:
    """A session of today and who holds its shifts."""

    session: Session
    people: list[Assignment]
    missing: int


@dataclass(frozen=True)
class Covered:
    """A space and how well its coming week is staffed; ``coverage`` is null when nothing is planned."""

    space: Space
    coverage: Coverage | None
    has_manager: bool

    @property
    def percent(self) -> int:
        """To sort by: a space without a plan comes after those that lack people."""
        return self.coverage.percent if self.coverage else 101


def after_sign_in(request: HttpRequest) -> HttpResponse:
    """The team goes to the home page of its role, everybody else to her own space."""
    return redirect("/equipe/" if is_staff(request.user) else "/mon-espace/")


@require_safe
def team_home(request: HttpRequest) -> HttpResponse:
    """What waits for this person, by her role; ``?espace=<slug>`` chooses among her spaces."""
    person = request.user
    if not isinstance(person, Person) or not is_staff(person):
        raise PermissionDenied
    spaces = _spaces_of(person)
    space = _chosen(spaces, request.GET.get("espace", ""))
    role = _role_in(person, space)
    shown = [space] if space else spaces
    context = {
        "role": role,
        "space": space,
        "spaces": spaces if len(spaces) > 1 else [],
        "parts": [Part(name, _FACTS[name](person, shown)) for name in _PARTS[role.kind]],
    }
    return render(request, "website/team/home.html", context)


def _spaces_of(person: Person) -> list[Space]:
    """The spaces where she has a role; all of them for a role in the whole network."""
    if any(role.space is None for role in person.current_roles):
        return list(Space.objects.all())
    spaces = {role.space for role in person.current_roles if role.space}
    return sorted(spaces, key=lambda space: (space.city, space.name))


def _chosen(spaces: list[Space], slug: str) -> Space | None:
    """The space asked for, when it is hers; the only one; else null: all of them together."""
    if len(spaces) == 1:
        return spaces[0]
    return next((space for space in spaces if space.slug == slug), None)


def _role_in(person: Person, space: Space | None) -> type[RoleRights]:
    """Her first role there, in the order of ``RoleKind``: who answers for most comes first.

    Whoever heads the network looks at one space as its manager does.
    """
    kinds = {role.kind for role in person.current_roles if space is None or role.space in (None, space)}
    kind = next(kind for kind in RoleKind if kind in kinds)
    return ROLES[RoleKind.SPACE_MANAGER if space and kind == RoleKind.NETWORK_HEAD else kind]


def _holes(person: Person, spaces: list[Space]) -> dict[str, Any]:
    """Empty places of the coming week, the worst first, and people who just said they cannot come."""
    short = StaffingNeed.objects.short().filter(
        session__space__in=spaces, session__starts_at__lt=clock.now() + _WEEK
    )
    needs = list(short.select_related("session__space", "mission"))
    needs.sort(key=lambda need: (-need.priority * (need.minimum - need.filled), need.session.starts_at))
    return {
        "places": sum(need.minimum - need.filled for need in needs),
        "holes": [{"need": need, "missing": need.minimum - need.filled} for need in needs[:_SHOWN]],
        "withdrawals": list(withdrawals_to_handle(spaces)[:_SHOWN]),
    }


def _applicants(person: Person, spaces: list[Space]) -> dict[str, Any]:
    """Applicants who wait for us, the oldest first."""
    waiting = to_follow(person).filter(space__in=spaces)
    return {"count": waiting.count(), "applications": list(waiting[:_SHOWN])}


def _meetings(person: Person, spaces: list[Space]) -> dict[str, Any]:
    """Information meetings to come and how full they are."""
    return {"meetings": list(meetings_to_come(person).filter(space__in=spaces)[:_SHOWN])}


def _today(person: Person, spaces: list[Space]) -> dict[str, Any]:
    """Sessions of today and who comes: four queries whatever their number."""
    zone = spaces[0].time_zone if spaces else "Europe/Paris"
    today = clock.today(zone)
    starts_at, ends_at = (
        clock.at(day, datetime.time.min, zone) for day in (today, today + datetime.timedelta(days=1))
    )
    sessions = sessions_between([space.pk for space in spaces], starts_at, ends_at)
    return {"today": today, "sessions": _with_people(sessions.order_by("starts_at", "pk"))}


def _with_people(sessions: Iterable[Session]) -> list[Today]:
    sessions = list(sessions)
    assignments = Assignment.objects.filter(need__session__in=sessions).select_related(
        "volunteer__person", "need__mission"
    )
    people: dict[Any, list[Assignment]] = {session.pk: [] for session in sessions}
    for assignment in assignments.order_by("volunteer__person__first_name", "pk"):
        people[assignment.need.session_id].append(assignment)
    missing = dict.fromkeys(people, 0)
    for need in StaffingNeed.objects.filter(session__in=sessions):
        missing[need.session_id] += max(0, need.minimum - need.filled)
    return [Today(session, people[session.pk], missing[session.pk]) for session in sessions]


def _coverage(person: Person, spaces: list[Space]) -> dict[str, Any]:
    """The coming week of each space, those that lack most people first."""
    now = clock.now()
    found = coverage_by_space(spaces, now, now + _WEEK)
    managed = spaces_with_a_manager()
    rows = [Covered(space, found.get(space.pk), space.pk in managed) for space in spaces]
    return {"rows": sorted(rows, key=lambda row: (row.percent, row.space.city, row.space.name))}


_FACTS: dict[str, Callable[[Person, list[Space]], dict[str, Any]]] = {
    "applicants": _applicants,
    "coverage": _coverage,
    "holes": _holes,
    "meetings": _meetings,
    "today": _today,
}
_PARTS: dict[RoleKind, tuple[str, ...]] = {
    RoleKind.NETWORK_HEAD: ("coverage", "applicants", "meetings"),
    RoleKind.SPACE_MANAGER: ("holes", "applicants", "meetings", "today"),
    RoleKind.COMMUNITY_LEAD: ("applicants", "meetings", "holes", "today"),
    RoleKind.RECEPTIONIST: ("today", "meetings"),
}
