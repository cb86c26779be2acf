"""The pages of a campaign: the link of a volunteer, the public count, the result by city, and who sees what."""

import csv
import datetime
import io
import re
import struct
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pikepdf
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mapart.agenda.enums import Attendance
from mapart.agenda.models import Session
from mapart.core import clock
from mapart.core.ids import uuid7
from mapart.notifications.rules import SMS_LENGTH, gsm7_length, unsendable
from mapart.people.enums import RoleKind
from mapart.people.models import Role
from mapart.recruitment.enums import CampaignState, InvitationWay, Stage
from mapart.recruitment.models import Application, Campaign, Goal, Invitation, Sponsor
from mapart.recruitment.rules import spoken_code
from mapart.spaces.models import Space
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Volunteer
from tests.factories import (
    make_application,
    make_assignment,
    make_campaign,
    make_meeting,
    make_mission,
    make_need,
    make_person,
    make_session,
    make_space,
    make_sponsor,
    make_staff,
    make_volunteer,
)
from tests.papers import tags_of
from tests.reading import plain
from tests.recruitment.test_signup import CHECK, DONE, START, answer_all

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
TEAM = "/equipe/campagnes/"


@pytest.fixture(autouse=True)
def _fresh_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PAGES_KEPT_SECONDS", 0)


@pytest.fixture
def sponsor(campaign: Campaign) -> Sponsor:
    return make_sponsor(
        campaign,
        make_volunteer(
            campaign.spaces.get(), person=make_person(first_name="Amina", last_name="Secret")
        ).person,
    )


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def make_recruit(sponsor: Sponsor, days_ago: int = 1, *, has_come: bool = True) -> Invitation:
    when = clock.now() - days_ago * DAY
    application = make_application(sponsor.space, stage=Stage.CAME if has_come else Stage.INVITED)
    return Invitation.objects.create(
        campaign=sponsor.campaign,
        sponsor=sponsor,
        person=application.person,
        application=application,
        way=InvitationWay.LINK,
        booked_at=when,
        came_at=when if has_come else None,
    )


# --- the link --------------------------------------------------------------------------------------------------------
def test_the_invited_person_reads_a_first_name_and_nothing_more(
    client: Client, sponsor: Sponsor, space: Space, meeting: Session
) -> None:
    mission = make_mission()
    Goal.objects.create(campaign=sponsor.campaign, space=space, mission=mission, count=2)
    response = client.get(f"/i/{sponsor.code}")
    page = response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"
    for words in ("Amina vous invite", mission.title, space.address, sponsor.campaign.pitch):
        assert words in page
    assert "Secret" not in page
    assert str(sponsor.person.email) not in page
    assert not response.cookies
    assert len(response.content) < 22_000
    outside = re.findall(r'(?:href|src|content)="(https?://[^"]+)', page)
    assert all(link.startswith(settings.PUBLIC_ADDRESS) for link in outside)
    assert f'property="og:url" content="{settings.PUBLIC_ADDRESS}/i/{sponsor.code}"' in page
    [picture] = re.findall(r'property="og:image" content="([^"]+)"', page)
    shown = finders.find(picture.removeprefix(settings.PUBLIC_ADDRESS + settings.STATIC_URL))
    assert shown
    head = Path(shown).read_bytes()[:24]
    assert struct.unpack(">4sII", head[12:24]) == (b"IHDR", 1200, 630)  # what social networks ask for


def test_the_page_weighs_less_than_one_first_window(client: Client, sponsor: Sponsor, space: Space) -> None:
    for _ in range(5):
        make_meeting(space, day=clock.today() + datetime.timedelta(days=_ + 3))
        Goal.objects.create(campaign=sponsor.campaign, space=space, mission=make_mission(), count=2)
    response = client.get(f"/i/{sponsor.code}", HTTP_ACCEPT_ENCODING="gzip")
    assert len(response.content) + 1500 <= 14_000  # with its headers and the script, all that a phone loads


