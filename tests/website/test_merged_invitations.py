"""One person was written down twice: what both gave to a campaign is counted once."""

from uuid import uuid4

import pytest

from mapart.core.models import JournalEntry
from mapart.people.enums import RoleKind
from mapart.people.models import NameWord, Person
from mapart.recruitment.enums import Stage, TrialState
from mapart.recruitment.models import Campaign, Invitation, PathStep, Sponsor, TrialShift
from mapart.volunteering.actions import write_note
from mapart.volunteering.models import Volunteer
from mapart.website.actions import merge_volunteers
from tests.factories import (
    make_application,
    make_campaign,
    make_need,
    make_person,
    make_space,
    make_sponsor,
    make_staff,
    make_volunteer,
)
from tests.recruitment.test_campaign_pages import make_recruit

pytestmark = pytest.mark.django_db


@pytest.fixture
def head() -> Person:
    return make_staff(None, RoleKind.NETWORK_HEAD)


@pytest.fixture
def campaign() -> Campaign:
    return make_campaign(make_space())


def twins(campaign: Campaign) -> tuple[Volunteer, Volunteer]:
    space = campaign.spaces.get()
    return make_volunteer(space), make_volunteer(space)


def test_two_conversations_become_one(head: Person, campaign: Campaign) -> None:
    for names in (("kept", "gone"), ("gone", "kept")):
        both = dict(zip(("kept", "gone"), twins(campaign), strict=True))
        for name in names:
            write_note(by=both[name].person, volunteer=both[name], body=name, key=uuid4())
        merge_volunteers(by=head, **both)
        notes = list(both["kept"].notes.order_by("created_at"))
        assert [(note.body, note.is_last) for note in notes] == [(names[0], False), (names[1], True)]


def test_who_stays_is_not_found_by_the_name_that_goes(head: Person, campaign: Campaign) -> None:
    space = campaign.spaces.get()
    kept, gone = (make_volunteer(space, person=make_person(first_name=name)) for name in ("Zoé", "Zohra"))
    merge_volunteers(by=head, kept=kept, gone=gone)
    words = NameWord.objects.filter(person=kept.person).values_list("word", flat=True)
    assert sorted(words) == ["exemple", "zoe"]


def test_the_guests_of_both_are_of_one(head: Person, campaign: Campaign) -> None:
    kept, gone = twins(campaign)
    sponsors = [make_sponsor(campaign, one.person) for one in (kept, gone)]
    for sponsor in sponsors:
        make_recruit(sponsor)
    merge_volunteers(by=head, kept=kept, gone=gone)
    assert Sponsor.objects.get().code == sponsors[0].code
    assert Sponsor.objects.get().invitations.count() == 2


@pytest.mark.parametrize("who_came", ["kept", "gone", "both", "nobody"])
def test_invited_twice_she_counts_once(head: Person, campaign: Campaign, who_came: str) -> None:
    kept, gone = twins(campaign)
    sponsors = {"kept": make_sponsor(campaign), "gone": make_sponsor(campaign)}
    for name, volunteer in (("gone", gone), ("kept", kept)):
        invitation = make_recruit(sponsors[name], has_come=who_came in (name, "both"))
        application = make_application(campaign.spaces.get(), volunteer.person)
        Invitation.objects.filter(pk=invitation.pk).update(person=volunteer.person, application=application)
    merge_volunteers(by=head, kept=kept, gone=gone)
    invitation = Invitation.objects.get()
    assert invitation.person == kept.person
    assert invitation.sponsor == sponsors["kept" if who_came == "kept" else "gone"]
    assert (invitation.came_at is not None) == (who_came != "nobody")


def test_followed_twice_she_waits_for_the_team_once(head: Person, campaign: Campaign) -> None:
    kept, gone = twins(campaign)
    space = campaign.spaces.get()
    ways = [make_application(space, one.person, stage=Stage.WELCOMED) for one in (kept, gone)]
    trial = TrialShift.objects.create(application=ways[1], need=make_need(), buddy=make_volunteer(space))
    merge_volunteers(by=head, kept=kept, gone=gone)
    assert [PathStep.objects.filter(application=way, ended_at=None).count() for way in ways] == [1, 0]
    trial.refresh_from_db()
    assert trial.state == TrialState.LAPSED
    left = JournalEntry.objects.get(act="move_application")
    assert left.facts["stage"] == Stage.LEFT


def test_counted_in_two_campaigns_the_first_counts(head: Person, campaign: Campaign) -> None:
    kept, gone = twins(campaign)
    later = make_sponsor(make_campaign(campaign.spaces.get()))
    for sponsor, volunteer, days_ago in ((make_sponsor(campaign), gone, 9), (later, kept, 2)):
        invitation = make_recruit(sponsor, days_ago)
        Invitation.objects.filter(pk=invitation.pk).update(person=volunteer.person)
    merge_volunteers(by=head, kept=kept, gone=gone)
    assert Invitation.objects.count() == 2
    assert Invitation.objects.get(came_at__isnull=False).campaign == campaign


def test_a_guest_who_is_the_volunteer_herself_was_no_guest(head: Person, campaign: Campaign) -> None:
    kept, gone = twins(campaign)
    invitation = make_recruit(make_sponsor(campaign, kept.person))
    Invitation.objects.filter(pk=invitation.pk).update(person=gone.person)
    merge_volunteers(by=head, kept=kept, gone=gone)
    assert not Invitation.objects.exists()
