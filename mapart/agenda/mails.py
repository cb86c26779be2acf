"""Messages about a seat: found at last, or lost with its session."""

from functools import partial
from typing import Any

from django.conf import settings

from mapart.agenda.models import Booking, Session
from mapart.agenda.rules import place_in_sms, seat_path
from mapart.notifications.actions import Draft, post_written
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
    space = session.space
    what = session.title or session.get_kind_display()
    draft = Draft(
        template=f"agenda/mails/{name}",
        facts=facts | {"session": session, "space": space, "person": person, "what": what},
        to=address_of(person),
        printed_for=person.full_name,
        key=f"agenda.{name}:{key}",
        kind=f"agenda.{name}",
        recipient=person.pk,
        space=session.space_id,
        expires_at=session.starts_at,
        place=partial(place_in_sms, space.address, space.city),
    )
    post_written(draft)
