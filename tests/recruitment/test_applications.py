"""« I want to help »: one application per person, a seat, a message; then from stage to stage."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from mapart.agenda.enums import Attendance
from mapart.agenda.models import Booking, Session, WaitlistEntry
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.ids import uuid7
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.notifications.models import Message
from mapart.people.models import Person
from mapart.people.phones import receives_sms
from mapart.recruitment import actions, queries
from mapart.recruitment.enums import FreeMoment, HeardFrom, LeftReason, Stage
from mapart.recruitment.models import Application
from mapart.recruitment.rules import TRANSITIONS, may_move
from mapart.volunteering.models import Availability, Volunteer
from tests.factories import make_application, make_meeting, make_mission, make_person, make_space, make_staff
from tests.processes import run_together

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def applicant(email: str | None = "nour@example.org", **values: object) -> actions.Applicant:
    facts: dict[str, object] = {"first_name": "Nour", "channel": Channel.MAIL, "email": email}
    return actions.Applicant(**(facts | values))  # type: ignore[arg-type]


def apply(
    session: Session, who: actions.Applicant | None = None, by: Person | None = None
) -> actions.Outcome:
    return actions.apply(
        by=by, key=uuid7(), applicant=who or applicant(), space=session.space, session=session
    )


def test_a_visitor_gets_a_seat_an_application_and_a_message() -> None:
    meeting, mission = make_meeting(), make_mission()
    outcome = apply(meeting, applicant(mission=mission, moment=FreeMoment.SATURDAYS, insee_code="59350"))
    application = outcome.application
    assert isinstance(outcome.held, Booking)
    assert not outcome.was_held
    assert application.stage == Stage.INVITED
    assert application.booking == outcome.held
    assert application.space == meeting.space
    assert [application.mission, application.moment, application.insee_code] == [
        mission,
        "saturdays",
        "59350",
    ]
    message = Message.objects.get()
    assert message.kind == "recruitment.seat"
    assert message.address == "nour@example.org"
    assert outcome.held.reference in message.body
    assert f"/reunion/{outcome.held.secret}/" in message.body


def test_a_full_meeting_puts_her_on_the_waiting_list() -> None:
    meeting = make_meeting(capacity=1)
    apply(meeting)
    outcome = apply(meeting, applicant("ada@example.org"))
    assert isinstance(outcome.held, WaitlistEntry)
    assert outcome.application.stage == Stage.APPLIED
    assert Message.objects.filter(kind="recruitment.waiting", address="ada@example.org").exists()


def test_no_date_suits_her_and_the_team_will_call() -> None:
    space = make_space()
    who = applicant(channel=Channel.SMS, phone="+33639980001", email=None)
    outcome = actions.apply(by=None, key=uuid7(), applicant=who, space=space)
    assert outcome.held is None
    assert outcome.application.stage == Stage.APPLIED
    assert Message.objects.get().address == "+33639980001"


def test_the_same_attempt_twice_changes_nothing_more() -> None:
    meeting, key = make_meeting(), uuid7()
    first = actions.apply(by=None, key=key, applicant=applicant(), space=meeting.space, session=meeting)
    second = actions.apply(by=None, key=key, applicant=applicant(), space=meeting.space, session=meeting)
    assert first.application == second.application
    assert first.held == second.held
    assert not second.was_held
    assert [Person.objects.count(), Application.objects.count(), Booking.objects.count()] == [1, 1, 1]
    assert Message.objects.count() == 1


def test_somebody_without_any_address_is_written_once_even_when_sent_twice() -> None:
    space, key = make_space(), uuid7()
    manager = make_staff(space)
    who = applicant(email=None, channel=Channel.PAPER)
    for _ in range(2):
        actions.apply(by=manager, key=key, applicant=who, space=space, heard_from=HeardFrom.DESK)
    assert Application.objects.get().heard_from == HeardFrom.DESK
    assert Person.objects.filter(first_name="Nour").count() == 1


def test_a_known_person_is_not_doubled_and_keeps_her_data() -> None:
    meeting = make_meeting()
    known = make_person(first_name="Awa", email="nour@example.org")
    outcome = apply(meeting)
    known.refresh_from_db()
    assert outcome.application.person == known
    assert known.first_name == "Awa"


def test_a_second_request_uses_the_application_in_course() -> None:
    first = apply(make_meeting())
    other = make_meeting()
    second = apply(other)
    assert second.application.pk == first.application.pk
    assert second.application.booking == second.held
    assert second.application.space == other.space
    assert "une place" in Message.objects.get(key=f"recruitment.seat:{second.held.pk}").body  # type: ignore[union-attr]


def test_asking_again_for_a_seat_one_has_says_so_to_the_caller_only() -> None:
    meeting = make_meeting()
    first = apply(meeting)
    second = apply(meeting)
    assert second.held == first.held
    assert second.was_held


def test_who_was_welcomed_already_stays_welcomed() -> None:
    application = make_application(stage=Stage.ACTIVE)
    outcome = apply(make_meeting(), applicant(application.person.email or ""))
    assert outcome.application.pk == application.pk
    application.refresh_from_db()
    assert application.stage == Stage.ACTIVE


def test_the_team_writes_for_somebody_only_in_its_space() -> None:
    meeting = make_meeting()
    manager = make_staff(meeting.space)
    assert apply(meeting, by=manager).application.stage == Stage.INVITED
    for nobody in (make_staff(make_space()), make_person()):
        with pytest.raises(PermissionDenied):
            apply(meeting, applicant("x@example.org"), by=nobody)


def test_the_team_is_told_when_another_space_follows_her() -> None:
    elsewhere = make_application(stage=Stage.CAME)
    meeting = make_meeting()
    with pytest.raises(Refusal) as refusal:
        apply(meeting, applicant(elsewhere.person.email or ""), by=make_staff(meeting.space))
    assert refusal.value.code == "recruitment.followed_elsewhere"
    assert refusal.value.facts == {"space": elsewhere.space.name}


def test_a_seat_given_back_calls_her_again_and_invites_who_waited() -> None:
    meeting = make_meeting(capacity=1)
    first = apply(meeting)
    second = apply(meeting, applicant("ada@example.org"))
    assert isinstance(first.held, Booking)
    actions.give_back_place(by=None, booking=first.held)
    for outcome in (first, second):
        outcome.application.refresh_from_db()
    assert first.application.stage == Stage.APPLIED
    assert first.application.booking is None
    assert second.application.stage == Stage.INVITED
    assert second.application.booking is not None


def test_more_seats_invite_and_a_cancelled_meeting_calls_again() -> None:
    meeting = make_meeting(capacity=1)
    apply(meeting)
    waiting = apply(meeting, applicant("ada@example.org")).application
    actions.change_seats(by=None, session=meeting, capacity=2)
    waiting.refresh_from_db()
    assert waiting.stage == Stage.INVITED
    actions.cancel_meeting(by=None, session=meeting)
    assert set(Application.objects.values_list("stage", flat=True)) == {Stage.APPLIED}
    assert Message.objects.filter(kind="agenda.session_cancelled").count() == 2


@pytest.mark.parametrize("before", list(Stage))
@pytest.mark.parametrize("after", list(Stage))
def test_the_table_of_transitions_is_the_only_way(before: Stage, after: Stage) -> None:
    make_mission()
    application = make_application(
        stage=before, left_reason=LeftReason.NO_TIME if before == Stage.LEFT else ""
    )
    reason = LeftReason.TOO_FAR if after == Stage.LEFT else ""
    # Into the missions leads only the end of her way, or ``begin_without_trial``.
    if before == after or (may_move(before, after) and after != Stage.ACTIVE):
        actions.move_application(by=None, application=application, stage=after, reason=reason)
        application.refresh_from_db()
        assert application.stage == after
        assert (after == Stage.LEFT) == bool(application.left_reason)
    else:
        with pytest.raises(Refusal, match=r"recruitment\.move_not_allowed"):
            actions.move_application(by=None, application=application, stage=after, reason=reason)


def test_every_stage_leads_somewhere_and_everybody_may_leave() -> None:
    assert set(TRANSITIONS) == set(Stage)
    assert all(Stage.LEFT in after for stage, after in TRANSITIONS.items() if stage != Stage.LEFT)


def test_welcomed_she_becomes_a_volunteer_of_the_space_with_what_she_said() -> None:
    mission = make_mission()
    application = make_application(stage=Stage.CAME, mission=mission, moment=FreeMoment.WEEKDAY_MORNINGS)
    manager = make_staff(application.space)
    actions.move_application(by=manager, application=application, stage=Stage.WELCOMED)
    actions.move_application(by=manager, application=application, stage=Stage.WELCOMED)
    volunteer = Volunteer.objects.get(person=application.person)
    assert volunteer.home_space == application.space
    assert [choice.mission for choice in volunteer.choices.all()] == [mission]
    assert Availability.objects.filter(volunteer=volunteer).count() == 5
    assert Message.objects.filter(kind="recruitment.welcome").count() == 1


def test_undecided_she_may_try_what_asks_for_no_skill() -> None:
    easy = make_mission()
    make_mission(mandatory_skill="repair")
    make_mission(is_remote=True)
    application = make_application(stage=Stage.CAME)
    actions.move_application(by=None, application=application, stage=Stage.WELCOMED)
    choices = Volunteer.objects.get(person=application.person).choices.all()
    assert easy in [choice.mission for choice in choices]
    assert not [choice for choice in choices if choice.mission.mandatory_skill or choice.mission.is_remote]


def test_to_leave_needs_a_reason_and_frees_the_seat() -> None:
    meeting = make_meeting(capacity=1)
    application = apply(meeting).application
    waiting = apply(meeting, applicant("ada@example.org")).application
    with pytest.raises(Refusal, match=r"recruitment\.reason_missing"):
        actions.move_application(by=None, application=application, stage=Stage.LEFT)
    actions.move_application(by=None, application=application, stage=Stage.LEFT, reason=LeftReason.TOO_FAR)
    waiting.refresh_from_db()
    assert [application.stage, application.left_reason] == [Stage.LEFT, LeftReason.TOO_FAR]
    assert waiting.stage == Stage.INVITED


def test_who_left_and_applied_again_is_not_reopened_twice() -> None:
    gone = make_application(stage=Stage.LEFT, left_reason=LeftReason.NO_TIME)
    make_application(person=gone.person)
    with pytest.raises(Refusal, match=r"recruitment\.already_followed"):
        actions.move_application(by=None, application=gone, stage=Stage.APPLIED)


def test_only_the_team_of_the_space_moves_an_applicant() -> None:
    application = make_application()
    for nobody in (make_person(), make_staff(make_space())):
        with pytest.raises(PermissionDenied):
            actions.move_application(
                by=nobody, application=application, stage=Stage.LEFT, reason=LeftReason.OTHER
            )


def test_the_journal_holds_no_name_nor_address() -> None:
    apply(make_meeting())
    text = str(list(JournalEntry.objects.values_list("act", "facts")))
    assert "Nour" not in text
    assert "example.org" not in text


def test_to_forget_somebody_closes_her_application_and_keeps_the_count() -> None:
    application = make_application(insee_code="59350", moment=FreeMoment.EVENINGS)
    actions.forget_person(by=None, person=application.person)
    application.refresh_from_db()
    assert [application.stage, application.insee_code, application.moment] == [Stage.LEFT, "", ""]


def test_she_can_read_all_that_is_kept_about_her() -> None:
    application = make_application(mission=make_mission(title="Relations médias"))
    make_application()
    export = queries.export_person(application.person)["demandes pour devenir bénévole"]
    assert len(export) == 1
    assert export[0]["mission"] == "Relations médias"
    assert export[0]["espace"] == application.space.name


@pytest.mark.parametrize(
    ("phone", "expected"), [("+33639980001", True), ("+33199000001", False), ("+33988000001", False)]
)
def test_fixed_lines_receive_no_sms(phone: str, expected: bool) -> None:
    assert receives_sms(phone) is expected


def test_who_does_not_go_on_waits_for_no_meeting() -> None:
    meeting = make_meeting(capacity=1)
    first = apply(meeting)
    waiting = apply(meeting, applicant("ada@example.org")).application
    actions.move_application(by=None, application=waiting, stage=Stage.LEFT, reason=LeftReason.NO_TIME)
    assert not WaitlistEntry.objects.exists()
    assert isinstance(first.held, Booking)
    actions.give_back_place(by=None, booking=first.held)
    assert not Booking.objects.filter(person=waiting.person).exists()


@pytest.mark.parametrize("how", ["given back", "cancelled"])
def test_who_has_a_seat_at_another_meeting_is_not_called_again(how: str) -> None:
    first, second = make_meeting(), make_meeting()
    one, other = apply(first), apply(second)
    assert isinstance(one.held, Booking)
    assert other.application == one.application
    if how == "cancelled":
        actions.cancel_meeting(by=None, session=first)
    else:
        actions.give_back_place(by=None, booking=one.held)
    application = Application.objects.get()
    assert (application.stage, application.booking) == (Stage.INVITED, other.held)
    assert isinstance(other.held, Booking)
    actions.give_back_place(by=None, booking=other.held)
    assert Application.objects.get().stage == Stage.APPLIED


def test_who_missed_a_meeting_and_has_a_seat_at_the_next_is_not_called_again() -> None:
    first, second = make_meeting(), make_meeting()
    apply(first)
    other = apply(second)
    now = clock.now()
    Session.objects.filter(pk=first.pk).update(starts_at=now - DAY, ends_at=now - DAY / 2)
    booking = Booking.objects.select_related("session__space", "person").get(session=first)
    for attendance, expected in ((Attendance.ABSENT, other.held), (Attendance.CAME, booking)):
        actions.mark_attendance(by=None, booking=booking, attendance=attendance)
        application = Application.objects.get()
        assert application.booking == expected
    assert application.stage == Stage.CAME


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_put_back_by_presses_at_one_instant_she_moves_once() -> None:
    application = make_application(make_space(), stage=Stage.INVITED)

    def put_back(_: int) -> str:
        hers = Application.objects.get(pk=application.pk)
        return str(actions.move_application(by=None, application=hers, stage=Stage.APPLIED).stage)

    assert set(run_together(put_back, count=8, processes=4, threads=2)) <= {Stage.APPLIED}
    assert JournalEntry.objects.filter(act="move_application").count() == 1
