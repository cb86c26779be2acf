"""Whom a campaign looks for: found by the solver in what the best plan leaves empty, or typed by the team."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction

from mapart.core import clock, journal
from mapart.core.jobs.by_name import enqueue
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning.actions import Forecast, forecast_weeks
from mapart.recruitment.enums import CampaignState, GoalOrigin, GoalSearch
from mapart.recruitment.models import Campaign, Goal
from mapart.recruitment.perms import require_running
from mapart.spaces.models import Space
from mapart.volunteering.models import Mission

WEEKS_LOOKED_AT = 8
MOST_GOALS = 12
_CHANGING = (CampaignState.DRAFT, CampaignState.OPEN)


def add_goal(
    *,
    by: Person,
    campaign: Campaign,
    space: Space,
    mission: Mission,
    count: int,
    weekday: int | None = None,
    starts_at: datetime.time | None = None,
    ends_at: datetime.time | None = None,
) -> Goal:
    """Write a wanted profile by hand; written before, it now wants ``count``. Null ``weekday``: at any time.

    Refusals: ``recruitment.goal_elsewhere``, ``.campaign_moved`` once it is over.
    """
    _require_changing(by, campaign)
    if space not in campaign.spaces.all():
        raise Refusal("recruitment.goal_elsewhere")
    profile = {"weekday": weekday, "starts_at": starts_at, "ends_at": ends_at}
    with transaction.atomic():
        try:
            with transaction.atomic():
                goal = Goal.objects.create(
                    campaign=campaign, space=space, mission=mission, count=count, **profile
                )
        except IntegrityError:
            goal = Goal.objects.get(campaign=campaign, space=space, mission=mission, **profile)
            if not Goal.objects.filter(pk=goal.pk).exclude(count=count).update(count=count):
                return goal
            goal.refresh_from_db()
        journal.record(by, "add_goal", campaign, goal=goal.pk, count=count)
    return goal


def remove_goal(*, by: Person, goal: Goal) -> None:
    """Look for this profile no more; removed twice, nothing happens. Refusal ``recruitment.campaign_moved``."""
    _require_changing(by, goal.campaign)
    with transaction.atomic():
        if Goal.objects.filter(pk=goal.pk).delete()[0]:
            journal.record(by, "remove_goal", goal.campaign, goal=goal.pk)


def search_goals(*, by: Person, campaign: Campaign) -> Campaign:
    """Ask the solver whom to look for; a worker answers. Asked twice at once: one search.

    Refusal ``recruitment.campaign_moved`` once it is over.
    """
    _require_changing(by, campaign)
    with transaction.atomic():
        idle = Campaign.objects.filter(pk=campaign.pk).exclude(search=GoalSearch.ASKED)
        if idle.update(search=GoalSearch.ASKED):
            journal.record(by, "search_goals", campaign)
            enqueue("mapart.recruitment.tasks.find_goals", str(campaign.pk))
        campaign.refresh_from_db(fields=["search"])
    return campaign


def find_goals(*, by: Person | None = None, campaign: Campaign) -> Campaign:
    """Look at the next eight weeks with the solver and keep its answer. Raises ``planning.cannot_forecast``."""
    today = clock.today()
    monday = today - datetime.timedelta(days=today.weekday()) + datetime.timedelta(weeks=1)
    forecast = forecast_weeks(
        spaces=list(campaign.spaces.all()), starts_on=monday, weeks=WEEKS_LOOKED_AT, top=MOST_GOALS
    )
    return keep_forecast(by=by, campaign=campaign, forecast=forecast)


def keep_forecast(*, by: Person | None, campaign: Campaign, forecast: Forecast) -> Campaign:
    """Keep what the solver answered: the goals it found replace those of the search before, typed ones stay.

    ``Campaign.forecast`` holds ``computed_at``, ``starts_on`` (a Monday), and under ``spaces``, by key, one pair
    [places held, places needed] a week: minimum places of the best plan with the volunteers of that day.
    """
    with transaction.atomic():
        campaign.goals.filter(origin=GoalOrigin.SOLVER).delete()
        rows = [
            Goal(
                campaign=campaign,
                space_id=one.space,
                mission_id=one.mission,
                weekday=one.weekday,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                skills=one.skills,
                count=one.people,
                places=one.places,
                origin=GoalOrigin.SOLVER,
            )
            for one in forecast.wanted
        ]
        Goal.objects.bulk_create(rows, ignore_conflicts=True)
        kept: dict[str, Any] = {
            "computed_at": clock.now().isoformat(),
            "starts_on": forecast.starts_on.isoformat(),
            "spaces": {str(space): weeks for space, weeks in forecast.coverage.items()},
        }
        Campaign.objects.filter(pk=campaign.pk).update(search=GoalSearch.DONE, forecast=kept)
        campaign.refresh_from_db()
        journal.record(by, "keep_forecast", campaign, goals=len(rows))
    return campaign


def fail_search(*, by: Person | None, campaign: Campaign) -> None:
    """The search broke: its page says so, and it may be asked again."""
    with transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(search=GoalSearch.FAILED)
        journal.record(by, "fail_search", campaign)


def _require_changing(by: Person, campaign: Campaign) -> None:
    require_running(by, campaign.spaces.all())
    campaign.refresh_from_db(fields=["state"])
    if campaign.state not in _CHANGING:
        raise Refusal("recruitment.campaign_moved")
