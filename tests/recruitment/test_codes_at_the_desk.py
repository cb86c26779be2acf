"""« Avez-vous un code ? »: who phones or comes to the desk keeps the credit of the volunteer who sent her."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from mapart.agenda.models import Booking, Session
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.ids import uuid7
from mapart.core.refusals import Refusal
from mapart.notifications.models import Message
from mapart.people.models import Person
from mapart.recruitment.actions import Applicant, apply, record_invitation
from mapart.recruitment.enums import CampaignState, InvitationWay, Stage
from mapart.recruitment.models import Application, Invitation, Sponsor
from mapart.recruitment.rules import spoken_code
from mapart.spaces.models import Space
from tests.factories import (
    make_application,
    make_campaign,
    make_meeting,
    make_space,
    make_sponsor,
    make_staff,
)

pytestmark = pytest.mark.django_db
NEW = "/equipe/candidatures/nouvelle/"


@pytest.fixture
def sponsor(space: Space) -> Sponsor:
    return make_sponsor(make_campaign(space))


@pytest.fixture
def manager(space: Space, client: Client) -> Person:
    person = make_staff(space)
    client.force_login(person)
    return person


def write_down(client: Client, space: Space, **answers: str) -> str:
    """Send the form; the page with its errors, or nothing when it led on."""
    facts = {
        "first_name": "Nour",
        "last_name": "Gardé",
        "key": str(uuid7()),
        "heard_from": "phone",
        "space": str(space.pk),
    }
    response = client.post(NEW, facts | answers)
    return "" if response.status_code == 302 else response.content.decode().replace("&#x27;", "'")


def come_in(client: Client, meeting: Session, **answers: str) -> str:
    facts = {"first_name": "Nour", "last_name": "Gardé", "key": str(uuid7())}
    response = client.post(reverse("recruitment:walk_in_add", args=[meeting.pk]), facts | answers)
    return "" if response.status_code == 302 else response.content.decode().replace("&#x27;", "'")


def test_a_code_told_on_the_phone_counts(
    client: Client, manager: Person, space: Space, sponsor: Sponsor
) -> None:
    assert "Avez-vous un code ?" in client.get(NEW).content.decode()
    assert not write_down(client, space, contact="nour@exemple.fr", code=spoken_code(sponsor.code).lower())
    invitation = Invitation.objects.get()
    assert (invitation.sponsor, invitation.way) == (sponsor, InvitationWay.STAFF)
    assert "Vous venez de la part d'Amina" in Message.objects.get(kind="recruitment.received").body


def test_a_code_told_at_the_door_counts_at_once(
    client: Client, manager: Person, space: Space, sponsor: Sponsor
) -> None:
    meeting = make_meeting(space)
    key = str(uuid7())
    for _ in range(2):
        assert not come_in(client, meeting, code=f"https://mapart.example/i/{sponsor.code}", key=key)
    invitation = Invitation.objects.get()
    assert invitation.came_at is not None
    assert invitation.application is not None
    assert invitation.application.stage == Stage.CAME
    assert Booking.objects.count() == 1


def test_without_a_code_nothing_is_asked(client: Client, manager: Person, space: Space) -> None:
    assert not write_down(client, space)
    assert not come_in(client, make_meeting(space))
    assert Application.objects.count() == 2
    assert not Invitation.objects.exists()


def test_an_unknown_code_is_said_beside_the_field_and_the_rest_kept(
    client: Client, manager: Person, space: Space
) -> None:
    for html in (
        write_down(client, space, code="BCDFGH"),
        come_in(client, make_meeting(space), code="BCDFGH"),
    ):
        assert "Nous ne trouvons pas ce code." in html
        assert 'value="Gardé"' in html
        assert 'value="BCDFGH"' in html
        assert "<title>Erreur :" in html
    assert not Application.objects.exists()


def test_what_is_not_honest_is_refused_as_everywhere_and_nothing_is_written(
    client: Client, manager: Person, space: Space, sponsor: Sponsor
) -> None:
    meeting = make_meeting(space)
    mine = sponsor.person.email or ""
    for html in (
        write_down(client, space, contact=mine.replace("@", "+moi@"), code=sponsor.code, known="autre"),
        come_in(client, meeting, contact=mine.replace("@", "+moi@"), code=sponsor.code, known="autre"),
    ):
        assert "On ne s'invite pas soi-même." in html
        assert 'id="id_code_error"' in html
        assert f'value="{sponsor.code}"' in html
    sponsor.campaign.state = CampaignState.CLOSED
    sponsor.campaign.ends_on = clock.today() - datetime.timedelta(days=90)
    sponsor.campaign.starts_on = clock.today() - datetime.timedelta(days=120)
    sponsor.campaign.save()
    for html in (
        write_down(client, space, code=sponsor.code),
        come_in(client, meeting, code=sponsor.code),
    ):
        assert "Cette campagne est finie." in html
    assert not Application.objects.exists()
    assert not Booking.objects.exists()
    assert not Message.objects.exists()


def test_the_first_invitation_wins(client: Client, manager: Person, space: Space, sponsor: Sponsor) -> None:
    application = make_application(space)
    first = make_sponsor(sponsor.campaign)
    record_invitation(by=None, application=application, code=first.code, way=InvitationWay.LINK)
    html = write_down(client, space, contact=application.person.email or "", code=sponsor.code)
    assert 'id="id_code_error"' in html
    assert Invitation.objects.get().sponsor == first


def test_a_visitor_is_never_kept_out_by_her_code(space: Space, sponsor: Sponsor) -> None:
    applicant = Applicant(
        first_name="Nour",
        channel=Channel.MAIL,
        email=(sponsor.person.email or "").replace("@", "+moi@"),
        code=sponsor.code,
    )
    outcome = apply(by=None, key=uuid7(), applicant=applicant, space=space)
    assert outcome.application.pk
    assert not Invitation.objects.exists()
    with pytest.raises(Refusal, match=r"recruitment\.invited_self"):
        apply(by=make_staff(space), key=uuid7(), applicant=applicant, space=space)


def test_another_space_may_not_write_there(client: Client, space: Space, sponsor: Sponsor) -> None:
    other = make_space()
    client.force_login(make_staff(other))
    assert write_down(client, space, code=sponsor.code)
    assert come_in(client, make_meeting(space), code=sponsor.code)
    assert not Application.objects.exists()
