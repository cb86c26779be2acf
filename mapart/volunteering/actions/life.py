"""Writes about the life of a volunteer: welcome, pause, return, leave, oblivion."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from mapart.core import clock, journal
from mapart.core.enums import Language
from mapart.core.ids import secret
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.spaces.models import Space
from mapart.volunteering import mails
from mapart.volunteering.actions.availability import set_availability
from mapart.volunteering.actions.claim import claim
from mapart.volunteering.actions.profile import set_languages, set_missions, set_reach
from mapart.volunteering.enums import Commitment, HoursState, LeavingReason, Status, VolunteerState
from mapart.volunteering.models import (
    HoursEntry,
    ImportBatch,
    LetterCopy,
    Likeness,
    Mission,
    Note,
    Volunteer,
)
from mapart.volunteering.perms import may_welcome
from mapart.volunteering.queries import minutes_given
from mapart.volunteering.rules import Window, may_become


def welcome_volunteer(
    *,
    by: Person | None,
    person: Person,
    space: Space,
    missions: Sequence[Mission],
    status: Status = Status.OTHER,
    commitment: Commitment = Commitment.THREE_HOURS_A_MONTH,
    insee_code: str = "",
    windows: Iterable[Window] = (),
    languages: Iterable[Language] = (Language.FR,),
    begins: bool = True,
) -> Volunteer:
    """Make a volunteer of ``space`` out of a person who was met; also of one who had left and comes back.

    She starts with three accompanied shifts and within reach of ``space``; she can complete the rest herself. Unless
    she ``begins`` at once, the roster counts on her after ``begin`` only.
    Welcoming twice is the same as once: whoever is active or paused already stays as she is. Raises
    ``PermissionDenied`` unless ``perms.may_welcome``, and the refusals of ``set_missions``.
    """
    if by is not None and not may_welcome(by, space):
        raise PermissionDenied
    with transaction.atomic():
        volunteer, is_new = Volunteer.objects.get_or_create(person=person, defaults={"home_space": space})
        volunteer = claim(None, volunteer)
        if volunteer.state not in (VolunteerState.CANDIDATE, VolunteerState.LEFT):
            return volunteer
        volunteer.state = VolunteerState.ACTIVE if begins else VolunteerState.WELCOMED
        volunteer.left_on, volunteer.left_reason = None, ""
        volunteer.home_space, volunteer.started_on = space, clock.today(space.time_zone)
        volunteer.status, volunteer.commitment = status, commitment
        volunteer.insee_code = insee_code
        volunteer.save()
        journal.record(by, "welcome_volunteer", volunteer, space=space.pk, is_new=is_new)
        set_missions(by=None, volunteer=volunteer, missions=missions)
        set_reach(by=None, volunteer=volunteer, spaces=[space])
        set_languages(by=None, volunteer=volunteer, languages=languages)
        set_availability(by=None, volunteer=volunteer, windows=windows)
        return volunteer


def begin(*, by: Person | None, volunteer: Volunteer, is_experienced: bool = False) -> Volunteer:
    """Her welcome is over: the roster counts on her. ``is_experienced``: nobody needs to stand beside her.

    Somebody who is not being welcomed stays as she is. Whether ``by`` may is checked by the caller, a floor above.
    """
    with transaction.atomic():
        current = claim(None, volunteer)
        if current.state != VolunteerState.WELCOMED:
            return current
        current.state = VolunteerState.ACTIVE
        if is_experienced:
            current.accompanied_shifts_left = 0
        current.save(update_fields=["state", "accompanied_shifts_left"])
        journal.record(by, "begin_missions", current, is_experienced=is_experienced)
        return current


def pause(*, by: Person | None, volunteer: Volunteer) -> Volunteer:
    """Stop proposing shifts to her until she resumes. Her published shifts are freed by the caller (planning).

    Raises ``Refusal("volunteering.move_impossible")`` unless she is active or paused already.
    """
    return _move(by, volunteer, VolunteerState.PAUSED, "pause")


def resume(*, by: Person | None, volunteer: Volunteer) -> Volunteer:
    """Propose shifts to her again after a pause. Who has left is welcomed anew instead.

    Raises ``Refusal("volunteering.move_impossible")``.
    """
    with transaction.atomic():
        current = claim(by, volunteer)
        if current.state not in (VolunteerState.PAUSED, VolunteerState.ACTIVE):
            raise Refusal("volunteering.move_impossible")
        return _move(by, current, VolunteerState.ACTIVE, "resume")


def leave(*, by: Person | None, volunteer: Volunteer, reason: LeavingReason | None = None) -> Volunteer:
    """End her volunteering; her history stays. Her published shifts are freed by the caller (planning).

    She is thanked once, and told how to come back; not who never began. ``reason``: what she answered, if she did.
    """
    with transaction.atomic():
        before = volunteer.state
        current = _move(by, volunteer, VolunteerState.LEFT, "leave")
        if reason and not current.left_reason:
            current.left_reason = reason
            current.save(update_fields=["left_reason"])
        if before not in (VolunteerState.LEFT, VolunteerState.WELCOMED):
            mails.tell_farewell(current, minutes_given(current))
        return current


def revoke_calendar(*, by: Person | None, volunteer: Volunteer) -> Volunteer:
    """Give her calendar a new address; the old one stops working at once."""
    with transaction.atomic():
        current = claim(by, volunteer)
        current.calendar_secret = secret()
        current.save(update_fields=["calendar_secret"])
        journal.record(by, "revoke_calendar", current)
        return current


def note_reading(*, by: Person, volunteer: Volunteer) -> None:
    """Keep in the journal that somebody else has read her page, so that she can be told who did."""
    if by.pk != volunteer.person_id:
        journal.record(by, "read_volunteer", volunteer)


def forget_person(*, by: Person | None, person: Person) -> Volunteer | None:
    """Erase what this room knows of a person; the bare row stays, so that counts of the past stay right.

    ``by`` was checked by the caller, who erases the person in every room.
    """
    with transaction.atomic():
        volunteer = Volunteer.objects.select_for_update().filter(person=person).first()
        if volunteer is None:
            return None
        for rows in (
            "skills",
            "languages",
            "choices",
            "reach",
            "windows",
            "absences",
            "extras",
            "signatures",
            "not_now",
        ):
            getattr(volunteer, rows).all().delete()
        volunteer.certificates.all().delete()
        # What waits to be confirmed never counted, and nobody could be asked about it any more.
        HoursEntry.objects.standing().filter(volunteer=volunteer, state=HoursState.WAITING).delete()
        volunteer.former.all().delete()  # and with them her old calendars
        Likeness.objects.filter(Q(one=volunteer) | Q(other=volunteer)).delete()
        ImportBatch.objects.filter(asked_by=person).delete()
        Note.objects.filter(volunteer=volunteer).delete()
        LetterCopy.objects.filter(volunteer=volunteer).delete()
        volunteer.state = VolunteerState.LEFT
        volunteer.left_on = volunteer.left_on or clock.today()
        volunteer.status, volunteer.insee_code, volunteer.calendar_secret = Status.OTHER, "", secret()
        volunteer.left_reason = ""
        volunteer.age_band, volunteer.age_said_on, volunteer.parent_agreed_on = "", None, None
        volunteer.save()
        journal.record(by, "forget_volunteer", volunteer)
        return volunteer


def _move(by: Person | None, volunteer: Volunteer, state: VolunteerState, act: str) -> Volunteer:
    with transaction.atomic():
        current = claim(by, volunteer)
        if current.state == state:
            return current
        if not may_become(current.state, state):
            raise Refusal("volunteering.move_impossible")
        current.state = state
        if state == VolunteerState.LEFT:
            current.left_on = clock.today()
        current.save(update_fields=["state", "left_on"])
        journal.record(by, act, current)
        return current
