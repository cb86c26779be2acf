"""The one way an application changes stage: a conditional update and a line in the journal."""

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.db.models import Q

from mapart.agenda.models import Booking
from mapart.core import clock, journal
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.recruitment.actions.invitations import follow_invitation
from mapart.recruitment.actions.steps import follow_stage
from mapart.recruitment.enums import LeftReason, Stage
from mapart.recruitment.models import Application
from mapart.recruitment.rules import BEFORE_WELCOME


def change_stage(
    by: Person | None,
    application: Application,
    before: Collection[Stage],
    after: Stage,
    reason: LeftReason | str = "",
    booking: Booking | None = None,
) -> bool:
    """Move an application that stands at one of the stages ``before``; says whether it moved.

    ``booking`` becomes its seat, and the space of the meeting follows her from then on.
    """
    facts: dict[str, object] = {"stage": after, "stage_since": clock.now(), "left_reason": reason}
    if booking is not None:
        facts |= {"booking": booking, "space": booking.session.space}
    rows = Application.objects.filter(pk=application.pk, stage__in=before)
    stage_left = application.stage
    try:
        with transaction.atomic():
            moved = rows.update(**facts)
    except IntegrityError as error:
        raise Refusal("recruitment.already_followed") from error
    if moved:
        journal.record(by, "move_application", application, stage=str(after), reason=str(reason))
        application.refresh_from_db()
        follow_invitation(application, stage_left)
        follow_stage(application)
    return bool(moved)


def follow_seat(by: Person | None, booking: Booking, after: Stage) -> None:
    """What happened to a seat moves the application of its person, as long as she is not welcomed yet."""
    application = application_in_course(booking.person)
    if application is None:
        return
    has_news = application.stage != after or application.booking_id != booking.pk
    if application.stage in BEFORE_WELCOME and has_news:
        change_stage(by, application, BEFORE_WELCOME, after, booking=booking)


def application_in_course(person: Person) -> Application | None:
    """The one application of ``person`` that is not over."""
    open_ones = Application.objects.filter(~Q(stage=Stage.LEFT), person=person)
    return open_ones.select_related("space", "mission", "person").first()
