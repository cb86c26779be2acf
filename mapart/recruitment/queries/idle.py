"""Applicants who never became volunteers, and from whom nothing has come for a long time. For the nightly upkeep."""

import datetime
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from mapart.agenda.models import Booking, WaitlistEntry
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.notifications.models import Message
from mapart.people.models import Person, Role
from mapart.recruitment.enums import Stage
from mapart.recruitment.models import Application
from mapart.recruitment.rules import APPLICANT_KEPT, BEFORE_WELCOME, NOTICE_OF_FORGETTING
from mapart.volunteering.models import Volunteer


def idle_applicants(since: datetime.datetime) -> QuerySet[Application]:
    """Applications of people with no sign of life after ``since``: no move, no meeting, no sign-in, no role."""
    hers = OuterRef("person")
    return (
        Application.objects.filter(
            Q(person__last_login__isnull=True) | Q(person__last_login__lt=since),
            stage__in=[*BEFORE_WELCOME, Stage.LEFT],
            stage_since__lt=since,
            person__erased_on__isnull=True,
        )
        .exclude(Exists(Application.objects.filter(person=hers, stage_since__gte=since)))
        .exclude(Exists(Volunteer.objects.filter(person=hers)))
        .exclude(Exists(Role.objects.filter(person=hers)))
        .exclude(Exists(Booking.objects.filter(person=hers, session__ends_at__gte=since)))
        .exclude(Exists(WaitlistEntry.objects.filter(person=hers, session__ends_at__gte=since)))
        .select_related("person", "space")
        .order_by("stage_since", "pk")
    )


def applicants_to_warn() -> list[Application]:
    """The last application of each person who must be told that her data will go, and was not.

    Not on paper: we have no postal address.
    """
    idle = idle_applicants(clock.now() - APPLICANT_KEPT + NOTICE_OF_FORGETTING)
    last = {one.person_id: one for one in idle.exclude(person__channel=Channel.PAPER)}
    told = _told(last.values(), before=clock.now())
    return [application for application in last.values() if _notice_key(application) not in told]


def applicants_to_forget(among: Iterable[Person] | None = None) -> list[Person]:
    """People idle for ``APPLICANT_KEPT`` whose notice is over; on paper, there was none to give."""
    idle = idle_applicants(clock.now() - APPLICANT_KEPT)
    if among is not None:
        idle = idle.filter(person__in=among)
    last = {one.person_id: one for one in idle}
    told = _told(last.values(), before=clock.now() - NOTICE_OF_FORGETTING)
    return [
        application.person
        for application in last.values()
        if application.person.channel == Channel.PAPER or _notice_key(application) in told
    ]


def _told(applications: Iterable[Application], *, before: datetime.datetime) -> set[str]:
    keys = [_notice_key(application) for application in applications]
    return set(Message.objects.filter(key__in=keys, created_at__lte=before).values_list("key", flat=True))


def _notice_key(application: Application) -> str:
    return f"recruitment.forgetting:{notice_mark(application)}"


def notice_mark(application: Application) -> str:
    """Names one notice: once the team hears from her again, a later silence has another."""
    return f"{application.pk}:{application.stage_since.date().isoformat()}"
