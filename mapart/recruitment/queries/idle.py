"""People whose data must go: who never went on, who left long ago, whom nothing binds to us. For the nightly upkeep."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery

from mapart.agenda.models import Booking, WaitlistEntry
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.models import JournalEntry
from mapart.notifications.models import Message
from mapart.people.models import Person, Role
from mapart.planning.models import Assignment
from mapart.recruitment.enums import Stage
from mapart.recruitment.models import Application, PathStep, TrialShift
from mapart.recruitment.rules import (
    APPLICANT_KEPT,
    BEFORE_WELCOME,
    NOTICE_OF_FORGETTING,
    UNBOUND_KEPT,
    last_day_to_leave,
)
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import HoursEntry, Note, Volunteer


@dataclass(frozen=True)
class Unbound:
    """Somebody who is neither applicant, nor volunteer, nor of the team; ``since``: day of her last sign of life."""

    person: Person
    since: datetime.date


Row = TypeVar("Row", Application, Volunteer, Unbound)
Found = TypeVar("Found", bound=Model)
_ONE_DAY = datetime.timedelta(days=1)


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
    rows = _without(waiting, *signs, *_roles_since(hers, day))
    return rows.select_related("person", "space").order_by("stage_since", "pk")


def former_volunteers(left_by: datetime.date) -> QuerySet[Volunteer]:
    """Volunteers who left on ``left_by`` or before, and whom nothing else has bound to us since: no role, no seat.

    A sign-in alone, for a certificate, prolongs nothing.
    """
    hers = OuterRef("person")
    left = Volunteer.objects.filter(
        state=VolunteerState.LEFT, left_on__lte=left_by, person__erased_on__isnull=True
    )
    signs = (
        Application.objects.filter(person=hers, stage_since__date__gt=left_by),
        Booking.objects.filter(person=hers, session__ends_at__date__gt=left_by),
        WaitlistEntry.objects.filter(person=hers, session__ends_at__date__gt=left_by),
    )
    rows = _without(left, *signs, *_roles_since(hers, left_by + _ONE_DAY))
    return rows.select_related("person", "home_space").order_by("left_on", "pk")


def unbound_people(since: datetime.datetime) -> list[Unbound]:
    """People who neither applied nor volunteered nor have a role, with no sign of life after ``since``.

    So are most of those who were of the team: a role that is withdrawn goes at once, and the journal says when.
    """
    hers, day = OuterRef("pk"), clock.day_of(since)
    withdrawn = JournalEntry.objects.filter(act="end_role", subject=hers).order_by("-at").values("at")[:1]
    over = Role.objects.filter(person=hers, ends_on__lt=day).order_by("-ends_on").values("ends_on")[:1]
    known = Person.objects.filter(
        Q(last_login__isnull=True) | Q(last_login__lt=since), created_at__lt=since, erased_on__isnull=True
    )
    bonds = (
        Application.objects.filter(person=hers),
        Volunteer.objects.filter(person=hers),
        Booking.objects.filter(person=hers, session__ends_at__gte=since),
        WaitlistEntry.objects.filter(person=hers, session__ends_at__gte=since),
    )
    rows = _without(known, *bonds, *_roles_since(hers, day))
    dated = rows.annotate(withdrawn_at=Subquery(withdrawn), role_over_on=Subquery(over)).order_by("pk")
    return [Unbound(one, _last_day(one)) for one in dated]


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


def unbound_to_warn() -> list[Unbound]:
    """People whom nothing binds to us, who must be told that their data will go, and were not."""
    return _to_warn(unbound_people(clock.now() - UNBOUND_KEPT + NOTICE_OF_FORGETTING), _unbound_key)


def unbound_to_forget(among: Iterable[Person] | None = None) -> list[Person]:
    """People whom nothing has bound to us for ``UNBOUND_KEPT`` and whose notice is over."""
    only = None if among is None else {one.pk for one in among}
    rows = unbound_people(clock.now() - UNBOUND_KEPT)
    return _to_forget([one for one in rows if only is None or one.person.pk in only], _unbound_key)


def application_mark(application: Application) -> str:
    """Names one notice: once the team hears from her again, a later silence has another."""
    return f"{application.pk}:{application.stage_since.date().isoformat()}"


def departure_mark(volunteer: Volunteer) -> str:
    """Names one notice: whoever came back and left again has another."""
    return f"{volunteer.pk}:{volunteer.left_on}"


def unbound_mark(one: Unbound) -> str:
    """Names one notice: whoever gives a sign of life and is silent again has another."""
    return f"{one.person.pk}:{one.since}"


def _application_key(application: Application) -> str:
    return f"recruitment.forgetting:{application_mark(application)}"


def _volunteer_key(volunteer: Volunteer) -> str:
    return f"recruitment.former:{departure_mark(volunteer)}"


def _unbound_key(one: Unbound) -> str:
    return f"recruitment.unbound:{unbound_mark(one)}"


def _went_on() -> Q:
    """Of a volunteer: she is in the roster or was, held a shift, or gave hours."""
    hers = OuterRef("pk")
    return (
        Q(state__in=[VolunteerState.ACTIVE, VolunteerState.PAUSED])
        | Q(Exists(Assignment.objects.filter(volunteer=hers)))
        | Q(Exists(HoursEntry.objects.filter(volunteer=hers)))
        | Q(Exists(JournalEntry.objects.filter(subject=hers, act="begin_missions")))
    )


def _roles_since(hers: OuterRef, day: datetime.date) -> tuple[QuerySet[Any], ...]:
    """Her roles on ``day`` or after, those that were withdrawn since included."""
    return (
        Role.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), person=hers),
        JournalEntry.objects.filter(subject=hers, act="end_role", at__date__gte=day),
    )


def _without(rows: QuerySet[Found], *signs: QuerySet[Any]) -> QuerySet[Found]:
    for sign in signs:
        rows = rows.exclude(Exists(sign))
    return rows


def _last_day(person: Any) -> datetime.date:
    """``person``: with ``withdrawn_at`` and ``role_over_on``, null when she had no role."""
    moments = (person.created_at, person.last_login, person.withdrawn_at)
    days: list[datetime.date] = [clock.day_of(one) for one in moments if one]
    return max([*days, person.role_over_on] if person.role_over_on else days)


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
