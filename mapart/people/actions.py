"""Every write about people."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from mapart.core import clock, journal
from mapart.core.enums import Channel, Language
from mapart.core.refusals import Refusal
from mapart.people.enums import RoleKind
from mapart.people.models import Person, Role
from mapart.people.perms import ROLES, Permission, may
from mapart.people.rules import same_mail
from mapart.spaces.models import Space


def remember_person(
    *,
    by: Person | None,
    first_name: str,
    last_name: str = "",
    email: str | None = None,
    phone: str | None = None,
    channel: Channel,
    language: str = Language.FR,
    birth_year: int | None = None,
) -> Person:
    """The person of this mail address or phone, made when we do not know her yet.

    ``by`` is null for a visitor who gives her own name. ``phone`` is in E.164 (``phones.read_phone``).
    Somebody we know is returned as she is: what a visitor types may never change her data, nor add a phone to
    her mail address, or he could then sign in as her. When the mail and the phone belong to two people, the
    mail decides.
    Raises ``Refusal("people.address_missing")`` when the wanted channel has no address.
    """
    email = same_mail(email) if email else None
    phone = phone or None
    if (channel == Channel.MAIL and not email) or (channel == Channel.SMS and not phone):
        raise Refusal("people.address_missing")
    with transaction.atomic():
        known = _known_person(email, phone)
        if known:
            return known
        try:
            with transaction.atomic():
                person = Person.objects.create(
                    first_name=first_name.strip(),
                    last_name=last_name.strip(),
                    email=email,
                    phone=phone,
                    channel=channel,
                    language=language,
                    birth_year=birth_year,
                )
        except IntegrityError:
            known = _known_person(email, phone)  # the same person, written at the same instant elsewhere
            if known is None:
                raise
            return known
        journal.record(by, "remember_person", person, channel=str(channel))
        return person


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
    ``people.role_beyond_yours`` or ``people.role_already_given``.
    """
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
    person.forget_current_roles()
    return role


def end_role(*, by: Person | None, role: Role) -> Role:
    """Withdraw a role at once: the row goes, the journal remembers. Returns the role as it was.

    Raises like ``give_role``, and ``Refusal("people.last_network_head")``: nobody could give rights any more.
    """
    with transaction.atomic():
        _check_may_manage(by, RoleKind(role.kind), role.space)
        if role.kind == RoleKind.NETWORK_HEAD and role.space is None and not _other_network_head(role):
            raise Refusal("people.last_network_head")
        Role.objects.filter(pk=role.pk).delete()
        journal.record(by, "end_role", role.person, kind=role.kind, space=role.space_id)
    role.person.forget_current_roles()
    return role


def forget_person(*, by: Person | None, person: Person) -> Person:
    """Erase who she is from this room; her row stays without a name, so that counts stay right.

    Rights, consents, codes and second factor go; she cannot sign in any more. Raises
    ``Refusal("people.already_erased")``, and ``people.last_network_head`` when nobody else could give rights.
    """
    if person.erased_on:
        raise Refusal("people.already_erased")
    with transaction.atomic():
        for role in person.roles.select_related("space"):
            end_role(by=None, role=role)
        person.consents.all().delete()
        person.first_name, person.last_name, person.birth_year = "Personne effacée", "", None
        person.email = person.phone = person.last_login = None
        person.channel = Channel.PAPER
        person.is_active = False
        person.erased_on = clock.today()
        person.set_unusable_password()
        person.save()
        journal.record(by, "forget_person", person)
    return person


def _known_person(email: str | None, phone: str | None) -> Person | None:
    known = Person.objects.filter(email=email).first() if email else None
    if known is None and phone:
        known = Person.objects.filter(phone=phone).first()
    return known


def _check_may_manage(by: Person | None, kind: RoleKind, space: Space | None) -> None:
    if by is None:
        return
    if not may(by, Permission.MANAGE_ROLES, space):
        raise PermissionDenied
    if not all(may(by, permission, space) for permission in ROLES[kind].permissions):
        raise Refusal("people.role_beyond_yours")


def _other_network_head(role: Role) -> bool:
    heads = Role.objects.current().filter(kind=RoleKind.NETWORK_HEAD, space=None, person__is_active=True)
    return heads.exclude(pk=role.pk).exists()
