"""The home page of each role of the team: what this person would do next, first."""

import datetime
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mapart.agenda.queries import next_meetings
from mapart.core import clock, wording
from mapart.core.http import addresses
from mapart.people.enums import RoleKind
from mapart.people.models import Person, short_name
from mapart.people.perms import ROLES, Permission, RoleRights, is_staff, may, may_somewhere, space_keys_where
from mapart.people.queries import spaces_with_a_manager
from mapart.planning.queries import (
    Coverage,
    Gone,
    Short,
    coverage_by_space,
    shorts,
    withdrawals_to_handle,
)
from mapart.recruitment.enums import Step
from mapart.recruitment.queries import who_waits
from mapart.recruitment.rules import LONGEST_WAIT
from mapart.spaces.models import Space
from mapart.website.views.team_today import booked_words, today_of

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


@dataclass(frozen=True, slots=True)
class Line:
    """A thing of a list, in words: where it is read more about, what it is, and in which space."""

    address: str
    title: str
    space: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who waits for us, in words; ``is_long``: longer than anybody should."""

    address: str
    name: str
    space: str
    step: str
    since: str
    is_long: bool


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
        "may_see_figures": space is not None and may(person, Permission.SEE_FIGURES, space),
        "may_note": bool(spaces) and may_somewhere(person, Permission.EDIT_APPLICANTS),
        "parts": [Part(name, _FACTS[name](person, shown)) for name in _PARTS[role.kind]],
    }
    return render(request, "website/team/home.html", context)


def _spaces_of(person: Person) -> list[Space]:
    """The spaces where she has a role; all of them for a role in the whole network."""
    keys = {role.space_id for role in person.current_roles if role.space_id is not None}
    is_everywhere = any(role.space_id is None for role in person.current_roles)
    return list(Space.objects.all() if is_everywhere else Space.objects.filter(pk__in=keys))


def _chosen(spaces: list[Space], slug: str) -> Space | None:
    """The space asked for, when it is hers; the only one; else null: all of them together."""
    if len(spaces) == 1:
        return spaces[0]
    return next((space for space in spaces if space.slug == slug), None)


def _role_in(person: Person, space: Space | None) -> type[RoleRights]:
    """Her first role there, in the order of ``RoleKind``: who answers for most comes first.

    Whoever heads the network looks at one space as its manager does.
    """
    kinds = {role.kind for role in person.current_roles if space is None or role.space_id in (None, space.pk)}
    kind = next(kind for kind in RoleKind if kind in kinds)
    return ROLES[RoleKind.SPACE_MANAGER if space and kind == RoleKind.NETWORK_HEAD else kind]


def _holes(person: Person, spaces: list[Space]) -> dict[str, Any]:
    """Empty places of the coming week, the most urgent first, each with who cannot come; then those of later weeks."""
    by_key = {space.pk: space for space in spaces}
    now = clock.now()
    found = shorts(list(by_key), now + _WEEK)
    planned = found or coverage_by_space(spaces, now, now + _WEEK)
    address = addresses("planning:need_show")
    left: dict[UUID, list[Gone]] = defaultdict(list)
    for gone in withdrawals_to_handle(list(by_key)):
        left[gone.need_id].append(gone)

    def line(one: Short | Gone) -> Line:
        space = by_key[one.space_id]
        when = wording.moment(one.starts_at, space.time_zone)
        return Line(address(one.need_id), when, space.name, one.mission)

    def about(need: UUID) -> str:
        return wording.cannot_come(short_name(one.first_name, one.last_name) for one in left[need])

    shown, others = found[:_SHOWN], found[_SHOWN:]
    later = sorted(left.keys() - {short.need_id for short in found}, key=lambda key: left[key][0].starts_at)
    return {
        "is_planned": bool(planned),
        "places": sum(short.missing for short in found),
        "holes": [(line(short), wording.missing(short.missing), about(short.need_id)) for short in shown],
        "others": len(others),
        "later": [(line(left[need][0]), about(need)) for need in later[:_SHOWN]],
    }


def _applicants(person: Person, spaces: list[Space]) -> dict[str, Any]:
    """Applicants who wait for us, the oldest first."""
    seen = _where_applicants_are_seen(person, spaces)
    now = clock.now()
    count, waiting = who_waits(list(seen), now)
    steps = {str(value): str(label) for value, label in Step.choices}
    address, waits = addresses("recruitment:applicant_show"), _("attend depuis %(since)s")
    return {
        "count": count,
        "applications": [
            Applicant(
                address(one.pk),
                f"{one.first_name} {one.last_name}".strip(),
                seen[one.space_id].name,
                steps[one.step],
                waits % {"since": wording.lasting(now - one.waits_from)},
                now - one.waits_from >= LONGEST_WAIT,
            )
            for one in waiting
        ],
    }


def _meetings(person: Person, spaces: list[Space]) -> dict[str, Any]:
    """Information meetings to come and how full they are."""
    seen = _where_applicants_are_seen(person, spaces)
    address = addresses("recruitment:meeting_show")
    return {
        "meetings": [
            Line(
                address(one.pk),
                wording.moment(one.starts_at, seen[one.space_id].time_zone),
                seen[one.space_id].name,
                booked_words(one.booked, one.capacity),
            )
            for one in next_meetings(list(seen))
        ]
    }


def _where_applicants_are_seen(person: Person, spaces: list[Space]) -> dict[UUID, Space]:
    keys = space_keys_where(person, Permission.SEE_APPLICANTS)
    return {space.pk: space for space in spaces if keys is None or space.pk in keys}


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
    "today": today_of,
}
_PARTS: dict[RoleKind, tuple[str, ...]] = {
    RoleKind.NETWORK_HEAD: ("coverage", "applicants", "meetings"),
    RoleKind.SPACE_MANAGER: ("holes", "applicants", "meetings", "today"),
    RoleKind.COMMUNITY_LEAD: ("applicants", "meetings", "holes", "today"),
    RoleKind.RECEPTIONIST: ("today", "meetings"),
}
