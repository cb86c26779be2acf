"""The beginning of an application: one in course per person, one per attempt."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from mapart.core import clock, journal
from mapart.core.enums import Channel
from mapart.core.refusals import Refusal
from mapart.people.actions import remember_person
from mapart.people.models import Person
from mapart.recruitment.actions.stages import application_in_course
from mapart.recruitment.actions.steps import follow_stage
from mapart.recruitment.enums import FreeMoment, HeardFrom, InvitationWay, Stage
from mapart.recruitment.models import Application
from mapart.spaces.models import Space
from mapart.volunteering.models import Mission


@dataclass(frozen=True)
class Applicant:
    """What somebody says of herself. ``channel`` needs its address: a mail address, or an E.164 number.

    ``code``: of the volunteer who invited her, and the ``way`` it reached us.
    """

    first_name: str
    channel: Channel
    last_name: str = ""
    email: str | None = None
    phone: str | None = None
    insee_code: str = ""
    mission: Mission | None = None
    moment: FreeMoment | str = ""
    code: str = ""
    way: InvitationWay = InvitationWay.LINK


def open_application(
    by: Person | None, key: UUID, applicant: Applicant, space: Space, heard_from: HeardFrom
) -> Application:
    """The application of this attempt, or the one she has in course, or a new one. Call it inside a transaction.

    For the team, raises ``Refusal("recruitment.followed_elsewhere")`` when another space has invited her already.
    """
    rows = Application.objects.select_related("person", "space", "mission")
    application = rows.filter(key=key).first() or _new_application(by, key, applicant, space, heard_from)
    if by is not None and application.space != space and application.stage != Stage.APPLIED:
        raise Refusal("recruitment.followed_elsewhere", space=application.space.name)
    return application


def _new_application(
    by: Person | None, key: UUID, applicant: Applicant, space: Space, heard_from: HeardFrom
) -> Application:
    person = remember_person(
        by=by,
        first_name=applicant.first_name,
        last_name=applicant.last_name,
        email=applicant.email,
        phone=applicant.phone,
        channel=applicant.channel,
    )
    known = application_in_course(person)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            application = Application.objects.create(
                person=person,
                space=space,
                mission=applicant.mission,
                stage_since=clock.now(),
                heard_from=heard_from,
                moment=applicant.moment,
                insee_code=applicant.insee_code,
                key=key,
            )
    except IntegrityError:
        known = application_in_course(person)  # the same person, written at the same instant elsewhere
        if known is None:
            raise
        return known
    follow_stage(application)
    journal.record(by, "apply", application, space=space.pk, heard_from=str(heard_from))
    return application
