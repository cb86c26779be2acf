"""Messages of this room: letters of the team, turns of a conversation, thanks."""

import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.notifications.actions import Draft, post_written
from mapart.notifications.rules import family_of, next_polite_moment
from mapart.people.models import Person
from mapart.people.queries import address_of
from mapart.volunteering.enums import LetterScope
from mapart.volunteering.models import Letter, Note, Volunteer
from mapart.volunteering.queries import referents_of

ANNIVERSARY_LASTS = datetime.timedelta(days=7)


def my_messages_link() -> str:
    """Where a volunteer reads and answers."""
    return f"{settings.PUBLIC_ADDRESS}/mon-espace/messages/"


def tell_letter(letter: Letter, volunteer: Volunteer) -> None:
    """The copy of one volunteer: between 8 and 20 h, unless her shift begins before that."""
    now = clock.now()
    polite = next_polite_moment(now, letter.space.time_zone)
    is_pressing = letter.starts_at is not None and letter.starts_at <= polite
    kind = "news" if letter.scope == LetterScope.NEWS else "letter"
    _tell(
        kind,
        f"volunteering.{kind}:{letter.pk}:{volunteer.pk}",
        volunteer.person,
        letter.space_id,
        {"letter": letter, "space": letter.space},
        send_after=now if is_pressing else polite,
        expires_at=letter.starts_at,
    )


def tell_farewell(volunteer: Volunteer, minutes: int) -> None:
    """Thanks to who leaves, with what she gave and the way back."""
    facts = {"minutes": minutes, "space": volunteer.home_space}
    key = f"volunteering.farewell:{volunteer.pk}:{volunteer.left_on}"
    _tell("farewell", key, volunteer.person, volunteer.home_space_id, facts)


def tell_anniversary(volunteer: Volunteer, years: int, minutes: int) -> None:
    """Thanks for one more year, once; pointless a week later."""
    now = clock.now()
    zone = volunteer.home_space.time_zone if volunteer.home_space else settings.TIME_ZONE
    _tell(
        "anniversary",
        f"volunteering.anniversary:{volunteer.pk}:{years}",
        volunteer.person,
        volunteer.home_space_id,
        {"years": years, "minutes": minutes, "space": volunteer.home_space},
        send_after=next_polite_moment(now, zone),
        expires_at=now + ANNIVERSARY_LASTS,
    )


def tell_note(note: Note) -> None:
    """Her note to who answers in her space, at its mail address when nobody does; the team's to her."""
    volunteer = note.volunteer
    space = volunteer.home_space
    if note.is_from_team:
        key = f"volunteering.answer:{note.pk}"
        _tell("answer", key, volunteer.person, volunteer.home_space_id, {"note": note, "space": space})
        return
    if space is None:
        return
    address = f"{settings.PUBLIC_ADDRESS}/equipe/conversations/{volunteer.pk}/"
    facts = {"who": volunteer.person.short_name, "link": address, "space": space}
    team = referents_of(space)
    for referent in team:
        _tell("note", f"volunteering.note:{note.pk}:{referent.pk}", referent, space.pk, facts)
    if not team and space.email:
        _post("note", f"volunteering.note:{note.pk}", None, space.pk, (Channel.MAIL, space.email), facts)


def _tell(
    name: str, key: str, person: Person, space: UUID | None, facts: dict[str, Any], **when: Any
) -> None:
    to = address_of(person, family_of(f"volunteering.{name}"))
    _post(name, key, person, space, to, facts, **when)


def _post(
    name: str,
    key: str,
    person: Person | None,
    space: UUID | None,
    to: tuple[Channel, str],
    facts: dict[str, Any],
    **when: Any,
) -> None:
    draft = Draft(
        template=f"volunteering/mails/{name}",
        facts=facts | {"person": person, "mine": my_messages_link()},
        to=to,
        printed_for=person.full_name if person else "",
        key=key,
        kind=f"volunteering.{name}",
        recipient=person.pk if person else None,
        space=space,
        **when,
    )
    post_written(draft)
