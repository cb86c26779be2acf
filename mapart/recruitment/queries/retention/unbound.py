"""People whom nothing binds to us, such as most of those who were of the team."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from mapart.agenda.models import Booking, WaitlistEntry
from mapart.core import clock
from mapart.core.models import JournalEntry
from mapart.people.models import Person, Role
from mapart.recruitment.models import Application
from mapart.recruitment.queries.retention.notices import to_forget, to_warn
from mapart.recruitment.queries.retention.signs import roles_since, without
from mapart.recruitment.rules import NOTICE_OF_FORGETTING, UNBOUND_KEPT
from mapart.volunteering.models import Volunteer


@dataclass(frozen=True)
class Unbound:
    """Somebody who is neither applicant, nor volunteer, nor of the team; ``since``: day of her last sign of life."""

    person: Person
    since: datetime.date


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
    rows = without(known, *bonds, *roles_since(hers, day))
    dated = rows.annotate(withdrawn_at=Subquery(withdrawn), role_over_on=Subquery(over)).order_by("pk")
    return [Unbound(one, _last_day(one)) for one in dated]


def unbound_to_warn() -> list[Unbound]:
    """People whom nothing binds to us, who must be told that their data will go, and were not."""
    return to_warn(unbound_people(clock.now() - UNBOUND_KEPT + NOTICE_OF_FORGETTING), _unbound_key)


def unbound_to_forget(among: Iterable[Person] | None = None) -> list[Person]:
    """People whom nothing has bound to us for ``UNBOUND_KEPT`` and whose notice is over."""
    only = None if among is None else {one.pk for one in among}
    rows = unbound_people(clock.now() - UNBOUND_KEPT)
    return to_forget([one for one in rows if only is None or one.person.pk in only], _unbound_key)


def unbound_mark(one: Unbound) -> str:
    """Names one notice: whoever gives a sign of life and is silent again has another."""
    return f"{one.person.pk}:{one.since}"


def _unbound_key(one: Unbound) -> str:
    return f"recruitment.unbound:{unbound_mark(one)}"


def _last_day(person: Any) -> datetime.date:
    """``person``: with ``withdrawn_at`` and ``role_over_on``, null when she had no role."""
    moments = (person.created_at, person.last_login, person.withdrawn_at)
    days: list[datetime.date] = [clock.day_of(one) for one in moments if one]
    return max([*days, person.role_over_on] if person.role_over_on else days)
