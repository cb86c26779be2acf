"""Reads about people that several rooms share."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.models import JournalEntry
from mapart.notifications.enums import MessageFamily
from mapart.people.enums import RoleKind
from mapart.people.models import AddressChange, NameWord, Person, Role
from mapart.people.phones import receives_sms
from mapart.people.rules import MOST_TRIES, plain_name


def address_of(person: Person, family: MessageFamily = MessageFamily.SERVICE) -> tuple[Channel, str]:
    """How she wants to be told, and where: mail address, E.164 number, or her name for a call or a letter.

    For some families of messages she may have chosen another way than for her shifts.
    """
    channel = person.family_channels.get(family, person.channel)
    if channel == Channel.MAIL and person.email:
        return Channel.MAIL, person.email
    if channel == Channel.SMS and person.phone:
        return Channel.SMS, person.phone
    return Channel.PAPER, person.full_name


def channels_open_to(person: Person) -> list[Channel]:
    """The ways in which she can be told, with the addresses we have. For herself and the team."""
    has_mobile = person.phone is not None and receives_sms(person.phone)
    is_open = {Channel.MAIL: bool(person.email), Channel.SMS: has_mobile, Channel.PAPER: True}
    return [channel for channel in Channel if is_open[channel]]


def awaited_address(person: Person) -> AddressChange | None:
    """The address whose code she can still type. For herself and the team."""
    found = person.address_changes.filter(expires_at__gt=clock.now(), tries__lt=MOST_TRIES, used_at=None)
    return found.first()


def person_to_sign_in(channel: Channel, address: str) -> Person | None:
    """The person whose mail address or E.164 number this is, when her account is open."""
    field = "email" if channel == Channel.MAIL else "phone"
    return Person.objects.filter(is_active=True, **{field: address}).first()


def people_of_name(typed: str) -> QuerySet[NameWord]:
    """Names of which a word begins with each word typed, accents and case forgiven, found by an index. For the team.

    Nobody when no word is typed. Somebody of whom two words begin so comes twice.
    """
    first, *others = sorted(plain_name(typed).split(), key=len, reverse=True) or [""]
    found = NameWord.objects.filter(word__begins=first) if first else NameWord.objects.none()
    for word in others:
        hers = NameWord.objects.filter(person=OuterRef("person"), word__begins=word)
        found = found.filter(Exists(hers))
    return found


def recovery_codes_of(person: Person) -> list[str]:
    """Her recovery codes that were not used yet; none when she has no second factor."""
    kept = Authenticator.objects.filter(user=person.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    return kept.wrap().get_unused_codes() if kept else []


def has_second_factor_set_up(person: Person) -> bool:
    """Whether an application of hers gives codes."""
    return bool(Authenticator.objects.filter(user=person.pk, type=Authenticator.Type.TOTP).exists())


def spaces_with_a_manager() -> set[UUID]:
    """Keys of the spaces that have a manager today. For whoever heads the network."""
    roles = Role.objects.current().filter(kind=RoleKind.SPACE_MANAGER, person__is_active=True)
    return {space for space in roles.values_list("space", flat=True) if space is not None}


def with_absorbed(keys: Collection[UUID]) -> set[UUID]:
    """These people and those who had been written down twice and became one of them. For the register of erasures."""
    found, new = set(keys), set(keys)
    while new:
        merged = JournalEntry.objects.filter(subject__in=new, act="absorb_person")
        new = {UUID(facts["gone"]) for facts in merged.values_list("facts", flat=True)} - found
        found |= new
    return found


def export_person(person: Person) -> dict[str, Any]:
    """All that this room holds about her, in values that JSON can hold, under French names she can read."""
    return {
        "prénom": person.first_name,
        "nom": person.last_name,
        "adresse mail": person.email,
        "téléphone": person.phone,
        "être prévenu": person.get_channel_display(),
        "être prévenu, par genre de messages": {
            str(MessageFamily(family).label): str(Channel(channel).label)
            for family, channel in person.family_channels.items()
        },
        "adresses qui attendent leur code": [
            change.address for change in person.address_changes.filter(used_at=None)
        ],
        "langue": person.language,
        "année de naissance": person.birth_year,
        "connu depuis": person.created_at.isoformat(),
        "dernière entrée dans l'espace": person.last_login.isoformat() if person.last_login else None,
        "rôles": [
            {
                "rôle": role.get_kind_display(),
                "espace": role.space.name if role.space else None,
                "du": role.starts_on.isoformat(),
                "au": role.ends_on.isoformat() if role.ends_on else None,
            }
            for role in person.roles.select_related("space").order_by("starts_on")
        ],
    }
