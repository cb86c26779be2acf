"""What the team does in one touch at the door of a meeting: write down who came alone, welcome all who came."""

from uuid import UUID

from django.db import transaction

from mapart.agenda.enums import Attendance
from mapart.agenda.models import Booking, Session
from mapart.people.models import Person
from mapart.recruitment.actions.applications import move_application
from mapart.recruitment.actions.invitations import record_invitation
from mapart.recruitment.actions.meetings import seat_walk_in
from mapart.recruitment.actions.opening import Applicant, open_application
from mapart.recruitment.enums import HeardFrom, Stage
from mapart.recruitment.models import Application
from mapart.recruitment.perms import require_edit
from mapart.recruitment.queries import attendance_list
from mapart.recruitment.rules import BEFORE_WELCOME


def add_walk_in(*, by: Person | None, key: UUID, session: Session, applicant: Applicant) -> Booking:
    """Write down somebody who came to the meeting without having said so: an application, and a seat she sits on.

    Raises ``recruitment.followed_elsewhere`` and the refusals of ``record_invitation`` and ``agenda.seat_walk_in``.
    """
    require_edit(by, session.space)
    with transaction.atomic():
        application = open_application(by, key, applicant, session.space, HeardFrom.DESK)
        if applicant.code:
            record_invitation(by=by, application=application, code=applicant.code, way=applicant.way)
        return seat_walk_in(by=by, session=session, person=application.person, key=key)


def welcome_all(*, by: Person | None, session: Session) -> list[Application]:
    """Make volunteers of all who came to the meeting and are not welcomed yet; each is told. Returns them."""
    with transaction.atomic():
        return [
            move_application(by=by, application=line.application, stage=Stage.WELCOMED)
            for line in attendance_list(session)
            if line.booking.attendance == Attendance.CAME
            and line.application is not None
            and line.application.stage in BEFORE_WELCOME
        ]
