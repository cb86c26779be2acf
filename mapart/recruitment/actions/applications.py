"""Applications: made by a visitor or by the team, moved from stage to stage."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mapart.agenda.actions import claim_seat, leave_waitlist
from mapart.agenda.models import Booking, Session, WaitlistEntry
from mapart.agenda.queries import seats_to_come
from mapart.core import journal, wording
from mapart.core.enums import Channel
from mapart.core.ids import secret
from mapart.core.refusals import Refusal, sentence
from mapart.people.models import Person
from mapart.recruitment import mails
from mapart.recruitment.actions.invitations import forget_invitations, record_invitation
from mapart.recruitment.actions.meetings import give_back_place
from mapart.recruitment.actions.opening import Applicant, open_application
from mapart.recruitment.actions.stages import application_in_course, change_stage, follow_seat
from mapart.recruitment.actions.trials import give_up_trials
from mapart.recruitment.enums import HeardFrom, LeftReason, Stage, TrialState
from mapart.recruitment.models import Application, TrialShift
from mapart.recruitment.perms import require_edit
from mapart.recruitment.queries import waiting_for
from mapart.recruitment.rules import OPEN_TRIALS, may_move, windows_of
from mapart.spaces.models import Space
from mapart.volunteering.actions import leave, welcome_volunteer
from mapart.volunteering.models import Mission
from mapart.volunteering.queries import missions_open_to_all, volunteer_of
from mapart.volunteering.rules import PRESENT


@dataclass(frozen=True)
class Outcome:
    """What came of a request: the application, and the seat or the place on the waiting list if one was asked.

    ``was_held``: she held it before this request, which only she may learn.
    """

    application: Application
    held: Booking | WaitlistEntry | None
    was_held: bool


def apply(
    *,
    by: Person | None,
    key: UUID,
    applicant: Applicant,
    space: Space,
    session: Session | None = None,
    heard_from: HeardFrom = HeardFrom.WEB,
) -> Outcome:
    """« I want to help »: one application in course per person, a seat at ``session`` if one is chosen, a message.

    ``by`` is null for a visitor, else the team writes down who phones, writes or stands at the desk. ``key`` names
    the attempt: sent twice, it changes nothing more. Somebody we know keeps what we know of her; the message goes to
    the address just given, which is hers since it is how we knew her. An invitation that does not count never keeps
    her out: the message says why, to her alone. The team is told at once, and nothing is written: she is there to say
    another code, or none. Raises the refusals of ``remember_person`` and ``claim_seat``, and for the team those of
    ``record_invitation`` and ``recruitment.followed_elsewhere``.
    """
    space = session.space if session else space
    require_edit(by, space)
    with transaction.atomic():
        application = open_application(by, key, applicant, space, heard_from)
        to = _address(applicant, application.person)
        if session is None:
            mails.tell_received(application, to, _invited(by, application, applicant))
            return Outcome(application, None, was_held=False)
        held = claim_seat(by=by, session=session, person=application.person, key=key)
        if isinstance(held, Booking):
            follow_seat(by, held, Stage.INVITED)
            application.refresh_from_db()
            mails.tell_seat(application, held, to, _invited(by, application, applicant))
        else:
            mails.tell_waiting(application, held, to, _invited(by, application, applicant))
        return Outcome(application, held, was_held=held.key != key)


def move_application(
    *, by: Person | None, application: Application, stage: Stage, reason: LeftReason | str = ""
) -> Application:
    """Move an applicant by one step of ``rules.TRANSITIONS``; to the stage she is at already: nothing happens.

    Welcomed, she becomes a volunteer of the space and is told; the roster counts on her once she is ready
    (``begin_without_trial``, or the end of her way). When she leaves, ``reason`` is needed: her seats to come and her
    trial shift go to others, she waits for no meeting, and who was being welcomed is no volunteer any more. Raises
    ``Refusal``: ``recruitment.move_not_allowed``, ``recruitment.reason_missing``, ``recruitment.already_followed``,
    ``recruitment.stops_on_her_page`` for who is in the roster: her shifts are freed there (``stop_volunteering``).
    """
    require_edit(by, application.space)
    with transaction.atomic():
        application.refresh_from_db(fields=["stage"])
        before = Stage(application.stage)
        if before == stage:
            return application
        if not may_move(before, stage) or stage == Stage.ACTIVE:
            raise Refusal("recruitment.move_not_allowed")
        if stage == Stage.LEFT:
            if not reason:
                raise Refusal("recruitment.reason_missing")
            _give_back_everything(application, before)
        # Giving back her seat may have moved her one stage back.
        if not change_stage(by, application, {before, Stage.APPLIED} - {stage}, stage, reason):
            application.refresh_from_db(fields=["stage"])
            if application.stage != stage:
                raise Refusal("recruitment.move_not_allowed")
            return application  # another press moved her at this instant
        if stage == Stage.WELCOMED:
            _welcome(by, application)
        elif stage == Stage.LEFT:
            _end_welcome(by, application)
    return application


def note_application_reading(*, by: Person, application: Application) -> None:
    """Keep in the journal that somebody else has read what an applicant said, so that she can be told who did."""
    if by.pk != application.person_id:
        journal.record(by, "read_application", application.person)


def forget_person(*, by: Person | None, person: Person) -> None:
    """Close her applications and erase what she said; how many applied, and how far they went, stays countable."""
    with transaction.atomic():
        application = application_in_course(person)
        if application is not None:
            change_stage(by, application, list(Stage), Stage.LEFT, LeftReason.OTHER)
        forget_invitations(person)
        for one in Application.objects.filter(person=person):
            Application.objects.filter(pk=one.pk).update(insee_code="", moment="", secret=secret())
        TrialShift.objects.filter(application__person=person, state__in=OPEN_TRIALS).update(
            state=TrialState.LAPSED
        )
        journal.record(by, "forget_person_in_recruitment", person)


def _invited(by: Person | None, application: Application, applicant: Applicant) -> str:
    """Write who invited her, when she said so; returns what her message says of it."""
    if not applicant.code:
        return ""
    try:
        invitation = record_invitation(by=by, application=application, code=applicant.code, way=applicant.way)
    except Refusal as refusal:
        if by is not None:
            raise
        return sentence(refusal)
    return _("Vous venez de la part %(whose)s. Merci à vous deux.") % {
        "whose": wording.of(invitation.sponsor.person.first_name)
    }


def _address(applicant: Applicant, person: Person) -> mails.Address:
    if applicant.channel == Channel.MAIL and applicant.email:
        return Channel.MAIL, applicant.email
    if applicant.channel == Channel.SMS and applicant.phone:
        return Channel.SMS, applicant.phone
    return Channel.PAPER, person.full_name


def _welcome(by: Person | None, application: Application) -> None:
    welcome_volunteer(
        by=by,
        person=application.person,
        space=application.space,
        missions=_missions_of(application),
        insee_code=application.insee_code,
        windows=windows_of(application.moment),
        begins=False,
    )
    mails.tell_welcome(application)


def _give_back_everything(application: Application, before: Stage) -> None:
    """Her seats and her trial shift; of who is in the roster, nothing here: ``recruitment.stops_on_her_page``."""
    person = application.person
    volunteer = volunteer_of(person)
    if before == Stage.ACTIVE and volunteer is not None and volunteer.state in PRESENT:
        raise Refusal("recruitment.stops_on_her_page")
    for booking in seats_to_come(person).select_related("person"):
        give_back_place(by=None, booking=booking)
    for entry in waiting_for(person):
        leave_waitlist(by=None, entry=entry)
    give_up_trials(application)


def _end_welcome(by: Person | None, application: Application) -> None:
    volunteer = volunteer_of(application.person)
    if volunteer is not None and volunteer.is_in_welcome:
        leave(by=None, volunteer=volunteer)
        journal.record(by, "end_welcome", volunteer)


def _missions_of(application: Application) -> list[Mission]:
    """The mission she chose; undecided, those that anybody may try, until she says more in her own space."""
    if application.mission is not None and application.mission.is_open:
        return [application.mission]
    return list(missions_open_to_all())
