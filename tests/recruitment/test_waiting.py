"""« Qui nous attend », the page of a newcomer for the team, and her own page by its link."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mapart.core import clock, wording
from mapart.people.enums import RoleKind
from mapart.planning.models import Assignment
from mapart.recruitment.enums import Stage, Step, TrialState
from mapart.recruitment.models import Application, PathStep, TrialShift
from mapart.recruitment.queries import dwell_by_step, open_step, open_trial
from mapart.spaces.models import Space
from mapart.volunteering.models import CharterSignature, Mission, Volunteer
from tests.factories import (
    make_application,
    make_buddy,
    make_meeting,
    make_mission,
    make_newcomer,
    make_person,
    make_space,
    make_staff,
    make_step,
    make_volunteer,
)

pytestmark = pytest.mark.django_db

PAGE, ADVANCE = "/equipe/accueil/", "/equipe/accueil/avancer/"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def lille() -> Space:
    return make_space()


@pytest.fixture
def mission() -> Mission:
    return make_mission()


@pytest.fixture
def lead(client: Client, lille: Space) -> Client:
    client.force_login(make_staff(lille, RoleKind.COMMUNITY_LEAD))
    return client


def waits(space: Space, first_name: str, days: int, stage: Stage = Stage.CAME) -> PathStep:
    application = make_application(
        space,
        make_person(first_name=first_name, last_name=""),
        stage=stage,
        stage_since=clock.now() - days * DAY,
    )
    step = open_step(application)
    assert step is not None
    return step


def names(client: Client, **asked: Any) -> list[str]:
    return [line.name for line in client.get(PAGE, asked).context["lines"]]


def link(application: Application) -> str:
    return f"/bienvenue/{application.secret}/"


def test_the_longest_wait_is_on_top_and_only_those_of_her_spaces(lead: Client, lille: Space) -> None:
    waits(lille, "Bea", 1)
    waits(lille, "Ali", 3)
    waits(make_space(), "Zoe", 9)
    make_newcomer(lille, person=make_person(first_name="Dan", last_name=""))
    assert names(lead) == ["Ali", "Bea"]
    assert names(lead, qui="elles") == ["Dan"]
    assert names(lead, etape="call") == []
    text = lead.get(PAGE).text
    assert "Qui nous attend (2)" in text
    assert text.count('class="bad"') == 1  # more than 48 hours


def test_one_touch_advances_and_a_second_one_does_nothing_more(lead: Client, lille: Space) -> None:
    step = waits(lille, "Ali", 3)
    for _ in range(2):
        lead.post(ADVANCE, {"une": step.pk})
    assert Application.objects.get().stage == Stage.WELCOMED
    assert Volunteer.objects.count() == 1


def test_fifteen_newcomers_advance_in_one_touch(lead: Client, lille: Space) -> None:
    steps = [waits(lille, f"N{number}", 1) for number in range(15)]
    page = lead.get(PAGE, {"etape": "welcome"}).text
    assert page.count("checked") == 15
    done = lead.post(
        ADVANCE, {"toutes": 1, "etape": "welcome", "pas": [one.pk for one in steps]}, follow=True
    )
    assert "15 personnes avancent" in done.text
    assert set(Application.objects.values_list("stage", flat=True)) == {Stage.WELCOMED}


def test_a_spoken_answer_is_written_down_in_one_touch(lead: Client, lille: Space, mission: Mission) -> None:
    for hour in (9, 13):
        make_buddy(lille, mission, hour=hour)
    newcomers = [make_newcomer(lille, (mission,), Step.PROPOSE) for _ in range(2)]
    steps = PathStep.objects.filter(step=Step.PROPOSE)
    lead.post(ADVANCE, {"pas": list(steps.values_list("pk", flat=True))})
    yes, no = (open_step(one) for one in newcomers)
    assert yes is not None
    assert no is not None
    lead.post(ADVANCE, {"une": yes.pk})
    lead.post(ADVANCE, {"non": no.pk})
    assert sorted(TrialShift.objects.values_list("state", flat=True)) == ["accepted", "declined"]
    assert Assignment.objects.filter(volunteer__person=newcomers[0].person).count() == 1


@pytest.mark.parametrize("kind", [None, RoleKind.SPACE_MANAGER])
def test_strangers_advance_nobody(client: Client, lille: Space, kind: RoleKind | None) -> None:
    step = waits(lille, "Ali", 3)
    client.force_login(make_staff(make_space(), kind) if kind else make_volunteer(lille).person)
    response = client.post(ADVANCE, {"une": step.pk})
    assert response.status_code == (302 if kind else 404)
    step.refresh_from_db()
    assert step.ended_at is None


def test_nobody_ticked_and_unreadable_keys_are_said_kindly(lead: Client) -> None:
    for sent in ({}, {"une": "x"}, {"pas": ["1", ""]}):
        assert "Cochez au moins une personne." in lead.post(ADVANCE, sent, follow=True).text


def test_as_many_queries_for_thirty_as_for_three(lead: Client, lille: Space, mission: Mission) -> None:
    counts = []
    for more in (3, 27):
        for number in range(more):
            waits(lille, f"N{number}", 2)
            application = make_newcomer(lille, (mission,), Step.ANSWER)
            need = make_buddy(lille, mission, hour=9 + number % 3)
            TrialShift.objects.create(application=application, need=need.need, buddy=need.volunteer)
        for who in ("nous", "elles"):
            with CaptureQueriesContext(connection) as queries:
                lead.get(PAGE, {"qui": who})
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 10


def test_the_median_time_of_each_step_is_shown_when_asked_for(lead: Client, lille: Space) -> None:
    now = clock.now()
    asked = f"{PAGE}?temps=1"
    assert "Aucune étape n'est encore terminée." in lead.get(asked).text
    for hours in (1, 30, 90):
        application = make_application(lille, stage=Stage.LEFT, left_reason="other")
        make_step(application, Step.WELCOME, since=now - datetime.timedelta(hours=hours), ended_at=now)
    assert [
        (one.step, one.count, round(one.median.total_seconds() / 3600)) for one in dwell_by_step(None)
    ] == [(Step.WELCOME, 3, 30)]
    assert "<td>30 heures</td><td>3</td>" in lead.get(asked).text
    assert "temps=1#temps" in lead.get(PAGE).text


def test_the_page_of_a_newcomer_shows_owner_delay_and_reminder(
    lead: Client, lille: Space, mission: Mission
) -> None:
    first, second = make_buddy(lille, mission), make_buddy(lille, mission, hour=13)
    application = make_newcomer(lille, (mission,), Step.PROPOSE)
    address = f"/equipe/candidatures/{application.pk}/"
    text = lead.get(address).text
    assert "À faire avant" in text
    assert str(first.need.pk) in text
    assert str(second.need.pk) in text
    lead.post(f"{address}suite/", {"act": "propose", "need": second.need.pk})
    trial = open_trial(application)
    assert trial is not None
    assert trial.need == second.need
    lead.post(f"{address}suite/", {"act": "propose", "need": first.need.pk})
    assert TrialShift.objects.get(pk=trial.pk).state == TrialState.LAPSED
    lead.post(f"{address}suite/", {"act": "next"})
    assert open_trial(application).state == TrialState.ACCEPTED  # type: ignore[union-attr]
    assert lead.post(f"{address}suite/", {"act": "nothing"}).status_code == 404


def test_her_link_shows_the_charter_and_never_acts_when_opened(
    client: Client, lille: Space, mission: Mission
) -> None:
    make_buddy(lille, mission)
    application = make_newcomer(lille, (mission,))
    page = client.get(link(application)).text
    assert "La discrétion" in page
    assert not CharterSignature.objects.exists()
    wrong = client.post(link(application), {"act": "sign", "band": "adult"}).text
    assert "Cochez cette case pour signer" in wrong
    assert 'value="adult" checked' in wrong or "checked" in wrong
    client.post(link(application), {"act": "sign", "band": "adult", "has_read": "on"})
    assert CharterSignature.objects.count() == 1
    assert "Venez-vous essayer" in client.get(link(application)).text


def test_under_16_nothing_is_kept(client: Client, lille: Space) -> None:
    application = make_newcomer(lille)
    said = client.post(link(application), {"act": "sign", "band": "under", "has_read": "on"}).text
    assert "Le bénévolat commence à 16 ans" in said
    assert not CharterSignature.objects.exists()
    assert Volunteer.objects.get(person=application.person).age_band == ""


def test_at_17_the_sheet_for_a_parent_is_there(client: Client, lille: Space) -> None:
    application = make_newcomer(lille)
    page = client.post(
        link(application), {"act": "sign", "band": "minor", "has_read": "on"}, follow=True
    ).text
    assert 'href="accord/"' in page
    assert application.person.full_name in client.get(f"{link(application)}accord/").text


@pytest.mark.parametrize(("act", "title"), [("yes", "Nous vous attendons"), ("no", "Nous cherchons")])
def test_one_action_answers_and_pressed_again_it_is_the_same_page(
    client: Client, lille: Space, mission: Mission, act: str, title: str
) -> None:
    make_buddy(lille, mission)
    application = make_newcomer(lille, (mission,))
    client.post(link(application), {"act": "sign", "band": "adult", "has_read": "on"})
    trial = open_trial(application)
    assert trial is not None
    for _ in range(2):
        page = client.post(link(application), {"act": act, "trial": trial.pk}, follow=True).text
        assert title in page
        assert "Ce créneau n&#x27;est plus possible" not in page
    assert Assignment.objects.filter(volunteer__person=application.person).count() == (act == "yes")


def test_a_link_of_somebody_else_answers_nothing_of_hers(
    client: Client, lille: Space, mission: Mission
) -> None:
    make_buddy(lille, mission)
    hers, other = (make_newcomer(lille, (mission,)) for _ in range(2))
    client.post(link(hers), {"act": "sign", "band": "adult", "has_read": "on"})
    trial = open_trial(hers)
    assert trial is not None
    assert client.post(link(other), {"act": "yes", "trial": trial.pk}).status_code == 404
    assert client.get("/bienvenue/unknown/").status_code == 404
    before_the_meeting = make_application(lille, stage=Stage.APPLIED)
    assert client.get(link(before_the_meeting)).status_code == 404


def test_who_waits_for_too_long_reads_no_promise_of_the_past(client: Client) -> None:
    newcomer = make_newcomer(make_space(), step=Step.PROPOSE, secret="b" * 22)
    address = f"/bienvenue/{newcomer.secret}/"
    assert "Vous aurez des nouvelles avant" in client.get(address).text
    make_step(newcomer, Step.PROPOSE, since=clock.now() - datetime.timedelta(days=3))
    late = client.get(address).text
    assert "Vous aurez des nouvelles avant" not in late
    assert "Vous attendez depuis trop longtemps, pardon." in late


def test_a_date_to_come_is_read_in_the_list_and_one_touch_names_whom(lead: Client, lille: Space) -> None:
    meeting = make_meeting(lille)
    application = make_application(lille, make_person(first_name="Aya"), stage=Stage.INVITED)
    application.booking = meeting.bookings.create(person=application.person)
    application.save()
    make_step(application, Step.MEETING, waits_from=meeting.ends_at)
    page = lead.get(PAGE, {"qui": "dates"}).text
    assert wording.moment(meeting.starts_at, lille.time_zone) in page
    step = waits(lille, "Zoé", 1, Stage.APPLIED)
    done = lead.post(ADVANCE, {"une": step.pk, "qui": "nous"}, follow=True)
    assert "noté pour Zoé" in done.text


def test_nobody_is_to_be_called_who_gave_no_number(lead: Client, lille: Space) -> None:
    make_application(lille, make_person(first_name="Mail", phone=None))
    make_application(lille, make_person(first_name="Phone", phone="+33639980071"))
    page = lead.get(PAGE).text
    assert page.count('<span class="tag">à contacter</span>') == 1
    assert page.count('<span class="tag">à appeler</span>') == 1