def test_without_goals_the_needs_of_the_space_stand_there(
    client: Client, sponsor: Sponsor, space: Space
) -> None:
    need = make_need(make_session(space))
    assert need.mission.title in text(client, f"/i/{sponsor.code}")


def test_typed_in_small_letters_the_link_leads_to_itself(client: Client, sponsor: Sponsor) -> None:
    response = client.get(f"/i/{sponsor.code.lower()}")
    assert response.status_code == 302
    assert response["Location"] == f"/i/{sponsor.code}"


@pytest.mark.parametrize("end", ["", "/envoyer/", "/affiche/", "/affiche.pdf"])
def test_an_unknown_code_has_a_page_that_helps(client: Client, end: str) -> None:
    page = text(client, f"/i/ZZZZZZ{end}", 404)
    assert "Nous ne trouvons pas cette invitation" in page
    assert START in page


def test_when_the_campaign_is_over_one_may_come_all_the_same(client: Client, sponsor: Sponsor) -> None:
    Campaign.objects.update(state=CampaignState.CLOSED)
    page = text(client, f"/i/{sponsor.code}")
    assert "Vous pouvez venir quand même" in page
    assert "Choisir une réunion" in page


def test_every_channel_carries_the_link(client: Client, sponsor: Sponsor) -> None:
    page = text(client, f"/i/{sponsor.code}/envoyer/")
    link = f"{settings.PUBLIC_ADDRESS}/i/{sponsor.code}"
    channels = re.findall(r'href="((?:sms|mailto|https://wa\.me)[^"]*)"', page)
    assert len(channels) == 3
    assert all(link in unquote(one) for one in channels)
    sms = unquote(next(one for one in channels if one.startswith("sms"))).partition("body=")[2]
    assert gsm7_length(sms) <= SMS_LENGTH
    assert unsendable(sms) == []  # one other letter, and an SMS holds 70
    assert '<svg role="img"' in page
    poster = text(client, f"/i/{sponsor.code}/affiche/")
    assert link in poster
    assert spoken_code(sponsor.code) in poster
    assert f'href="/i/{sponsor.code}/affiche.pdf"' in poster


