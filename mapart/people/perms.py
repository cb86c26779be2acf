"""What each role may do, in words a person reads, and the one question: may she do that here?"""

from collections.abc import Callable, Collection, Iterable
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from mapart.core.refusals import Refusal
from mapart.people.enums import RoleKind
from mapart.people.models import Person, Role
from mapart.spaces.models import Space

View = TypeVar("View", bound=Callable[..., Any])


class Permission(StrEnum):
    """What can be allowed in a space, or in the whole network."""

    SEE_ROSTER = "see_roster"
    EDIT_ROSTER = "edit_roster"
    NOTE_ATTENDANCE = "note_attendance"
    SEE_APPLICANTS = "see_applicants"
    EDIT_APPLICANTS = "edit_applicants"
    RUN_CAMPAIGNS = "run_campaigns"
    SEE_VOLUNTEERS = "see_volunteers"
    EDIT_VOLUNTEERS = "edit_volunteers"
    EDIT_SPACE = "edit_space"
    MANAGE_ROLES = "manage_roles"
    SEE_OUTBOX = "see_outbox"
    SEE_FIGURES = "see_figures"
    SET_RATES = "set_rates"
    ANSWER_REQUESTS = "answer_requests"


# Each ends « Marie pourra, à Lille : … », so that a right is given knowing what it does.
PERMISSION_SENTENCES: dict[Permission, StrPromise] = {
    Permission.SEE_ROSTER: _("voir qui vient et quand"),
    Permission.EDIT_ROSTER: _("changer et publier le planning"),
    Permission.NOTE_ATTENDANCE: _("noter qui est venu"),
    Permission.SEE_APPLICANTS: _("voir les personnes qui veulent devenir bénévoles"),
    Permission.EDIT_APPLICANTS: _("inscrire et suivre ces personnes"),
    Permission.RUN_CAMPAIGNS: _("mener une campagne pour trouver des bénévoles"),
    Permission.SEE_VOLUNTEERS: _("voir les numéros de téléphone et les disponibilités des bénévoles"),
    Permission.EDIT_VOLUNTEERS: _("changer les fiches des bénévoles"),
    Permission.EDIT_SPACE: _("changer les horaires et les fermetures"),
    Permission.MANAGE_ROLES: _("donner et retirer des droits"),
    Permission.SEE_OUTBOX: _("voir les messages envoyés"),
    Permission.SEE_FIGURES: _("voir les chiffres"),
    Permission.SET_RATES: _("fixer ce que vaut une heure dans les comptes"),
    Permission.ANSWER_REQUESTS: _("donner à une personne ses données, ou les effacer"),
}


class RoleRights:
    """A role: who it is for, in one sentence, and what it allows. One class each, to be read as a list."""

    kind: RoleKind
    title: StrPromise
    sentence: StrPromise
    permissions: frozenset[Permission]


class NetworkHead(RoleRights):
    """Answers for the whole network."""

    kind = RoleKind.NETWORK_HEAD
    title = _("Direction du réseau")
    sentence = _("Répond de tout le réseau et donne leurs droits aux responsables.")
    permissions = frozenset(Permission)


class SpaceManager(RoleRights):
    """Answers for a space: its days, its people, its team."""

    kind = RoleKind.SPACE_MANAGER
    title = _("Responsable d'espace")
    sentence = _("Fait vivre l'espace : planning, bénévoles, horaires, équipe.")
    permissions = frozenset(Permission) - {Permission.SET_RATES, Permission.ANSWER_REQUESTS}


class CommunityLead(RoleRights):
    """Finds volunteers, welcomes them and keeps in touch with them."""

    kind = RoleKind.COMMUNITY_LEAD
    title = _("Vie associative")
    sentence = _("Accueille les personnes qui veulent aider et accompagne les bénévoles.")
    permissions = frozenset(
        {
            Permission.SEE_ROSTER,
            Permission.NOTE_ATTENDANCE,
            Permission.SEE_APPLICANTS,
            Permission.EDIT_APPLICANTS,
            Permission.RUN_CAMPAIGNS,
            Permission.SEE_VOLUNTEERS,
            Permission.EDIT_VOLUNTEERS,
            Permission.SEE_OUTBOX,
            Permission.SEE_FIGURES,
        }
    )


class Receptionist(RoleRights):
    """Stands at the desk: knows who comes today, writes down who wants to help."""

    kind = RoleKind.RECEPTIONIST
    title = _("Accueil")
    sentence = _("Voit qui vient aujourd'hui, le note, et inscrit les personnes qui veulent aider.")
    permissions = frozenset(
        {
            Permission.SEE_ROSTER,
            Permission.NOTE_ATTENDANCE,
            Permission.SEE_APPLICANTS,
            Permission.EDIT_APPLICANTS,
        }
    )


