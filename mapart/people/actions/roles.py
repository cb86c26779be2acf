"""Giving and withdrawing rights."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from mapart.core import clock, journal
from mapart.core.refusals import Refusal
from mapart.people.enums import RoleKind
from mapart.people.mails import tell_role_given
from mapart.people.models import Person, Role
from mapart.people.perms import Permission, may, may_give
from mapart.spaces.models import Space


def give_role(
    *,
    by: Person | None,
    person: Person,
    kind: RoleKind,
    space: Space | None = None,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
) -> Role:
    """Let ``person`` do in ``space`` (null: the whole network) what the role allows.

    From today when no date is said. ``by`` must hold there every right of the role; null is the installer.
    Raises ``PermissionDenied`` for somebody who manages no roles there, ``Refusal`` with
    ``people.role_beyond_yours``, ``people.role_already_given`` or ``people.head_of_all_spaces``.
    """
    if kind == RoleKind.NETWORK_HEAD and space is not None:
        raise Refusal("people.head_of_all_spaces")
    with transaction.atomic():
        _check_may_manage(by, kind, space)
        today = clock.today(space.time_zone) if space else clock.today()
        role, is_new = Role.objects.get_or_create(
            person=person,
            kind=kind,
            space=space,
            defaults={"starts_on": starts_on or today, "ends_on": ends_on},
        )
        if not is_new:
            if role.ends_on is None or role.ends_on >= today:
                raise Refusal("people.role_already_given")
            role.starts_on, role.ends_on = starts_on or today, ends_on
            role.save(update_fields=["starts_on", "ends_on"])
        journal.record(by, "give_role", person, kind=str(kind), space=space.pk if space else None)
        tell_role_given(role)
    person.forget_current_roles()
    return role


def end_role(*, by: Person | None, role: Role) -> Role:
    """Withdraw a role at once: the row goes, the journal remembers. Returns the role as it was.

    Raises like ``give_role``, and ``Refusal("people.last_network_head")``: nobody could give rights any more.
    """
    with transaction.atomic():
        _check_may_manage(by, RoleKind(role.kind), role.space)
        if role.kind == RoleKind.NETWORK_HEAD and role.space is None and not _hold_other_heads(role):
            raise Refusal("people.last_network_head")
        gone, _ = Role.objects.filter(pk=role.pk).delete()
        if gone:
            journal.record(by, "end_role", role.person, kind=role.kind, space=role.space_id)
    role.person.forget_current_roles()
    return role


def _check_may_manage(by: Person | None, kind: RoleKind, space: Space | None) -> None:
    if by is None:
        return
    if not may(by, Permission.MANAGE_ROLES, space):
        raise PermissionDenied
    if not may_give(by, kind, space):
        raise Refusal("people.role_beyond_yours")


def _hold_other_heads(role: Role) -> bool:
    """Whether another head is there, and stays until the end of this transaction: all are held, in one order."""
    heads = Role.objects.current().filter(kind=RoleKind.NETWORK_HEAD, space=None, person__is_active=True)
    held = heads.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True)
    return bool(set(held) - {role.pk})
