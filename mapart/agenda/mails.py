"""Messages about a seat: found at last, or lost with its session."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from mapart.agenda.models import Booking, Session
from mapart.agenda.rules import place_in_sms, seat_path
from mapart.core.enums import Channel
from mapart.notifications.actions import post
from mapart.notifications.rules import SMS_LENGTH, gsm7_length
from mapart.people.models import Person
from mapart.people.queries import address_of


def tell_seat_found(booking: Booking) -> None:
    """A place was given back and is hers."""
    facts = {"booking": booking, "link": settings.PUBLIC_ADDRESS + seat_path(booking.secret)}
    _tell("seat_found", str(booking.pk), booking.session, booking.person, facts)


def tell_session_cancelled(session: Session, person: Person) -> None:
    """The session will not take place."""
    _tell("session_cancelled", f"{session.pk}:{person.pk}", session, person, {})


def _tell(name: str, key: str, session: Session, person: Person, facts: dict[str, Any]) -> None:
    channel, address = address_of(person)
    context = facts | {
        "session": session,
        "space": session.space,
        "person": person,
        "what": session.title or session.get_kind_display(),
        "on_paper": channel == Channel.PAPER,
    }
    subject, body = _sms(name, context) if channel == Channel.SMS else _mail(name, context)
    post(
        key=f"agenda.{name}:{key}",
        kind=f"agenda.{name}",
        recipient=person.pk,
        space=session.space_id,
        channel=channel,
        address=address,
        subject=subject,
        body=body,
        expires_at=session.starts_at,
    )


def _mail(name: str, context: dict[str, Any]) -> tuple[str, str]:
    """The first line of the template is the subject."""
    subject, _, body = render_to_string(f"agenda/mails/{name}.txt", context).strip().partition("\n")
    return subject, body.strip()


def _sms(name: str, context: dict[str, Any]) -> tuple[str, str]:
    """The place takes the letters that the rest leaves."""
    template = f"agenda/mails/{name}.sms.txt"
    space = context["space"]
    without = gsm7_length(render_to_string(template, context | {"place": ""}).strip())
    place = place_in_sms(space.address, space.city, SMS_LENGTH - without)
    return "", render_to_string(template, context | {"place": place}).strip()
