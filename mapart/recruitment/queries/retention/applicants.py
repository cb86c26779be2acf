"""People who applied, or were welcomed, and never went on."""

import datetime
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from mapart.agenda.models import Booking, WaitlistEntry
from mapart.core import clock
from mapart.core.models import JournalEntry
from mapart.people.models import Person
from mapart.planning.models import Assignment
from mapart.recruitment.enums import Stage
from mapart.recruitment.models import Application, PathStep, TrialShift
from mapart.recruitment.queries.retention.notices import to_forget, to_warn
from mapart.recruitment.queries.retention.signs import roles_since, without
from mapart.recruitment.rules import APPLICANT_KEPT, BEFORE_WELCOME, NOTICE_OF_FORGETTING
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import HoursEntry, Note, Volunteer


def idle_applicants(since: datetime.datetime) -> QuerySet[Application]:
    """Applications of people who never went on, with no sign of life after ``since``.

    A sign is a move, a step of the welcome, a meeting, a message, a sign-in, a role. Who was ever in the roster, held a
    shift or gave hours went on: she is a volunteer, or a former one.
    """
    hers = OuterRef("person")
    day = clock.day_of(since)
    waiting = Application.objects.filter(
        Q(person__last_login__isnull=True) | Q(person__last_login__lt=since),
        stage__in=[*BEFORE_WELCOME, Stage.WELCOMED, Stage.LEFT],
        stage_since__lt=since,
        person__erased_on__isnull=True,
    )
    signs = (
        Application.objects.filter(person=hers, stage_since__gte=since),
        PathStep.objects.filter(Q(since__gte=since) | Q(ended_at__gte=since), application__person=hers),
        TrialShift.objects.filter(application__person=hers, created_at__gte=since),
        Booking.objects.filter(person=hers, session__ends_at__gte=since),
        WaitlistEntry.objects.filter(person=hers, session__ends_at__gte=since),
        Note.objects.filter(volunteer__person=hers, created_at__gte=since),
        Volunteer.objects.filter(Q(created_at__gte=since) | Q(left_on__gte=day) | _went_on(), person=hers),
    )
    rows = without(waiting, *signs, *roles_since(hers, day))
    return rows.select_related("person", "space").order_by("stage_since", "pk")


def applicants_to_warn() -> list[Application]:
    """The last application of each person who must be told that her data will go, and was not."""
    idle = idle_applicants(clock.now() - APPLICANT_KEPT + NOTICE_OF_FORGETTING)
    last = {one.person_id: one for one in idle}
    return to_warn(last.values(), _application_key)


def applicants_to_forget(among: Iterable[Person] | None = None) -> list[Person]:
    """People idle for ``APPLICANT_KEPT`` whose notice is over."""
    idle = idle_applicants(clock.now() - APPLICANT_KEPT)
    if among is not None:
        idle = idle.filter(person__in=among)
    last = {one.person_id: one for one in idle}
    return to_forget(last.values(), _application_key)


def application_mark(application: Application) -> str:
    """Names one notice: once the team hears from her again, a later silence has another."""
    return f"{application.pk}:{application.stage_since.date().isoformat()}"


def _application_key(application: Application) -> str:
    return f"recruitment.forgetting:{application_mark(application)}"


def _went_on() -> Q:
    """Of a volunteer: she is in the roster or was, held a shift, or gave hours."""
    hers = OuterRef("pk")
    return (
        Q(state__in=[VolunteerState.ACTIVE, VolunteerState.PAUSED])
        | Q(Exists(Assignment.objects.filter(volunteer=hers)))
        | Q(Exists(HoursEntry.objects.filter(volunteer=hers)))
        | Q(Exists(JournalEntry.objects.filter(subject=hers, act="begin_missions")))
    )
