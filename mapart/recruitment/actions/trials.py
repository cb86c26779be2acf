"""The trial shift: proposed with a named buddy, accepted by link in one touch, done, or looked for again."""

from uuid import UUID

from django.db import IntegrityError, transaction

from mapart.agenda.enums import Attendance
from mapart.core import clock, journal
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning import actions as planning
from mapart.planning.models import Assignment
from mapart.recruitment import mails
from mapart.recruitment.actions.stages import change_stage
from mapart.recruitment.actions.steps import move_step
from mapart.recruitment.enums import Stage, Step, TrialState
from mapart.recruitment.models import Application, TrialShift
from mapart.recruitment.perms import require_edit, require_self_or_edit
from mapart.recruitment.queries import Beside, open_trial, trial_shifts_for
from mapart.recruitment.rules import OPEN_TRIALS, TRIAL_MOVES
from mapart.volunteering.actions import begin
from mapart.volunteering.queries import volunteer_of


def propose_trial(*, by: Person | None, application: Application, need: UUID | None = None) -> TrialShift:
    """Propose a trial shift, that of ``need`` or the first that fits; she is told. Pressed twice, it is proposed once.

    Another ``need`` than the one she was asked about takes its place.
    Refusals: ``recruitment.no_trial_shift``, ``recruitment.move_not_allowed``.
    """
    require_edit(by, application.space)
    found = trial_shifts_for([application], at_most=50)[application.pk]
    known = open_trial(application)
    if (
        need is not None
        and known is not None
        and known.state == TrialState.PROPOSED
        and known.need_id != need
    ):
        let_go(known)
    return _propose(by, application, [one for one in found if need in (None, one.need.pk)])


def propose_at_once(application: Application) -> TrialShift | None:
    """The first trial shift at the hours she gave, without waiting for anybody; null when there is none."""
    found = trial_shifts_for([application])[application.pk]
    at_her_hours = [one for one in found if one.fits_her_hours]
    return _propose(None, application, at_her_hours) if at_her_hours else None


def accept_trial(*, by: Person | None, trial: TrialShift) -> Assignment | None:
    """« Oui, je viens »: the place is hers, her buddy is told. Said twice, it is said once.

    Null when the place went meanwhile: the team has to propose another one. ``by``: herself by her link, or staff to
    whom she said it. Refusals: ``recruitment.trial_gone``, ``planning.rule_forbids``.
    """
    application = trial.application
    require_self_or_edit(by, application)
    volunteer = volunteer_of(application.person)
    if volunteer is None:
        raise Refusal("recruitment.trial_gone")
    try:
        with transaction.atomic():
            if not _move(trial, TrialState.ACCEPTED):
                return _same_answer(trial, TrialState.ACCEPTED)
            assignment = planning.take_trial_place(
                by=None, need=trial.need, volunteer=volunteer, buddy=trial.buddy
            )
            move_step(application, Step.TRIAL, waits_from=trial.need.session.ends_at)
            journal.record(by, "accept_trial", application, need=trial.need_id, buddy=trial.buddy_id)
            mails.tell_trial_yes(trial, assignment)
            mails.tell_buddy(trial)
            return assignment
    except Refusal as refusal:
        if refusal.code not in ("planning.place_taken", "planning.ask_past"):
            raise
    let_go(trial)
    return None


def decline_trial(*, by: Person | None, trial: TrialShift) -> TrialShift:
    """« Pas cette fois »: another one is proposed at once when there is one. Refusal ``recruitment.trial_gone``."""
    require_self_or_edit(by, trial.application)
    with transaction.atomic():
        if not _move(trial, TrialState.DECLINED):
            _same_answer(trial, TrialState.DECLINED)
            return trial
        journal.record(by, "decline_trial", trial.application, need=trial.need_id)
        if move_step(trial.application, Step.PROPOSE):
            propose_at_once(trial.application)
    return trial


def note_trial(*, by: Person | None, trial: TrialShift, came: bool) -> TrialShift:
    """What became of an accepted trial: done, she learns what her mission needs or is ready; missed, one looks again.

    Refusals: ``recruitment.trial_not_over``, ``recruitment.trial_gone``.
    """
    application = trial.application
    require_edit(by, application.space)
    if trial.need.session.starts_at > clock.now():
        raise Refusal("recruitment.trial_not_over")
    after = TrialState.DONE if came else TrialState.MISSED
    with transaction.atomic():
        if not _move(trial, after):
            _same_answer(trial, after)
            return trial
        journal.record(by, "note_trial", application, need=trial.need_id, came=came)
        if not came:
            move_step(application, Step.PROPOSE)
        elif trial.need.mission.training:
            move_step(application, Step.TRAINING)
        else:
            become_ready(by, application)
    return trial


