"""Whom the team can move in a week, and where to."""

import datetime
from collections import defaultdict
from uuid import UUID

from mapart.agenda.enums import SessionState
from mapart.core import clock
from mapart.planning.models import Assignment, StaffingNeed
from mapart.planning.queries.day import bounds_of
from mapart.planning.queries.names import roster_name
from mapart.spaces.models import Space


def places_of_week(space: Space, monday: datetime.date, without: StaffingNeed) -> list[StaffingNeed]:
    """The shifts of a week in ``space``, one left out, with a place that somebody could take, in order of time.

    For the team.
    """
    _, starts_at, ends_at = bounds_of(space, monday, 7)
    places = StaffingNeed.objects.open().filter(
        session__space=space, session__starts_at__gte=starts_at, session__starts_at__lt=ends_at
    )
    return list(
        places.exclude(pk=without.pk)
        .select_related("session", "mission")
        .order_by("session__starts_at", "mission__position", "pk")
    )


def people_to_move(space: Space, monday: datetime.date) -> dict[UUID, list[tuple[UUID, str]]]:
    """Who holds each shift to come of a week: key of the need → keys of volunteers, short names. For the team."""
    _, starts_at, ends_at = bounds_of(space, monday, 7)
    held = Assignment.objects.filter(
        need__session__space=space,
        need__session__state=SessionState.PLANNED,
        need__session__starts_at__gte=max(starts_at, clock.now()),
        need__session__starts_at__lt=ends_at,
    )
    people: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for need, volunteer, first_name, last_name, left in held.order_by(
        "volunteer__person__first_name", "pk"
    ).values_list(
        "need",
        "volunteer",
        "volunteer__person__first_name",
        "volunteer__person__last_name",
        "volunteer__accompanied_shifts_left",
    ):
        people[need].append((volunteer, roster_name(first_name, last_name, left)))
    return people
