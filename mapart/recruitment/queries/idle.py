"""People whose data must go: applicants who never came back, volunteers who left long ago. For the nightly upkeep."""

import datetime
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from mapart.agenda.models import Booking, WaitlistEntry
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.notifications.models import Message
from mapart.people.models import Person, Role
from mapart.recruitment.enums import Stage
from mapart.recruitment.models import Application
from mapart.recruitment.rules import (
    APPLICANT_KEPT,
    BEFORE_WELCOME,
    NOTICE_OF_FORGETTING,
    last_day_to_leave,
)
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Volunteer

Row = TypeVar("Row", Application, Volunteer)


def idle_applicants(since: datetime.datetime) -> QuerySet[Application]:
    """Applications of people with no sign of life after ``since``: no move, no meeting, no sign-in, no role left."""
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
        .exclude(
            Exists(Role.objects.filter(Q(ends_on=None) | Q(ends_on__gte=clock.day_of(since)), person=hers))
        )
        .exclude(Exists(Booking.objects.filter(person=hers, session__ends_at__gte=since)))
        .exclude(Exists(WaitlistEntry.objects.filter(person=hers, session__ends_at__gte=since)))
        .select_related("person", "space")
        .order_by("stage_since", "pk")
    )


def former_volunteers(left_by: datetime.date) -> QuerySet[Volunteer]:
    """Volunteers who left on ``left_by`` or before, and whom nothing else has bound to us since: no role, no seat.

    A sign-in alone, for a certificate, prolongs nothing.
    """
    hers = OuterRef("person")
    return (
        Volunteer.objects.filter(
            state=VolunteerState.LEFT, left_on__lte=left_by, person__erased_on__isnull=True
        )
        .exclude(Exists(Application.objects.filter(person=hers, stage_since__date__gt=left_by)))
        .exclude(Exists(Role.objects.filter(Q(ends_on=None) | Q(ends_on__gt=left_by), person=hers)))
        .exclude(Exists(Booking.objects.filter(person=hers, session__ends_at__date__gt=left_by)))
        .exclude(Exists(WaitlistEntry.objects.filter(person=hers, session__ends_at__date__gt=left_by)))
        .select_related("person", "home_space")
        .order_by("left_on", "pk")
    )


def applicants_to_warn() -> list[Application]:
    """The last application of each person who must be told that her data will go, and was not."""
    idle = idle_applicants(clock.now() - APPLICANT_KEPT + NOTICE_OF_FORGETTING)
    last = {one.person_id: one for one in idle}
    return _to_warn(last.values(), _application_key)


def volunteers_to_warn() -> list[Volunteer]:
    """Volunteers who left so long ago that they must be told that their data will go, and were not."""
    return _to_warn(
        former_volunteers(last_day_to_leave(clock.today() + NOTICE_OF_FORGETTING)), _volunteer_key
    )


def applicants_to_forget(among: Iterable[Person] | None = None) -> list[Person]:
    """People idle for ``APPLICANT_KEPT`` whose notice is over."""
    idle = idle_applicants(clock.now() - APPLICANT_KEPT)
    if among is not None:
        idle = idle.filter(person__in=among)
    last = {one.person_id: one for one in idle}
    return _to_forget(last.values(), _application_key)


def volunteers_to_forget(among: Iterable[Person] | None = None) -> list[Person]:
    """People who left the volunteers ``FORMER_KEPT_YEARS`` ago and whose notice is over."""
    former = former_volunteers(last_day_to_leave(clock.today()))
    return _to_forget(former if among is None else former.filter(person__in=among), _volunteer_key)


def application_mark(application: Application) -> str:
    """Names one notice: once the team hears from her again, a later silence has another."""
    return f"{application.pk}:{application.stage_since.date().isoformat()}"


def departure_mark(volunteer: Volunteer) -> str:
    """Names one notice: whoever came back and left again has another."""
    return f"{volunteer.pk}:{volunteer.left_on}"


def _application_key(application: Application) -> str:
    return f"recruitment.forgetting:{application_mark(application)}"


def _volunteer_key(volunteer: Volunteer) -> str:
    return f"recruitment.former:{departure_mark(volunteer)}"


def _to_warn(rows: Iterable[Row], key: Callable[[Row], str]) -> list[Row]:
    """Those who were not told yet. Not on paper: we have no postal address."""
    reached = [row for row in rows if row.person.channel != Channel.PAPER]
    told = _told(map(key, reached), before=clock.now())
    return [row for row in reached if key(row) not in told]


def _to_forget(rows: Iterable[Row], key: Callable[[Row], str]) -> list[Person]:
    """Those whose notice is over; on paper, there was none to give."""
    rows = list(rows)
    told = _told(map(key, rows), before=clock.now() - NOTICE_OF_FORGETTING)
    return [row.person for row in rows if row.person.channel == Channel.PAPER or key(row) in told]


def _told(keys: Iterable[str], *, before: datetime.datetime) -> set[str]:
    sent = Message.objects.filter(key__in=list(keys), created_at__lte=before)
    return set(sent.values_list("key", flat=True))