def test_the_poster_is_one_tagged_sheet_with_the_words_of_the_campaign(
    client: Client, sponsor: Sponsor
) -> None:
    Campaign.objects.update(pitch="#link(1) " + "Trois heures par mois suffisent ! " * 3)
    answer = client.get(f"/i/{sponsor.code}/affiche.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert len(answer.content) <= 100_000
    pdf = pikepdf.open(io.BytesIO(answer.content))
    assert [[round(float(side)) for side in page.mediabox] for page in pdf.pages] == [[0, 0, 595, 842]]
    assert str(pdf.Root.Lang) == "fr"
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Et si vous aidiez quelqu'un, près d'ici ?"
    tags = list(tags_of(pdf.Root.StructTreeRoot))
    link = f"{settings.PUBLIC_ADDRESS}/i/{sponsor.code}"
    assert [str(one.Alt) for name, one in tags if name == "/Figure"] == [f"Code QR de l'adresse {link}"]
    assert [name for name, _one in tags].count("/H1") == 1
    [to] = [str(one.A.URI) for one in pdf.pages[0].Annots]
    assert to == link


# --- the sign-up -----------------------------------------------------------------------------------------------------
def test_the_link_is_carried_through_the_sign_up(client: Client, sponsor: Sponsor, meeting: Session) -> None:
    assert f'value="{sponsor.code}"' in text(client, f"{START}?code={sponsor.code}")
    assert answer_all(client, meeting, code=sponsor.code) == CHECK
    assert f'value="{sponsor.code}"' in text(client, CHECK)
    for _ in range(2):
        assert client.post(CHECK, {"code": sponsor.code})["Location"] == DONE
    assert "de la part d'Amina" in unescape(text(client, DONE))
    invitation = Invitation.objects.get()
    assert (invitation.sponsor, invitation.way) == (sponsor, InvitationWay.LINK)


def test_the_code_is_typed_on_another_device(client: Client, sponsor: Sponsor, meeting: Session) -> None:
    answer_all(client, meeting)
    wrong = client.post(CHECK, {"code": "ZZZZZZ"})
    page = wrong.content.decode()
    assert wrong.status_code == 200
    assert "Erreur" in page
    assert 'value="ZZZZZZ"' in page
    assert not Application.objects.exists()
    client.post(CHECK, {"code": f"{sponsor.code[:3].lower()} {sponsor.code[3:]}"})
    assert Invitation.objects.get().way == InvitationWay.CODE


def test_a_code_taken_out_is_not_counted(client: Client, sponsor: Sponsor, meeting: Session) -> None:
    answer_all(client, meeting, code=sponsor.code)
    client.post(CHECK, {"code": ""})
    assert Application.objects.exists()
    assert not Invitation.objects.exists()


def test_the_page_never_tells_whose_address_is_known(
    client: Client, sponsor: Sponsor, meeting: Session
) -> None:
    answer_all(client, meeting, contact=sponsor.person.email or "", code=sponsor.code)
    client.post(CHECK, {"code": sponsor.code})
    page = text(client, DONE)
    assert "de la part d'Amina" in unescape(page)
    assert "soi-même" not in page
    assert not Invitation.objects.exists()


def test_a_draft_asks_first_whom_to_look_for_and_an_open_one_sends_the_links_once(
    client: Client, space: Space
) -> None:
    client.force_login(make_staff(space, RoleKind.COMMUNITY_LEAD))
    campaign = make_campaign(space, state=CampaignState.DRAFT)
    address = f"{TEAM}{campaign.pk}/"
    draft = text(client, address)
    assert "Le résultat" not in draft
    assert "<button><svg" in draft.split("objectifs/calcul/")[1]
    assert '<button class="quiet" name="state" value="open">' in draft
    opened = client.post(f"{address}etat/", {"state": "open"}, follow=True).text
    assert "La campagne est ouverte." in opened
    assert "Envoyer son lien à chaque bénévole" in opened
    client.post(f"{address}annoncer/")
    assert "Envoyer leur lien aux bénévoles qui viennent d'arriver" in text(client, address)


def test_a_wrong_date_is_said_once_on_top(client: Client, space: Space) -> None:
    client.force_login(make_staff(space, RoleKind.COMMUNITY_LEAD))
    page = client.post(
        f"{TEAM}nouvelle/",
        {
            "title": "A",
            "pitch": "B\nC",
            "starts_on": "2030-02-02",
            "ends_on": "2030-02-01",
            "spaces": [space.pk],
        }
        | {"key": str(uuid7())},
    ).text
    assert page.count("Quelque chose est à revoir") == 1
    assert page.count("Le dernier jour vient avant le premier.") == 2


# --- everybody --------------------------------------------------------------------------------------------------------
def test_the_public_page_counts_who_came_and_names_nobody(
    client: Client, sponsor: Sponsor, space: Space
) -> None:
    Goal.objects.create(campaign=sponsor.campaign, space=space, mission=make_mission(), count=5)
    make_recruit(sponsor)
    make_recruit(sponsor)
    make_recruit(sponsor, has_come=False)
    address = f"/campagnes/{sponsor.campaign.slug}/"
    page = text(client, address)
    assert '<b class="big">2</b>' in page
    assert "Nous en attendons 5." in page
    assert "Il manque 3 personnes" in page
    assert f"{space.city} – {space.name}" in page
    assert "2 personnes, 5 attendues" in page
    assert "Amina" not in page
    assert "Camille" not in page
    assert address in text(client, "/campagnes/")


@pytest.mark.parametrize("state", [CampaignState.DRAFT, CampaignState.DROPPED])
def test_what_was_never_opened_is_not_public(
    client: Client, campaign: Campaign, state: CampaignState
) -> None:
    Campaign.objects.update(state=state)
    text(client, f"/campagnes/{campaign.slug}/", 404)
    assert "Aucune campagne en ce moment" in text(client, "/campagnes/")


# --- a volunteer -----------------------------------------------------------------------------------------------------
def test_a_volunteer_finds_her_link_and_her_count(client: Client, sponsor: Sponsor) -> None:
    make_recruit(sponsor)
    make_recruit(sponsor, has_come=False)
    client.force_login(sponsor.person)
    page = text(client, "/mon-espace/inviter/")
    assert f"/i/{sponsor.code}" in page
    assert "2 personnes se sont inscrites" in page
    assert "1 est venue" in page
    assert "Camille" not in page


def test_welcomed_later_one_button_gives_the_link(client: Client, campaign: Campaign, space: Space) -> None:
    volunteer = make_volunteer(space)
    client.force_login(volunteer.person)
    assert "Avoir mon lien" in text(client, "/mon-espace/inviter/")
    assert not Sponsor.objects.exists()
    for _ in range(2):
        client.post("/mon-espace/inviter/", {"campaign": str(campaign.pk)})
    code = Sponsor.objects.get(person=volunteer.person).code
    assert code in text(client, "/mon-espace/inviter/")


def test_others_are_told_that_nothing_runs(client: Client, campaign: Campaign) -> None:
    for nobody in (make_person(), make_volunteer(make_space()).person, make_staff()):
        client.force_login(nobody)
        assert "Aucune campagne en ce moment" in text(client, "/mon-espace/inviter/")
        client.post("/mon-espace/inviter/", {"campaign": str(campaign.pk)})
        assert "Ce lien est pour les bénévoles" in text(client, "/mon-espace/inviter/")
    assert not Sponsor.objects.exists()


# --- the team --------------------------------------------------------------------------------------------------------
def test_the_funnel_by_space_and_by_sponsor(client: Client, sponsor: Sponsor, space: Space) -> None:
    make_recruit(sponsor, has_come=False)
    seen = make_recruit(sponsor)
    for days_ago, left_after in ((100, None), (100, 30), (100, 95), (200, None)):
        invitation = make_recruit(sponsor, days_ago)
        left_on = (clock.now() - (days_ago - left_after) * DAY).date() if left_after else None
        make_volunteer(
            space,
            person=invitation.person,
            state=VolunteerState.LEFT if left_on else VolunteerState.ACTIVE,
            left_on=left_on,
        )
    volunteer = make_volunteer(space, person=seen.person)
    past = make_session(space, clock.today() - 3 * DAY)
    make_assignment(make_need(past), volunteer)
    absent = Volunteer.objects.get(
        person=Invitation.objects.filter(came_at__isnull=False).exclude(pk=seen.pk)[0].person
    )
    make_assignment(make_need(past), absent, attendance=Attendance.ABSENT)
    client.force_login(make_staff(space, RoleKind.COMMUNITY_LEAD))
    address = f"{TEAM}{sponsor.campaign.pk}/"
    rows = list(
        csv.reader(io.StringIO(text(client, f"{address}chiffres.csv").lstrip("\ufeff")), delimiter=";")
    )
    assert rows[1][3:] == ["6", "6", "5", "1", "4", "3"]
    assert "3 sur 4" in text(client, address)
    page = text(client, f"{address}parrainages/")
    assert sponsor.person.short_name in page
    assert "3 sur 4" in page


def test_sponsors_of_spaces_she_does_not_see_are_not_named(client: Client, space: Space) -> None:
    other = make_space()
    campaign = make_campaign(space, other)
    here = make_sponsor(campaign, make_person(first_name="Amina"), space=space)
    away = make_sponsor(campaign, make_person(first_name="Zoé"), space=other)
    make_recruit(here)
    make_recruit(away)
    client.force_login(make_staff(space, RoleKind.COMMUNITY_LEAD))
    page = text(client, f"{TEAM}{campaign.pk}/parrainages/")
    assert "Amina" in page
    assert "Zoé" not in page


def test_the_head_of_one_space_sees_hers_first_and_who_leads_the_campaign(
    client: Client, space: Space
) -> None:
    away = make_space(city="Annecy")
    campaign = make_campaign(space, away)
    hers = Goal.objects.create(campaign=campaign, space=space, mission=make_mission())
    theirs = Goal.objects.create(campaign=campaign, space=away, mission=make_mission())
    head = make_staff(space, RoleKind.SPACE_MANAGER)
    client.force_login(head)
    page = plain(unescape(text(client, f"{TEAM}{campaign.pk}/")))
    assert page.index(space.in_city) < page.index(away.in_city)
    assert page.count("votre espace</span>") == 1
    assert "Dans les autres espaces : 1 profil<" in page
    assert (
        page.index(hers.mission.title)
        < page.index("Dans les autres espaces")
        < page.index(theirs.mission.title)
    )
    assert "La direction du réseau la mène" in page
    empty = unescape(text(client, f"{TEAM}{campaign.pk}/parrainages/"))
    assert "Personne n'a encore invité dans vos espaces." in empty
    assert "Envoyez son lien" not in empty
    Role.objects.create(person=head, kind=RoleKind.SPACE_MANAGER, space=away)
    page = text(client, f"{TEAM}{campaign.pk}/")
    assert "La direction du réseau" not in page
    assert "votre espace</span>" not in page
    assert "Dans les autres espaces" not in page


def test_a_reader_of_one_of_two_spaces_may_not_write(client: Client, space: Space) -> None:
    campaign = make_campaign(space, make_space(), state=CampaignState.DRAFT)
    goal = Goal.objects.create(campaign=campaign, space=space, mission=make_mission())
    client.force_login(make_staff(space, RoleKind.COMMUNITY_LEAD))
    address = f"{TEAM}{campaign.pk}/"
    assert "Ouvrir la campagne" not in text(client, address)
    for end, answers in (
        ("etat/", {"state": "open"}),
        ("annoncer/", {}),
        ("changer/", {}),
        ("objectifs/ajouter/", {"space": str(space.pk), "mission": str(goal.mission_id), "count": "2"}),
        ("objectifs/calcul/", {}),
        (f"objectifs/{goal.pk}/retirer/", {}),
    ):
        assert client.post(address + end, answers).status_code == 403, end
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DRAFT
    assert campaign.goals.count() == 1


def test_strangers_find_nothing(client: Client, campaign: Campaign, space: Space) -> None:
    ends = ("", "parrainages/", "chiffres.csv", "changer/")
    for nobody, status in (
        (make_person(), 404),
        (make_volunteer(space).person, 404),
        (make_staff(make_space()), 404),
        (make_staff(space, RoleKind.RECEPTIONIST), 403),
    ):
        client.force_login(nobody)
        for end in ends:
            text(client, f"{TEAM}{campaign.pk}/{end}", status)
        for end in ("etat/", "annoncer/", "objectifs/ajouter/", "objectifs/calcul/"):
            answers = {"state": "closed"}
            assert client.post(f"{TEAM}{campaign.pk}/{end}", answers).status_code == status
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.OPEN


def test_a_campaign_from_the_first_page_to_the_last(client: Client, space: Space) -> None:
    lead = make_staff(space, RoleKind.COMMUNITY_LEAD)
    make_volunteer(space)
    mission = make_mission()
    client.force_login(lead)
    today = clock.today()
    answers: dict[str, Any] = {
        "title": "Hiver",
        "pitch": "Venez.",
        "starts_on": today.isoformat(),
        "ends_on": (today - DAY).isoformat(),
        "spaces": [str(space.pk)],
        "key": str(uuid7()),
    }
    wrong = client.post(f"{TEAM}nouvelle/", answers)
    assert "Le dernier jour vient avant le premier" in wrong.content.decode()
    answers["ends_on"] = (today + 20 * DAY).isoformat()
    for _ in range(2):
        response = client.post(f"{TEAM}nouvelle/", answers)
    campaign = Campaign.objects.get()
    address = f"{TEAM}{campaign.pk}/"
    assert response["Location"] == address
    assert client.post(f"{address}changer/", answers | {"title": "Printemps"})["Location"] == address
    goal = {"space": str(space.pk), "mission": str(mission.pk), "weekday": "1", "half_day": "morning"}
    bad = client.post(f"{address}objectifs/ajouter/", goal | {"count": "0"})
    assert bad.status_code == 200
    assert "Erreur" in bad.content.decode()
    client.post(f"{address}objectifs/ajouter/", goal | {"count": "3"})
    assert "0 sur 3" in text(client, address)
    client.post(f"{address}etat/", {"state": "open"})
    page = text(client, address)
    assert "1 bénévole a son lien" in page
    assert "Printemps" in page
    client.post(f"{address}objectifs/calcul/")
    assert "Le calcul est en cours" in text(client, address)
    client.post(f"{address}objectifs/{Goal.objects.get().pk}/retirer/")
    client.post(f"{address}etat/", {"state": "closed"})
    client.post(f"{address}etat/", {"state": "dropped"})
    assert "a changé entre-temps" in text(client, address)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.CLOSED
    assert not campaign.goals.exists()
    assert client.post(f"{address}etat/", {"state": "nonsense"}).status_code == 404


def test_the_team_notes_the_code_an_applicant_tells(client: Client, sponsor: Sponsor, space: Space) -> None:
    application = make_application(space)
    client.force_login(make_staff(space, RoleKind.RECEPTIONIST))
    page = f"/equipe/candidatures/{application.pk}/"
    assert "Noter de qui vient" in text(client, page)
    for code, words in (("", "Écrivez le code"), ("zzz", "Nous ne trouvons pas ce code")):
        client.post(f"{page}invitation/", {"code": code})
        assert words in text(client, page)
    client.post(f"{page}invitation/", {"code": sponsor.code})
    assert "de la part d'Amina S." in unescape(text(client, page))
    assert Invitation.objects.get().way == InvitationWay.STAFF


# --- a constant number of queries ----------------------------------------------------------------------------------
def crowd(campaign: Campaign, count: int) -> None:
    for _ in range(count):
        space = make_space()
        campaign.spaces.add(space)
        sponsor = make_sponsor(campaign, space=space)
        Goal.objects.create(campaign=campaign, space=space, mission=make_mission(), count=2)
        make_volunteer(space, person=make_recruit(sponsor).person)
        make_recruit(sponsor)


@pytest.mark.parametrize("size", [1, 6])
def test_pages_ask_as_often_for_many_as_for_few(
    client: Client, size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    campaign = make_campaign(make_space(), slug="grande")
    crowd(campaign, size)
    for number in range(size):
        make_campaign(campaign.spaces.all()[0], slug=f"autre-{number}")
    for address, queries in (
        ("/campagnes/", 2),
        ("/campagnes/grande/", 4),
    ):
        with django_assert_num_queries(queries):
            text(client, address)
    client.force_login(make_staff(None, RoleKind.NETWORK_HEAD))
    for address, queries in (
        (TEAM, 5),
        (f"{TEAM}{campaign.pk}/", 20),
        (f"{TEAM}{campaign.pk}/parrainages/", 8),
        (f"{TEAM}{campaign.pk}/chiffres.csv", 9),
    ):
        with django_assert_num_queries(queries):
            text(client, address)