def become_ready(by: Person | None, application: Application, *, is_experienced: bool = False) -> None:
    """The end of the way: the roster counts on her, and she is told. Inside the transaction.

    ``is_experienced``: nobody needs to stand beside her.
    """
    if change_stage(by, application, {Stage.WELCOMED}, Stage.ACTIVE):
        volunteer = volunteer_of(application.person)
        if volunteer is not None:
            begin(by=by, volunteer=volunteer, is_experienced=is_experienced)
        mails.tell_ready(application)


def let_go(trial: TrialShift) -> None:
    """The shift of an open trial is no longer possible: the ball is with the team again."""
    with transaction.atomic():
        if _move(trial, TrialState.LAPSED):
            journal.record(None, "let_trial_go", trial.application, need=trial.need_id)
            move_step(trial.application, Step.PROPOSE)


def give_up_trials(application: Application) -> None:
    """She goes: her open trial ends, and her place on it is free again. Inside the transaction."""
    trial = open_trial(application)
    if trial is None or not _move(trial, TrialState.LAPSED):
        return
    held = Assignment.objects.filter(need=trial.need_id, volunteer__person=application.person_id)
    for assignment in held.select_related("need__session__space", "volunteer__person"):
        if trial.need.session.starts_at > clock.now():
            planning.withdraw(by=application.person, assignment=assignment)


def end_trial(application: Application) -> None:
    """She needs no trial any more: what was proposed ends, and a shift she said yes to stays hers."""
    trial = open_trial(application)
    if trial is not None:
        _move(trial, TrialState.LAPSED)


def follow_trials() -> int:
    """What the roster knows of open trials, brought here: who came, who gave the shift back, what began unanswered.

    Returns how many moved. Two queries when nothing has changed.
    """
    open_ones = list(
        TrialShift.objects.filter(state__in=OPEN_TRIALS, application__stage=Stage.WELCOMED).select_related(
            "application__person",
            "application__space",
            "need__session__space",
            "need__mission",
            "buddy__person",
        )
    )
    held = {
        (need, person): attendance
        for need, person, attendance in Assignment.objects.filter(
            need__in={trial.need_id for trial in open_ones}
        ).values_list("need", "volunteer__person", "attendance")
    }
    return sum(_follow(trial, held) for trial in open_ones)


def _follow(trial: TrialShift, held: dict[tuple[UUID, UUID], str]) -> bool:
    """``held``: attendance by need and person, of everybody on the shifts of open trials."""
    has_begun = trial.need.session.starts_at <= clock.now()
    attendance = held.get((trial.need_id, trial.application.person_id))
    if trial.state == TrialState.PROPOSED:
        is_full = trial.need.filled >= trial.need.maximum and attendance is None
        if has_begun or is_full or (trial.need_id, trial.buddy.person_id) not in held:
            let_go(trial)
            return True
    elif attendance is None:
        let_go(trial)
        return True
    elif has_begun and attendance != Attendance.UNKNOWN:
        note_trial(by=None, trial=trial, came=attendance == Attendance.CAME)
        return True
    return False


def _propose(by: Person | None, application: Application, found: list[Beside]) -> TrialShift:
    if not found:
        known = open_trial(application)
        if known is not None:
            return known
        raise Refusal("recruitment.no_trial_shift")
    first = found[0]
    try:
        with transaction.atomic():
            trial = TrialShift.objects.create(application=application, need=first.need, buddy=first.buddy)
            if move_step(application, Step.ANSWER) is None:
                raise Refusal("recruitment.move_not_allowed")
            journal.record(by, "propose_trial", application, need=first.need.pk, buddy=first.buddy.pk)
            mails.tell_trial(trial)
            return trial
    except IntegrityError:
        known = open_trial(application)  # pressed twice, or by two people at once
        if known is None:
            raise
        return known


def _move(trial: TrialShift, after: TrialState) -> bool:
    """Answer a trial, once: false when its life does not allow it (any more)."""
    befores = [before for before, afters in TRIAL_MOVES.items() if after in afters]
    rows = TrialShift.objects.filter(pk=trial.pk, state__in=befores)
    moved = rows.update(state=after, answered_at=clock.now())
    trial.refresh_from_db(fields=["state", "answered_at"])
    return bool(moved)


def _same_answer(trial: TrialShift, answer: TrialState) -> Assignment | None:
    """The same answer again is no fault; another one comes too late."""
    if trial.state != answer:
        raise Refusal("recruitment.trial_gone")
    return Assignment.objects.filter(
        need=trial.need_id, volunteer__person=trial.application.person_id
    ).first()
