"""Messages about a seat: found at last, or lost with its session."""

from django.conf import settings
from django.template.loader import render_to_string

from mapart.agenda.models import Booking, Session
from mapart.core.enums import Channel
from mapart.notifications.actions import post
from mapart.people.models import Person
from mapart.people.queries import address_of


def seat_link(secret: str) -> str:
    """The address that opens a seat without an account. It is a promise (house.md §7): printed in sent messages."""
    return f"{settings.PUBLIC_ADDRESS}/reunion/{secret}/"


def tell_seat_found(booking: Booking) -> None:
    """A place was given back and is hers."""
    _tell(
        "seat_found",
        f"agenda.seat_found:{booking.pk}",
        booking.session,
        booking.person,
        {"booking": booking, "link": seat_link(booking.secret)},
    )


def tell_session_cancelled(session: Session, person: Person) -> None:
    """The session will not take place."""
    _tell("session_cancelled", f"agenda.session_cancelled:{session.pk}:{person.pk}", session, person, {})


def _tell(name: str, key: str, session: Session, person: Person, facts: dict[str, object]) -> None:
    channel, address = address_of(person)
    context = {"session": session, "space": session.space, "person": person, **facts}
    context["what"] = session.title or session.get_kind_display()
    form = "sms.txt" if channel == Channel.SMS else "txt"
    text = render_to_string(f"agenda/mails/{name}.{form}", context).strip()
    subject, _, body = ("", "", text) if channel == Channel.SMS else text.partition("\n")
    post(
        key=key,
        kind=f"agenda.{name}",
        recipient=person.pk,
        space=session.space_id,
        channel=channel,
        address=address,
        subject=subject,
        body=body.strip(),
        expires_at=session.starts_at,
    )
