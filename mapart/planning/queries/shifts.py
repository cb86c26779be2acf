"""Shifts of one person, and the people of a space who answer for them."""

import datetime
from collections.abc import Collection
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q, QuerySet

from mapart.agenda.enums import Attendance, SessionState
from mapart.agenda.models import Booking, WaitlistEntry
from mapart.core import clock
from mapart.people.enums import RoleKind
from mapart.people.models import Person, short_name
from mapart.planning.enums import SwapState
from mapart.planning.models import Ask, Assignment, RhythmLine, StaffingNeed, Standby, Swap, Withdrawal
from mapart.spaces.models import Space
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Mission, Volunteer
from mapart.volunteering.queries import absences_of, extras_of, windows_of
from mapart.volunteering.rules import is_free

_A_YEAR = datetime.timedelta(days=366)


def shifts_of(
    volunteer: Volunteer, starts_at: datetime.datetime, ends_at: datetime.datetime
) -> QuerySet[Assignment]:
    """Her shifts that start from ``starts_at`` on and before ``ends_at``, in order. For herself and the team."""
    return _with_place(
        Assignment.objects.filter(
            volunteer=volunteer,
            need__session__state=SessionState.PLANNED,
            need__session__starts_at__gte=starts_at,
            need__session__starts_at__lt=ends_at,
        )
    ).order_by("need__session__starts_at", "pk")


def shifts_that_no_longer_fit(volunteer: Volunteer) -> list[Assignment]:
    """Her shifts to come at hours when she is not free, as she says now, of a mission or in a space no more hers.

    Not those she took in spite of it. For herself and the team, after what she says has changed: the next plan would
    give them to others.
    """
    windows, absences, extras = windows_of(volunteer), absences_of(volunteer), extras_of(volunteer)
    chosen = set(volunteer.choices.values_list("mission", flat=True))
    within_reach = set(volunteer.reach.values_list("space", flat=True))
    unfit = []
    now = clock.now()
    for held in shifts_of(volunteer, now, now + _A_YEAR):
        zone = ZoneInfo(held.need.session.space.time_zone)
        starts = held.need.session.starts_at.astimezone(zone)
        ends = held.need.session.ends_at.astimezone(zone)
        known = set(held.why.get("knowingly", []))
        fits = known & {"not_available", "away"} or is_free(
            starts.date(), starts.time(), ends.time(), windows=windows, absences=absences, extras=extras
        )
        is_chosen = "mission_not_accepted" in known or held.need.mission_id in chosen
        is_near = "out_of_reach" in known or held.need.session.space_id in within_reach
        if not (fits and is_chosen and is_near):
            unfit.append(held)
    return unfit


def lists_until(volunteers: Collection[UUID], end: datetime.date) -> dict[UUID, list[Assignment]]:
    """Shifts to come of these volunteers (keys) before ``end``, in order: what each is told. For themselves.

    Thousands of shifts share some hundred needs: each is read and built once.
    """
    found = list(
        Assignment.objects.filter(
            volunteer__in=volunteers,
            need__session__state=SessionState.PLANNED,
            need__session__starts_at__gt=clock.now(),
            need__session__starts_at__lt=clock.at(end, datetime.time.min, "Europe/Paris"),
        )
        .only("need", "volunteer", "secret")
        .order_by("need__session__starts_at", "pk")
    )
    needs = StaffingNeed.objects.select_related("session__space", "mission").in_bulk(
        {one.need_id for one in found}
    )
    lists: dict[UUID, list[Assignment]] = {volunteer: [] for volunteer in volunteers}
    for one in found:
        one.need = needs[one.need_id]
        lists[one.volunteer_id].append(one)
    return lists


def shift_by_secret(secret: str) -> Assignment | None:
    """The shift that a private link opens. For whoever holds the link."""
    return _with_place(Assignment.objects.filter(secret=secret)).select_related("volunteer__person").first()


def withdrawal_by_secret(secret: str) -> Withdrawal | None:
    """The shift that was given back by this link. For whoever holds the link."""
    found = Withdrawal.objects.filter(secret=secret)
    return found.select_related("need__session__space", "need__mission", "volunteer__person").first()


def team_of(space: Space) -> list[Person]:
    """The people told when something happens to the roster of a space: its managers of today."""
    today = clock.today(space.time_zone)
    return list(
        Person.objects.filter(
            Q(roles__ends_on=None) | Q(roles__ends_on__gte=today),
            roles__kind=RoleKind.SPACE_MANAGER,
            roles__space=space,
            roles__starts_on__lte=today,
            is_active=True,
        )
        .distinct()
        .order_by("pk")
    )


def shifts_after(assignment: Assignment) -> QuerySet[Assignment]:
    """Her other shifts to come. For whoever holds the link of one of them."""
    now = clock.now()
    others = shifts_of(assignment.volunteer, now, now + datetime.timedelta(days=92))
    return others.exclude(pk=assignment.pk)


def ask_by_secret(secret: str) -> Ask | None:
    """The question that a private link opens. For whoever holds the link."""
    found = Ask.objects.filter(secret=secret)
    return found.select_related("need__session__space", "need__mission", "volunteer__person").first()


