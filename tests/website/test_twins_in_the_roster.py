"""Two records of one volunteer, merged while both hold shifts or seats, or after one was erased."""

import datetime

import pytest
from django.db.models import F
from django.test import Client

from mapart.agenda.actions import give_back_seat
from mapart.agenda.enums import Attendance, SessionState
from mapart.agenda.models import Booking, Session, WaitlistEntry
from mapart.core import clock
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning.models import Assignment, StaffingNeed
from mapart.spaces.models import Space
from mapart.volunteering.enums import LikenessReason
from mapart.volunteering.models import Likeness, Volunteer
from mapart.website.actions import forget_person, merge_volunteers
from tests.factories import (
    make_assignment,
    make_meeting,
    make_need,
    make_person,
    make_session,
    make_space,
    make_staff,
    make_volunteer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(space: Space) -> Person:
    return make_staff(space)


@pytest.fixture
def kept(space: Space) -> Volunteer:
    return make_volunteer(space)


@pytest.fixture
def gone(space: Space) -> Volunteer:
    return make_volunteer(space)


@pytest.mark.parametrize("hour", [9, 11])
def test_two_shifts_to_come_at_one_hour_are_settled_first(
    client: Client, lead: Person, space: Space, kept: Volunteer, gone: Volunteer, hour: int
) -> None:
    make_assignment(make_need(make_session(space, hour=9)), kept)
    late = make_assignment(make_need(make_session(space, hour=hour)), gone)
    one, other = sorted([kept, gone], key=lambda volunteer: volunteer.pk)
    pair = Likeness.objects.create(one=one, other=other, reason=LikenessReason.SAME_NAME)
    client.force_login(lead)
    address = f"/equipe/benevoles/doublons/{pair.pk}/"
    page = client.post(address, {"act": "merge", "keep": str(kept.pk)}, follow=True)
    assert "à deux endroits" in page.text
    assert Volunteer.objects.filter(pk=gone.pk).exists()
    late.delete()
    client.post(address, {"act": "merge", "keep": str(kept.pk)})
    assert not Volunteer.objects.filter(pk=gone.pk).exists()


def test_shifts_of_the_past_or_one_after_the_other_stand_in_no_way(
    lead: Person, space: Space, kept: Volunteer, gone: Volunteer
) -> None:
    past = datetime.date(2026, 1, 6)
    for day in (past, None):
        for volunteer, hour in ((kept, 9), (gone, 9 if day else 12)):
            make_assignment(make_need(make_session(space, day, hour=hour)), volunteer)
    merge_volunteers(by=lead, kept=kept, gone=gone)
    assert Assignment.objects.filter(volunteer=kept).count() == 4


@pytest.mark.parametrize("who_came", ["kept", "gone", "nobody"])
def test_one_shift_of_the_past_is_held_once(
    lead: Person, kept: Volunteer, gone: Volunteer, who_came: str
) -> None:
    need = make_need()
    for name, volunteer in (("kept", kept), ("gone", gone)):
        came = Attendance.CAME if name == who_came else Attendance.ABSENT
        make_assignment(need, volunteer, attendance=came)
    Session.objects.update(
        starts_at=clock.now() - datetime.timedelta(days=2), ends_at=clock.now() - datetime.timedelta(days=1)
    )
    merge_volunteers(by=lead, kept=kept, gone=gone)
    held = Assignment.objects.get(need=need)
    assert held.volunteer == kept
    assert (held.attendance == Attendance.CAME) == (who_came != "nobody")
    assert StaffingNeed.objects.get(pk=need.pk).filled == 1
    assert JournalEntry.objects.filter(act="settle_twin_shift").count() == 1


def test_two_who_came_to_one_shift_are_two_people(lead: Person, kept: Volunteer, gone: Volunteer) -> None:
    need = make_need()
    for volunteer in (kept, gone):
        make_assignment(need, volunteer, attendance=Attendance.CAME)
    Session.objects.update(
        starts_at=clock.now() - datetime.timedelta(days=2), ends_at=clock.now() - datetime.timedelta(days=1)
    )
    with pytest.raises(Refusal, match="twins_who_came"):
        merge_volunteers(by=lead, kept=kept, gone=gone)
    assert Assignment.objects.filter(need=need).count() == StaffingNeed.objects.get(pk=need.pk).filled == 2


@pytest.mark.parametrize("who", ["kept", "gone"])
def test_nobody_is_merged_with_somebody_erased(
    lead: Person, kept: Volunteer, gone: Volunteer, who: str
) -> None:
    forget_person(by=None, person=(kept if who == "kept" else gone).person)
    with pytest.raises(Refusal, match="merge_over"):
        merge_volunteers(by=lead, kept=kept, gone=gone)


def test_a_pair_of_other_spaces_is_no_page(client: Client, lead: Person) -> None:
    one, other = sorted([make_volunteer(make_space()), make_volunteer(make_space())], key=lambda v: v.pk)
    pair = Likeness.objects.create(one=one, other=other, reason=LikenessReason.SAME_NAME)
    client.force_login(lead)
    assert client.get(f"/equipe/benevoles/doublons/{pair.pk}/").status_code == 404
    client.force_login(make_person())
    assert client.get(f"/equipe/benevoles/doublons/{pair.pk}/").status_code == 403


def seat(meeting: Session, who: Volunteer, attendance: str = Attendance.UNKNOWN) -> Booking:
    Session.objects.filter(pk=meeting.pk).update(booked=F("booked") + 1)
    return Booking.objects.create(session=meeting, person=who.person, attendance=attendance)


@pytest.mark.parametrize(
    ("hers", "other", "known"),
    [
        (Attendance.UNKNOWN, Attendance.CAME, Attendance.CAME),
        (Attendance.CAME, Attendance.UNKNOWN, Attendance.CAME),
        (Attendance.CAME, Attendance.ABSENT, Attendance.CAME),
        (Attendance.UNKNOWN, Attendance.ABSENT, Attendance.ABSENT),
    ],
)
def test_two_seats_at_a_past_meeting_become_one(
    lead: Person, space: Space, kept: Volunteer, gone: Volunteer, hers: str, other: str, known: str
) -> None:
    meeting = make_meeting(space, day=clock.today() - datetime.timedelta(days=8))
    stays, goes = seat(meeting, kept, hers), seat(meeting, gone, other)
    third = seat(meeting, make_volunteer(space))
    merge_volunteers(by=lead, kept=kept, gone=gone)
    assert set(Booking.objects.values_list("pk", "person", "attendance")) == {
        (stays.pk, kept.person_id, known),
        (third.pk, third.person_id, Attendance.UNKNOWN),
    }
    assert Session.objects.get(pk=meeting.pk).booked == 2
    [entry] = JournalEntry.objects.filter(act="settle_twin_seat")
    assert (entry.subject, entry.facts["gone"]) == (stays.pk, str(goes.pk))
    assert entry.facts["attendances"] == [hers, other]


def test_two_who_came_to_one_meeting_are_most_often_two_people(
    lead: Person, space: Space, kept: Volunteer, gone: Volunteer
) -> None:
    meeting = make_meeting(space, day=clock.today() - datetime.timedelta(days=8))
    for who in (kept, gone):
        seat(meeting, who, Attendance.CAME)
    with pytest.raises(Refusal, match=r"agenda\.twins_who_came"):
        merge_volunteers(by=lead, kept=kept, gone=gone)
    assert Booking.objects.count() == Session.objects.get(pk=meeting.pk).booked == 2


def test_two_seats_at_a_cancelled_meeting_become_one(
    lead: Person, space: Space, kept: Volunteer, gone: Volunteer
) -> None:
    meeting = make_meeting(space, state=SessionState.CANCELLED)
    seat(meeting, kept)
    seat(meeting, gone)
    merge_volunteers(by=lead, kept=kept, gone=gone)
    assert Booking.objects.get().person == kept.person


def test_two_who_wait_become_one_who_waits_at_the_better_place(
    lead: Person, space: Space, kept: Volunteer, gone: Volunteer
) -> None:
    meeting = make_meeting(space, capacity=1, booked=1, waitlist_numbers=3)
    for number, who in enumerate((gone, make_volunteer(space), kept), 1):
        WaitlistEntry.objects.create(session=meeting, person=who.person, number=number)
    merge_volunteers(by=lead, kept=kept, gone=gone)
    assert WaitlistEntry.objects.get(person=kept.person).number == 1
    assert WaitlistEntry.objects.count() == 2


def test_whose_other_record_has_the_seat_waits_no_more_and_blocks_nobody(
    lead: Person, space: Space, kept: Volunteer, gone: Volunteer
) -> None:
    meeting = make_meeting(space, capacity=2, waitlist_numbers=2)
    seat(meeting, kept)
    given_back, waits = seat(meeting, make_volunteer(space)), make_volunteer(space)
    for number, who in enumerate((gone, waits), 1):
        WaitlistEntry.objects.create(session=meeting, person=who.person, number=number)
    merge_volunteers(by=lead, kept=kept, gone=gone)
    assert WaitlistEntry.objects.get().person == waits.person
    meeting.refresh_from_db()
    given_back.session = meeting
    got = give_back_seat(by=None, booking=given_back)
    assert got is not None
    assert got.person == waits.person
