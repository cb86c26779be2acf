"""Messages to applicants: a seat, a waiting list, a call to come, a welcome; and to the volunteers who invite."""

import datetime
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings

from mapart.agenda.models import Booking, WaitlistEntry
from mapart.agenda.queries import position_of, seats_to_come
from mapart.agenda.rules import place_in_sms, seat_path
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.notifications.actions import Draft, post_written
from mapart.notifications.queries import was_posted
from mapart.people.models import Person
from mapart.people.queries import address_of
from mapart.planning.models import Assignment
from mapart.recruitment.charter import ARTICLES
from mapart.recruitment.models import Application, Goal, PathStep, Sponsor, TrialShift
from mapart.recruitment.rules import PATIENCE, spoken_code
from mapart.spaces.models import Space
from mapart.volunteering.models import Volunteer

# Half a day: a touch on the wrong name can be taken back before anybody is thanked.
BEFORE_THANKS = datetime.timedelta(hours=12)
# Names in one alert: the others are counted, and on the page it leads to.
_NAMED = 12
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
    """She is a volunteer now; her link leads to the charter and to her trial shift."""
    _tell_her("welcome", str(application.pk), application, {"charter": ARTICLES})


def tell_trial(trial: TrialShift) -> None:
    """A trial shift is proposed, beside whom, and the link that answers."""
    _tell_her("trial", str(trial.pk), trial.application, _of_trial(trial))


def tell_trial_yes(trial: TrialShift, assignment: Assignment) -> None:
    """She said yes: where, when, beside whom, and the link to say that she cannot come in the end."""
    facts = _of_trial(trial) | {"shift_link": f"{settings.PUBLIC_ADDRESS}/creneau/{assignment.secret}/"}
    _tell_her("trial_yes", str(trial.pk), trial.application, facts)


def tell_buddy(trial: TrialShift) -> None:
    """Who begins beside her, and when."""
    facts = _of_trial(trial) | {"newcomer": trial.application.person.first_name}
    _tell_person("buddy", str(trial.pk), trial.application, trial.buddy.person, facts)


def tell_ready(application: Application) -> None:
    """Her way is over: she is in the roster."""
    _tell_her(
        "ready", str(application.pk), application, {"address": f"{settings.PUBLIC_ADDRESS}/mon-espace/"}
    )


def tell_forgetting(application: Application, mark: str, day: datetime.date) -> None:
    """Nothing has come from her for long: what we know of her goes after ``day``."""
    facts = {"day": day, "link": f"{settings.PUBLIC_ADDRESS}/devenir-benevole/"}
    _tell_person("forgetting", mark, application, application.person, facts)


def tell_former(volunteer: Volunteer, mark: str, day: datetime.date) -> None:
    """She left the volunteers years ago: what we know of her goes after ``day``; her certificate is still there."""
    _tell_goes("former", mark, volunteer.person, day, "/mon-espace/mes-donnees/", volunteer.home_space)


def tell_unbound(person: Person, mark: str, day: datetime.date) -> None:
    """Nothing binds her to us any more: what we know of her goes after ``day``, unless she comes in before."""
    _tell_goes("unbound", mark, person, day, "/mon-espace/")


def _tell_goes(
    name: str, mark: str, person: Person, day: datetime.date, path: str, space: Space | None = None
) -> None:
    """``path``: where she can do something about it; ``space``: who answers her, or the association."""
    facts = {
        "person": person,
        "day": day,
        "link": f"{settings.PUBLIC_ADDRESS}{path}",
        "phone": space.phone if space else settings.ASSOCIATION_PHONE,
    }
    post_written(
        Draft(
            template=f"recruitment/mails/{name}",
            facts=facts,
            to=address_of(person),
            printed_for=person.full_name,
            key=f"recruitment.{name}:{mark}",
            kind=f"recruitment.{name}",
            recipient=person.pk,
            space=space.pk if space else None,
        )
    )


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
    space, zone = sponsor.space, sponsor.space.time_zone
    end = clock.at(sponsor.campaign.ends_on + datetime.timedelta(days=1), datetime.time.min, zone)
    draft = Draft(
        template=f"recruitment/mails/{name}",
        facts=facts
        | {
            "person": sponsor.person,
            "space": space,
            "campaign": sponsor.campaign,
            "code": spoken_code(sponsor.code),
            "page": f"{invitation_link(sponsor.code)}/envoyer/",
        },
        to=address_of(sponsor.person),
        printed_for=sponsor.person.full_name,
        key=f"recruitment.{name}:{key}",
        kind=f"recruitment.{name}",
        recipient=sponsor.person_id,
        space=space.pk,
        expires_at=end if name == "campaign" else None,
    )
    post_written(draft)


def remind(step: PathStep, day: datetime.date) -> None:
    """The ball is hers: a word to a newcomer, at most once a day for a step."""
    _tell_her("remind", f"{step.pk}:{day}", step.application, {"step": step.step})


def alert(owner: Person | None, steps: Sequence[PathStep], day: datetime.date) -> bool:
    """Who waits for us, the longest first: one message a day to whoever answers for them; false: it has left already.

    ``owner`` null: nobody does; the message goes to the mail address of the space of the first one.
    """
    space = steps[0].application.space
    key = f"{owner.pk if owner else space.pk}:{day}"
    if was_posted(f"recruitment.alert:{key}"):
        return False
    facts = {
        "steps": steps[:_NAMED],
        "count": len(steps),
        "others": max(0, len(steps) - _NAMED),
        "hours": PATIENCE // datetime.timedelta(hours=1),
        "link": f"{settings.PUBLIC_ADDRESS}/equipe/accueil/",
    }
    to = address_of(owner) if owner else (Channel.MAIL, space.email)
    _tell("alert", key, steps[0].application, to, facts, person=owner)
    return True


def _of_trial(trial: TrialShift) -> dict[str, Any]:
    return {
        "session": trial.need.session,
        "mission": trial.need.mission,
        "buddy": trial.buddy.person.first_name,
    }


def path_link(application: Application) -> str:
    """The address that opens her way after the meeting. A promise: printed in sent messages."""
    return f"{settings.PUBLIC_ADDRESS}/bienvenue/{application.secret}/"


def _link(secret: str) -> str:
    return settings.PUBLIC_ADDRESS + seat_path(secret)


def _tell_her(name: str, key: str, application: Application, facts: dict[str, Any]) -> None:
    facts = {"link": path_link(application)} | facts
    _tell_person(name, key, application, application.person, facts)


def _tell_person(
    name: str, key: str, application: Application, person: Person, facts: dict[str, Any]
) -> None:
    """To the address we know. One that no message can reach must not stop an act: the team prints the letter."""
    _tell(name, key, application, address_of(person), facts, person=person, printed_for=person.full_name)


def _tell(
    name: str,
    key: str,
    application: Application,
    to: Address,
    facts: dict[str, Any],
    *,
    person: Person | None = None,
    printed_for: str = "",
) -> None:
    """``person``: who reads it; the applicant unless said, nobody by name for ``alert`` to a space."""
    session = facts.get("session")
    space = session.space if session else application.space
    reader = person or application.person
    draft = Draft(
        template=f"recruitment/mails/{name}",
        facts=facts | {"application": application, "person": reader, "space": space},
        to=to,
        printed_for=printed_for,
        key=f"recruitment.{name}:{key}",
        kind=f"recruitment.{name}",
        recipient=None if name == "alert" and person is None else reader.pk,
        space=space.pk,
        expires_at=session.starts_at if session else None,
        place=partial(place_in_sms, space.address, space.city),
    )
    post_written(draft)
