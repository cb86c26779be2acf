"""Reads about applicants that several callers share, each for somebody."""

import datetime
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from mapart.agenda.models import Booking, Session, WaitlistEntry
from mapart.core import clock
from mapart.core.prepared import GivenList, prepared
from mapart.people.models import Person
from mapart.recruitment.enums import Stage
from mapart.recruitment.models import Application
from mapart.recruitment.perms import visible_applications
from mapart.recruitment.queries.campaigns import export_invitations
from mapart.recruitment.rules import BEFORE_WELCOME


@dataclass(frozen=True)
class Seated:
    """A line of the attendance list: a seat, its person, and her application if she has one."""

    booking: Booking
    application: Application | None


def applicants_for(reader: Person) -> QuerySet[Application]:
    """What ``reader`` may see of the applicants, the one who waits longest first, with all a list shows."""
    return (
        visible_applications(reader)
        .select_related("person", "space", "mission", "booking__session")
        .order_by("stage_since", "pk")
    )


class Waiting(NamedTuple):
    """Somebody for whom the team has to do something: her application, name, space (key), stage and since when."""

    pk: UUID
    first_name: str
    last_name: str
    space_id: UUID
    stage: str
    since: datetime.datetime


MOST_WAITING = 5


def to_follow(spaces: list[UUID]) -> tuple[int, list[Waiting]]:
    """How many applicants of these spaces are not yet welcomed, and the first ``MOST_WAITING``, the longest wait first.

    For who may see the applicants of these spaces.
    """
    count = sum(count for _stage, count in _waiting_by_stage(spaces))
    return count, [Waiting(*row) for row in _waiting_longest(spaces)]


@prepared
def _waiting_by_stage(spaces: GivenList) -> QuerySet[Application, tuple[str, int]]:
    return _not_welcomed(spaces).values_list("stage").annotate(count=Count("*"))


@prepared
def _waiting_longest(spaces: GivenList) -> QuerySet[Application, tuple[Any, ...]]:
    """The keys are found before the names: the whole list is not joined to show the head of it."""
    first = _not_welcomed(spaces).order_by("stage_since", "pk").values("pk")[:MOST_WAITING]
    shown = Application.objects.filter(pk__in=first).order_by("stage_since", "pk")
    return shown.values_list(
        "pk", "person__first_name", "person__last_name", "space_id", "stage", "stage_since"
    )


def _not_welcomed(spaces: GivenList) -> QuerySet[Application]:
    return Application.objects.filter(space__pk__in=spaces, stage__in=BEFORE_WELCOME).order_by()


def counts_by_stage(applications: QuerySet[Application]) -> dict[Stage, int]:
    """How many of these applications stand at each stage, all stages present."""
    counted = dict(applications.order_by().values_list("stage").annotate(count=Count("*")))
    return {stage: counted.get(stage, 0) for stage in Stage}


def attendance_list(session: Session) -> list[Seated]:
    """Everybody who has a seat, by first name, with her application."""
    bookings = list(
        session.bookings.select_related("person").order_by("person__first_name", "person__last_name", "pk")
    )
    applications = open_applications([booking.person_id for booking in bookings])
    return [Seated(booking, applications.get(booking.person_id)) for booking in bookings]


def open_applications(person_keys: list[Any]) -> dict[Any, Application]:
    """The application in course of each of these people, by key of the person."""
    found = Application.objects.filter(~Q(stage=Stage.LEFT), person__in=person_keys)
    return {application.person_id: application for application in found}


def waiting_for(person: Person) -> QuerySet[WaitlistEntry]:
    """The waiting lists she is on, for sessions to come."""
    return (
        WaitlistEntry.objects.filter(person=person, session__starts_at__gt=clock.now())
        .select_related("session__space")
        .order_by("session__starts_at")
    )


def export_person(person: Person) -> dict[str, Any]:
    """All that this room holds about her, in values that JSON can hold, under French names she can read."""
    applications = (
        Application.objects.filter(person=person)
        .select_related("space", "mission")
        .prefetch_related("steps", "trials__need__session")
    )
    return {
        "demandes pour devenir bénévole": [
            {
                "le": application.created_at.isoformat(),
                "espace": application.space.name,
                "mission": application.mission.title if application.mission else None,
                "disponible": application.get_moment_display() or None,
                "commune (code INSEE)": application.insee_code or None,
                "étape": application.get_stage_display(),
                "depuis": application.stage_since.isoformat(),
                "reçue": application.get_heard_from_display(),
                "raison du départ": application.get_left_reason_display() or None,
                "parcours": [
                    {
                        "étape": step.get_step_display(),
                        "du": step.since.isoformat(),
                        "au": step.ended_at.isoformat() if step.ended_at else None,
                    }
                    for step in application.steps.all()
                ],
                "créneaux d'essai": [
                    {"le": trial.need.session.starts_at.isoformat(), "réponse": trial.get_state_display()}
                    for trial in application.trials.all()
                ],
            }
            for application in applications.order_by("created_at")
        ]
    } | export_invitations(person)
