"""Who invited whom: the first valid invitation wins, nobody counts twice, and nothing dishonest is written."""

import datetime
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from mapart.agenda.enums import Attendance
from mapart.agenda.models import Booking, Session
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.ids import uuid7
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.notifications.models import Message
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.recruitment import actions
from mapart.recruitment.actions import (
    Applicant,
    apply,
    forget_old_mailboxes,
    forget_person,
    mark_attendance,
    move_application,
    record_invitation,
    thank_sponsors,
)
from mapart.recruitment.enums import CampaignState, InvitationWay, LeftReason, Stage
from mapart.recruitment.models import Application, Campaign, Invitation, Sponsor
from mapart.recruitment.queries import export_person
from mapart.spaces.models import Space
from mapart.volunteering.models import Volunteer
from tests.factories import (
    make_application,
    make_campaign,
    make_meeting,
    make_person,
    make_space,
    make_sponsor,
    make_staff,
    make_volunteer,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def sponsor(campaign: Campaign) -> Sponsor:
    return make_sponsor(campaign)


def come_by_code(
    meeting: Session, code: str, email: str = "nour@example.org", key: UUID | None = None
) -> Application:
    applicant = Applicant(first_name="Nour", channel=Channel.MAIL, email=email, code=code)
    return apply(
        by=None, key=key or uuid7(), applicant=applicant, space=meeting.space, session=meeting
    ).application


def said_of(application: Application, sponsor: Sponsor) -> str:
    """What the house answers when this invitation is told: a code of refusal, or nothing."""
    try:
        record_invitation(by=None, application=application, code=sponsor.code, way=InvitationWay.CODE)
    except Refusal as refusal:
        return refusal.code
    return ""


def came(application: Application) -> Invitation:
    booking = Booking.objects.get(person=application.person)
    mark_attendance(by=None, booking=booking, attendance=Attendance.CAME)
    return Invitation.objects.get(person=application.person)


# --- written once -------------------------------------------------------------------------------------------------
def test_a_seat_taken_by_a_code_is_attributed(sponsor: Sponsor, meeting: Session) -> None:
    application = come_by_code(meeting, sponsor.code)
    invitation = Invitation.objects.get()
    assert (invitation.sponsor, invitation.person) == (sponsor, application.person)
    assert invitation.booked_at is not None
    assert invitation.came_at is None
    assert "de la part d'Amina" in Message.objects.get(kind="recruitment.seat").body
    assert JournalEntry.objects.filter(act="record_invitation", subject=application.pk).count() == 1


def test_the_same_attempt_twice_is_one_invitation(sponsor: Sponsor, meeting: Session) -> None:
    key = uuid7()
    come_by_code(meeting, sponsor.code, key=key)
    come_by_code(meeting, sponsor.code, key=key)
    come_by_code(meeting, sponsor.code)
    assert Invitation.objects.count() == 1
    assert JournalEntry.objects.filter(act="record_invitation").count() == 1


@pytest.mark.parametrize(
    "typed", ["{code}", " {lower} ", "{a} {b}", "{a}-{b}", "https://exemple.fr/i/{code}/"]
)
def test_a_code_may_be_typed_in_many_ways(sponsor: Sponsor, meeting: Session, typed: str) -> None:
    code = sponsor.code
    come_by_code(meeting, typed.format(code=code, lower=code.lower(), a=code[:3], b=code[3:]))
    assert Invitation.objects.get().sponsor == sponsor


def test_no_date_suits_her_and_the_invitation_is_kept(
    sponsor: Sponsor, space: Space, meeting: Session
) -> None:
    applicant = Applicant("Nour", Channel.MAIL, email="nour@example.org", code=sponsor.code)
    application = apply(by=None, key=uuid7(), applicant=applicant, space=space).application
    assert Invitation.objects.get().booked_at is None
    come_by_code(meeting, "")
    invitation = came(application)
    assert invitation.booked_at is not None
    assert invitation.came_at is not None


def test_the_code_is_said_thirty_days_later_on_another_device(
    campaign: Campaign, sponsor: Sponsor, meeting: Session
) -> None:
    Campaign.objects.update(starts_on=clock.today() - 50 * DAY, ends_on=clock.today() - 30 * DAY)
    application = come_by_code(meeting, "")
    assert said_of(application, sponsor) == ""
    assert came(application).sponsor == sponsor


def test_the_first_valid_invitation_wins(campaign: Campaign, sponsor: Sponsor, meeting: Session) -> None:
    other = make_sponsor(campaign)
    application = come_by_code(meeting, sponsor.code)
    assert said_of(application, other) == "recruitment.invited_already"
    assert said_of(application, sponsor) == ""
    come_by_code(meeting, other.code)
    assert Invitation.objects.get().sponsor == sponsor


def test_an_invitation_of_another_campaign_that_still_runs_wins_too(
    space: Space, sponsor: Sponsor, meeting: Session
) -> None:
    later = make_sponsor(make_campaign(space))
    application = come_by_code(meeting, sponsor.code)
    assert said_of(application, later) == "recruitment.invited_already"


def test_after_a_campaign_without_coming_the_next_one_may_win(
    space: Space, campaign: Campaign, sponsor: Sponsor, meeting: Session
) -> None:
    application = come_by_code(meeting, sponsor.code)
    past = clock.today() - 90 * DAY
    Campaign.objects.filter(pk=campaign.pk).update(starts_on=past - 20 * DAY, ends_on=past)
    later = make_sponsor(make_campaign(space))
    assert said_of(application, later) == ""
    came(application) if Invitation.objects.count() == 1 else mark_attendance(
        by=None, booking=Booking.objects.get(person=application.person), attendance=Attendance.CAME
    )
    assert [one.sponsor for one in Invitation.objects.filter(came_at__isnull=False)] == [later]


# --- what is not honest -------------------------------------------------------------------------------------------
def test_nobody_invites_herself(sponsor: Sponsor, meeting: Session) -> None:
    assert sponsor.person.email is not None
    name, host = sponsor.person.email.split("@")
    for email in (sponsor.person.email, f"{name}+moi@{host}"):
        application = come_by_code(meeting, sponsor.code, email)
        assert said_of(application, sponsor) == "recruitment.invited_self"
    assert not Invitation.objects.exists()
    told = Message.objects.filter(kind="recruitment.seat").order_by("created_at").last()
    assert told is not None
    assert "On ne s'invite pas soi-même" in told.body


def test_her_second_number_is_hers(sponsor: Sponsor, meeting: Session) -> None:
    Person.objects.filter(pk=sponsor.person_id).update(phone="+33639980042")
    applicant = Applicant("Amina", Channel.SMS, phone="+33639980042", code=sponsor.code)
    apply(by=None, key=uuid7(), applicant=applicant, space=meeting.space, session=meeting)
    assert not Invitation.objects.exists()


def test_one_mailbox_is_one_person(campaign: Campaign, sponsor: Sponsor, meeting: Session) -> None:
    come_by_code(meeting, sponsor.code, "nour@example.org")
    again = come_by_code(meeting, "", "nour+bis@example.org")
    assert said_of(again, sponsor) == "recruitment.invited_twice"
    dotted = come_by_code(meeting, sponsor.code, "n.o.u.r@gmail.com")
    assert Invitation.objects.filter(person=dotted.person).exists()
    plain = come_by_code(meeting, "", "nour@gmail.com")
    assert said_of(plain, make_sponsor(campaign)) == "recruitment.invited_twice"


def test_two_people_of_one_house_with_two_names_are_two(sponsor: Sponsor, meeting: Session) -> None:
    come_by_code(meeting, sponsor.code, "a.b@example.org")
    come_by_code(meeting, sponsor.code, "ab@example.org")
    assert Invitation.objects.count() == 2


def test_who_is_a_volunteer_is_no_recruit(sponsor: Sponsor, space: Space) -> None:
    volunteer = make_volunteer(space)
    application = make_application(space, volunteer.person)
    assert said_of(application, sponsor) == "recruitment.invited_volunteer"
    welcomed = make_application(space, stage=Stage.WELCOMED)
    assert said_of(welcomed, sponsor) == "recruitment.invited_volunteer"


def test_who_came_before_the_campaign_came_by_herself(sponsor: Sponsor, space: Space) -> None:
    application = make_application(space)
    Application.objects.update(created_at=clock.now() - 8 * DAY)
    application.refresh_from_db()
    assert said_of(application, sponsor) == "recruitment.invited_late"
    Application.objects.update(created_at=clock.now() - 6 * DAY)
    application.refresh_from_db()
    assert said_of(application, sponsor) == ""


def test_a_guest_does_not_invite_the_one_who_brought_her(
    campaign: Campaign, space: Space, sponsor: Sponsor
) -> None:
    middle, last = make_application(space), make_application(space)
    assert said_of(middle, sponsor) == ""
    middle_code = make_sponsor(campaign, middle.person)
    assert said_of(last, middle_code) == ""
    last_code = make_sponsor(campaign, last.person)
    Volunteer.objects.all().delete()  # the first one has left, and applies again
    back = make_application(space, sponsor.person)
    assert said_of(back, middle_code) == "recruitment.invited_back"
    assert said_of(back, last_code) == "recruitment.invited_back"


def test_unknown_codes_and_campaigns_that_do_not_count(
    campaign: Campaign, sponsor: Sponsor, space: Space
) -> None:
    application = make_application(space)
    for text in ("", "BCDFGH", "bonjour", "BCD FG", "О" * 6):
        with pytest.raises(Refusal, match="code_unknown"):
            record_invitation(by=None, application=application, code=text, way=InvitationWay.CODE)
    today = clock.today()
    for facts in (
        {"state": CampaignState.DRAFT},
        {"state": CampaignState.DROPPED},
        {"starts_on": today + DAY},
        {"starts_on": today - 90 * DAY, "ends_on": today - 61 * DAY},
    ):
        with transaction.atomic():
            Campaign.objects.update(**facts)
            assert said_of(application, sponsor) == "recruitment.campaign_over", facts
            transaction.set_rollback(True)
    Campaign.objects.update(state=CampaignState.CLOSED)
    assert said_of(application, sponsor) == ""


def test_an_invitation_that_does_not_count_keeps_nobody_out(meeting: Session) -> None:
    application = come_by_code(meeting, "ZZZZZZ")
    assert application.stage == Stage.INVITED
    assert not Invitation.objects.exists()


# --- counted when she has come --------------------------------------------------------------------------------------
def test_she_counts_when_she_has_come_and_no_longer_when_it_was_a_mistake(
    sponsor: Sponsor, meeting: Session
) -> None:
    application = come_by_code(meeting, sponsor.code)
    assert came(application).came_at is not None
    booking = Booking.objects.get()
    for attendance in (Attendance.UNKNOWN, Attendance.ABSENT):
        mark_attendance(by=None, booking=booking, attendance=attendance)
        assert Invitation.objects.get().came_at is None
        mark_attendance(by=None, booking=booking, attendance=Attendance.CAME)
        assert Invitation.objects.get().came_at is not None


def test_a_mistake_at_a_second_meeting_leaves_the_first_one_counted(
    sponsor: Sponsor, space: Space, meeting: Session
) -> None:
    come_by_code(meeting, sponsor.code)
    come_by_code(make_meeting(space, hour=15), "")
    first, second = Booking.objects.order_by("created_at", "pk")
    for booking, attendance in (
        (first, Attendance.CAME),
        (second, Attendance.CAME),
        (second, Attendance.UNKNOWN),
    ):
        mark_attendance(by=None, booking=booking, attendance=attendance)
        assert Invitation.objects.get().came_at is not None
    mark_attendance(by=None, booking=first, attendance=Attendance.UNKNOWN)
    assert Invitation.objects.get().came_at is None


def test_the_welcome_and_the_departure_leave_the_count(sponsor: Sponsor, meeting: Session) -> None:
    application = come_by_code(meeting, sponsor.code)
    came(application)
    application.refresh_from_db()
    for stage in (Stage.WELCOMED, Stage.LEFT, Stage.APPLIED):
        move_application(by=None, application=application, stage=stage, reason=LeftReason.NO_TIME)
        assert Invitation.objects.get().came_at is not None, stage


def test_welcomed_without_a_meeting_does_not_count(sponsor: Sponsor, meeting: Session) -> None:
    application = come_by_code(meeting, sponsor.code)
    move_application(by=None, application=application, stage=Stage.WELCOMED)
    assert Invitation.objects.get().came_at is None


def test_told_by_the_team_on_the_evening_itself_it_counts_at_once(sponsor: Sponsor, space: Space) -> None:
    application = make_application(space, stage=Stage.CAME)
    lead = make_staff(space, RoleKind.COMMUNITY_LEAD)
    invitation = record_invitation(
        by=lead, application=application, code=sponsor.code, way=InvitationWay.STAFF
    )
    assert invitation.came_at is not None
    assert invitation.way == InvitationWay.STAFF


def test_strangers_and_other_spaces_may_not_write_it(sponsor: Sponsor, space: Space) -> None:
    application = make_application(space)
    for nobody in (make_person(), sponsor.person, make_staff(make_space())):
        with pytest.raises(PermissionDenied):
            record_invitation(by=nobody, application=application, code=sponsor.code, way=InvitationWay.STAFF)
    assert not Invitation.objects.exists()


def test_the_database_counts_a_person_once_for_life(sponsor: Sponsor, space: Space) -> None:
    application = make_application(space)
    now = clock.now()
    facts = {"person": application.person, "application": application, "way": InvitationWay.LINK}
    Invitation.objects.create(campaign=sponsor.campaign, sponsor=sponsor, booked_at=now, came_at=now, **facts)
    other = make_sponsor(make_campaign(space))
    later = Invitation.objects.create(campaign=other.campaign, sponsor=other, **facts)
    for change in ({"booked_at": now, "came_at": now}, {"came_at": now}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.filter(pk=later.pk).update(**change)


# --- thanks ---------------------------------------------------------------------------------------------------------
def test_a_sponsor_is_thanked_once_when_her_guests_came(sponsor: Sponsor, space: Space) -> None:
    meeting = make_meeting(space, capacity=9)
    first = come_by_code(meeting, sponsor.code, "a@example.org")
    second = come_by_code(meeting, sponsor.code, "b@example.org")
    come_by_code(meeting, sponsor.code, "c@example.org")
    came(first)
    came(second)
    assert thank_sponsors() == 0
    later = clock.now() - datetime.timedelta(hours=13)
    Invitation.objects.filter(came_at__isnull=False).update(booked_at=later, came_at=later)
    assert (thank_sponsors(), thank_sponsors()) == (1, 0)
    message = Message.objects.get(kind="recruitment.thanks")
    assert message.recipient == sponsor.person_id
    assert "2 personnes" in message.body
    assert "Nour" not in message.body
    mark_attendance(by=None, booking=Booking.objects.get(person=first.person), attendance=Attendance.UNKNOWN)
    came(first)
    Invitation.objects.update(booked_at=later, came_at=later)
    thank_sponsors()
    assert Message.objects.filter(kind="recruitment.thanks").count() == 2  # for the third one only
    assert "2 personnes" not in Message.objects.filter(kind="recruitment.thanks").latest("created_at").body


def test_every_message_fits_its_channel(sponsor: Sponsor, space: Space) -> None:
    from mapart.recruitment import mails

    Person.objects.filter(pk=sponsor.person_id).update(channel=Channel.SMS, phone="+33639980007")
    sponsor = Sponsor.objects.select_related("person", "space", "campaign").get()
    mails.tell_sponsor(sponsor)
    mails.tell_thanks(sponsor, uuid7(), 12)
    assert Message.objects.filter(channel=Channel.SMS).count() == 2


# --- forgetting ------------------------------------------------------------------------------------------------------
def test_erased_her_code_dies_and_the_count_stays(sponsor: Sponsor, meeting: Session) -> None:
    application = come_by_code(meeting, sponsor.code)
    came(application)
    forget_person(by=None, person=sponsor.person)
    forget_person(by=None, person=application.person)
    invitation = Invitation.objects.get()
    assert invitation.mailbox is None
    assert invitation.came_at is not None
    code = sponsor.code
    sponsor.refresh_from_db()
    assert sponsor.code != code
    with pytest.raises(Refusal, match="code_unknown"):
        record_invitation(by=None, application=make_application(), code=sponsor.code, way=InvitationWay.CODE)


def test_digests_are_erased_when_they_serve_no_more(
    campaign: Campaign, sponsor: Sponsor, meeting: Session
) -> None:
    come_by_code(meeting, sponsor.code)
    assert forget_old_mailboxes() == 0
    past = clock.today() - 61 * DAY
    Campaign.objects.update(starts_on=past - 20 * DAY, ends_on=past)
    assert (forget_old_mailboxes(), forget_old_mailboxes()) == (1, 0)
    assert Invitation.objects.get().mailbox is None


def test_her_copy_of_her_data_holds_it(sponsor: Sponsor, meeting: Session) -> None:
    application = come_by_code(meeting, sponsor.code)
    [received] = export_person(application.person)["invitations reçues"]
    assert received["de la part de"] == "Amina"
    [code] = export_person(sponsor.person)["codes pour inviter"]
    assert code["code"] == sponsor.code
    assert "Nour" not in str(export_person(sponsor.person))
    assert actions.thank_sponsors is thank_sponsors
