"""« Les missions faites pour vous », and the search of the team that says why."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mapart.people.enums import RoleKind
from mapart.spaces.models import Space
from mapart.volunteering import actions
from mapart.volunteering.enums import AgeBand, Skill, SkillLevel
from mapart.volunteering.models import NotNow, Volunteer
from tests.factories import (
    make_mission,
    make_need,
    make_person,
    make_session,
    make_space,
    make_staff,
    make_volunteer,
    next_weekday,
)
from tests.reading import plain

pytestmark = pytest.mark.django_db
PAGE = "/mon-espace/missions/"


@pytest.fixture
def lille() -> Space:
    return make_space()


@pytest.fixture
def volunteer(lille: Space) -> Volunteer:
    return make_volunteer(lille, (make_mission(title="La sienne"),))


@pytest.fixture
def hers(client: Client, volunteer: Volunteer) -> Client:
    client.force_login(volunteer.person)
    return client


def test_each_mission_says_why_and_what_she_would_learn(
    hers: Client, volunteer: Volunteer, lille: Space
) -> None:
    mission = make_mission(
        title="Tenir la caisse", wanted_skills=["till", "workshop"], training="Une soirée de caisse"
    )
    make_need(make_session(lille), mission)
    make_need(make_session(lille), make_mission(title="Réparer", mandatory_skill="repair"))
    actions.set_skills(by=None, volunteer=volunteer, skills={Skill.TILL: SkillLevel.EASY})
    text = hers.get(PAGE).text.replace("&#x27;", "'")
    for said in (
        "À vos heures : 1 créneau",
        "Vous savez déjà : tenir une caisse.",
        "À 10 minutes de chez vous.",
        "Il manque 2 personnes",
        "La formation : Une soirée de caisse.",
        "Il faut d'abord savoir : réparer des appareils.",
    ):
        assert said in text
    assert text.index("Tenir la caisse") < text.index("Réparer")


@pytest.mark.parametrize(("minutes", "said"), [(0, "0 minute"), (1, "1 minute"), (25, "25 minutes")])
def test_the_time_on_the_way_agrees_with_its_minutes(
    client: Client, volunteer: Volunteer, lille: Space, minutes: int, said: str
) -> None:
    volunteer.reach.update(travel_minutes=minutes)
    mission = make_mission()
    need = make_need(make_session(lille), mission)
    client.force_login(volunteer.person)
    assert f"À {said} de chez vous." in plain(client.get(PAGE).text)
    actions.set_missions(by=None, volunteer=volunteer, missions=[mission])
    client.force_login(make_staff(lille))
    search = client.get(f"/equipe/planning/besoins/{need.pk}/").context["search"]
    assert f" à {said}<" in plain(client.get(search).text).replace("\n", "")


def test_not_now_is_respected_until_it_expires(hers: Client, volunteer: Volunteer, lille: Space) -> None:
    mission = make_mission(title="Tenir la caisse")
    make_need(make_session(lille), mission)
    for _ in range(2):
        page = hers.post(PAGE, {"act": "not_now", "mission": mission.pk}, follow=True)
    assert page.context["proposals"] == []
    NotNow.objects.update(until=datetime.date(2020, 1, 1))
    assert [one.mission for one in hers.get(PAGE).context["proposals"]] == [mission]
    hers.post(PAGE, {"act": "yes", "mission": mission.pk})
    assert [one.is_hers for one in hers.get(PAGE).context["proposals"]] == [True]


def test_under_18_missions_for_adults_are_not_proposed(
    hers: Client, volunteer: Volunteer, lille: Space
) -> None:
    make_need(make_session(lille), make_mission(is_for_adults=True))
    actions.say_age(by=None, volunteer=volunteer, band=AgeBand.MINOR)
    assert hers.get(PAGE).context["proposals"] == []


def test_staff_answer_for_her_strangers_do_not(client: Client, volunteer: Volunteer, lille: Space) -> None:
    mission = make_mission()
    address = f"/equipe/benevoles/{volunteer.pk}/missions/"
    sent = {"act": "yes", "mission": mission.pk}
    for person, status in (
        (make_staff(make_space()), 404),
        (make_volunteer(lille).person, 404),
        (make_staff(lille, RoleKind.RECEPTIONIST), 404),
        (make_staff(lille, RoleKind.COMMUNITY_LEAD), 302),
    ):
        client.force_login(person)
        assert client.post(address, sent).status_code == status
        assert volunteer.choices.filter(mission=mission).exists() == (status == 302)
    assert client.post(address, {"act": "?", "mission": mission.pk}).status_code == 404
    assert client.post(address, {"act": "yes", "mission": "x"}).status_code == 404


def test_as_many_queries_with_ten_times_the_needs(hers: Client, lille: Space) -> None:
    counts = []
    for more in (2, 18):
        for number in range(more):
            make_need(make_session(lille, hour=9 + number % 8), make_mission(wanted_skills=["till"]))
        with CaptureQueriesContext(connection) as queries:
            hers.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_search_says_why_each_fits_and_a_hole_leads_to_it(client: Client, lille: Space) -> None:
    mission = make_mission()
    fits = make_volunteer(lille, (mission,), person=make_person(first_name="Amina"))
    actions.set_skills(by=None, volunteer=fits, skills={Skill.TILL: SkillLevel.EXPERT})
    make_volunteer(lille, (mission,), person=make_person(first_name="Bruno"))
    need = make_need(make_session(lille, next_weekday(1), hour=14), mission, skill="till")
    client.force_login(make_staff(lille))
    address = client.get(f"/equipe/planning/besoins/{need.pk}/").context["search"]
    page = client.get(address)
    assert [line["first_name"] for line in page.context["page"]] == ["Amina"]
    text = page.text
    assert "libre de 9 h à 18 h" in plain(text)
    assert "tenir une caisse : capable de former" in text
    assert "à 10 minutes" in text
    assert "de 14 h à 17 h" in plain(text)
    assert 'value="14:00"' in client.get(f"/equipe/benevoles/chercher/?{address.split('?')[1]}").text


def test_a_search_that_cannot_be_read_is_as_none(client: Client, lille: Space) -> None:
    make_volunteer(lille)
    client.force_login(make_staff(lille))
    for asked in ("day=x", "starts_at=25:00&ends_at=3", "reach=nowhere", "skill=cooking"):
        assert client.get(f"/equipe/benevoles/?{asked}").context["page"].paginator.count == 1
