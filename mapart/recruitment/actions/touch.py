"""The next step in one touch, for one newcomer or for all who are ticked."""

from collections.abc import Callable, Iterable, Mapping

from django.db import transaction
from django.db.models import F

from mapart.agenda.actions import claim_seat
from mapart.agenda.models import Booking
from mapart.agenda.queries import upcoming_meetings
from mapart.core.ids import uuid7
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.people.queries import address_of
from mapart.recruitment import mails
from mapart.recruitment.actions.applications import move_application
from mapart.recruitment.actions.stages import follow_seat
from mapart.recruitment.actions.trials import note_trial, propose_trial
from mapart.recruitment.actions.welcome import note_parent_agreement, note_training, sign_charter
from mapart.recruitment.enums import Stage, Step
from mapart.recruitment.models import Application, PathStep
from mapart.recruitment.perms import require_edit
from mapart.recruitment.queries import open_trial
from mapart.volunteering.enums import AgeBand, SignedWay


def invite_to_next_meeting(*, by: Person | None, application: Application) -> Booking:
    """Give her a seat at the next meeting of her space that has one; she is told. Pressed twice, she has one.

    Refusals: ``recruitment.no_meeting``, and those of ``agenda.claim_seat``.
    """
    require_edit(by, application.space)
    meetings = upcoming_meetings([application.space_id]).filter(booked__lt=F("capacity"))
    session = meetings.order_by("starts_at", "pk").first()
    if session is None:
        raise Refusal("recruitment.no_meeting")
    with transaction.atomic():
        held = claim_seat(by=by, session=session, person=application.person, key=uuid7())
        if not isinstance(held, Booking):
            raise Refusal("recruitment.no_meeting")
        follow_seat(by, held, Stage.INVITED)
        application.refresh_from_db()
        mails.tell_seat(application, held, address_of(application.person))
        return held


def advance(*, by: Person | None, step: PathStep) -> None:
    """Do what the team does next at this step. What was done meanwhile is not done twice.

    Refusals: ``recruitment.move_not_allowed``, and those of the act.
    """
    require_edit(by, step.application.space)
    act = NEXT_ACT.get(Step(step.step))
    if act is None or not PathStep.objects.filter(pk=step.pk, ended_at=None).exists():
        raise Refusal("recruitment.move_not_allowed")
    act(by, step.application)


def advance_all(*, by: Person | None, steps: Iterable[PathStep]) -> list[tuple[PathStep, Refusal | None]]:
    """``advance`` for each, one transaction each: what stops one does not stop the others. Refusals come back."""
    done: list[tuple[PathStep, Refusal | None]] = []
    for step in steps:
        try:
            advance(by=by, step=step)
        except Refusal as refusal:
            done.append((step, refusal))
        else:
            done.append((step, None))
    return done


def _note_trial(by: Person | None, application: Application) -> None:
    trial = open_trial(application)
    if trial is None:
        raise Refusal("recruitment.move_not_allowed")
    note_trial(by=by, trial=trial, came=True)


def _sign_on_paper(by: Person | None, application: Application) -> None:
    sign_charter(by=by, application=application, band=AgeBand.ADULT, way=SignedWay.PAPER)


# A meeting is attended on its own page; an answer is hers, and is written down alone.
NEXT_ACT: Mapping[Step, Callable[[Person | None, Application], object]] = {
    Step.CALL: lambda by, application: invite_to_next_meeting(by=by, application=application),
    Step.WELCOME: lambda by, application: move_application(
        by=by, application=application, stage=Stage.WELCOMED
    ),
    Step.CHARTER: _sign_on_paper,
    Step.PARENT: lambda by, application: note_parent_agreement(by=by, application=application),
    Step.PROPOSE: lambda by, application: propose_trial(by=by, application=application),
    Step.TRIAL: _note_trial,
    Step.TRAINING: lambda by, application: note_training(by=by, application=application),
}
