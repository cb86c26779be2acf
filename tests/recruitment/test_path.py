"""The way of a newcomer, from the charter to « ready »: each step moves once, by who may, and tells who must know."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from mapart.agenda.enums import Attendance
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.ids import uuid7
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.notifications.models import Message
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.planning import actions as planning
from mapart.planning.models import Assignment, StaffingNeed
from mapart.recruitment import actions
from mapart.recruitment.enums import HeardFrom, Holder, LeftReason, Stage, Step, TrialState
from mapart.recruitment.models import Application, PathStep, TrialShift
from mapart.recruitment.queries import open_step, open_steps_for, open_trial, trial_shifts_for
from mapart.recruitment.rules import HOLDERS, STEP_MOVES, STEP_OF_STAGE, TRANSITIONS, TRIAL_MOVES
from mapart.spaces.models import Space
from mapart.volunteering.enums import AgeBand, SignedWay
from mapart.volunteering.models import Availability, CharterSignature, Mission, Volunteer
from tests.factories import (
    make_application,
    make_assignment,
    make_buddy,
    make_meeting,
    make_mission,
    make_need,
    make_newcomer,
    make_person,
    make_session,
    make_space,
    make_staff,
    make_volunteer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lille() -> Space:
    return make_space()


@pytest.fixture
def mission() -> Mission:
    return make_mission()


def step_of(application: Application) -> str:
    step = open_step(application)
    return step.step if step else ""


def sign(application: Application, band: AgeBand = AgeBand.ADULT, **values: Any) -> None:
    by = values.pop("by", application.person)
    actions.sign_charter(by=by, application=application, band=band, way=SignedWay.SCREEN)


def proposed(space: Space, mission: Mission) -> TrialShift:
    """A newcomer to whom a trial shift is proposed, beside the one buddy of the space."""
    make_buddy(space, mission)
    application = make_newcomer(space, (mission,))
    sign(application)
    trial = open_trial(application)
    assert trial is not None
    return trial


def begin(trial: TrialShift) -> None:
    """Let the shift be over."""
    session = trial.need.session
    session.starts_at = clock.now() - datetime.timedelta(hours=4)
    session.ends_at = clock.now() - datetime.timedelta(hours=1)
    session.save()


def test_every_move_of_an_application_is_a_move_of_the_way() -> None:
    for before, afters in TRANSITIONS.items():
        for after in afters:
            if before in STEP_OF_STAGE and after in STEP_OF_STAGE:
                assert STEP_OF_STAGE[after] in STEP_MOVES[STEP_OF_STAGE[before]]
    assert set(STEP_MOVES) == set(HOLDERS) == set(Step)
    assert set(TRIAL_MOVES) == set(TrialState)


def test_the_way_follows_the_application(lille: Space) -> None:
    meeting = make_meeting(lille)
    facts = actions.Applicant(first_name="Nour", channel=Channel.MAIL, email="nour@example.org")
    lead = make_staff(lille, RoleKind.COMMUNITY_LEAD)
    outcome = actions.apply(
        by=None, key=make_application(lille).key, applicant=facts, space=lille, heard_from=HeardFrom.WEB
    )
    application = make_application(lille)
    assert step_of(outcome.application) == Step.CALL
    booking = actions.invite_to_next_meeting(by=lead, application=application)
    step = open_step(application)
    assert step is not None
    assert [step.step, step.holder, step.owner] == [Step.MEETING, Holder.DATE, lead]
    assert step.waits_from == meeting.ends_at
    actions.mark_attendance(by=lead, booking=booking, attendance=Attendance.CAME)
    assert step_of(application) == Step.WELCOME
    actions.mark_attendance(by=lead, booking=booking, attendance=Attendance.UNKNOWN)
    assert step_of(application) == Step.MEETING
    actions.mark_attendance(by=lead, booking=booking, attendance=Attendance.CAME)
    application.refresh_from_db()
    actions.move_application(by=lead, application=application, stage=Stage.WELCOMED)
    assert step_of(application) == Step.CHARTER
    application.refresh_from_db()
    assert f"/bienvenue/{application.secret}/" in Message.objects.get(kind="recruitment.welcome").body
    actions.move_application(by=lead, application=application, stage=Stage.LEFT, reason=LeftReason.NO_TIME)
    assert step_of(application) == ""


def test_every_step_follows_her_to_the_space_of_her_meeting(lille: Space) -> None:
    paris = make_space()
    lead = make_staff(lille, RoleKind.COMMUNITY_LEAD)
    application = make_application(lille)
    assert [step.application for step in open_steps_for(lead)] == [application]
    facts = actions.Applicant(
        first_name="Nour", channel=Channel.MAIL, email=application.person.email, last_name="Haddad"
    )
    actions.apply(by=None, key=uuid7(), applicant=facts, space=paris, session=make_meeting(paris))
    assert list(open_steps_for(lead)) == []
    assert [step.application for step in open_steps_for(make_staff(paris))] == [application]
    assert set(PathStep.objects.values_list("step", "space")) == {
        (Step.CALL, paris.pk),
        (Step.MEETING, paris.pk),
    }


def test_she_signs_and_a_trial_shift_is_proposed_at_once(lille: Space, mission: Mission) -> None:
    buddy = make_buddy(lille, mission)
    application = make_newcomer(lille, (mission,))
    sign(application)
    sign(application)
    signature = CharterSignature.objects.get()
    assert [signature.way, signature.noted_by] == [SignedWay.SCREEN, None]
    assert signature.signed_on == signature.volunteer.charter_signed_on == clock.today()
    trial = TrialShift.objects.get()
    assert [trial.need, trial.buddy] == [buddy.need, buddy.volunteer]
    assert step_of(application) == Step.ANSWER
    body = Message.objects.get(kind="recruitment.trial").body
    assert buddy.volunteer.person.first_name in body
    assert application.secret in body


def test_yes_in_one_action_gives_the_place_and_tells_both(lille: Space, mission: Mission) -> None:
    trial = proposed(lille, mission)
    for _ in range(2):
        held = actions.accept_trial(by=trial.application.person, trial=trial)
    assert held is not None
    assert held.confirmed_at is not None
    assert held.volunteer.person == trial.application.person
    assert StaffingNeed.objects.get(pk=trial.need_id).filled == 2
    step = open_step(trial.application)
    assert step is not None
    assert [step.step, step.waits_from] == [Step.TRIAL, trial.need.session.ends_at]
    assert Message.objects.get(kind="recruitment.buddy").recipient == trial.buddy.person_id
    assert held.secret in Message.objects.get(kind="recruitment.trial_yes").body
    with pytest.raises(Refusal, match="trial_gone"):
        actions.decline_trial(by=trial.application.person, trial=trial)


def test_no_is_respected_and_another_shift_is_proposed(lille: Space, mission: Mission) -> None:
    trial = proposed(lille, mission)
    actions.decline_trial(by=trial.application.person, trial=trial)
    assert step_of(trial.application) == Step.PROPOSE
    make_buddy(lille, mission, hour=14)
    actions.propose_trial(by=None, application=trial.application)
    again = open_trial(trial.application)
    assert again is not None
    assert again.need != trial.need
    assert TrialShift.objects.get(pk=trial.pk).state == TrialState.DECLINED


def test_a_place_that_went_meanwhile_brings_the_ball_back_to_the_team(lille: Space, mission: Mission) -> None:
    trial = proposed(lille, mission)
    StaffingNeed.objects.filter(pk=trial.need_id).update(filled=4)
    assert actions.accept_trial(by=trial.application.person, trial=trial) is None
    assert step_of(trial.application) == Step.PROPOSE
    assert not Assignment.objects.filter(volunteer__person=trial.application.person).exists()
    with pytest.raises(Refusal, match="trial_gone"):
        actions.accept_trial(by=trial.application.person, trial=trial)


def test_her_page_takes_a_yes_or_a_no_and_nothing_else(
    client: Client, lille: Space, mission: Mission
) -> None:
    trial = proposed(lille, mission)
    page = f"/bienvenue/{trial.application.secret}/"
    assert client.post(page, {"trial": trial.pk}).status_code == 404
    assert client.post(page, {"trial": trial.pk, "act": "peut-être"}).status_code == 404
    assert TrialShift.objects.get().state == TrialState.PROPOSED
    assert client.post(page, {"trial": trial.pk, "act": "no"}).status_code == 302
    assert TrialShift.objects.get(pk=trial.pk).state == TrialState.DECLINED


def test_only_a_shift_with_room_somebody_of_experience_and_her_hours_is_proposed(
    lille: Space, mission: Mission
) -> None:
    make_assignment(make_need(make_session(lille), mission), make_volunteer(lille, accompanied_shifts_left=2))
    make_buddy(lille, make_mission())
    make_buddy(make_space(), mission)
    make_buddy(lille, mission, hour=19)
    full = make_buddy(lille, mission, hour=14)
    StaffingNeed.objects.filter(pk=full.need_id).update(filled=4)
    application = make_newcomer(lille, (mission,), Step.PROPOSE)
    assert trial_shifts_for([application])[application.pk] == []
    with pytest.raises(Refusal, match="no_trial_shift"):
        actions.propose_trial(by=None, application=application)
    assert step_of(application) == Step.PROPOSE
    Availability.objects.filter(volunteer__person=application.person).delete()
    found = trial_shifts_for([application])[application.pk]
    assert [one.fits_her_hours for one in found] == [
        False
    ]  # said no hours yet: the evening one, to be checked


def test_a_shift_that_meets_one_she_holds_is_not_proposed(lille: Space, mission: Mission) -> None:
    buddy = make_buddy(lille, mission)
    application = make_newcomer(lille, (mission,), Step.PROPOSE)
    assert len(trial_shifts_for([application])[application.pk]) == 1
    hers = Volunteer.objects.get(person=application.person)
    make_assignment(make_need(buddy.need.session, make_mission()), hers)
    assert trial_shifts_for([application])[application.pk] == []


def test_one_buddy_has_one_newcomer_at_a_time(lille: Space, mission: Mission) -> None:
    proposed(lille, mission)
    other = make_newcomer(lille, (mission,), Step.PROPOSE)
    assert trial_shifts_for([other])[other.pk] == []


@pytest.mark.parametrize("training", ["", "Tenir la caisse"])
def test_after_the_trial_she_learns_what_is_needed_then_is_ready(lille: Space, training: str) -> None:
    trial = proposed(lille, make_mission(training=training))
    actions.accept_trial(by=None, trial=trial)
    with pytest.raises(Refusal, match="trial_not_over"):
        actions.note_trial(by=None, trial=trial, came=True)
    begin(trial)
    actions.note_trial(by=None, trial=trial, came=True)
    application = Application.objects.get(pk=trial.application_id)
    if training:
        assert step_of(application) == Step.TRAINING
        actions.note_training(by=None, application=application)
        application.refresh_from_db()
    assert application.stage == Stage.ACTIVE
    assert step_of(application) == ""
    assert Message.objects.filter(kind="recruitment.ready").count() == 1


def test_what_the_roster_knows_moves_the_way(lille: Space, mission: Mission) -> None:
    came, missed, gave_back = (proposed(lille, mission) for _ in range(3))
    unanswered = proposed(lille, mission)
    for trial in (came, missed, gave_back):
        actions.accept_trial(by=None, trial=trial)
    assert actions.follow_trials() == 0
    hers = Assignment.objects.get(volunteer__person=gave_back.application.person)
    planning.withdraw(by=gave_back.application.person, assignment=hers)
    for trial, attendance in ((came, Attendance.CAME), (missed, Attendance.ABSENT)):
        Assignment.objects.filter(volunteer__person=trial.application.person).update(attendance=attendance)
        begin(trial)
    begin(unanswered)
    assert actions.follow_trials() == 4
    assert [step_of(one.application) for one in (came, missed, gave_back, unanswered)] == [
        "",
        *[Step.PROPOSE] * 3,
    ]
    assert actions.follow_trials() == 0


def test_under_18_a_parent_signs_on_paper_and_adult_missions_wait(lille: Space) -> None:
    adult, opened = make_mission(is_for_adults=True), make_mission()
    make_buddy(lille, adult)
    application = make_newcomer(lille, (adult,))
    sign(application, AgeBand.MINOR)
    volunteer = Volunteer.objects.get(person=application.person)
    assert volunteer.is_minor
    assert step_of(application) == Step.PARENT
    chosen = set(volunteer.choices.values_list("mission", flat=True))
    assert adult.pk not in chosen
    assert opened.pk in chosen
    with pytest.raises(PermissionDenied):
        actions.note_parent_agreement(by=application.person, application=application)
    make_buddy(lille, opened)
    for _ in range(2):
        actions.note_parent_agreement(by=make_staff(lille, RoleKind.RECEPTIONIST), application=application)
    assert step_of(application) == Step.ANSWER
    volunteer.age_said_on = clock.today() - datetime.timedelta(days=2 * 366)
    assert not volunteer.is_minor


def test_an_old_page_sent_again_with_another_age_changes_nothing(lille: Space, mission: Mission) -> None:
    make_buddy(lille, mission)
    for first, then, step in (
        (AgeBand.ADULT, AgeBand.MINOR, Step.ANSWER),
        (AgeBand.MINOR, AgeBand.ADULT, Step.PARENT),
    ):
        application = make_newcomer(lille, (mission,))
        sign(application, first)
        sign(application, then)
        volunteer = Volunteer.objects.get(person=application.person)
        assert [volunteer.age_band, step_of(application)] == [first, step]


def test_on_paper_staff_sign_for_her_and_the_journal_knows_who(lille: Space, mission: Mission) -> None:
    application = make_newcomer(
        lille, (mission,), person=make_person(email=None, channel="paper", last_name="Sansadresse")
    )
    desk = make_staff(lille, RoleKind.RECEPTIONIST)
    actions.sign_charter(by=desk, application=application, band=AgeBand.ADULT, way=SignedWay.PAPER)
    assert CharterSignature.objects.get().noted_by == desk
    assert JournalEntry.objects.get(act="sign_charter").actor == desk.pk
    make_buddy(lille, mission)
    actions.propose_trial(by=desk, application=application)
    letter = Message.objects.get(kind="recruitment.trial")
    assert letter.channel == "paper"
    assert "/bienvenue/" not in letter.body
    trial = open_trial(application)
    assert trial is not None
    assert actions.accept_trial(by=desk, trial=trial) is not None


def test_she_leaves_and_her_place_goes_to_others(lille: Space, mission: Mission) -> None:
    trial = proposed(lille, mission)
    actions.accept_trial(by=None, trial=trial)
    actions.move_application(
        by=None,
        application=Application.objects.get(pk=trial.application_id),
        stage=Stage.LEFT,
        reason=LeftReason.NO_FIT,
    )
    assert StaffingNeed.objects.get(pk=trial.need_id).filled == 1
    assert TrialShift.objects.get().state == TrialState.LAPSED


STRANGERS = ("other_space", "volunteer", "team_mate")


@pytest.mark.parametrize("who", STRANGERS)
def test_who_may_not_follow_newcomers_may_do_nothing(lille: Space, mission: Mission, who: str) -> None:
    trial = proposed(lille, mission)
    application = trial.application
    by: Person = {
        "other_space": lambda: make_staff(make_space(), RoleKind.SPACE_MANAGER),
        "volunteer": lambda: make_volunteer(lille).person,
        "team_mate": lambda: trial.buddy.person,
    }[who]()
    step = open_step(application)
    assert step is not None
    before = [step_of(application), trial.state, JournalEntry.objects.count(), Message.objects.count()]
    for act in (
        lambda: actions.sign_charter(by=by, application=application, band=AgeBand.ADULT, way=SignedWay.PAPER),
        lambda: actions.note_parent_agreement(by=by, application=application),
        lambda: actions.note_training(by=by, application=application),
        lambda: actions.propose_trial(by=by, application=application),
        lambda: actions.accept_trial(by=by, trial=trial),
        lambda: actions.decline_trial(by=by, trial=trial),
        lambda: actions.note_trial(by=by, trial=trial, came=True),
        lambda: actions.take_in_hand(by=by, step=step),
        lambda: actions.advance(by=by, step=step),
        lambda: actions.invite_to_next_meeting(by=by, application=application),
    ):
        with pytest.raises(PermissionDenied):
            act()
    trial.refresh_from_db()
    assert before == [
        step_of(application),
        trial.state,
        JournalEntry.objects.count(),
        Message.objects.count(),
    ]


def test_many_advance_in_one_touch_and_one_that_cannot_stops_nobody(lille: Space, mission: Mission) -> None:
    lead = make_staff(lille, RoleKind.COMMUNITY_LEAD)
    for hour in (9, 13):
        make_buddy(lille, mission, hour=hour)
    ready = [make_newcomer(lille, (mission,), Step.PROPOSE) for _ in range(3)]
    steps = list(
        PathStep.objects.filter(application__in=ready).select_related("application__space").order_by("pk")
    )
    done = actions.advance_all(by=lead, steps=steps)
    assert [refusal and refusal.code for _step, refusal in done] == [None, None, "recruitment.no_trial_shift"]
    again = actions.advance_all(by=lead, steps=steps[:2])
    assert {refusal and refusal.code for _step, refusal in again} == {"recruitment.move_not_allowed"}
    assert TrialShift.objects.count() == 2


def test_every_sms_of_the_way_fits(lille: Space) -> None:
    space = make_space(city="Saint-Remy-en-Bouzemont-Saint-Genest", address="123 boulevard des Bienfaiteurs")
    mission = make_mission(training="Tenir la caisse")
    buddy = make_buddy(space, mission)
    Person.objects.filter(pk=buddy.volunteer.person_id).update(
        first_name="Marie-Bernadette-Charlotte", channel="sms", phone="+33639980011"
    )
    person = make_person(first_name="Anne-Élisabeth", channel="sms", phone="+33639980012")
    application = make_application(space, person, stage=Stage.CAME)
    actions.move_application(by=None, application=application, stage=Stage.WELCOMED)
    sign(application)
    actions.propose_trial(by=None, application=application)
    trial = open_trial(application)
    assert trial is not None
    actions.accept_trial(by=None, trial=trial)
    begin(trial)
    actions.note_trial(by=None, trial=trial, came=True)
    actions.note_training(by=None, application=application)
    sent = Message.objects.exclude(kind__startswith="planning.")
    assert {message.channel for message in sent} == {"sms"}
    assert {message.kind.split(".")[1] for message in sent} == {
        "welcome",
        "trial",
        "trial_yes",
        "buddy",
        "ready",
    }
