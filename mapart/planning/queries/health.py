"""Volunteers of a space who hold too little or too much: figures and their rows."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import (
    Case,
    DurationField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from mapart.agenda.enums import Attendance, SessionState
from mapart.core import clock
from mapart.planning.enums import Rhythm
from mapart.planning.models import Assignment, RhythmCount, RhythmLine
from mapart.spaces.models import Space
from mapart.volunteering.enums import Commitment, VolunteerState
from mapart.volunteering.models import HoursEntry, Volunteer
from mapart.volunteering.rules import time_offered

WITHOUT_SHIFT = datetime.timedelta(days=45)
RHYTHM = datetime.timedelta(days=28)


@dataclass(frozen=True, slots=True)
class AboveRhythm:
    """Somebody who gave more in the last four weeks than she offers, in minutes."""

    volunteer: UUID
    first_name: str
    last_name: str
    commitment: str
    given: int
    offered: int


def volunteers_without_shift(space: Space) -> QuerySet[Volunteer]:
    """Active volunteers of ``space``, there for 45 days, with no shift since and none to come, and no hours noted.

    For the team.
    """
    now = clock.now()
    since = now - WITHOUT_SHIFT
    first_day = clock.day_of(since, space.time_zone)
    held = (
        Assignment.objects.filter(volunteer=OuterRef("pk"), need__session__state=SessionState.PLANNED)
        .exclude(attendance=Attendance.ABSENT)
        .order_by()
    )
    noted = HoursEntry.objects.counted().filter(volunteer=OuterRef("pk"), worked_on__gte=first_day)
    return Volunteer.objects.filter(
        Q(started_on__lte=first_day) | Q(started_on=None, created_at__lte=since),
        # Hours first: most people have some, and then her shifts of a whole year need not be looked through.
        ~Exists(noted),
        ~Exists(held.filter(need__session__starts_at__gte=since)),
        home_space=space,
        state=VolunteerState.ACTIVE,
    )


def rhythm_count(space: Space) -> RhythmCount | None:
    """The two figures of ``space`` as counted last night; none before its first night. For the team."""
    return RhythmCount.objects.filter(space=space).first()


def named_without_shift(space: Space) -> QuerySet[RhythmLine]:
    """Who was found without a shift last night; who has one since stays in her place in the list. For the team."""
    return RhythmLine.objects.filter(count__space=space, kind=Rhythm.WITHOUT_SHIFT)


def still_without_shift(space: Space, volunteers: Collection[UUID]) -> set[UUID]:
    """Which of these volunteers, named last night, have no shift at this moment. One query. For the team."""
    return set(volunteers_without_shift(space).filter(pk__in=volunteers).values_list("pk", flat=True))


def named_above_rhythm(space: Space) -> QuerySet[RhythmLine]:
    """Who was found above her rhythm last night, most first, while she is of the space. For the team."""
    return RhythmLine.objects.filter(
        count__space=space,
        kind=Rhythm.ABOVE,
        volunteer__home_space=space,
        volunteer__state=VolunteerState.ACTIVE,
    )


def last_shifts(volunteers: Collection[UUID]) -> dict[UUID, datetime.datetime]:
    """When the last shift of each of these volunteers began, who held one. One query. For the team."""
    held = Assignment.objects.filter(
        volunteer__in=volunteers,
        need__session__state=SessionState.PLANNED,
        need__session__starts_at__lte=clock.now(),
    ).exclude(attendance=Attendance.ABSENT)
    rows = held.order_by().values_list("volunteer").annotate(last=Max("need__session__starts_at"))
    return dict(rows)


def volunteers_above_rhythm(space: Space) -> list[AboveRhythm]:
    """Volunteers of ``space`` whose shifts of the last four weeks, everywhere, are more than they offer; most first.

    One query, which reads only those who are above. For the team.
    """
    now = clock.now()
    rows = (
        Assignment.objects.filter(
            volunteer__home_space=space,
            volunteer__state=VolunteerState.ACTIVE,
            need__session__state=SessionState.PLANNED,
            need__session__starts_at__gte=now - RHYTHM,
            need__session__starts_at__lte=now,
        )
        .exclude(attendance=Attendance.ABSENT)
        .order_by()
        .values(
            "volunteer_id",
            "volunteer__person__first_name",
            "volunteer__person__last_name",
            "volunteer__commitment",
        )
        .annotate(
            given=Sum(
                F("need__session__ends_at") - F("need__session__starts_at"), output_field=DurationField()
            )
        )
        .filter(given__gt=_OFFERED)
    )
    found = [
        AboveRhythm(
            volunteer=row["volunteer_id"],
            first_name=row["volunteer__person__first_name"],
            last_name=row["volunteer__person__last_name"],
            commitment=row["volunteer__commitment"],
            given=round(row["given"].total_seconds() / 60),
            offered=time_offered(row["volunteer__commitment"]).wish_month,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.offered - one.given, one.first_name, one.volunteer))


_OFFERED = Case(
    *(
        When(
            volunteer__commitment=commitment,
            then=Value(datetime.timedelta(minutes=time_offered(commitment).wish_month)),
        )
        for commitment in Commitment
    ),
    output_field=DurationField(),
)