ROLES: dict[RoleKind, type[RoleRights]] = {
    role.kind: role for role in (NetworkHead, SpaceManager, CommunityLead, Receptionist)
}


def may(person: Person | AnonymousUser, permission: Permission, space: Space | None = None) -> bool:
    """Whether ``person`` has ``permission`` in ``space``; with no space: in the whole network.

    A thing that belongs to no space belongs to the network: only those who answer for all of it may touch it.
    """
    return any(
        space_id is None or (space is not None and space_id == space.pk)
        for space_id in _space_ids(person, permission)
    )


def may_somewhere(person: Person | AnonymousUser, permission: Permission) -> bool:
    """Whether ``person`` has ``permission`` in at least one space: is this page in her menu?"""
    return bool(_space_ids(person, permission))


def reader_of(request: HttpRequest) -> Person:
    """Who is signed in; the middleware has sent everybody else to the sign-in page."""
    assert isinstance(request.user, Person)
    return request.user


def reader_who_may(request: HttpRequest, permission: Permission) -> Person:
    """The same, with this permission in one space at least; ``PermissionDenied`` for anybody else."""
    person = reader_of(request)
    if not may_somewhere(person, permission):
        raise PermissionDenied
    return person


def spaces_where(person: Person | AnonymousUser, permission: Permission) -> QuerySet[Space]:
    """The spaces where ``person`` has ``permission``; all of them for a role in the whole network."""
    space_ids = _space_ids(person, permission)
    if None in space_ids:
        return Space.objects.all()
    return Space.objects.filter(pk__in=[space_id for space_id in space_ids if space_id is not None])


def space_keys_where(person: Person | AnonymousUser, permission: Permission) -> set[UUID] | None:
    """Keys of the spaces where ``person`` has ``permission``; null is the whole network. Asks no query of its own."""
    space_ids = _space_ids(person, permission)
    if None in space_ids:
        return None
    return {space_id for space_id in space_ids if space_id is not None}


def refuse_without_space(person: Person | AnonymousUser, permission: Permission) -> None:
    """Raise ``Refusal`` for somebody who may do this in every space, and for whom none was found: a first start."""
    if space_keys_where(person, permission) is None:
        raise Refusal("spaces.none_open")


def is_staff(person: Person | AnonymousUser) -> bool:
    """Whether ``person`` has any role today, hence a second factor and a home page of the team."""
    return isinstance(person, Person) and bool(person.current_roles)


def require(person: Person | AnonymousUser, permission: Permission, space: Space | None = None) -> None:
    """Raise ``PermissionDenied`` (403) unless ``may``. A stranger to the thing gets 404 from its loader."""
    if not may(person, permission, space):
        raise PermissionDenied


def asks_code_again(view: View) -> View:
    """Mark a view of the team that no open session alone may use: files with addresses, rights, data of somebody.

    The middleware asks for a code when none was shown in the last half hour. A demonstration has no codes.
    """
    view.asks_code_again = True  # type: ignore[attr-defined]
    return view


def permissions_in(roles: Iterable[Role], space: Space | None) -> frozenset[Permission]:
    """What these roles allow in ``space``; with no space: in the whole network."""
    here = [role for role in roles if role.space_id is None or (space and role.space_id == space.pk)]
    return frozenset[Permission]().union(*(ROLES[RoleKind(role.kind)].permissions for role in here))


def sentences(permissions: Collection[Permission]) -> list[StrPromise]:
    """These permissions in words, always in the same order."""
    return [PERMISSION_SENTENCES[permission] for permission in Permission if permission in permissions]


def may_give(person: Person, kind: RoleKind, space: Space | None) -> bool:
    """Whether ``person`` holds there every right of the role, and manages roles: nobody gives more than she has."""
    rights = ROLES[kind].permissions | {Permission.MANAGE_ROLES}
    return all(may(person, permission, space) for permission in rights)


def may_change_account(person: Person, other: Person) -> bool:
    """Whether ``person`` may touch what opens the account of ``other``: she manages roles wherever it has one."""
    keys = space_keys_where(person, Permission.MANAGE_ROLES)
    return keys is None or all(role.space_id in keys for role in other.current_roles)


def may_change_contact(person: Person, other: Person) -> bool:
    """Whether ``person`` may change how ``other`` is reached: herself, or staff who may touch her account.

    Which volunteers staff may change is known a floor above, where the caller asks it too.
    """
    return person.pk == other.pk or (is_staff(person) and may_change_account(person, other))


def _space_ids(person: Person | AnonymousUser, permission: Permission) -> set[UUID | None]:
    """Keys of the spaces of the roles that allow it; ``None`` among them is the whole network."""
    if not isinstance(person, Person):
        return set()
    return {
        role.space_id for role in person.current_roles if permission in ROLES[RoleKind(role.kind)].permissions
    }
