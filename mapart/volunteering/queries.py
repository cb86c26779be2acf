"""Reads about volunteers and missions that more than one caller uses."""

import datetime
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from mapart.people.models import Person
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Absence, ExtraAvailability, Mission, ReachableSpace, Volunteer
from mapart.volunteering.rules import DatedHours, Days, Window


def open_missions() -> QuerySet[Mission]:
    """The missions that look for people, in the order of the catalogue. For everybody."""
    return Mission.objects.filter(is_open=True)


def volunteer_of(person: Person) -> Volunteer | None:
    """The volunteer that this person is, with her home space; none for staff and applicants. For herself."""
    return Volunteer.objects.select_related("home_space", "person").filter(person=person).first()


def planner_facts(
    space_ids: Iterable[UUID], starts_on: datetime.date, ends_on: datetime.date
) -> list[Volunteer]:
    """The volunteers a plan of some spaces and days may count on, with all it must know of them. For the planner.

    Active, and within reach of one of the spaces. Each comes with its person, and prefetched: ``skills``,
    ``choices`` (missions joined, best first), ``reach`` (every space, not only those asked), ``windows``, ``languages``, and of the
    days asked, both included, ``absences`` and ``extras``. Eight queries, however many volunteers.
    """
    within_reach = ReachableSpace.objects.filter(volunteer=OuterRef("pk"), space__in=list(space_ids))
    absences = Absence.objects.filter(starts_on__lte=ends_on, ends_on__gte=starts_on)
    extras = ExtraAvailability.objects.filter(day__range=(starts_on, ends_on))
    return list(
        Volunteer.objects.filter(Exists(within_reach), state=VolunteerState.ACTIVE)
        .select_related("person")
        .prefetch_related(
            "skills",
            "choices__mission",
            "reach",
            "windows",
            "languages",
            Prefetch("absences", queryset=absences),
            Prefetch("extras", queryset=extras),
        )
        .order_by("pk")
    )


def windows_of(volunteer: Volunteer) -> list[Window]:
    """Her weekly windows as plain values, for the rules."""
    return [Window(w.weekday, w.starts_at, w.ends_at) for w in volunteer.windows.all()]


def absences_of(volunteer: Volunteer) -> list[Days]:
    """Her absences as plain values, for the rules."""
    return [Days(absence.starts_on, absence.ends_on) for absence in volunteer.absences.all()]


def extras_of(volunteer: Volunteer) -> list[DatedHours]:
    """Her dated windows as plain values, for the rules."""
    return [DatedHours(extra.day, extra.starts_at, extra.ends_at) for extra in volunteer.extras.all()]


def export_person(person: Person) -> dict[str, Any]:
    """All that this room knows of a person, in plain values. For herself (right of access)."""
    volunteer = volunteer_of(person)
    if volunteer is None:
        return {}
    return {
        "state": volunteer.state,
        "status": volunteer.status,
        "commitment": volunteer.commitment,
        "accepts_whole_day": volunteer.accepts_whole_day,
        "insee_code": volunteer.insee_code,
        "home_space": volunteer.home_space.name if volunteer.home_space else None,
        "accompanied_shifts_left": volunteer.accompanied_shifts_left,
        "started_on": volunteer.started_on,
        "left_on": volunteer.left_on,
        "charter_signed_on": volunteer.charter_signed_on,
        "skills": list(volunteer.skills.values("skill", "level")),
        "languages": list(volunteer.languages.values_list("language", flat=True)),
        "missions": list(volunteer.choices.values_list("mission__title", flat=True)),
        "spaces": list(volunteer.reach.values("space__name", "travel_minutes")),
        "weekly": list(volunteer.windows.values("weekday", "starts_at", "ends_at")),
        "absences": list(volunteer.absences.values("starts_on", "ends_on")),
        "extra": list(volunteer.extras.values("day", "starts_at", "ends_at")),
    }
