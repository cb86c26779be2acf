"""A campaign from its draft to its end: who may, what each step writes, and goals found or typed."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from mapart.core import clock, ids
from mapart.core.ids import uuid7
from mapart.core.jobs.running import run_due
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.notifications.models import Message
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.recruitment import actions
from mapart.recruitment.enums import CampaignState, GoalOrigin, GoalSearch
from mapart.recruitment.models import Campaign, Goal, Sponsor
from mapart.recruitment.rules import CAMPAIGN_TRANSITIONS, Found, Wanted, matched, spoken_code
from mapart.spaces.models import Space
from mapart.volunteering.enums import Commitment, VolunteerState
from mapart.volunteering.rules import Hours, Window
from tests.factories import (
    make_campaign,
    make_mission,
    make_need,
    make_person,
    make_session,
    make_space,
    make_sponsor,
    make_staff,
    make_volunteer,
    next_weekday,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def lead(space: Space) -> Person:
    return make_staff(space, RoleKind.COMMUNITY_LEAD)


def facts(*spaces: Space, **changes: Any) -> dict[str, Any]:
    today = clock.today()
    return {
        "title": "Bénévole cherche Bénévole",
        "pitch": "Venez.",
        "starts_on": today,
        "ends_on": today + 25 * DAY,
        "spaces": spaces,
    } | changes


# --- the life of a campaign -----------------------------------------------------------------------------------------
def test_sent_twice_it_is_one_campaign(space: Space, lead: Person) -> None:
    key = uuid7()
    first = actions.create_campaign(by=lead, key=key, **facts(space))
    assert actions.create_campaign(by=lead, key=key, **facts(space)) == first
    second = actions.create_campaign(by=lead, key=uuid7(), **facts(space))
    assert first.slug == f"benevole-cherche-benevole-{clock.today().year}"
    assert second.slug.startswith(first.slug)
    assert JournalEntry.objects.filter(act="create_campaign").count() == 2


def test_dates_and_spaces_that_make_no_campaign(space: Space, lead: Person) -> None:
    today = clock.today()
    for changes, code in (
        ({"ends_on": today - DAY}, "ends_first"),
        ({"ends_on": today + 120 * DAY}, "too_long"),
        ({"spaces": []}, "without_space"),
    ):
        with pytest.raises(Refusal, match=code):
            actions.create_campaign(by=lead, key=uuid7(), **facts(space, **changes))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_campaign(space, ends_on=today - 30 * DAY)


def test_opened_every_active_volunteer_of_its_spaces_has_a_code(space: Space, lead: Person) -> None:
    inside = [make_volunteer(space) for _ in range(3)]
    make_volunteer(space, state=VolunteerState.PAUSED)
    make_volunteer(make_space())
    campaign = actions.create_campaign(by=lead, key=uuid7(), **facts(space))
    assert not Sponsor.objects.exists()
    actions.open_campaign(by=lead, campaign=campaign)
    assert {one.person_id for one in Sponsor.objects.all()} == {one.person_id for one in inside}
    make_volunteer(space)
    assert actions.give_codes(by=lead, campaign=campaign) == 1
    assert actions.give_codes(by=lead, campaign=campaign) == 0


def test_a_code_drawn_twice_is_drawn_anew(
    space: Space, lead: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["BCDFGH", "BCDFGH", "CCCCCC", "DDDDDD"])
    monkeypatch.setattr("mapart.recruitment.actions.campaigns.short_code", lambda: next(drawn))
    for _ in range(2):
        make_volunteer(space)
    assert actions.give_codes(by=lead, campaign=make_campaign(space)) == 2
    assert Sponsor.objects.values("code").distinct().count() == 2


@pytest.mark.parametrize("before", CampaignState)
@pytest.mark.parametrize(
    ("act", "after"),
    [
        ("open_campaign", CampaignState.OPEN),
        ("close_campaign", CampaignState.CLOSED),
        ("drop_campaign", CampaignState.DROPPED),
    ],
)
def test_only_the_written_moves(
    space: Space, lead: Person, before: CampaignState, act: str, after: CampaignState
) -> None:
    campaign = make_campaign(space, state=before)
    move = getattr(actions, act)
    if after in CAMPAIGN_TRANSITIONS[before]:
        move(by=lead, campaign=campaign)
        assert Campaign.objects.get().state == after
    else:
        with pytest.raises(Refusal, match="campaign_moved"):
            move(by=lead, campaign=campaign)
        assert Campaign.objects.get().state == before


def test_what_is_over_does_not_open(space: Space, lead: Person) -> None:
    today = clock.today()
    campaign = make_campaign(space, state="draft", starts_on=today - 9 * DAY, ends_on=today - DAY)
    with pytest.raises(Refusal, match="campaign_past"):
        actions.open_campaign(by=lead, campaign=campaign)


def test_a_code_drawn_twice_for_who_joins_is_drawn_anew(
    space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = make_campaign(space)
    known = make_sponsor(campaign)
    drawn = iter([known.code, known.code, "BCDFGH"])
    monkeypatch.setattr(ids, "short_code", lambda: next(drawn))
    assert actions.join_campaign(by=make_volunteer(space).person, campaign=campaign).code == "BCDFGH"


def test_a_space_that_joins_brings_its_volunteers(space: Space) -> None:
    other, head = make_space(), make_staff(None, RoleKind.NETWORK_HEAD)
    campaign = make_campaign(space)
    make_volunteer(other)
    actions.change_campaign(by=head, campaign=campaign, **facts(space, other))
    assert Sponsor.objects.get().space == other
    Campaign.objects.update(state=CampaignState.CLOSED)
    with pytest.raises(Refusal, match="campaign_moved"):
        actions.change_campaign(by=head, campaign=campaign, **facts(space))


def test_a_volunteer_welcomed_later_asks_for_her_code(space: Space) -> None:
    campaign, volunteer = make_campaign(space), make_volunteer(space)
    sponsor = actions.join_campaign(by=volunteer.person, campaign=campaign)
    assert actions.join_campaign(by=volunteer.person, campaign=campaign) == sponsor
    for nobody in (make_person(), make_volunteer(make_space()).person, make_staff(space)):
        with pytest.raises(Refusal, match="no_sponsor"):
            actions.join_campaign(by=nobody, campaign=campaign)
    Campaign.objects.update(state=CampaignState.CLOSED)
    with pytest.raises(Refusal, match="campaign_over"):
        actions.join_campaign(by=make_volunteer(space).person, campaign=campaign)


def test_each_volunteer_is_told_once(space: Space, lead: Person) -> None:
    campaign = make_campaign(space)
    sponsor = make_sponsor(campaign)
    for _ in range(2):
        actions.announce_campaign(by=lead, campaign=campaign)
        run_due(("default",))
    message = Message.objects.get(kind="recruitment.campaign")
    assert f"/i/{sponsor.code}" in message.body
    assert spoken_code(sponsor.code) in message.body
    Campaign.objects.update(state=CampaignState.CLOSED)
    campaign.refresh_from_db()
    with pytest.raises(Refusal, match="campaign_moved"):
        actions.announce_campaign(by=lead, campaign=campaign)


# --- who may ---------------------------------------------------------------------------------------------------------
def test_strangers_receptionists_and_other_spaces_write_nothing(space: Space) -> None:
    campaign = make_campaign(space, state=CampaignState.DRAFT)
    goal = Goal.objects.create(campaign=campaign, space=space, mission=make_mission())
    for nobody in (
        make_person(),
        make_volunteer(space).person,
        make_staff(space, RoleKind.RECEPTIONIST),
        make_staff(make_space()),
    ):
        writes: list[Any] = [
            lambda by=nobody: actions.create_campaign(by=by, key=uuid7(), **facts(space)),
            lambda by=nobody: actions.change_campaign(by=by, campaign=campaign, **facts(space)),
            lambda by=nobody: actions.open_campaign(by=by, campaign=campaign),
            lambda by=nobody: actions.close_campaign(by=by, campaign=campaign),
            lambda by=nobody: actions.drop_campaign(by=by, campaign=campaign),
            lambda by=nobody: actions.announce_campaign(by=by, campaign=campaign),
            lambda by=nobody: actions.search_goals(by=by, campaign=campaign),
            lambda by=nobody: actions.remove_goal(by=by, goal=goal),
            lambda by=nobody: actions.add_goal(
                by=by, campaign=campaign, space=space, mission=goal.mission, count=1
            ),
        ]
        for write in writes:
            with pytest.raises(PermissionDenied):
                write()
    assert not JournalEntry.objects.exists()


def test_of_two_spaces_one_is_not_enough(space: Space, lead: Person) -> None:
    with pytest.raises(PermissionDenied):
        actions.create_campaign(by=lead, key=uuid7(), **facts(space, make_space()))
    campaign = make_campaign(space, make_space(), state=CampaignState.DRAFT)
    with pytest.raises(PermissionDenied):
        actions.open_campaign(by=lead, campaign=campaign)


# --- goals -----------------------------------------------------------------------------------------------------------
def test_a_goal_typed_twice_keeps_the_last_number(space: Space, lead: Person) -> None:
    campaign, mission = make_campaign(space), make_mission()
    when: dict[str, Any] = {"weekday": 1, "starts_at": datetime.time(9), "ends_at": datetime.time(12)}
    for moment in ({}, when):
        for count in (2, 5, 5):
            actions.add_goal(by=lead, campaign=campaign, space=space, mission=mission, count=count, **moment)
    assert [goal.count for goal in Goal.objects.all()] == [5, 5]
    written = JournalEntry.objects.filter(act="add_goal").order_by("pk")
    assert [entry.facts["count"] for entry in written] == [2, 5, 2, 5]
    goal = Goal.objects.filter(weekday=None).get()
    actions.remove_goal(by=lead, goal=goal)
    actions.remove_goal(by=lead, goal=goal)
    assert Goal.objects.count() == 1
    with pytest.raises(Refusal, match="goal_elsewhere"):
        actions.add_goal(by=lead, campaign=campaign, space=make_space(), mission=mission, count=1)


def test_the_solver_says_whom_to_look_for(space: Space, lead: Person) -> None:
    mission = make_mission()
    make_volunteer(space, (mission,), commitment=Commitment.THREE_HOURS_A_WEEK)
    for weeks in (1, 2):
        make_need(make_session(space, next_weekday(1, weeks)), mission, minimum=2)
    campaign = make_campaign(space)
    typed = actions.add_goal(by=lead, campaign=campaign, space=space, mission=make_mission(), count=1)
    for _ in range(2):
        actions.search_goals(by=lead, campaign=campaign)
    assert JournalEntry.objects.filter(act="search_goals").count() == 1
    run_due(("long",))
    campaign.refresh_from_db()
    assert campaign.search == GoalSearch.DONE
    found = campaign.goals.get(origin=GoalOrigin.SOLVER)
    assert (found.space, found.mission, found.weekday) == (space, mission, 1)
    assert (found.starts_at, found.ends_at) == (datetime.time(9), datetime.time(12))
    assert (found.count, found.places) == (1, 2)
    assert campaign.forecast["spaces"][str(space.pk)][:2] == [[1, 2], [1, 2]]
    assert campaign.goals.filter(pk=typed.pk).exists()


def test_a_search_that_breaks_says_so(space: Space, lead: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: Any) -> None:
        raise Refusal("planning.cannot_forecast")

    monkeypatch.setattr("mapart.recruitment.actions.goals.forecast_weeks", broken)
    campaign = actions.search_goals(by=lead, campaign=make_campaign(space))
    run_due(("long",))
    campaign.refresh_from_db()
    assert campaign.search == GoalSearch.FAILED
    assert actions.search_goals(by=lead, campaign=campaign).search == GoalSearch.ASKED


def test_recruits_are_matched_to_as_many_goals_as_can_be() -> None:
    lille, lyon, desk, workshop = (uuid7() for _ in range(4))
    morning = Hours(datetime.time(9), datetime.time(12))
    goals = [
        Wanted(lille, desk, 1),
        Wanted(lille, desk, 1, weekday=1, hours=morning),
        Wanted(lille, workshop, 2),
    ]
    both = frozenset({desk, workshop})
    free = (Window(1, datetime.time(9), datetime.time(10)), Window(1, datetime.time(10), datetime.time(13)))
    anywhere = Found(frozenset({lille}), frozenset({desk}), free)
    never = Found(frozenset({lille}), frozenset({desk}))
    everything = Found(frozenset({lille, lyon}), both, free)
    away = Found(frozenset({lyon}), both, free)
    undecided = Found(frozenset({lille}), frozenset(), free)
    assert matched(goals, [everything, anywhere, never]) == [1, 1, 1]
    assert matched(goals, [never, never]) == [1, 0, 0]
    assert matched(goals, [away, undecided]) == [0, 0, 0]
    assert matched(goals, [everything] * 9) == [1, 1, 2]
