"""Messages to applicants: a seat, a waiting list, a call to come, a welcome; and to the volunteers who invite."""

import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string

from mapart.agenda.models import Booking, WaitlistEntry
from mapart.agenda.queries import position_of, seats_to_come
from mapart.agenda.rules import place_in_sms, seat_path
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.notifications.actions import post
from mapart.notifications.rules import SMS_LENGTH, gsm7_length
from mapart.people.queries import address_of
from mapart.recruitment.models import Application, Goal, Sponsor
from mapart.recruitment.rules import spoken_code

# Half a day: a touch on the wrong name can be taken back before anybody is thanked.
BEFORE_THANKS = datetime.timedelta(hours=12)
# Where a message goes. What a visitor has just typed, or what we know of the person.
Address = tuple[Channel, str]


def tell_seat(application: Application, booking: Booking, to: Address, invited: str = "") -> None:
    """She has a seat at an information meeting. ``invited``: what became of the invitation she came with."""
    others = [other for other in seats_to_come(booking.person) if other.pk != booking.pk]
    facts = {"booking": booking, "link": _link(booking.secret), "others": others, "invited": invited}
    _tell("seat", str(booking.pk), application, to, facts | {"session": booking.session})


def tell_waiting(application: Application, entry: WaitlistEntry, to: Address, invited: str = "") -> None:
    """The meeting is full: she waits for a seat."""
    facts = {
        "position": position_of(entry),
        "link": _link(entry.secret),
        "session": entry.session,
        "invited": invited,
    }
    _tell("waiting", str(entry.pk), application, to, facts)


def tell_received(application: Application, to: Address, invited: str = "") -> None:
    """No date suits her: the team will call."""
    _tell("received", str(application.pk), application, to, {"invited": invited})


def tell_welcome(application: Application) -> None:
    """She is a volunteer now."""
    _tell(
        "welcome",
        str(application.pk),
        application,
        address_of(application.person),
        {"address": f"{settings.PUBLIC_ADDRESS}/mon-espace/"},
    )


def tell_forgetting(application: Application, mark: str, day: datetime.date) -> None:
    """Nothing has come from her for long: what we know of her goes after ``day``."""
    facts = {"day": day, "link": f"{settings.PUBLIC_ADDRESS}/devenir-benevole/"}
    _tell("forgetting", mark, application, address_of(application.person), facts)


# --- to the volunteers who invite -------------------------------------------------------------------------------
def tell_sponsor(sponsor: Sponsor) -> None:
    """A campaign begins: her link, her code, what is missing in her space."""
    goals = Goal.objects.filter(campaign=sponsor.campaign_id, space=sponsor.space_id)
    facts = {"goals": list(goals.select_related("mission")), "link": invitation_link(sponsor.code)}
    _tell_sponsor("campaign", str(sponsor.pk), sponsor, facts)


def tell_thanks(sponsor: Sponsor, first: UUID, count: int) -> None:
    """Guests of hers came to a meeting; ``first`` is one of their invitations."""
    _tell_sponsor("thanks", str(first), sponsor, {"count": count})


def invitation_link(code: str) -> str:
    """The whole address that a volunteer gives away."""
    return f"{settings.PUBLIC_ADDRESS}/i/{code}"


def _tell_sponsor(name: str, key: str, sponsor: Sponsor, facts: dict[str, Any]) -> None:
    channel, address = address_of(sponsor.person)
    context = facts | {
        "person": sponsor.person,
        "space": sponsor.space,
        "campaign": sponsor.campaign,
        "code": spoken_code(sponsor.code),
        "page": f"{invitation_link(sponsor.code)}/envoyer/",
    }
    subject, body = _sms(name, context) if channel == Channel.SMS else _mail(name, context)
    post(
        key=f"recruitment.{name}:{key}",
        kind=f"recruitment.{name}",
        recipient=sponsor.person_id,
        space=sponsor.space_id,
        channel=channel,
        address=address,
        subject=subject,
        body=body,
        expires_at=clock.at(
            sponsor.campaign.ends_on + datetime.timedelta(days=1), datetime.time.min, sponsor.space.time_zone
        )
        if name == "campaign"
        else None,
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
