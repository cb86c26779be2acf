"""Messages to applicants: a seat, a place on a waiting list, a call to come, a welcome."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from mapart.agenda.models import Booking, WaitlistEntry
from mapart.agenda.queries import position_of, seats_to_come
from mapart.agenda.rules import place_in_sms, seat_path
from mapart.core.enums import Channel
from mapart.notifications.actions import post
from mapart.notifications.rules import SMS_LENGTH, gsm7_length
from mapart.people.queries import address_of
from mapart.recruitment.models import Application

# Where a message goes. What a visitor has just typed, or what we know of the person.
Address = tuple[Channel, str]


def tell_seat(application: Application, booking: Booking, to: Address) -> None:
    """She has a seat at an information meeting."""
    others = [other for other in seats_to_come(booking.person) if other.pk != booking.pk]
    facts = {"booking": booking, "link": _link(booking.secret), "others": others}
    _tell("seat", str(booking.pk), application, to, facts | {"session": booking.session})


def tell_waiting(application: Application, entry: WaitlistEntry, to: Address) -> None:
    """The meeting is full: she waits for a seat."""
    facts = {"position": position_of(entry), "link": _link(entry.secret), "session": entry.session}
    _tell("waiting", str(entry.pk), application, to, facts)


def tell_received(application: Application, to: Address) -> None:
    """No date suits her: the team will call."""
    _tell("received", str(application.pk), application, to, {})


def tell_welcome(application: Application) -> None:
    """She is a volunteer now."""
    _tell(
        "welcome",
        str(application.pk),
        application,
        address_of(application.person),
        {"address": f"{settings.PUBLIC_ADDRESS}/mon-espace/"},
    )


def _link(secret: str) -> str:
    return settings.PUBLIC_ADDRESS + seat_path(secret)


def _tell(name: str, key: str, application: Application, to: Address, facts: dict[str, Any]) -> None:
    channel, address = to
    session = facts.get("session")
    space = session.space if session else application.space
    context = facts | {"application": application, "person": application.person, "space": space}
    subject, body = _sms(name, context) if channel == Channel.SMS else _mail(name, context)
    post(
        key=f"recruitment.{name}:{key}",
        kind=f"recruitment.{name}",
        recipient=application.person_id,
        space=space.pk,
        channel=channel,
        address=address,
        subject=subject,
        body=body,
        expires_at=session.starts_at if session else None,
    )


def _mail(name: str, context: dict[str, Any]) -> tuple[str, str]:
    """The first line of the template is the subject."""
    subject, _, body = render_to_string(f"recruitment/mails/{name}.txt", context).strip().partition("\n")
    return subject, body.strip()


def _sms(name: str, context: dict[str, Any]) -> tuple[str, str]:
    """The place takes the letters that the rest leaves."""
    template = f"recruitment/mails/{name}.sms.txt"
    space = context["space"]
    without = gsm7_length(render_to_string(template, context | {"place": ""}).strip())
    place = place_in_sms(space.address, space.city, SMS_LENGTH - without)
    return "", render_to_string(template, context | {"place": place}).strip()
