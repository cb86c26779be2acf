"""Two records of one volunteer, merged while both hold shifts, or after one was erased."""

import datetime

import pytest
from django.test import Client

from mapart.agenda.enums import Attendance
from mapart.agenda.models import Session
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