def people_of_sessions(sessions: Collection[UUID]) -> int:
    """How many people hold a shift, have a seat or wait for one in these sessions (keys). For the team."""
    held = Assignment.objects.filter(need__session__in=sessions).values("volunteer__person")
    seats = Booking.objects.filter(session__in=sessions).values("person")
    waiting = WaitlistEntry.objects.filter(session__in=sessions).values("person")
    return Person.objects.filter(Q(pk__in=held) | Q(pk__in=seats) | Q(pk__in=waiting)).count()


def asked_to_swap(assignment: Assignment) -> dict[UUID, str]:
    """The colleagues she has asked to take this shift, who have not answered: key and name. For herself."""
    asked = Swap.objects.filter(
        need=assignment.need_id, volunteer=assignment.volunteer_id, state=SwapState.ASKED
    ).order_by("created_at")
    names = asked.values_list("colleague", "colleague__person__first_name", "colleague__person__last_name")
    return {key: short_name(*name) for key, *name in names}


def swap_by_secret(secret: str) -> Swap | None:
    """The question of a colleague that a private link opens. For whoever holds the link."""
    found = Swap.objects.filter(secret=secret)
    return found.select_related(
        "need__session__space",
        "need__mission",
        "in_return__session__space",
        "in_return__mission",
        "volunteer__person",
        "colleague__person",
    ).first()


def shifts_to_swap(assignment: Assignment) -> QuerySet[Assignment]:
    """Shifts of others in the same space, two weeks around hers, the nearest days first. For herself."""
    session = assignment.need.session
    around = datetime.timedelta(days=14)
    return (
        Assignment.objects.filter(
            need__session__space=session.space_id,
            need__session__state=SessionState.PLANNED,
            need__session__starts_at__gt=max(clock.now(), session.starts_at - around),
            need__session__starts_at__lt=session.starts_at + around,
            volunteer__state=VolunteerState.ACTIVE,
        )
        .exclude(volunteer=assignment.volunteer_id)
        .exclude(need__session=session)
        .select_related("need__session__space", "volunteer__person")
        .order_by("need__session__starts_at", "pk")
    )


def times_done(volunteers: Collection[UUID], mission: Mission) -> dict[UUID, int]:
    """How often each of these volunteers held this mission, absences left out. For the team."""
    past = Assignment.objects.filter(
        volunteer__in=volunteers, need__mission=mission, need__session__starts_at__lt=clock.now()
    ).exclude(attendance=Attendance.ABSENT)
    return dict(past.values_list("volunteer").annotate(times=Count("pk")))


def last_asked(volunteers: Collection[UUID]) -> dict[UUID, datetime.datetime]:
    """When each of these volunteers was last asked to fill a hole. For the team."""
    asks = Ask.objects.filter(volunteer__in=volunteers)
    return dict(asks.values_list("volunteer").annotate(last=Max("asked_at")))


def mates_of(need: StaffingNeed, *but: Volunteer) -> list[str]:
    """First names of the others on the same session: « avec qui ». For somebody who holds a shift there.

    ``but``: herself, and whoever is about to leave.
    """
    return list(
        Assignment.objects.filter(need__session=need.session_id)
        .exclude(volunteer__in=but)
        .order_by("volunteer__person__first_name", "pk")
        .values_list("volunteer__person__first_name", flat=True)
        .distinct()
    )


def export_person(person: Person) -> dict[str, Any]:
    """All that this room holds about her, in values that JSON can hold, under French names. For herself."""
    assignments = _with_place(Assignment.objects.filter(volunteer__person=person))
    withdrawals = Withdrawal.objects.filter(volunteer__person=person).select_related(
        "need__session__space", "need__mission"
    )
    asks = Ask.objects.filter(volunteer__person=person).select_related(
        "need__session__space", "need__mission"
    )
    return {
        "créneaux": [
            _facts(one.need)
            | {
                "présence": one.get_attendance_display(),
                "confirmé le": one.confirmed_at.isoformat() if one.confirmed_at else None,
            }
            for one in assignments.order_by("need__session__starts_at")
        ],
        "créneaux rendus": [_facts(one.need) | {"le": one.created_at.isoformat()} for one in withdrawals],
        "places attendues": [
            _facts(one.need)
            for one in Standby.objects.filter(volunteer__person=person).select_related(
                "need__session__space", "need__mission"
            )
        ],
        "échanges": [
            _facts(swap.need)
            | {"demandé": swap.volunteer.person_id == person.pk, "réponse": swap.get_state_display()}
            for swap in Swap.objects.filter(
                Q(volunteer__person=person) | Q(colleague__person=person)
            ).select_related("need__session__space", "need__mission", "volunteer")
        ],
        "questions reçues": [
            _facts(one.need) | {"le": one.created_at.isoformat(), "réponse": one.get_state_display()}
            for one in asks
        ],
        "au compte de la nuit": [
            {"le": one.count.counted_at.isoformat(), "compté": one.get_kind_display(), "minutes": one.given}
            for one in RhythmLine.objects.filter(volunteer__person=person).select_related("count")
        ],
    }


def _facts(need: StaffingNeed) -> dict[str, Any]:
    return {
        "mission": need.mission.title,
        "où": need.session.space.name,
        "quand": need.session.starts_at.isoformat(),
    }


def _with_place(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    return assignments.select_related("need__session__space", "need__mission", "volunteer")
