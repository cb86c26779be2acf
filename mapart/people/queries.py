"""Reads about people that several rooms share."""

from typing import Any

from mapart.core.enums import Channel
from mapart.people.models import Person


def address_of(person: Person) -> tuple[Channel, str]:
    """How she wants to be told, and where: mail address, E.164 number, or her name for a call or a letter."""
    if person.channel == Channel.MAIL and person.email:
        return Channel.MAIL, person.email
    if person.channel == Channel.SMS and person.phone:
        return Channel.SMS, person.phone
    return Channel.PAPER, person.full_name


def export_person(person: Person) -> dict[str, Any]:
    """All that this room holds about her, in values that JSON can hold, under French names she can read."""
    return {
        "prénom": person.first_name,
        "nom": person.last_name,
        "adresse mail": person.email,
        "téléphone": person.phone,
        "être prévenu": Channel(person.channel).label,
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
        "accords": [
            {
                "pour": consent.get_purpose_display(),
                "version": consent.version,
                "donné le": consent.given_at.isoformat(),
                "retiré le": consent.withdrawn_at.isoformat() if consent.withdrawn_at else None,
            }
            for consent in person.consents.order_by("given_at")
        ],
    }
