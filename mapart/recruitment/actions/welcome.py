"""From « welcomed » to « ready »: the charter and the age band, the agreement of a parent, the training."""

from django.db import transaction

from mapart.core import journal
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.people.perms import Permission, may
from mapart.recruitment.actions.stages import application_in_course, change_stage
from mapart.recruitment.actions.steps import move_step
from mapart.recruitment.actions.trials import become_ready, end_trial, propose_at_once
from mapart.recruitment.enums import LeftReason, Stage, Step
from mapart.recruitment.models import Application, PathStep
from mapart.recruitment.perms import require_edit, require_self_or_edit
from mapart.volunteering import actions as volunteering
from mapart.volunteering.enums import AgeBand, LeavingReason, SignedWay
from mapart.volunteering.models import Volunteer
from mapart.volunteering.queries import volunteer_of


def sign_charter(
    *, by: Person | None, application: Application, band: AgeBand, way: SignedWay
) -> Application:
    """She signs, by her link, or staff hold her sheet. A trial shift at her hours is proposed at once, if there is one.

    Somebody of 16 or 17 first needs the agreement of a parent. Signed twice, it is signed once: an old page sent again
    with another age would lead a minor past her parent.
    """
    with transaction.atomic():
        require_self_or_edit(by, application)
        volunteer = _volunteer(application)
        if not PathStep.objects.filter(application=application, ended_at=None, step=Step.CHARTER).exists():
            return application
        volunteer = volunteering.say_age(by=by, volunteer=volunteer, band=band)
        volunteering.sign_charter(by=by, volunteer=volunteer, way=way)
        if volunteer.is_minor and volunteer.parent_agreed_on is None:
            move_step(application, Step.PARENT, at=Step.CHARTER)
        elif move_step(application, Step.PROPOSE, at=Step.CHARTER):
            propose_at_once(application)
    return application


def note_parent_agreement(*, by: Person | None, application: Application) -> Application:
    """The sheet signed by a parent has come back to the team. Noted twice, it is noted once."""
    with transaction.atomic():
        require_edit(by, application.space)
        volunteering.note_parent_agreement(by=by, volunteer=_volunteer(application))
        if move_step(application, Step.PROPOSE, at=Step.PARENT):
            propose_at_once(application)
    return application


def note_training(*, by: Person | None, application: Application) -> Application:
    """She has learnt what her mission needs: she is ready, and told. Raises ``recruitment.move_not_allowed``."""
    with transaction.atomic():
        require_edit(by, application.space)
        here = PathStep.objects.filter(application=application, ended_at=None, step=Step.TRAINING)
        if not here.exists():
            raise Refusal("recruitment.move_not_allowed")
        become_ready(by, application)
    return application


def begin_without_trial(*, by: Person, application: Application, is_experienced: bool) -> Application:
    """The team decides that she waits no longer for a trial shift or a training: the roster counts on her from now on.

    Her first shifts are beside somebody of experience, unless ``is_experienced``. A trial she said yes to stays a shift
    of hers. Done twice, it is done once. Refusals: ``recruitment.move_not_allowed``, ``recruitment.charter_first``,
    ``recruitment.parent_first``.
    """
    with transaction.atomic():
        require_edit(by, application.space)
        application.refresh_from_db(fields=["stage"])
        if application.stage == Stage.ACTIVE:
            return application
        volunteer = _volunteer(application)
        if volunteer.charter_signed_on is None:
            raise Refusal("recruitment.charter_first")
        if volunteer.is_minor and volunteer.parent_agreed_on is None:
            raise Refusal("recruitment.parent_first")
        end_trial(application)
        become_ready(by, application, is_experienced=is_experienced)
        return application


def stop_volunteering(
    *, by: Person | None, volunteer: Volunteer, reason: LeavingReason | None = None
) -> Volunteer:
    """She stops: her volunteering ends, and so does her application, so that she may come back as anybody may.

    ``reason``: what she answered, if she did. Her shifts to come are freed by who asks her (``planning``).
    """
    with transaction.atomic():
        left = volunteering.leave(by=by, volunteer=volunteer, reason=reason)
        application = application_in_course(volunteer.person)
        if application is not None and application.stage in (Stage.WELCOMED, Stage.ACTIVE):
            end_trial(application)
            change_stage(by, application, {Stage.WELCOMED, Stage.ACTIVE}, Stage.LEFT, LeftReason.OTHER)
        return left


def take_in_hand(*, by: Person, step: PathStep) -> PathStep:
    """« Je m'en occupe »: from now on she answers for this step, and gets its reminders."""
    with transaction.atomic():
        require_edit(by, step.application.space)
        if PathStep.objects.filter(pk=step.pk, ended_at=None).exclude(owner=by).update(owner=by):
            journal.record(by, "take_in_hand", step.application, step=step.step)
        step.refresh_from_db(fields=["owner"])
        return step


def may_be_owner(person: Person | None, application: Application) -> bool:
    """Whether this person still answers for newcomers there."""
    return person is not None and may(person, Permission.EDIT_APPLICANTS, application.space)


def _volunteer(application: Application) -> Volunteer:
    volunteer = volunteer_of(application.person)
    if volunteer is None or application.stage != Stage.WELCOMED:
        raise Refusal("recruitment.move_not_allowed")
    return volunteer
