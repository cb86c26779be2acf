"""The loop closed: coverage before, who was looked for and found, coverage after."""

import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mapart.core import clock
from mapart.people.enums import RoleKind
from mapart.recruitment.actions import find_goals
from mapart.recruitment.enums import CampaignState, GoalOrigin
from mapart.recruitment.models import Campaign, Goal, Invitation
from mapart.recruitment.queries import goals_found
from mapart.volunteering.enums import Commitment
from mapart.website.loop import loop_of
from tests.factories import (
    make_campaign,
    make_mission,
    make_need,
    make_session,
    make_space,
    make_sponsor,
    make_staff,
    make_volunteer,
    next_weekday,
)
from tests.reading import plain
from tests.recruitment.test_campaign_pages import make_recruit

pytestmark = pytest.mark.django_db


def recruit(campaign: Campaign, **values: object) -> None:
    """Somebody who came and is a volunteer of the first space now."""
    sponsor = campaign.sponsors.first() or make_sponsor(campaign)
    invitation = make_recruit(sponsor)
    volunteer = make_volunteer(campaign.spaces.get(), **values)  # type: ignore[arg-type]
    Invitation.objects.filter(pk=invitation.pk).update(person=volunteer.person)


def test_from_the_gap_to_the_recruit_who_fills_it(client: Client) -> None:
    space, mission = make_space(), make_mission()
    make_volunteer(space, (mission,), commitment=Commitment.THREE_HOURS_A_WEEK)
    for weeks in (1, 2):
        make_need(make_session(space, next_weekday(1, weeks)), mission, minimum=2)
    campaign = find_goals(campaign=make_campaign(space))
    [stretch] = loop_of(campaign).stretches
    assert (stretch.held, stretch.needed, stretch.wanted, stretch.found, stretch.after) == (2, 4, 1, 0, 2)
    recruit(campaign, missions=(make_mission(),))
    assert loop_of(campaign).found == 0
    recruit(campaign, missions=(mission,))
    [stretch] = loop_of(campaign).stretches
    assert (stretch.found, stretch.gain, stretch.after) == (1, 2, 4)
    assert stretch.published is not None
    assert (stretch.published.filled, stretch.published.places) == (0, 4)
    client.force_login(make_staff(space, RoleKind.COMMUNITY_LEAD))
    page = client.get(f"/equipe/campagnes/{campaign.pk}/boucle/").text
    assert "tient 2 places sur 4" in page
    assert "1 est trouvée" in page
    assert "jusqu'à 4 places sur 4" in page.replace("&#x27;", "'")
    assert "2/2" not in page
    assert "1/2" in page


def test_the_gain_is_never_more_than_what_is_missing() -> None:
    space = make_space()
    forecast = {"starts_on": clock.today().isoformat(), "spaces": {str(space.pk): [[1, 3]] * 2}}
    campaign, mission = make_campaign(space, forecast=forecast), make_mission()
    Goal.objects.create(
        campaign=campaign, space=space, mission=mission, count=3, places=7, origin=GoalOrigin.SOLVER
    )
    for _ in range(2):
        recruit(campaign, missions=(mission,))
    [stretch] = loop_of(campaign).stretches
    assert (stretch.held, stretch.gain, stretch.after) == (2, 4, 6)
    assert (stretch.bar.value, stretch.bar.more, stretch.bar.whole) == (2, 4, 6)
    assert loop_of(campaign).after == 6


@pytest.mark.parametrize(("needed", "said"), [(0, "0 place"), (1, "1 place"), (2, "2 places")])
def test_what_the_plan_holds_in_the_end_agrees_with_its_places(
    client: Client, needed: int, said: str
) -> None:
    space, mission = make_space(), make_mission()
    forecast = {"starts_on": clock.today().isoformat(), "spaces": {str(space.pk): [[0, 3]]}}
    campaign = make_campaign(space, forecast=forecast)
    Goal.objects.create(
        campaign=campaign, space=space, mission=mission, count=1, places=needed, origin=GoalOrigin.SOLVER
    )
    recruit(campaign, missions=(mission,))
    client.force_login(make_staff(space))
    page = plain(client.get(f"/equipe/campagnes/{campaign.pk}/boucle/").text.replace("&#x27;", "'"))
    assert f"avec elle, il tient jusqu'à {said} sur 3." in page
    assert f"Avec la campagne : jusqu'à {said} sur 3." in page


@pytest.mark.parametrize("many", [1, 10])
def test_a_rare_profile_is_found_among_those_who_came_later(
    monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """The first recruits are read alone; when they leave a goal open, all the others are read too."""
    monkeypatch.setattr("mapart.recruitment.queries.funnel._MANY", many)
    space = make_space()
    campaign, wanted, rare = make_campaign(space), make_mission(), make_mission()
    for mission in (wanted, rare):
        Goal.objects.create(campaign=campaign, space=space, mission=mission, count=1)
    for _ in range(3):
        recruit(campaign, missions=(wanted,))
    assert {goal.mission: count for goal, count in goals_found(campaign)} == {wanted: 1, rare: 0}
    recruit(campaign, missions=(rare,))
    assert {goal.mission: count for goal, count in goals_found(campaign)} == {wanted: 1, rare: 1}


def test_before_the_solver_was_asked_the_page_says_so(client: Client) -> None:
    space = make_space()
    campaign = make_campaign(space)
    client.force_login(make_staff(space))
    page = client.get(f"/equipe/campagnes/{campaign.pk}/boucle/").text
    assert "pas encore été fait" in page
    Campaign.objects.update(state=CampaignState.CLOSED)
    assert "sans le calcul" in client.get(f"/equipe/campagnes/{campaign.pk}/boucle/").text
    assert loop_of(campaign).first_weeks == []


@pytest.mark.parametrize("size", [1, 5])
def test_many_spaces_ask_as_often_as_few(
    client: Client, size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    spaces = [make_space() for _ in range(size)]
    mission = make_mission()
    campaign = make_campaign(
        *spaces,
        forecast={
            "starts_on": (clock.today() + datetime.timedelta(days=1)).isoformat(),
            "spaces": {str(space.pk): [[1, 3]] * 8 for space in spaces},
        },
    )
    for space in spaces:
        Goal.objects.create(campaign=campaign, space=space, mission=mission, count=2, places=3)
        invitation = make_recruit(make_sponsor(campaign, space=space))
        make_volunteer(space, (mission,), person=invitation.person)
        make_need(make_session(space), mission)
    client.force_login(make_staff(None, RoleKind.NETWORK_HEAD))
    address = f"/equipe/campagnes/{campaign.pk}/boucle/"
    with django_assert_num_queries(12):
        assert client.get(address).status_code == 200
