"""Shifts where a newcomer could begin beside somebody of experience, found for many newcomers at once."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Prefetch

from mapart.agenda.enums import SessionState
from mapart.core import clock
from mapart.planning.models import Assignment, StaffingNeed
from mapart.recruitment.models import Application, TrialShift
from mapart.recruitment.rules import OPEN_TRIALS
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Absence, MissionChoice, Volunteer
from mapart.volunteering.queries import absences_of, extras_of, windows_of
from mapart.volunteering.rules import HERE, is_free

DAYS_AHEAD = 28
NOTICE = datetime.timedelta(hours=24)
Times = tuple[datetime.datetime, datetime.datetime]


@dataclass(frozen=True)
class Beside:
    """A shift with room, and the experienced volunteer who holds it. ``fits_her_hours``: she said she is free then."""

    need: StaffingNeed
    buddy: Volunteer
    fits_her_hours: bool


def open_trial(application: Application) -> TrialShift | None:
    """The trial shift that is proposed or accepted. For herself and the team."""
    return (
        TrialShift.objects.filter(application=application, state__in=OPEN_TRIALS)
        .select_related("need__session__space", "need__mission", "buddy__person")
        .first()
    )


def trial_shifts_for(applications: Collection[Application], at_most: int = 5) -> dict[UUID, list[Beside]]:
    """The next shifts each of these newcomers could begin with, by key of application. For the team.

    In her space, a mission she accepts, room left, an experienced buddy whom nobody else has as a trial; first those at
    hours she said she is free, then, for who has said no hours yet, the soonest. Never one she refused, nor one that
    meets a shift she holds. Eleven queries, however many newcomers.
    """
    volunteers = _volunteers_of([one.person_id for one in applications])
    offers = _shifts_with_a_buddy({one.space_id for one in applications})
    refused = _refused([one.pk for one in applications])
    held = _times_held([one.pk for one in volunteers.values()])
    found: dict[UUID, list[Beside]] = {}
    for application in applications:
        volunteer = volunteers.get(application.person_id)
        beside = offers.get(application.space_id, [])
        found[application.pk] = (
            list(_fitting(volunteer, beside, refused[application.pk], held[volunteer.pk]))[:at_most]
            if volunteer
            else []
        )
    return found


def _fitting(
    volunteer: Volunteer,
    offers: Iterable[tuple[StaffingNeed, Volunteer]],
    refused: set[UUID],
    held: Iterable[Times],
) -> Iterable[Beside]:
    missions = {choice.mission_id for choice in volunteer.choices.all()}
    windows, absences, extras = windows_of(volunteer), absences_of(volunteer), extras_of(volunteer)
    seen: set[UUID] = set()
    for need, buddy in offers:
        if need.pk in refused | seen or buddy.pk == volunteer.pk or need.mission_id not in missions:
            continue
        if volunteer.is_minor and need.mission.is_for_adults:
            continue
        if any(need.session.starts_at < ends and starts < need.session.ends_at for starts, ends in held):
            continue
        zone = ZoneInfo(need.session.space.time_zone)
        starts, ends = need.session.starts_at.astimezone(zone), need.session.ends_at.astimezone(zone)
        free = is_free(
            starts.date(), starts.time(), ends.time(), windows=windows, absences=absences, extras=extras
        )
        is_away = any(away.starts_on <= starts.date() <= away.ends_on for away in absences)
        if free or (not windows and not extras and not is_away):
            seen.add(need.pk)
            yield Beside(need, buddy, free)


def _times_held(volunteers: Collection[UUID]) -> dict[UUID, list[Times]]:
    """When each of these people is on a shift to come."""
    rows = Assignment.objects.filter(volunteer__in=volunteers, need__session__ends_at__gt=clock.now())
    held: dict[UUID, list[Times]] = defaultdict(list)
    for volunteer, *times in rows.values_list(
        "volunteer", "need__session__starts_at", "need__session__ends_at"
    ):
        held[volunteer].append((times[0], times[1]))
    return held


def _volunteers_of(people: Collection[UUID]) -> dict[UUID, Volunteer]:
    today = clock.today()
    rows = Volunteer.objects.filter(person__in=people, state__in=HERE).prefetch_related(
        Prefetch("choices", queryset=MissionChoice.objects.order_by("rank")),
        "windows",
        Prefetch("absences", queryset=Absence.objects.filter(ends_on__gte=today)),
        "extras",
    )
    return {row.person_id: row for row in rows}


def _shifts_with_a_buddy(spaces: Collection[UUID]) -> dict[UUID, list[tuple[StaffingNeed, Volunteer]]]:
    """By space, soonest first: needs with room, each with an experienced volunteer who holds it and is no buddy yet."""
    now = clock.now()
    taken = set(TrialShift.objects.filter(state__in=OPEN_TRIALS).values_list("need", "buddy"))
    held = (
        Assignment.objects.filter(
            need__session__space__in=spaces,
            need__session__state=SessionState.PLANNED,
            need__session__starts_at__gt=now + NOTICE,
            need__session__starts_at__lt=now + datetime.timedelta(days=DAYS_AHEAD),
            need__filled__lt=F("need__maximum"),
            volunteer__accompanied_shifts_left=0,
            volunteer__state=VolunteerState.ACTIVE,
        )
        .select_related("need__session__space", "need__mission", "volunteer__person")
        .order_by("need__session__starts_at", "pk")
    )
    offers: dict[UUID, list[tuple[StaffingNeed, Volunteer]]] = defaultdict(list)
    for one in held:
        if (one.need_id, one.volunteer_id) not in taken:
            offers[one.need.session.space_id].append((one.need, one.volunteer))
    return offers


def _refused(applications: Collection[UUID]) -> dict[UUID, set[UUID]]:
    refused: dict[UUID, set[UUID]] = defaultdict(set)
    past = TrialShift.objects.filter(application__in=applications).exclude(state__in=OPEN_TRIALS)
    for application, need in past.values_list("application", "need"):
        refused[application].add(need)
    return refused
