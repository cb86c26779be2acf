"""The list of volunteers that staff search, and the page of one of them."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mapart.core.enums import Channel, Language
from mapart.core.models import JournalEntry
from mapart.people.enums import RoleKind
from mapart.spaces.models import Space
from mapart.volunteering import actions
from mapart.volunteering.enums import HalfDay, Skill, SkillLevel, VolunteerState
from mapart.volunteering.models import Volunteer
from mapart.volunteering.rules import window_of
from mapart.website import finding
from tests.factories import (
    make_assignment,
    make_mission,
    make_need,
    make_person,
    make_session,
    make_space,
    make_staff,
    make_volunteer,
)
from tests.reading import plain

pytestmark = pytest.mark.django_db

LIST = "/equipe/benevoles/"


@pytest.fixture
def lille() -> Space:
    return make_space()


@pytest.fixture
def team(client: Client, lille: Space) -> Client:
    """A browser where somebody who follows the volunteers of Lille is signed in."""
    client.force_login(make_staff(lille, RoleKind.COMMUNITY_LEAD))
    return client


def make(space: Space, first_name: str, last_name: str = "Exemple", **values: Any) -> Volunteer:
    return make_volunteer(space, person=make_person(first_name=first_name, last_name=last_name), **values)


def names(client: Client, **asked: Any) -> list[str]:
    """First names on the page, in order."""
    return [line["first_name"] for line in client.get(LIST, asked).context["page"]]


@pytest.mark.parametrize("kind", [RoleKind.SPACE_MANAGER, RoleKind.COMMUNITY_LEAD])
def test_staff_see_the_volunteers_of_their_spaces_only(client: Client, lille: Space, kind: RoleKind) -> None:
    make(lille, "Amina")
    make(make_space(), "Bruno")
    make_volunteer(None)
    client.force_login(make_staff(lille, kind))
    assert names(client) == ["Amina"]


def test_the_network_sees_every_space_and_can_choose_one(client: Client, lille: Space) -> None:
    lyon = make_space(city="Lyon")
    make(lille, "Amina")
    make(lyon, "Bruno")
    client.force_login(make_staff(None, RoleKind.NETWORK_HEAD))
    assert names(client) == ["Amina", "Bruno"]
    assert names(client, space=lyon.pk) == ["Bruno"]


def test_choosing_a_space_of_others_shows_nothing_more(team: Client, lille: Space) -> None:
    lyon = make_space()
    make(lille, "Amina")
    make(lyon, "Bruno")
    assert names(team, space=lyon.pk) == ["Amina"]


@pytest.mark.parametrize("who", ["volunteer", "reception"])
def test_who_may_not_see_volunteers_has_no_list(client: Client, lille: Space, who: str) -> None:
    person = make_volunteer(lille).person if who == "volunteer" else make_staff(lille, RoleKind.RECEPTIONIST)
    client.force_login(person)
    assert client.get(LIST).status_code == 403


def test_a_visitor_must_sign_in(client: Client, lille: Space) -> None:
    for address in (LIST, f"{LIST}{make_volunteer(lille).pk}/"):
        assert client.get(address).headers["Location"].startswith("/connexion/")


@pytest.mark.parametrize("asked", [{"skill": "repair"}, {"language": "ar"}, {"state": "active"}])
def test_many_who_answer_are_found_as_few_are(
    client: Client, lille: Space, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str]
) -> None:
    for number in range(60):
        one = make(lille, "Aziz" if number % 2 else "Zoé", f"{'BC'[number % 2]} {number:02} Arnaud")
        actions.set_skills(by=None, volunteer=one, skills={Skill.REPAIR: SkillLevel.EASY})
        actions.set_languages(by=None, volunteer=one, languages=[Language.AR])
    client.force_login(make_staff(lille))
    space = [client.get(LIST, {**asked, "page": page}) for page in (1, 2, 3)]
    client.force_login(make_staff(None, RoleKind.NETWORK_HEAD))
    few = [client.get(LIST, {**asked, "page": page}) for page in (1, 2, 3)]
    monkeypatch.setattr(finding, "MOST", 5)
    many = [client.get(LIST, {**asked, "page": page}) for page in (1, 2, 3)]
    for small, large, here in zip(few, many, space, strict=True):
        keys = [line["pk"] for line in small.context["page"]]
        assert keys == [line["pk"] for line in large.context["page"]]
        assert keys == [line["pk"] for line in here.context["page"]]
    assert "60 bénévoles" in space[0].text
    whole: dict[str, str | int] = {**asked, "space": str(lille.pk), "page": 3}
    assert "Page 3 sur 3" in client.get(LIST, whole).text
    assert "60 bénévoles" in few[0].text
    assert "Page 3 sur 3" in few[2].text
    assert "Au moins" in many[0].text
    assert 1 < many[0].context["page"].paginator.least <= 5
    assert "<li>Page 3</li>" in many[2].text
    assert "Page suivante" not in many[2].text


def test_of_a_short_name_some_are_shown_until_more_is_typed(
    team: Client, lille: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        make(lille, "Aziz", f"Arnaud {number}")
    make(lille, "Amélie")
    monkeypatch.setattr(finding, "MOST", 6)
    page = team.get(LIST, {"q": "a"})
    shown = [line["last_name"] for line in page.context["page"]]
    assert shown == sorted(shown)
    assert 3 <= len(shown) == page.context["page"].paginator.least <= 6
    assert "Écrivez plus de lettres" in page.text
    assert names(team, q="am") == ["Amélie"]
    assert names(team, q="aziz 7") == ["Aziz"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("amelie", ["Amélie"]),
        ("AMÉ", ["Amélie"]),
        ("le goff", ["Amélie"]),
        ("goff amelie", ["Amélie"]),
        ("elie", []),
        ("ben", ["Aziz"]),
        ("  ", ["Aziz", "Amélie"]),
        ("%", ["Aziz", "Amélie"]),
    ],
)
def test_names_are_found_whatever_accents_case_and_order(
    team: Client, lille: Space, typed: str, found: list[str]
) -> None:
    make(lille, "Amélie", "Le Goff")
    make(lille, "Aziz", "Ben Ali")
    assert names(team, q=typed) == found


def test_the_list_is_searched_by_skill_language_mission_and_state(team: Client, lille: Space) -> None:
    mission = make_mission()
    repairs, speaks, wants, away = (make(lille, name) for name in ("Ali", "Bea", "Cid", "Dan"))
    actions.set_skills(by=None, volunteer=repairs, skills={Skill.REPAIR: SkillLevel.EASY})
    actions.set_languages(by=None, volunteer=speaks, languages=[Language.AR])
    actions.set_missions(by=None, volunteer=wants, missions=[mission])
    actions.leave(by=None, volunteer=away)
    assert names(team) == ["Ali", "Bea", "Cid"]
    assert names(team, skill="repair") == ["Ali"]
    assert names(team, language="ar") == ["Bea"]
    assert names(team, mission=mission.slug) == ["Cid"]
    assert names(team, state=VolunteerState.LEFT) == ["Dan"]
    assert names(team, skill="repair", language="ar") == []
    assert "Personne ne correspond" in team.get(LIST, {"skill": "teaching"}).text


def test_the_list_is_searched_by_half_day(team: Client, lille: Space) -> None:
    morning, precise, evening = (make(lille, name) for name in ("Ali", "Bea", "Cid"))
    actions.set_availability(by=None, volunteer=morning, windows=[window_of(5, HalfDay.MORNING)])
    actions.set_availability(
        by=None,
        volunteer=precise,
        windows=[window_of(5, HalfDay.MORNING)._replace(ends_at=window_of(5, HalfDay.AFTERNOON).ends_at)],
    )
    actions.set_availability(by=None, volunteer=evening, windows=[window_of(5, HalfDay.EVENING)])
    assert names(team, moment="5-morning") == ["Ali", "Bea"]
    assert names(team, moment="5-afternoon") == ["Bea"]
    assert names(team, moment="5-evening") == ["Cid"]
    assert names(team, moment="4-morning") == []


@pytest.mark.parametrize("asked", [{"moment": "9-night"}, {"skill": "magic"}, {"page": "x"}, {"page": "99"}])
def test_an_address_typed_by_hand_shows_the_list(team: Client, lille: Space, asked: dict[str, str]) -> None:
    make(lille, "Amina")
    assert names(team, **asked) == ["Amina"]


def test_an_empty_list_says_what_comes(team: Client) -> None:
    assert "Les personnes accueillies après une réunion" in team.get(LIST).text


@pytest.mark.parametrize("volunteers", [3, 60])
def test_the_list_asks_the_same_number_of_queries(team: Client, lille: Space, volunteers: int) -> None:
    for _ in range(volunteers):
        make_volunteer(lille)
    with CaptureQueriesContext(connection) as queries:
        assert len(names(team)) == min(volunteers, 25)
    assert len(queries) == 5
    with CaptureQueriesContext(connection) as queries:
        names(team, q="cam", skill="till", moment="0-morning")
    assert len(queries) <= 8
    with CaptureQueriesContext(connection) as queries:
        assert len(names(team, q="cam exe")) == min(volunteers, 25)
    assert len(queries) == 5


def test_no_word_of_the_list_is_read_as_a_tag(team: Client, lille: Space) -> None:
    make(lille, "<i>Amina", "O'Hara", state=VolunteerState.PAUSED)
    page = team.get(LIST).text
    assert "<i>" not in page
    assert "&lt;i&gt;Amina O&#x27;Hara</a></b> <span" in page


def test_the_second_page_follows_and_keeps_the_search(team: Client, lille: Space) -> None:
    for number in range(30):
        make(lille, f"Ali {number:02}")
    text = team.get(LIST, {"q": "ali"}).text
    assert "q=ali&amp;page=2" in text
    assert names(team, q="ali", page=2) == [f"Ali {number}" for number in range(25, 30)]


# --- one volunteer ------------------------------------------------------------------------------------------------
def test_the_page_of_a_volunteer_says_how_to_reach_her_and_keeps_who_read_it(
    client: Client, lille: Space
) -> None:
    person = make_person(first_name="Amina", phone="+33639980012", channel=Channel.SMS)
    volunteer = make_volunteer(lille, (make_mission(title="Accueil"),), person=person)
    shift = make_assignment(make_need(make_session(lille)), volunteer)
    lead = make_staff(lille, RoleKind.COMMUNITY_LEAD)
    client.force_login(lead)
    text = client.get(f"{LIST}{volunteer.pk}/").text
    for word in ("06 39 98 00 12", person.email, "Accueil", "Lundi, de 9 h à 18 h", lille.name):
        assert str(word) in plain(text)
    assert shift.need.mission.title in text
    assert 'href="disponibilites/"' in text
    entry = JournalEntry.objects.get(act="read_volunteer")
    assert (entry.actor, entry.subject, entry.facts) == (lead.pk, volunteer.pk, {})


def test_the_page_of_a_volunteer_is_closed_to_all_others(client: Client, lille: Space) -> None:
    volunteer = make_volunteer(lille)
    for person in (
        make_person(),
        make_volunteer(lille).person,
        make_staff(make_space()),
        make_staff(lille, RoleKind.RECEPTIONIST),
    ):
        client.force_login(person)
        assert client.get(f"{LIST}{volunteer.pk}/").status_code == 404
    assert not JournalEntry.objects.filter(act="read_volunteer").exists()


def test_a_volunteer_who_is_not_there_has_no_page(team: Client, lille: Space) -> None:
    assert team.get(f"{LIST}{lille.pk}/").status_code == 404


@pytest.mark.parametrize("filled", [False, True])
def test_the_page_of_a_volunteer_asks_the_same_number_of_queries(
    team: Client, lille: Space, *, filled: bool
) -> None:
    volunteer = make_volunteer(lille, tuple(make_mission() for _ in range(4 if filled else 1)))
    if filled:
        actions.set_skills(by=None, volunteer=volunteer, skills=dict.fromkeys(Skill, SkillLevel.EASY))
        actions.set_reach(by=None, volunteer=volunteer, spaces=[lille, make_space(), make_space()])
        for day in range(3):
            make_assignment(make_need(make_session(lille, hour=8 + 4 * day)), volunteer)
    with CaptureQueriesContext(connection) as queries:
        team.get(f"{LIST}{volunteer.pk}/")
    assert len(queries) == 13
