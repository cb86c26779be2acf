"""Who may see and change a roster; the loaders through which every page obtains its thing."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from mapart.agenda.models import Series
from mapart.core.http import load
from mapart.people import perms
from mapart.people.models import Person
from mapart.people.perms import Permission
from mapart.planning.models import PlanRun, StaffingNeed
from mapart.spaces.models import Space


def spaces_seen_by(person: Person | AnonymousUser) -> QuerySet[Space]:
    """The spaces whose roster ``person`` may read."""
    return perms.spaces_where(person, Permission.SEE_ROSTER)


def spaces_planned_by(person: Person | AnonymousUser) -> QuerySet[Space]:
    """The spaces whose roster ``person`` may change."""
    return perms.spaces_where(person, Permission.EDIT_ROSTER)


def may_edit(person: Person | AnonymousUser, spaces: Iterable[Space]) -> bool:
    """Whether ``person`` may change the roster of all these spaces."""
    return all(perms.may(person, Permission.EDIT_ROSTER, space) for space in spaces)


def require_edit(person: Any, spaces: Iterable[Space]) -> None:
    """Raise ``PermissionDenied`` unless ``may_edit``."""
    if not may_edit(person, spaces):
        raise PermissionDenied


def require_self_or_edit(person: Any, owner: Person, space: Space) -> None:
    """Raise ``PermissionDenied`` unless it is about herself, or she may change the roster of the space."""
    if person.pk != owner.pk:
        require_edit(person, [space])


def require_attendance(person: Any, space: Space) -> None:
    """Raise ``PermissionDenied`` unless ``person`` may write down who came to ``space``."""
    perms.require(person, Permission.NOTE_ATTENDANCE, space)


def may_note_attendance(person: Person | AnonymousUser, space: Space) -> bool:
    """Whether ``person`` may write down who came to ``space``."""
    return perms.may(person, Permission.NOTE_ATTENDANCE, space)


def load_space(person: Person | AnonymousUser, pk: UUID | str, *, edit: bool = False) -> Space:
    """A space whose roster she may read; 404 for a stranger, 403 for a reader who wants to change it."""
    space = load(Space, pk)
    _check(person, [space], edit=edit)
    return space


def load_need(person: Person | AnonymousUser, pk: UUID, *, edit: bool = False) -> StaffingNeed:
    """A need with its session, space and mission; same answers as ``load_space``."""
    need = load(StaffingNeed.objects.select_related("session__space", "mission"), pk)
    _check(person, [need.session.space], edit=edit)
    return need


def load_series(person: Person | AnonymousUser, pk: UUID) -> Series:
    """A weekly series that she may change."""
    series = load(Series.objects.select_related("space"), pk)
    _check(person, [series.space], edit=True)
    return series


def load_run(person: Person | AnonymousUser, pk: UUID, *, edit: bool = False) -> PlanRun:
    """A proposal, all of whose spaces she may read."""
    run = load(PlanRun.objects.prefetch_related("spaces"), pk)
    _check(person, run.spaces.all(), edit=edit)
    return run


def _check(person: Person | AnonymousUser, spaces: Iterable[Space], *, edit: bool) -> None:
    spaces = list(spaces)
    if not all(perms.may(person, Permission.SEE_ROSTER, space) for space in spaces):
        raise Http404
    if edit and not may_edit(person, spaces):
        raise PermissionDenied
