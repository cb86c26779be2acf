"""Volunteers who left years ago."""

import datetime
from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet

from mapart.agenda.models import Booking, WaitlistEntry
from mapart.core import clock
from mapart.people.models import Person
from mapart.recruitment.models import Application
from mapart.recruitment.queries.retention.notices import to_forget, to_warn
from mapart.recruitment.queries.retention.signs import roles_since, without
from mapart.recruitment.rules import NOTICE_OF_FORGETTING, last_day_to_leave
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Volunteer

_ONE_DAY = datetime.timedelta(days=1)


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
    rows = without(left, *signs, *roles_since(hers, left_by + _ONE_DAY))
    return rows.select_related("person", "home_space").order_by("left_on", "pk")


def volunteers_to_warn() -> list[Volunteer]:
    """Volunteers who left so long ago that they must be told that their data will go, and were not."""
    return to_warn(former_volunteers(last_day_to_leave(clock.today() + NOTICE_OF_FORGETTING)), _volunteer_key)


def volunteers_to_forget(among: Iterable[Person] | None = None) -> list[Person]:
    """People who left the volunteers ``FORMER_KEPT_YEARS`` ago and whose notice is over."""
    former = former_volunteers(last_day_to_leave(clock.today()))
    return to_forget(former if among is None else former.filter(person__in=among), _volunteer_key)


def departure_mark(volunteer: Volunteer) -> str:
    """Names one notice: whoever came back and left again has another."""
    return f"{volunteer.pk}:{volunteer.left_on}"


def _volunteer_key(volunteer: Volunteer) -> str:
    return f"recruitment.former:{departure_mark(volunteer)}"
