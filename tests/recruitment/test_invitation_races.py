"""Two people at once, from several processes: one invitation, one count, one thank-you."""

import datetime
from collections import Counter

import pytest

from mapart.core import clock
from mapart.core.ids import uuid7
from mapart.core.refusals import Refusal
from mapart.notifications.models import Message
from mapart.recruitment.actions import create_campaign, give_codes, record_invitation, thank_sponsors
from mapart.recruitment.enums import InvitationWay
from mapart.recruitment.models import Campaign, Invitation, Sponsor
from mapart.volunteering.models import Volunteer
from tests.factories import (
    make_application,
    make_campaign,
    make_space,
    make_sponsor,
    make_staff,
    make_volunteer,
)
from tests.processes import run_together

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def test_ten_volunteers_claim_one_guest() -> None:
    space = make_space()
    campaign = make_campaign(space)
    sponsors = [make_sponsor(campaign) for _ in range(10)]
    application = make_application(space)

    def claim(number: int) -> str:
        try:
            record_invitation(
                by=None,
                application=application,
                code=sponsors[number % 10].code,
                way=InvitationWay.CODE,
            )
        except Refusal as refusal:
            return refusal.code
        return "written"

    outcomes = Counter(run_together(claim, count=40, processes=4, threads=2))
    assert outcomes == {"written": 4, "recruitment.invited_already": 36}
    assert Invitation.objects.count() == 1


def test_two_who_invite_each_other_at_once_are_not_both_believed() -> None:
    space = make_space()
    campaign = make_campaign(space)
    sponsors = [make_sponsor(campaign) for _ in range(8)]
    Volunteer.objects.all().delete()
    applications = [make_application(space, sponsor.person) for sponsor in sponsors]

    def invite(number: int) -> bool:
        try:
            record_invitation(
                by=None,
                application=applications[number],
                code=sponsors[number ^ 1].code,
                way=InvitationWay.CODE,
            )
        except Refusal as refusal:
            return refusal.code != "recruitment.invited_back"
        return True

    outcomes = run_together(invite, count=8, processes=4, threads=2)
    assert [outcomes[at] + outcomes[at + 1] for at in range(0, 8, 2)] == [1, 1, 1, 1]


def test_two_workers_thank_once_and_two_clicks_make_one_campaign() -> None:
    space = make_space()
    sponsor = make_sponsor(make_campaign(space))
    now = clock.now() - datetime.timedelta(days=1)
    for _ in range(3):
        application = make_application(space)
        Invitation.objects.create(
            campaign=sponsor.campaign,
            sponsor=sponsor,
            person=application.person,
            application=application,
            way=InvitationWay.LINK,
            booked_at=now,
            came_at=now,
        )
    assert sum(run_together(lambda _: thank_sponsors(), count=8, processes=4, threads=2)) == 1
    assert Message.objects.filter(kind="recruitment.thanks").count() == 1

    lead, key, today = make_staff(space), uuid7(), clock.today()
    for _ in range(5):
        make_volunteer(space)

    def create(_: int) -> str:
        campaign = create_campaign(
            by=lead, key=key, title="A", pitch="B", starts_on=today, ends_on=today, spaces=[space]
        )
        give_codes(by=lead, campaign=campaign)
        return str(campaign.pk)

    assert len(set(run_together(create, count=8, processes=4, threads=2))) == 1
    assert Campaign.objects.filter(pk=key).count() == 1
    assert Sponsor.objects.filter(campaign=key).count() == 6
