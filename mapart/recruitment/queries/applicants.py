"""Reads about applicants that several callers share, each for somebody."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from mapart.agenda.models import Booking, Session, WaitlistEntry
from mapart.core import clock
from mapart.people.models import Person
from mapart.recruitment.enums import Stage
from mapart.recruitment.models import Application
from mapart.recruitment.perms import visible_applications
from mapart.recruitment.queries.campaigns import export_invitations


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
